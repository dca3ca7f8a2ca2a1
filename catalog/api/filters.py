"""Query parameters of the catalog lists: validated here, applied in catalog/public/listing.py."""

import django_filters
from django.utils.translation import gettext_lazy as _
from django_filters.utils import translate_validation
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from catalog.models import Category, Product
from common.http.filters import (
    IdsFilter,
    ListFilterSet,
    SearchTextFilter,
    StrictBooleanFilter,
    StrictNumberFilter,
    StrictOrderingFilter,
    TextsFilter,
)


class ProductFilterSet(ListFilterSet):
    search = SearchTextFilter(
        help_text="Every word occurs in name, sku, barcode, category or description. Best first."
    )
    category = TextsFilter(
        help_text="The slug of a category; its subcategories count too. Several: all of theirs."
    )
    ids = IdsFilter(help_text="Only these, such as 1,2,3.")
    include_deleted = StrictBooleanFilter(
        help_text="true, for staff: deleted ones too; each has `is_deleted`."
    )
    min_price = StrictNumberFilter()
    max_price = StrictNumberFilter()
    in_stock = StrictBooleanFilter(help_text="Has stock that is not sold.")
    is_active = StrictBooleanFilter()
    ordering = StrictOrderingFilter(fields=["name", "price", "created_at", "updated_at"])

    class Meta:
        model = Product
        fields: list = []


class CategoryProductFilterSet(ProductFilterSet):
    """Filters of one category's list; the category is in the URL."""

    category = None


class CategoryFilterSet(ListFilterSet):
    search = SearchTextFilter(help_text="Every word occurs in the name.")
    parent = django_filters.CharFilter(
        max_length=180, help_text="The slug of a category: what is directly below it."
    )
    ids = IdsFilter(help_text="Only these, such as 1,2,3.")
    include_deleted = StrictBooleanFilter(
        help_text="true, for staff: deleted ones too; each has `is_deleted`."
    )
    is_active = StrictBooleanFilter()
    tree = StrictBooleanFilter(
        help_text="true: everything, nested under `children`, not paginated."
    )
    ordering = StrictOrderingFilter(fields=["name", "created_at", "updated_at"])

    class Meta:
        model = Category
        fields: list = []


def parameters(filterset: type[ListFilterSet], request: Request) -> dict:
    """Return the given parameters, validated. Raises ValidationError."""
    if filterset.base_filters.keys().isdisjoint(request.query_params):
        # Most requests have no filters, and a form is a tenth of a page's work.
        return {}
    form = filterset(request.query_params, filterset._meta.model.objects.none()).form
    if not form.is_valid():
        raise translate_validation(form.errors)
    return {key: value for key, value in form.cleaned_data.items() if value not in (None, "", [])}


def bad_choice(name: str) -> ValidationError:
    return ValidationError({name: [_("Category not found.")]}, code="invalid_choice")
