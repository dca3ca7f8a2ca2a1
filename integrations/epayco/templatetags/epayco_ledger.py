from django import template

from integrations.epayco.attention.words import outcome_word
from integrations.epayco.models import LedgerEntry

register = template.Library()
register.filter(outcome_word)


@register.simple_tag
def ledger_of(invoice: str, reference: str) -> list[LedgerEntry]:
    """Return all notifications of the invoice, and of the payment that paid it."""
    entries = LedgerEntry.objects.filter(invoice=invoice) | LedgerEntry.objects.filter(
        reference=reference
    )
    return list(entries.order_by("id")[:100])
