"""How every write to the catalogue happens: whole, retried, counted, with clear refusals."""

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError

from catalog.models import Product
from catalog.public import versions
from catalog.services.names import name_key, sku_key
from common.db import RetriesExhausted, in_transaction

Result = TypeVar("Result")
# As many as may collide on one slug: in each round one of them wins.
TRIES = 20


class Busy(APIException):
    """503 with Retry-After: nothing was written, and a moment later it may be."""

    status_code = 503
    default_code = "busy"
    default_detail = _l("The shop is busy. Try again in a moment.")
    wait = 1


def refusal(field: str, code: str, detail: str) -> ValidationError:
    return ValidationError({field: [ErrorDetail(detail, code=code)]})


def name_taken() -> ValidationError:
    return refusal("name", "unique", _("This name is already in use."))


def check_name_is_free(model: type[models.Model], name: str, *, but: int | None = None) -> None:
    """Raises ValidationError where something that is not deleted has this name, in any case."""
    if model.objects.filter(name_key=name_key(name)).exclude(pk=but).exists():
        raise name_taken()


def check_sku_is_free(sku: str, *, but: int | None = None) -> None:
    """Raises ValidationError where something that is not deleted has this very sku."""
    key = sku_key(sku)
    if key and Product.objects.filter(sku_key=key).exclude(pk=but).exists():
        raise refusal("sku", "unique", _("This SKU is already in use."))


def committed(work: Callable[[], Result], *, shape: bool, tree: bool = False) -> Result:
    """Run work in one transaction whose last statement raises the catalogue's version.

    A lost race for a slug or a name runs the whole of it again: the second time the checks in
    work see the winner. Raises what work raises, and Busy or IntegrityError after the last try.
    """

    def whole() -> Result:
        result = work()
        versions.bump(shape=shape, tree=tree)
        return result

    for attempt in range(TRIES):
        try:
            return in_transaction(whole)
        except RetriesExhausted as error:
            raise Busy from error
        except IntegrityError:
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")
