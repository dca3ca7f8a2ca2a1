from datetime import datetime

from django.db import models


class SoftDeleted(models.Model):
    """A row that stays when it is deleted, while its name and slug become free.

    Subclasses have slug and former_slug (kept for restoring) in lengths of their own."""

    # Digest of the normalized name; unique among rows that aren't deleted.
    name_key = models.CharField(max_length=64, unique=True, null=True, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def strike(self, now: datetime, *keys: str) -> None:
        """Delete the row and empty its unique columns, and those named keys."""
        self.former_slug, self.deleted_at = self.slug or "", now
        for key in ("slug", "name_key", *keys):
            setattr(self, key, None)
        changed = ("former_slug", "deleted_at", "updated_at", "slug", "name_key")
        self.save(update_fields=[*changed, *keys])
