"""The usual first version: ModelSerializers over a well-joined and prefetched queryset."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from rest_framework import generics, serializers
from rest_framework.permissions import AllowAny

from catalog.models import Category, Product, ProductImage


class CategorySerializer(serializers.ModelSerializer):
    class Meta:
        model = Category
        fields = ["id", "name", "slug"]


class ImageSerializer(serializers.ModelSerializer):
    class Meta:
        model = ProductImage
        fields = ["id", "image_url", "alt_text", "position"]


class ProductSerializer(serializers.ModelSerializer):
    category = CategorySerializer()
    images = ImageSerializer(many=True)

    class Meta:
        model = Product
        fields = [
            *("id", "name", "slug", "sku", "barcode", "description", "price", "tax_class"),
            *("compare_at_price", "stock_quantity", "is_active", "category", "images"),
            *("options", "variant_of", "has_variants", "created_at", "updated_at"),
        ]


class Products:
    authentication_classes: list = []
    permission_classes = [AllowAny]
    serializer_class = ProductSerializer
    filter_backends: list = []
    lookup_field = "slug"

    def get_queryset(self):
        rows = Product.objects.filter(is_active=True, deleted_at=None, variant_of=None)
        if slug := self.request.GET.get("category"):
            rows = rows.filter(category__slug=slug)
        if word := self.request.GET.get("search"):
            rows = rows.filter(search_text__contains=word)
        return (
            rows.select_related("category")
            .prefetch_related("images")
            .order_by("-created_at", "-id")
        )


class ProductList(Products, generics.ListAPIView):
    """20 per page, counted, by OFFSET: Django REST framework's defaults."""


class ProductDetail(Products, generics.RetrieveAPIView):
    pass


BODY = b'{"results":[' + b",".join([b'{"id":1,"name":"bytes"}'] * 400) + b"]}"


def bare_bytes(request: HttpRequest) -> HttpResponse:
    """Return as many bytes as a page of products, from memory: the upper bound of this server."""
    return HttpResponse(BODY, content_type="application/json")


def bytes_after_a_query(request: HttpRequest) -> HttpResponse:
    """Return the same after the one query that an unchanged response of the shop makes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT SUM(writes) FROM catalog_version")
        cursor.fetchone()
    return bare_bytes(request)
