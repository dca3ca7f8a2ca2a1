"""What the simulated ePayco knows.

A simulated payment is the set of its notification's fields; it is in Django's cache, shared by
all server processes and the command line."""

import hashlib

from django.core.cache import cache

PREFIX = "epayco-simulator"
KEPT_SECONDS = 30 * 24 * 3600
Fields = dict[str, str]


def look_up_id(reference: str) -> str:
    """Return the 24 hex characters that the payer's URL has instead of the reference."""
    return hashlib.sha256(f"{PREFIX}:{reference}".encode()).hexdigest()[:24]


def find(reference: str) -> Fields | None:
    found: Fields | None = cache.get(f"{PREFIX}:payment:{reference}")
    return found


def find_by_look_up_id(ref_payco: str) -> Fields | None:
    return find(cache.get(f"{PREFIX}:look-up:{ref_payco}", ""))


def payments_of(invoice: str) -> list[Fields]:
    """Return an invoice's payments, oldest first."""
    references = cache.get(f"{PREFIX}:invoice:{invoice}", [])
    return [payment for payment in map(find, references) if payment]


def save(payment: Fields) -> None:
    invoice, reference = payment["x_id_invoice"], payment["x_ref_payco"]
    references = cache.get(f"{PREFIX}:invoice:{invoice}", [])
    if reference not in references:
        references.append(reference)
    cache.set(f"{PREFIX}:payment:{reference}", payment, KEPT_SECONDS)
    cache.set(f"{PREFIX}:look-up:{look_up_id(reference)}", reference, KEPT_SECONDS)
    cache.set(f"{PREFIX}:invoice:{invoice}", references, KEPT_SECONDS)


def leave_unclear(payment: Fields) -> None:
    """Omit the test flag from the API; the public lookup still has it."""
    cache.set(f"{PREFIX}:unclear:{payment['x_ref_payco']}", True, KEPT_SECONDS)


def is_unclear(payment: Fields) -> bool:
    found: bool = cache.get(f"{PREFIX}:unclear:{payment['x_ref_payco']}", False)
    return found
