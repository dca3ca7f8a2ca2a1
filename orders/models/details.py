"""What a checkout and its order have in common."""

from django.db import models
from django.db.models import F
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

MONEY = {"max_digits": 14, "decimal_places": 2}
# Rounded, because SQLite adds decimals as floats; on MySQL the sum is exact anyway.
SUM_OF_PARTS = Round(F("subtotal") + F("tax"), precision=2)


class DeliveryDetails(models.Model):
    """Where the goods go and whom the invoice names; blank where the buyer did not say."""

    class Method(models.TextChoices):
        PICKUP = "pickup", _("pick-up at the shop")
        STANDARD = "standard", _("delivery")

    class DocumentType(models.TextChoices):
        CC = "CC", _("citizenship card")
        CE = "CE", _("foreigner's card")
        NIT = "NIT", _("tax number of a company")
        PP = "PP", _("passport")

    delivery_method = models.CharField(
        _("way of delivery"), max_length=10, choices=Method.choices, blank=True
    )
    # Before tax, part of the subtotal.
    delivery_price = models.DecimalField(
        _("price of delivery"), max_digits=12, decimal_places=2, default=0
    )
    department = models.CharField(_("department"), max_length=60, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    delivery_phone = models.CharField(_("phone"), max_length=32, blank=True)
    document_type = models.CharField(
        _("document"), max_length=3, choices=DocumentType.choices, blank=True
    )
    document_number = models.CharField(_("document number"), max_length=20, blank=True)

    DELIVERY_FIELDS = (
        *("delivery_method", "delivery_price", "department", "city", "address"),
        *("delivery_phone", "document_type", "document_number"),
    )

    class Meta:
        abstract = True
