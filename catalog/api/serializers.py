"""Serializers of write bodies; response serializers only describe the schema
(catalog/public/rendering.py builds the responses)."""

from collections.abc import Mapping

from django.core.validators import MaxValueValidator
from rest_framework import serializers

from catalog.api.fields import Barcode, ImageUrl, Name, Options, Sku
from catalog.services.stock.adjustments import MAX_STOCK
from common.http.fields import Price, StrictBoolean, WholeNumber
from common.http.nested import NestedSerializer
from common.money.taxes import TaxClass

MAX_ID = 2**63 - 1
MAX_IMAGES = 50


class ImageWriteSerializer(NestedSerializer):
    image_url = ImageUrl()
    alt_text = serializers.CharField(max_length=200, allow_blank=True, default="")


class ProductWriteSerializer(serializers.Serializer):
    name = Name(max_length=200, help_text="A variant without one is called by its options.")
    description = serializers.CharField(max_length=20_000, allow_blank=True, required=False)
    sku = Sku(required=False)
    barcode = Barcode(required=False)
    price = Price()
    compare_at_price = Price(required=False, allow_null=True)
    tax_class = serializers.ChoiceField(TaxClass.choices, required=False)
    stock_quantity = WholeNumber(min_value=0, max_value=MAX_STOCK, required=False)
    is_active = StrictBoolean(required=False)
    category_id = WholeNumber(
        required=False, allow_null=True, validators=[MaxValueValidator(MAX_ID)]
    )
    images = serializers.ListField(
        child=ImageWriteSerializer(),
        max_length=MAX_IMAGES,
        required=False,
        help_text="Replaces all images of the product.",
    )
    variant_of = WholeNumber(
        required=False,
        allow_null=True,
        validators=[MaxValueValidator(MAX_ID)],
        help_text="The id of the main product, whose category and tax class it has.",
    )
    options = Options(
        required=False, help_text="1 to 3, with the same names for all variants of a product."
    )

    def get_fields(self) -> dict:
        fields = super().get_fields()
        given = getattr(self, "initial_data", None)
        if isinstance(given, Mapping) and given.get("variant_of") is not None:
            fields["name"].required = False
        return fields


class StockChangeSerializer(serializers.Serializer):
    change = WholeNumber(
        min_value=-MAX_STOCK, max_value=MAX_STOCK, help_text="Added to the stock; negative takes."
    )
    reason = serializers.CharField(
        max_length=200, allow_blank=True, required=False, help_text="For the stock journal."
    )


class CategoryWriteSerializer(serializers.Serializer):
    name = Name(max_length=150)
    parent_id = WholeNumber(required=False, allow_null=True, validators=[MaxValueValidator(MAX_ID)])
    is_active = StrictBoolean(required=False)


class CategoryBriefSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField()


class ImageSizeSerializer(serializers.Serializer):
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    url = serializers.URLField()


class ImageSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    image_url = serializers.URLField(help_text="Of an uploaded image the largest size.")
    alt_text = serializers.CharField(allow_blank=True)
    position = serializers.IntegerField()
    sizes = ImageSizeSerializer(
        many=True,
        help_text="Of an uploaded image, from the smallest to the largest (for srcset); else [].",
    )


class ProductSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField(help_text="Made on creation; a rename does not change it.")
    sku = serializers.CharField(allow_blank=True)
    barcode = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    price = serializers.DecimalField(
        max_digits=12,
        decimal_places=2,
        help_text="In the shop's currency; before tax unless the shop's prices include it.",
    )
    tax_class = serializers.ChoiceField(TaxClass.choices)
    tax_rate = serializers.CharField(help_text='A fraction, such as "0.19".')
    price_with_tax = serializers.DecimalField(
        max_digits=14, decimal_places=2, help_text="What one piece costs with its tax."
    )
    compare_at_price = serializers.DecimalField(
        max_digits=12, decimal_places=2, allow_null=True, help_text="The price before."
    )
    stock_quantity = serializers.IntegerField()
    is_active = serializers.BooleanField()
    category = CategoryBriefSerializer(allow_null=True)
    images = ImageSerializer(many=True)
    options = serializers.DictField(
        child=serializers.CharField(), help_text='Of a variant, such as {"Talla": "M"}; else {}.'
    )
    variant_of = serializers.IntegerField(
        allow_null=True, help_text="The id of the main product of a variant."
    )
    has_variants = serializers.BooleanField(
        help_text="A variant has to be chosen: price is the lowest, stock the sum of theirs."
    )
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    is_deleted = serializers.BooleanField(
        required=False, help_text="Only in lists with ?include_deleted=true."
    )


class ProductDetailSerializer(ProductSerializer):
    variants = ProductSerializer(
        many=True, required=False, help_text="Of a product with variants, in the order of their id."
    )


class CategorySerializer(CategoryBriefSerializer):
    parent_id = serializers.IntegerField(allow_null=True)
    path = CategoryBriefSerializer(many=True, help_text="From the root down to the parent.")
    is_active = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    is_deleted = serializers.BooleanField(
        required=False, help_text="Only in lists with ?include_deleted=true."
    )


class CategoryDetailSerializer(CategorySerializer):
    children = CategorySerializer(many=True)


class BranchSwitchedSerializer(serializers.Serializer):
    message = serializers.CharField()
    categories = serializers.IntegerField()
    products = serializers.IntegerField()
