"""Forms of the variant grid, and of the combinations to create."""

import itertools
from collections.abc import Iterable
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from catalog.admin.forms import judged
from catalog.api.fields import Options, Sku
from catalog.api.serializers import MAX_STOCK
from catalog.models import Product
from catalog.services import variants as services
from catalog.services.bulk.writes import RowChange
from catalog.services.names import name_key
from common.money.amounts import AmountField
from common.money.taxes import price_label

COLUMNS = ("price", "stock_quantity", "sku", "is_active")
MOST_AT_ONCE = 100
OPTIONS = (1, 2, 3)


class VariantForm(forms.Form):
    """One row of the grid, with its original values."""

    price = AmountField(label=_("price"), least=Decimal(0))
    stock_quantity = forms.IntegerField(label=_("stock"), min_value=0, max_value=MAX_STOCK)
    sku = forms.CharField(label=_("SKU"), max_length=64, required=False)
    is_active = forms.BooleanField(label=_("active"), required=False)

    def __init__(self, *args, variant: Product, **kwargs):
        initial = {name: getattr(variant, name) for name in COLUMNS}
        super().__init__(*args, initial=initial, prefix=f"v{variant.pk}", **kwargs)
        self.fields["price"].label = price_label(capfirst(_("price")))
        self.variant = variant
        self.options = services.pairs_of(variant)
        for field in self.fields.values():
            field.show_hidden_initial = True
            # In a table the labels are column headers, which screen readers don't tie to fields.
            label = f"{field.label}: {', '.join(self.options.values())}"
            field.widget.attrs["aria-label"] = label

    def clean_sku(self) -> str:
        return judged(Sku(), self.cleaned_data["sku"])

    def change(self) -> RowChange | None:
        """Return the user's changes, with the values that the page showed."""
        if not self.changed_data:
            return None
        before = {name: self.shown(name) for name in self.changed_data}
        return RowChange(
            self.variant.pk, before, {name: self.cleaned_data[name] for name in self.changed_data}
        )

    def shown(self, name: str):
        field, bound = self.fields[name], self[name]
        hidden = field.hidden_widget()
        return field.clean(hidden.value_from_datadict(self.data, {}, bound.html_initial_name))


class CombinationsForm(forms.Form):
    """Up to three options with their values; every missing combination is created."""

    price = AmountField(label=_("price"), least=Decimal(0))
    stock_quantity = forms.IntegerField(
        label=_("stock"), min_value=0, max_value=MAX_STOCK, initial=0
    )

    def __init__(self, *args, main: Product, variants: Iterable[Product], **kwargs):
        super().__init__(*args, initial={"price": main.price}, prefix="new", **kwargs)
        self.fields["price"].label = price_label(capfirst(_("price")))
        self.main = main
        known = [services.pairs_of(variant) for variant in variants]
        names = list(known[0]) if known else []
        for number in OPTIONS:
            name = names[number - 1] if len(names) >= number else ""
            values = (
                ", ".join(dict.fromkeys(each[name] for each in known if name in each))
                if name
                else ""
            )
            is_first = number == 1
            self.fields[f"option_{number}"] = forms.CharField(
                label=_("Option"), max_length=50, initial=name, required=is_first
            )
            self.fields[f"values_{number}"] = forms.CharField(
                label=_("Values, separated by commas"),
                max_length=1000,
                initial=values,
                required=is_first,
            )
        self.order_fields([f"{part}_{n}" for n in OPTIONS for part in ("option", "values")])

    def clean(self) -> dict:
        data = super().clean()
        options = {}
        for number in OPTIONS:
            name, values = data.get(f"option_{number}", ""), data.get(f"values_{number}", "")
            listed = {name_key(value): value.strip() for value in values.split(",")}
            listed = [value for value in listed.values() if value]
            if bool(name) != bool(listed):
                raise ValidationError(_("Each option needs a name and values."))
            if name in options:
                raise ValidationError(_("An option is named twice."))
            if name:
                options[name] = listed
        every = [
            dict(zip(options, values, strict=True))
            for values in itertools.islice(
                itertools.product(*options.values()), services.MOST + MOST_AT_ONCE + 1
            )
        ]
        data["combinations"] = self.missing([judged(Options(), each) for each in every])
        return data

    def missing(self, every: list[dict[str, str]]) -> list[dict[str, str]]:
        rows = Product.objects.filter(variant_of=self.main, deleted_at=None)
        there = set(rows.values_list("variant_key", flat=True))
        found = [each for each in every if services.key_of(self.main.pk, each) not in there]
        if len(found) > MOST_AT_ONCE:
            raise ValidationError(
                _("Not more than %(most)s variants at once."), params={"most": MOST_AT_ONCE}
            )
        return found
