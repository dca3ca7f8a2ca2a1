"""Control runs without the safeguards of ePayco lookups (tools.proof.twins)."""

from integrations.epayco import client, fields
from integrations.epayco.http import cleaning
from integrations.epayco.ledger import entries
from integrations.epayco.reconciliation import turns
from tools.proof.twins.patching import replace_everywhere


def unclean() -> None:
    """Store ePayco's response without cleaning it."""
    replace_everywhere(cleaning.cleaned, lambda value, depth=0: value)
    replace_everywhere(cleaning.kept, lambda answer: answer)


def gullible() -> None:
    """Treat a payment as real unless ePayco says that it is a test."""

    def flag_of_test(record) -> bool:
        said = {fields.word_of(record.get(name)).lower() for name in fields.NAMES["test"]}
        return bool(said & fields.YES)

    replace_everywhere(fields.flag_of_test, flag_of_test)


def trusting() -> None:
    """Accept any status and any merchant, and the last of two values."""
    replace_everywhere(client.checked, lambda status, answer: answer)
    replace_everywhere(cleaning.once_each, dict)
    replace_everywhere(fields.is_for_this_shop, lambda record: True)


def boundless() -> None:
    """Let the ledger store any number of notifications of one payment."""
    entries.MAX_ROWS = 1_000_000


def short_runs() -> None:
    """Keep all safeguards, but let one run of reconcile_payments check a hundred payments."""
    replace_everywhere(turns.this_run, lambda name, items: items[:100])


def in_line() -> None:
    """Check payments in the order in which they began, regardless of the buyer."""
    replace_everywhere(turns.round_robin, lambda owned: [item for _, item in owned])
