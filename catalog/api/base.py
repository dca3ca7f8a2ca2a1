"""Shared behavior of the product and category views."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from catalog.api.pagination import CatalogPages
from catalog.api.preconditions import check_of, state_of
from catalog.permissions import ReadsOpenWritesByModel, sees_all
from catalog.public import cache as public_reads
from catalog.public import versions
from catalog.public.listing import CatalogChanged
from catalog.public.tree import Node, Tree
from catalog.public.tree import at as tree_at
from catalog.public.tree import load as load_tree
from catalog.services.locked_rows import Check
from common.http.schema import problem

TRIES = 4
FAILED = problem("The row has changed since the state in `If-Match`.")
Build = Callable[[versions.Version, Tree], object]


def consistent(build: Build, version: versions.Version) -> object:
    """Build from one state of the catalog; retry if the catalog changed in the meantime."""
    for _ in range(TRIES):
        try:
            return build(version, tree_at(version.tree))
        except CatalogChanged:
            version = versions.current()
    return build(version, tree_at(version.tree))


class CatalogViewSet(GenericViewSet):
    """Public, cached reads; writes need the model permission."""

    permission_classes = [ReadsOpenWritesByModel]
    pagination_class = CatalogPages
    lookup_field = "slug"
    model_name: str

    def shown(self, request: Request, build: Build) -> HttpResponse:
        http = request._request
        answer = public_reads.personal if self.sees_all else public_reads.shared
        name = state_of if self.action == "retrieve" else None
        return answer(http, lambda: consistent(build, public_reads.version_of(http)), name)

    def paged(self, items) -> dict:
        page = self.paginate_queryset(items)
        return self.get_paginated_response(self.present(page)).data

    @property
    def sees_all(self) -> bool:
        return sees_all(self.request.user, self.model_name)

    def read_body(self, kind: type[Serializer] | None = None, *, partial: bool = False) -> dict:
        kind = kind or self.get_serializer_class()
        serializer = kind(data=self.request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def now(self, pk: int, tree: Tree) -> dict:
        """Return the row with this id as staff see it."""
        raise NotImplementedError

    def written(self, pk: int, status: int = 200) -> Response:
        """Return the row after a write, with the ETag for the next If-Match."""
        shown = consistent(lambda _, tree: self.now(pk, tree), versions.current())
        return Response(shown, status=status, headers={"ETag": f'W/"{state_of(shown)}"'})

    def precondition(self) -> Check | None:
        return check_of(self.request, lambda pk: self.now(pk, load_tree()))

    def node(self, tree: Tree, slug: str) -> Node | None:
        """Return the category with this slug if the caller can see it."""
        node = tree.by_slug.get(slug)
        return node if node and (node.visible or self.sees_all) else None
