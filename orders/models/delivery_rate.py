from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.colombia.places import name_of
from orders.models.details import MONEY


def validate_place(code: str) -> None:
    if name_of(code) is None:
        raise ValidationError(_("This is not a DANE code of a department or municipality."))


class DeliveryRate(models.Model):
    """The delivery price for a department or municipality.

    A municipality's rate takes precedence over its department's, which precedes the flat rate."""

    place_code = models.CharField(
        _("place"), max_length=5, unique=True, validators=[validate_place]
    )
    # Includes tax if all prices do.
    price = models.DecimalField(_("price"), validators=[MinValueValidator(0)], **MONEY)
    free_from = models.DecimalField(
        _("free from"), null=True, blank=True, validators=[MinValueValidator(0)], **MONEY
    )

    class Meta:
        db_table = "delivery_rate"
        verbose_name = _("delivery rate")
        verbose_name_plural = _("delivery rates")
        ordering = ["place_code"]
        constraints = [
            models.CheckConstraint(name="orders_deliveryrate_price_ge_0", condition=Q(price__gte=0))
        ]

    def __str__(self) -> str:
        return name_of(self.place_code) or self.place_code
