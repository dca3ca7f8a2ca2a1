from django.db import models


class Picture(models.Model):
    """An uploaded image, which several products can share.

    The row is created before its files and deleted after them."""

    # Prefix of the file names; never reused, because browsers cache the files permanently.
    name = models.CharField(max_length=40, unique=True)
    # Digest of the files' bytes; NULL once they are being removed.
    digest = models.CharField(max_length=64, unique=True, null=True)
    # "320x240 800x600 1600x1200"
    sizes = models.CharField(max_length=60)
    # Unused since; NULL if products showed it at the last sweep.
    unused_since = models.DateTimeField(null=True, db_index=True)

    class Meta:
        app_label = "catalog"
        db_table = "picture"

    def __str__(self) -> str:
        return self.name
