from __future__ import annotations

from django.contrib.admin.models import CHANGE
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.base import FAILED, CatalogViewSet
from catalog.api.filters import CategoryFilterSet, bad_choice, parameters
from catalog.api.pagination import CategoryPages
from catalog.api.serializers import (
    BranchSwitchedSerializer,
    CategoryDetailSerializer,
    CategorySerializer,
    CategoryWriteSerializer,
)
from catalog.models import Category
from catalog.public import rendering
from catalog.public.category_lists import select_categories
from catalog.public.listing import CatalogChanged
from catalog.public.tree import Node, Tree, deleted
from catalog.services import categories as category_services
from catalog.services import change_log


@extend_schema(tags=["catalogue"])
class CategoryViewSet(CatalogViewSet):
    queryset = Category.objects.none()
    serializer_class = CategoryWriteSerializer
    filterset_class = CategoryFilterSet
    pagination_class = CategoryPages
    model_name = "category"
    tell_deleted = False

    @extend_schema(responses=CategorySerializer(many=True))
    def list(self, request: Request) -> HttpResponse:
        """List categories by name. ?tree=true returns the whole tree as one nested array."""

        def build(_, tree: Tree) -> object:
            given = parameters(self.filterset_class, request)
            parent = self.parent(tree, given.pop("parent", None))
            as_tree = given.pop("tree", False)
            with_deleted = given.pop("include_deleted", False) and self.sees_all and not as_tree
            given["deleted"] = deleted(tree) if with_deleted else ()
            nodes = select_categories(
                tree, sees_all=self.sees_all, parent=parent, deep=as_tree, **given
            )
            self.tell_deleted = with_deleted
            self.walked_by = given.get("ordering", ["name"])
            return rendering.nested(nodes) if as_tree else self.paged(nodes)

        return self.shown(request, build)

    @extend_schema(responses=CategoryDetailSerializer)
    def retrieve(self, request: Request, slug: str) -> HttpResponse:
        """Get a category with its subcategories."""

        def build(_, tree: Tree) -> dict:
            node = self.node(tree, slug)
            if node is None:
                raise NotFound()
            seen = [child for child in node.children if child.visible or self.sees_all]
            return rendering.category(node) | {"children": self.present(seen)}

        return self.shown(request, build)

    @extend_schema(responses={201: CategorySerializer})
    def create(self, request: Request) -> Response:
        """Create a category."""
        category = category_services.create_category(**self.read_body())
        change_log.added(request.user.pk, category)
        return self.written(category.pk, status.HTTP_201_CREATED)

    @extend_schema(responses={200: CategorySerializer, 412: FAILED})
    def partial_update(self, request: Request, pk: int, slug: str) -> Response:
        """Update the given fields of a category. pk and slug must both match."""
        body = self.read_body(partial=True)

        def write() -> Category:
            return category_services.update_category(pk, slug, check=check, **body)

        check = self.precondition()
        return self.written(change_log.changed(request.user.pk, Category, pk, body, write).pk)

    @extend_schema(responses={204: None, 412: FAILED})
    def destroy(self, request: Request, pk: int, slug: str) -> Response:
        """Soft-delete an empty category. Deleted products don't count."""
        category_services.delete_category(pk, slug, check=self.precondition())
        change_log.deleted(request.user.pk, Category, pk)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={200: BranchSwitchedSerializer, 412: FAILED})
    def activate(self, request: Request, pk: int, slug: str) -> Response:
        """Activate a category, its subcategories and all their products."""
        return self.switch(pk, slug, active=True)

    @extend_schema(request=None, responses={200: BranchSwitchedSerializer, 412: FAILED})
    def deactivate(self, request: Request, pk: int, slug: str) -> Response:
        """Deactivate a category, its subcategories and all their products."""
        return self.switch(pk, slug, active=False)

    def switch(self, pk: int, slug: str, *, active: bool) -> Response:
        categories, products = category_services.set_category_active(
            pk, slug, active=active, check=self.precondition()
        )
        message = _("Category activated.") if active else _("Category deactivated.")
        row = Category.objects.get(pk=pk)
        change_log.log_by_api(self.request.user.pk, row, CHANGE, message)
        return Response({"message": message, "categories": categories, "products": products})

    def parent(self, tree: Tree, slug: str | None) -> Node | None:
        node = self.node(tree, slug) if slug is not None else None
        if slug is not None and node is None:
            raise bad_choice("parent")
        return node

    def present(self, nodes: list[Node]) -> list[dict]:
        return [
            rendering.category(node)
            | ({"is_deleted": node.is_deleted} if self.tell_deleted else {})
            for node in nodes
        ]

    def now(self, pk: int, tree: Tree) -> dict:
        if pk not in tree.nodes:
            raise CatalogChanged
        return rendering.category(tree.nodes[pk])
