"""Admin forms that validate like the API."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, serializers

from catalog.admin.base import texts_of
from catalog.api.fields import Barcode, Name, Sku, check_image_url
from catalog.api.serializers import MAX_STOCK
from catalog.models import Category, Product, ProductImage
from catalog.pictures.admin.forms import PictureUploadForm
from catalog.pictures.resolving import uploaded
from catalog.public import tree, versions
from catalog.services import categories as category_services
from catalog.services import transactions
from common.money.amounts import AmountField
from common.money.taxes import price_label


class CategoryChoice(forms.ModelChoiceField):
    """A choice of categories as an indented tree."""

    def __init__(self, **kwargs):
        super().__init__(Category.objects.filter(deleted_at=None), required=False, **kwargs)

    def show_tree(self) -> None:
        nodes = tree.at(versions.current().tree).ordered()
        indented = [(node.id, "— " * len(node.path) + node.name) for node in nodes]
        self.choices = [("", self.empty_label), *indented]


def judged(field: serializers.Field, value):
    """Validate with the API's field. Raises Django's ValidationError."""
    try:
        return field.run_validation(value)
    except exceptions.ValidationError as error:
        raise ValidationError(texts_of(error)) from None


class CatalogForm(forms.ModelForm):
    """Distinguishes the user's changes from those made by others while the form was open."""

    tree_field: str

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True
            field.label = capfirst(field.label)
        if self.tree_field in self.fields:
            self.fields[self.tree_field].show_tree()

    def clean_name(self) -> str:
        name = judged(Name(), self.cleaned_data["name"])
        try:
            transactions.check_name_is_free(self._meta.model, name, but=self.instance.pk)
        except exceptions.ValidationError:
            raise ValidationError(_("This name is already in use."), code="unique") from None
        return name


class ProductForm(PictureUploadForm, CatalogForm):
    tree_field = "category"
    category = CategoryChoice(label=_("category"))
    price = AmountField(label=_("price"), least=Decimal(0))
    compare_at_price = AmountField(
        label=_("price before"), least=Decimal(0), required=False, help_text=_("None, or higher.")
    )
    stock_quantity = forms.IntegerField(
        label=_("stock"), min_value=0, max_value=MAX_STOCK, initial=0
    )

    class Meta:
        model = Product
        fields = (
            *("name", "category", "sku", "barcode", "price", "compare_at_price", "tax_class"),
            *("stock_quantity", "is_active", "description"),
        )
        widgets = {"description": forms.Textarea({"rows": 5, "class": "vLargeTextField"})}

    def seen_stock(self) -> int | None:
        """Return the stock that the page showed, if the user changed it."""
        if not self.instance.pk or "stock_quantity" not in self.changed_data:
            return None
        shown = self.data.get(self["stock_quantity"].html_initial_name, "")
        return int(shown) if re.fullmatch("[0-9]{1,10}", shown) else None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("price", "compare_at_price"):
            if name in self.fields:
                self.fields[name].label = price_label(self.fields[name].label)
        if "compare_at_price" in self.fields:
            self.fields["compare_at_price"].help_text = gettext("None, or higher.")
        for name in self.followers():
            if name in self.fields:
                self.fields[name].disabled = True

    def followers(self) -> tuple[str, ...]:
        """Return the fields that variants and main product share."""
        if self.instance.has_variants:
            return ("price", "stock_quantity")
        return ("category", "tax_class") if self.instance.variant_of_id else ()

    def clean_sku(self) -> str:
        sku = judged(Sku(), self.cleaned_data["sku"])
        try:
            transactions.check_sku_is_free(sku, but=self.instance.pk)
        except exceptions.ValidationError:
            raise ValidationError(_("This SKU is already in use."), code="unique") from None
        return sku

    def clean_barcode(self) -> str:
        return judged(Barcode(), self.cleaned_data["barcode"])

    def clean(self) -> dict:
        data = super().clean()
        price, before = data.get("price"), data.get("compare_at_price")
        if price is not None and before is not None and before <= price:
            message = _("The previous price must be greater than the price.")
            self.add_error("compare_at_price", ValidationError(message, code="not_above_price"))
        return data

    def clean_stock_quantity(self) -> int:
        """Reject a number typed over one that has changed since: it would undo a sale."""
        wanted, seen = self.cleaned_data["stock_quantity"], self.seen_stock()
        if seen is not None:
            now = Product.objects.values_list("stock_quantity", flat=True).get(pk=self.instance.pk)
            if seen != now:
                message = _("The stock changed to %(now)s while this page was open.")
                raise ValidationError(message, code="moved", params={"now": now})
        return wanted


class CategoryForm(CatalogForm):
    tree_field = "parent"
    parent = CategoryChoice(label=_("parent"))

    class Meta:
        model = Category
        fields = ("name", "parent", "is_active")

    def clean_parent(self) -> Category | None:
        parent = self.cleaned_data["parent"]
        try:
            category_services.check_parent(parent.pk if parent else None, of=self.instance.pk)
        except exceptions.ValidationError as error:
            raise ValidationError(str(error.detail["parent_id"][0])) from None
        return parent


class ImageForms(forms.BaseInlineFormSet):
    def add_fields(self, form, index):
        """Label the checkbox that removes an image, like the other fields."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Remove this picture")


class ImageForm(forms.ModelForm):
    image_url = forms.CharField(label=_("image URL"), max_length=1000, validators=[check_image_url])

    class Meta:
        model = ProductImage
        fields = ("image_url", "alt_text", "position")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.picture_id:
            self.initial["image_url"] = self.instance.shown_url
        # In a table the labels are column headers, which screen readers don't connect to fields.
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label
        # Strings for the script that makes images draggable.
        grip = _("Move this image (drag it or use the arrow keys)")
        self.fields["position"].widget.attrs["data-grip"] = grip

    def clean(self) -> dict:
        """Link the uploaded image of a changed URL, if it is one."""
        data = super().clean()
        if "image_url" in self.changed_data and "image_url" in data:
            url = data["image_url"]
            self.instance.picture = uploaded([url]).get(url)
        return data
