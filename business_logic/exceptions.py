"""Business rule errors. smartmart/http/errors.py maps them to HTTP statuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from business_logic.entities import LineError


class DomainError(Exception):
    """A business rule was violated.

    code is for programs, detail for people; attr names the field, if any."""

    code = "invalid"
    detail: str | Promise = _("The request violates a business rule.")
    attr: str | None = None

    def __init__(self, detail: str | None = None, *, attr: str | None = None):
        # Translated now, in the language of the request.
        self.detail = str(detail or self.detail)
        super().__init__(self.detail)
        self.attr = attr or self.attr


class CartRejected(DomainError):
    """Some lines of a cart can't be sold; faults lists all errors."""

    code = "cart_rejected"
    detail = _("Some items in the cart can't be sold.")

    def __init__(self, faults: list[LineError]):
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
    """The transaction failed repeatedly; the client should retry."""

    code = "busy"
    detail = _("The shop is busy. Try again in a moment.")
    retry_after = 1
