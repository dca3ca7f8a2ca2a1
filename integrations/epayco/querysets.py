from django.db import models


class LedgerQuerySet(models.QuerySet):
    def needing_attention(self) -> "LedgerQuerySet":
        """Return entries that still need attention."""
        return self.filter(attention__gt="", attention_closed_at=None)

    def without_json(self) -> "LedgerQuerySet":
        """Defer the JSON columns, which are large."""
        return self.defer("fields", "answer")

    def not_needing_attention(self) -> "LedgerQuerySet":
        """Return entries that need no attention, or were resolved."""
        return self.filter(models.Q(attention="") | models.Q(attention_closed_at__isnull=False))
