"""Admin of the delivery rates, with import and export."""

from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from common.admin import StrictListMixin
from common.colombia.places import departments
from common.money.taxes import price_label
from orders.admin.rate_files import RateFilesMixin
from orders.models import DeliveryRate


def places() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return all departments with their municipalities, as grouped choices."""
    return [
        (each.name, [(each.code, each.name), *((p.city_code, p.city) for p in each.cities)])
        for each in departments().values()
    ]


class RateForm(forms.ModelForm):
    place_code = forms.ChoiceField(label=_("Place"), choices=places)

    class Meta:
        model = DeliveryRate
        fields = ("place_code", "price", "free_from")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("price", "free_from"):
            self.fields[name].label = price_label(capfirst(self.fields[name].label))
        self.fields["free_from"].help_text = _("Empty or 0: never free.")


@admin.register(DeliveryRate)
class DeliveryRateAdmin(StrictListMixin, RateFilesMixin):
    form = RateForm
    list_display = ("__str__", "place_code", "price", "free_from")
    search_fields = ("place_code",)
