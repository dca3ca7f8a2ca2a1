"""The admin's labels say whether a price includes tax."""

import pytest
from django.contrib import admin
from django.utils import translation

from catalog.admin.bulk_forms import PriceForm
from catalog.models import Product
from orders.models import DeliveryRate

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("included", "note"), [(True, "tax included"), (False, "before tax")])
@pytest.mark.parametrize(
    ("model", "fields"),
    [(Product, ["price", "compare_at_price"]), (DeliveryRate, ["price", "free_from"])],
)
def test_label_of_a_price_says_what_it_includes(
    rf, superuser, settings, included, note, model, fields
):
    settings.PRICES_INCLUDE_TAX = included
    request = rf.get("/admin/")
    request.user = superuser

    with translation.override("en"):
        form = admin.site._registry[model].get_form(request)()

    assert [form.fields[name].label.endswith(f" ({note})") for name in fields] == [True, True]


@pytest.mark.parametrize(("included", "note"), [(True, "tax included"), (False, "before tax")])
def test_so_does_the_bulk_change_of_prices(settings, included, note):
    settings.PRICES_INCLUDE_TAX = included

    with translation.override("en"):
        assert PriceForm().fields["value"].label == f"Value ({note})"
