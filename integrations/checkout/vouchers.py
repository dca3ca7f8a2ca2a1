"""The voucher code of a request."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from business_logic.entities import LineError
from business_logic.exceptions import CartRejected
from common import limits

LONGEST_CODE = 40
UNKNOWN_CODES, WINDOW = 30, 300
# The limit of all accounts that check out from one network.
UNKNOWN_CODES_OF_NETWORK = 90


def read_voucher(body: Any) -> tuple[str, list[LineError]]:
    """Return the code without outer spaces ("" if none), and its errors."""
    given = body.get("voucher") if isinstance(body, Mapping) else None
    if given is None:
        return "", []
    if not isinstance(given, str) or not (code := given.strip()).isprintable():
        return "", [LineError(None, "voucher", "invalid", _("A code is required."))]
    if len(code) > LONGEST_CODE:
        detail = _("Voucher not found. Check the code.")
        return "", [LineError(None, "voucher", "voucher_unknown", detail)]
    return code, []


@contextmanager
def limited_guesses(code: str, limit_of: Mapping[str, int]) -> Iterator[None]:
    """Limit unknown codes like wrong passwords: count first, undo the count for valid codes.

    limit_of: how many each identity can try in WINDOW. Raises Throttled."""
    counted: list[str] = []
    is_unknown = False
    try:
        for identity, limit in limit_of.items() if code else ():
            limits.hit("voucher", identity, limit, WINDOW)
            counted.append(identity)
        yield
    except CartRejected as refusal:
        is_unknown = any(fault.code == "voucher_unknown" for fault in refusal.faults)
        raise
    finally:
        if not is_unknown:
            for identity in counted:
                limits.undo_hit("voucher", identity)
