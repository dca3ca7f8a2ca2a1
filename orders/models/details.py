"""Abstract models that checkouts and orders share."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

from common.money.taxes import TaxClass

MONEY = {"max_digits": 14, "decimal_places": 2}
# Rounded, because SQLite adds decimals as floats; MySQL's sum is exact.
SUM_OF_PARTS = Round(F("subtotal") + F("tax") + F("consumption_tax"), precision=2)
ADDS_UP = (
    Q(total=SUM_OF_PARTS)
    & Q(subtotal__gte=0)
    & Q(tax__gte=0)
    & Q(consumption_tax__gte=0)
    & Q(discount__gte=0)
)


class Amounts(models.Model):
    """The totals of a cart. subtotal is before tax, with delivery and after the discount."""

    subtotal = models.DecimalField(_("subtotal"), **MONEY)
    discount = models.DecimalField(_("discount"), default=0, **MONEY)
    voucher = models.CharField(_("voucher"), max_length=40, blank=True)
    tax = models.DecimalField(_("IVA"), **MONEY)
    consumption_tax = models.DecimalField(_("consumption tax"), default=0, **MONEY)
    total = models.DecimalField(_("total"), **MONEY)
    # One row per tax class: [{tax_class, rate, base, amount}], numbers as strings.
    taxes = models.JSONField(_("taxes"), default=list)
    # Whether the prices of lines and delivery included tax.
    prices_include_tax = models.BooleanField(_("prices include tax"), default=False)
    currency = models.CharField(_("currency"), max_length=3)

    AMOUNT_FIELDS = (
        *("subtotal", "discount", "voucher", "tax", "consumption_tax", "total"),
        *("taxes", "prices_include_tax", "currency"),
    )

    class Meta:
        abstract = True


class TaxedLine(models.Model):
    """The tax of a line: its share of its class's tax, which includes the tax on delivery."""

    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)
    price_with_tax = models.DecimalField(_("price with tax"), default=0, **MONEY)
    discount = models.DecimalField(_("discount"), default=0, **MONEY)
    tax_class = models.CharField(
        _("tax class"), max_length=12, choices=TaxClass.choices, default=TaxClass.STANDARD
    )
    tax_rate = models.DecimalField(_("tax rate"), max_digits=5, decimal_places=4, default=0)
    tax = models.DecimalField(_("tax"), default=0, **MONEY)

    TAX_FIELDS = ("price", "price_with_tax", "discount", "tax_class", "tax_rate", "tax")

    class Meta:
        abstract = True


class BuyerDetails(models.Model):
    """The buyer as they were when they bought."""

    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254)
    language = models.CharField(max_length=8, default="es")

    BUYER_FIELDS = ("first_name", "last_name", "email", "language")

    class Meta:
        abstract = True


class DeliveryDetails(models.Model):
    """Delivery and invoice details; empty if the buyer did not give them."""

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
    # Includes tax if all prices of the checkout do.
    delivery_price = models.DecimalField(
        _("price of delivery"), max_digits=12, decimal_places=2, default=0
    )
    department = models.CharField(_("department"), max_length=60, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    # DIVIPOLA code; empty for purchases made before places were validated.
    city_code = models.CharField(_("municipality code"), max_length=5, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    delivery_phone = models.CharField(_("phone"), max_length=32, blank=True)
    document_type = models.CharField(
        _("document"), max_length=3, choices=DocumentType.choices, blank=True
    )
    document_number = models.CharField(_("document number"), max_length=20, blank=True)

    DELIVERY_FIELDS = (
        *("delivery_method", "delivery_price", "department", "city", "city_code"),
        *("address", "delivery_phone", "document_type", "document_number"),
    )

    class Meta:
        abstract = True
