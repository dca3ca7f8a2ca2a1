"""Guards of what ePayco is asked and says, switched off (tools.proof.twins)."""

from integrations.epayco import cleaning, client, fields
from integrations.epayco.confirmation import ledger
from integrations.epayco.reconciliation import service as reconciliation
from integrations.epayco.reconciliation import turns
from tools.proof.patching import replace_everywhere


def unclean() -> None:
    """What ePayco says is kept as it comes."""
    replace_everywhere(cleaning.cleaned, lambda value, depth=0: value)
    replace_everywhere(cleaning.kept, lambda answer: answer)


def gullible() -> None:
    """A payment is real unless ePayco says that it is a test."""

    def flag_of_test(record) -> bool:
        said = {fields.word_of(record.get(name)).lower() for name in fields.NAMES["test"]}
        return bool(said & fields.YES)

    replace_everywhere(fields.flag_of_test, flag_of_test)


def trusting() -> None:
    """Any status will do, any merchant, and of two values the last."""
    replace_everywhere(client.checked, lambda status, answer: answer)
    replace_everywhere(cleaning.once_each, dict)
    replace_everywhere(fields.is_for_this_shop, lambda record: True)


def boundless() -> None:
    """The ledger takes as many notices of one payment as come."""
    ledger.MAX_ROWS = 1_000_000


def hurried() -> None:
    """No guard is off: a run of reconcile_payments has seconds where it has minutes."""
    reconciliation.RUN_SECONDS = 5.0


def in_line() -> None:
    """Payments are asked about in the order in which they were begun, whoever's they are."""
    replace_everywhere(turns.round_robin, lambda owned: [item for _, item in owned])
