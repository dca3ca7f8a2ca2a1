from __future__ import annotations

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.base import FAILED, CatalogViewSet
from catalog.api.filters import CategoryProductFilterSet, ProductFilterSet, bad_choice, parameters
from catalog.api.pagination import ProductPages
from catalog.api.serializers import (
    ProductDetailSerializer,
    ProductSerializer,
    ProductWriteSerializer,
    StockChangeSerializer,
)
from catalog.models import Product
from catalog.public import rendering, versions
from catalog.public.listing import Listing
from catalog.public.product_query import ProductQuery
from catalog.public.tree import Tree
from catalog.services import change_log, deletion
from catalog.services import products as services
from catalog.services.stock import adjustments

CHANGED = {200: ProductSerializer, 412: FAILED}


@extend_schema(tags=["catalogue"])
class ProductViewSet(CatalogViewSet):
    queryset = Product.objects.none()
    serializer_class = ProductWriteSerializer
    pagination_class = ProductPages
    model_name = "product"

    @property
    def filterset_class(self):
        by_category = self.action == "by_category"
        return CategoryProductFilterSet if by_category else ProductFilterSet

    @extend_schema(responses=ProductSerializer(many=True))
    def list(self, request: Request) -> HttpResponse:
        """List products. The public sees active products in active categories; staff see all.

        Responses carry an ETag; If-None-Match returns 304 while nothing has changed."""
        return self.shown(request, self.page)

    @extend_schema(responses=ProductSerializer(many=True))
    def by_category(self, request: Request, slug: str) -> HttpResponse:
        """List the products of a category and its subcategories."""
        return self.shown(request, lambda *state: self.page(*state, of=slug))

    @extend_schema(responses=ProductDetailSerializer)
    def retrieve(self, request: Request, slug: str) -> HttpResponse:
        """Get a product, with its variants if it has any."""

        def build(version: versions.Version, tree: Tree) -> dict:
            return rendering.one_product(tree, version.shape, sees_all=self.sees_all, slug=slug)

        return self.shown(request, build)

    @extend_schema(responses={201: ProductSerializer})
    def create(self, request: Request) -> Response:
        """Create a product."""
        user_id = request.user.pk
        product = services.create_product(**self.read_body(), user_id=user_id)
        return self.written(change_log.added(user_id, product).pk, status.HTTP_201_CREATED)

    @extend_schema(responses=CHANGED)
    def partial_update(self, request: Request, pk: int, slug: str) -> Response:
        """Update the given fields of a product. pk and slug must both match."""
        body = self.read_body(partial=True)
        return self.changed(pk, slug, body)

    @extend_schema(request=StockChangeSerializer, responses=CHANGED)
    def stock(self, request: Request, pk: int, slug: str) -> Response:
        """Add units to the stock, or remove them, whatever the stock is now."""
        body = self.read_body(StockChangeSerializer)
        product = adjustments.change_stock(
            *(pk, slug),
            change=body["change"],
            note=body.get("reason", ""),
            user_id=request.user.pk,
            check=self.precondition(),
        )
        return self.written(product.pk)

    @extend_schema(responses={204: None, 412: FAILED})
    def destroy(self, request: Request, pk: int, slug: str) -> Response:
        """Soft-delete a product. Orders keep it; its name and slug become available."""
        deletion.delete_product(pk, slug, check=self.precondition())
        change_log.deleted(request.user.pk, Product, pk)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=CHANGED)
    def activate(self, request: Request, pk: int, slug: str) -> Response:
        """Activate a product."""
        return self.changed(pk, slug, {"is_active": True})

    @extend_schema(request=None, responses=CHANGED)
    def deactivate(self, request: Request, pk: int, slug: str) -> Response:
        """Deactivate a product."""
        return self.changed(pk, slug, {"is_active": False})

    def changed(self, pk: int, slug: str, fields: dict) -> Response:
        def write() -> Product:
            return services.update_product(pk, slug, user_id=user_id, check=check, **fields)

        user_id, check = self.request.user.pk, self.precondition()
        return self.written(change_log.changed(user_id, Product, pk, fields, write).pk)

    def page(self, version: versions.Version, tree: Tree, of: str | None = None) -> dict:
        self.tree = tree
        listing = Listing(self.wanted(tree, of), version)
        shown = self.paged(listing)
        if "search" in self.request.query_params:
            shown["corrected"] = listing.corrected if listing.wanted.search else None
        return shown

    def wanted(self, tree: Tree, of: str | None) -> ProductQuery:
        given = parameters(self.filterset_class, self.request)
        branch, named = None, given.pop("category", None)
        if of is not None:
            branch = self.branch(tree, of, by_path=True)
        elif named:
            branches = [self.branch(tree, slug, by_path=False) for slug in named]
            branch = frozenset().union(*branches)
        self.tell_deleted = given.pop("include_deleted", False) and self.sees_all
        given["include_deleted"] = self.tell_deleted
        given["ranked"] = "search" in given and "ordering" not in given
        given["ordering"] = tuple(given.get("ordering", ["-created_at"]))
        return ProductQuery(sees_all=self.sees_all, branch=branch, **given)

    def branch(self, tree: Tree, slug: str, *, by_path: bool) -> frozenset[int]:
        node = self.node(tree, slug)
        if node is None:
            raise NotFound() if by_path else bad_choice("category")
        return frozenset(each.id for each in node.branch() if each.visible or self.sees_all)

    def present(self, rows: list[tuple]) -> list[dict]:
        return rendering.products(rows, self.tree, tell_deleted=self.tell_deleted)

    def now(self, pk: int, tree: Tree) -> dict:
        return rendering.one_product(tree, None, sees_all=True, pk=pk)
