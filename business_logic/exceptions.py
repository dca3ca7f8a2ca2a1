"""Errors of the business rules. The HTTP layer maps them to a status (smartmart/http/errors.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from business_logic.entities import LineFault


class DomainError(Exception):
    """A business rule was violated.

    code is for programs, detail for people; attr names the field, if any."""

    code = "invalid"
    detail: str | Promise = _("The request violates a business rule.")
    attr: str | None = None

    def __init__(self, detail: str | None = None, *, attr: str | None = None):
        # In the language of whoever asked, as it is now.
        self.detail = str(detail or self.detail)
        super().__init__(self.detail)
        self.attr = attr or self.attr


class CartRejected(DomainError):
    """Some lines of a cart cannot be sold; faults names every one of them."""

    code = "cart_rejected"
    detail = _("Some items in the cart can't be sold.")

    def __init__(self, faults: list[LineFault]):
        super().__init__()
        self.faults = faults


class IdempotencyConflict(DomainError):
    code = "idempotency_conflict"
    detail = _("This Idempotency-Key was already used with a different body.")


class InvalidTransition(DomainError):
    code = "invalid_transition"
    detail = _("The order can't change from its current status to this one.")
    attr = "status"


class Busy(DomainError):
    """The database could not serve the transaction, several times in a row. Try again."""

    code = "busy"
    detail = _("The shop is busy. Try again in a moment.")
    retry_after = 1


class NotRecorded(Exception):
    """The database refused the caller's own record of what was done; nothing of it was written."""
