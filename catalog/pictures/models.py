from django.db import models


class Picture(models.Model):
    """An uploaded picture, of which several products may show the same.

    It comes into being without its files, which are written next, and goes after them."""

    # What its files are named by, and never anything else again: a browser keeps them for good.
    name = models.CharField(max_length=40, unique=True)
    # Of the bytes of its files; NULL once they are being removed.
    digest = models.CharField(max_length=64, unique=True, null=True)
    # "320x240 800x600 1600x1200"
    sizes = models.CharField(max_length=60)
    # NULL while products show it, as far as the last sweep knows.
    unused_since = models.DateTimeField(null=True, db_index=True)

    class Meta:
        app_label = "catalog"
        db_table = "picture"

    def __str__(self) -> str:
        return self.name
