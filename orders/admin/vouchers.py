"""Vouchers in the admin: terms, series of codes, and the sales of each."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.admin import ExactValues, StrictListMixin
from common.money.formatting import readable
from common.money.taxes import price_label
from common.text import key_of
from orders.models import Voucher
from orders.services.vouchers import make_series

MAX_SERIES = 2_000
PAID = Q(uses__checkout__status="settled")


class VoucherForm(forms.ModelForm):
    class Meta:
        model = Voucher
        fields = "__all__"  # noqa: DJ007 the admin names them

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("value", "minimum"):
            if name in self.fields:
                self.fields[name].label = price_label(capfirst(self.fields[name].label))

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if not code.isprintable():
            # Shoppers couldn't enter it.
            raise forms.ValidationError(_("Invisible characters are not allowed."), code="hidden")
        taken = Voucher.objects.filter(code_key=key_of(code)).exclude(pk=self.instance.pk)
        if taken.exists():
            raise forms.ValidationError(
                _("A voucher with this code already exists."), code="unique"
            )
        return code

    def clean(self) -> dict:
        found = super().clean()
        if found.get("kind") == Voucher.Kind.PERCENT and (found.get("value") or 0) > 100:
            self.add_error("value", _("At most 100 percent."))
        starts, ends = found.get("starts_at"), found.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It must end after it starts."))
        return found


class SeriesForm(forms.Form):
    name = forms.CharField(label=_("Name of the series"), max_length=60)
    count = forms.IntegerField(label=_("How many codes"), min_value=1, max_value=MAX_SERIES)


@admin.register(Voucher)
class VoucherAdmin(StrictListMixin, admin.ModelAdmin):
    form = VoucherForm
    list_display = (
        *("code", "series", "kind", "value", "ends_at", "is_active"),
        *("paid_uses", "turnover", "given_away"),
    )
    list_filter = ("is_active", "kind", ("series", ExactValues))
    search_fields = ("code", "series", "description")
    autocomplete_fields = ("categories", "products")
    change_form_template = "admin/orders/voucher/change_form.html"
    fields = (
        *("code", "description", "series", "is_active", ("kind", "value"), "minimum"),
        *(("starts_at", "ends_at"), ("max_uses", "max_uses_per_buyer"), "categories", "products"),
    )

    def get_queryset(self, request: HttpRequest):
        return (
            super()
            .get_queryset(request)
            .annotate(
                _uses=Count("uses", filter=PAID),
                _turnover=Sum("uses__checkout__total", filter=PAID),
                _given=Sum("uses__checkout__discount", filter=PAID),
            )
        )

    @admin.display(description=_("paid uses"), ordering="_uses")
    def paid_uses(self, voucher: Voucher) -> int:
        return voucher._uses

    @admin.display(description=_("turnover"), ordering="_turnover")
    def turnover(self, voucher: Voucher) -> str:
        return readable(voucher._turnover or 0, settings.EPAYCO_CURRENCY)

    @admin.display(description=_("discounts given"), ordering="_given")
    def given_away(self, voucher: Voucher) -> str:
        return readable(voucher._given or 0, settings.EPAYCO_CURRENCY)

    def has_delete_permission(self, request, obj=None) -> bool:
        """A used voucher can't be deleted, because orders refer to it; disable it instead."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not obj.uses.exists())

    def save_model(self, request, obj, form, change) -> None:
        obj.code_key = key_of(obj.code)
        super().save_model(request, obj, form, change)

    def get_urls(self):
        view = self.admin_site.admin_view(self.series_view)
        return [path("<int:pk>/series/", view, name="orders_voucher_series"), *super().get_urls()]

    def series_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask how many codes to create, then create them with this voucher's terms."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        pattern = get_object_or_404(Voucher, pk=pk)
        form = SeriesForm(request.POST or None)
        if form.is_valid():
            with transaction.atomic():
                made = make_series(pattern, **form.cleaned_data)
            messages.success(request, gettext("Codes made: %d") % len(made))
            url = reverse("admin:orders_voucher_changelist")
            query = urlencode({"series__exact": form.cleaned_data["name"]})
            return redirect(f"{url}?{query}")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Make a series of codes like %s") % pattern,
            "form": form,
        }
        return TemplateResponse(request, "admin/orders/voucher/series.html", context)
