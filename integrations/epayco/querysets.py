from django.db import models


class LedgerQuerySet(models.QuerySet):
    def needing_attention(self) -> "LedgerQuerySet":
        """Entries that a person must still look at."""
        return self.filter(attention__gt="", attention_closed_at=None)

    def without_json(self) -> "LedgerQuerySet":
        """Entries whose notices and answers are left in the database: nobody reads them here."""
        return self.defer("fields", "answer")

    def not_needing_attention(self) -> "LedgerQuerySet":
        """Entries that need nobody, or that somebody has dealt with."""
        return self.filter(models.Q(attention="") | models.Q(attention_closed_at__isnull=False))
