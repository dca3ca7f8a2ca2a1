"""Admin of the delivery rates, with import and export."""

from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportModelAdmin
from import_export.fields import Field
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ExportForm
from import_export.resources import ModelResource

from common.admin import StrictListMixin
from common.colombia.places import departments
from common.money.taxes import price_label
from orders.models import DeliveryRate


class RateResource(ModelResource):
    """Rows are matched by place_code; the place name is for readers."""

    place = Field(column_name="place", dehydrate_method="name_of", readonly=True)

    class Meta:
        model = DeliveryRate
        fields = ("place_code", "place", "price", "free_from")
        import_id_fields = ("place_code",)
        clean_model_instances = True
        skip_unchanged = True

    def name_of(self, rate: DeliveryRate) -> str:
        return str(rate)

    def before_import_row(self, row, **kwargs):
        """Restore the leading zero that a spreadsheet removes from "05"."""
        code = str(row.get("place_code") or "").strip()
        row["place_code"] = code.zfill(2 if len(code) <= 2 else 5) if code.isdigit() else code


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


@admin.register(DeliveryRate)
class DeliveryRateAdmin(StrictListMixin, ImportExportModelAdmin):
    form = RateForm
    resource_classes = [RateResource]
    # All columns, which the import needs.
    export_form_class = ExportForm
    formats = [CSV, XLSX]
    list_display = ("__str__", "place_code", "price", "free_from")
    search_fields = ("place_code",)
