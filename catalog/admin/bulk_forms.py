"""Forms of the bulk actions, and the changes that follow from them."""

import hashlib
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog.api.serializers import MAX_STOCK
from catalog.models import Product
from catalog.services.bulk.writes import RowChange
from common.money.amounts import MOST, AmountField
from common.money.taxes import TaxClass, price_label


class BulkForm(forms.Form):
    """Ask for the change; compute each product's new value."""

    column: str

    def label_of(self, value):
        return value

    def plan(self, products: Iterable[Product]) -> list[RowChange]:
        """Return the changes that have an effect. Raises ValidationError."""
        found = []
        for product in products:
            before = getattr(product, self.column)
            after = self.new_value(before)
            if not 0 <= after <= self.most:
                raise ValidationError(
                    _("%(name)s would change to %(value)s."),
                    params={"name": product, "value": after},
                )
            if after != before:
                found.append(RowChange(product.pk, {self.column: before}, {self.column: after}))
        return found


class PriceForm(BulkForm):
    column, most = "price", MOST
    STEPS = [(step, step) for step in ("0.01", "1", "50", "100", "1000")]

    how = forms.ChoiceField(
        label=_("How"),
        choices=[
            ("percent", _("by percentage (10 raises, -10 lowers)")),
            ("amount", _("by an amount")),
            ("set", _("to this price")),
        ],
    )
    value = AmountField(label=_("Value"))
    step = forms.ChoiceField(label=_("Rounded to"), choices=STEPS, initial="1")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["value"].label = price_label(_("Value"))

    def new_value(self, before: Decimal) -> Decimal:
        value, how = self.cleaned_data["value"], self.cleaned_data["how"]
        wanted = {
            "percent": before * (100 + value) / 100,
            "amount": before + value,
            "set": value,
        }[how]
        step = Decimal(self.cleaned_data["step"])
        whole = (wanted / step).quantize(Decimal(1), ROUND_HALF_UP)
        return (whole * step).quantize(Decimal("0.01"))


class StockForm(BulkForm):
    column, most = "stock_quantity", MAX_STOCK

    how = forms.ChoiceField(
        label=_("How"),
        choices=[
            ("add", _("by this many (-3 removes three)")),
            ("set", _("to this number, as counted")),
        ],
    )
    value = forms.IntegerField(label=_("Value"), min_value=-MAX_STOCK, max_value=MAX_STOCK)

    def new_value(self, before: int) -> int:
        value = self.cleaned_data["value"]
        return before + value if self.cleaned_data["how"] == "add" else value


class TaxClassForm(BulkForm):
    column = "tax_class"

    value = forms.ChoiceField(label=_("tax class"), choices=TaxClass.choices)

    def label_of(self, value):
        return TaxClass(value).label

    def plan(self, products: Iterable[Product]) -> list[RowChange]:
        after = self.cleaned_data["value"]
        return [
            RowChange(product.pk, {"tax_class": product.tax_class}, {"tax_class": after})
            for product in products
            if product.tax_class != after
        ]


def digest(changes: Iterable[RowChange]) -> str:
    """Return a digest of the plan, so that what was shown is confirmed, and only once."""
    rows = ((c.pk, sorted(c.before.items()), sorted(c.after.items())) for c in changes)
    text = repr(sorted(rows, key=repr))
    return hashlib.sha256(text.encode()).hexdigest()
