"""Transactions of catalog writes: atomic, retried, counted in the version, with clear errors."""

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError

from catalog.models import Product
from catalog.public import versions
from catalog.services.names import name_key, sku_key
from common.db.transactions import RetriesExhausted, in_transaction

Result = TypeVar("Result")
# As many as can collide on one slug: one of them wins each round.
TRIES = 20


class CatalogBusy(APIException):
    """503 with Retry-After: nothing was written; the client should retry."""

    status_code = 503
    default_code = "busy"
    default_detail = gettext_lazy("The shop is busy. Try again in a moment.")
    wait = 1


def refusal(field: str, code: str, detail: str) -> ValidationError:
    return ValidationError({field: [ErrorDetail(detail, code=code)]})


def name_taken() -> ValidationError:
    return refusal("name", "unique", _("This name is already in use."))


def check_name_is_free(model: type[models.Model], name: str, *, but: int | None = None) -> None:
    """Raise ValidationError if a row that isn't deleted has this name, ignoring case."""
    if model.objects.filter(name_key=name_key(name)).exclude(pk=but).exists():
        raise name_taken()


def check_sku_is_free(sku: str, *, but: int | None = None) -> None:
    """Raise ValidationError if a product that isn't deleted has exactly this SKU."""
    key = sku_key(sku)
    if key and Product.objects.filter(sku_key=key).exclude(pk=but).exists():
        raise refusal("sku", "unique", _("This SKU is already in use."))


def committed(work: Callable[[], Result], *, shape: bool, tree: bool = False) -> Result:
    """Run work in one transaction whose last statement increments the catalog version.

    After a lost race for a slug or a name, all of it runs again, and the checks in work see the
    winner. Raises what work raises, and Busy or IntegrityError after the last attempt.
    """

    def whole() -> Result:
        result = work()
        versions.bump(shape=shape, tree=tree)
        return result

    for attempt in range(TRIES):
        try:
            return in_transaction(whole)
        except RetriesExhausted as error:
            raise CatalogBusy from error
        except IntegrityError:
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")
