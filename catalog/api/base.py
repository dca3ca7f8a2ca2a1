"""What the views of products and of categories have in common."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from catalog.api.pagination import CatalogPages
from catalog.permissions import ReadsOpenWritesByModel, sees_all
from catalog.public import cache as public_reads
from catalog.public import versions
from catalog.public.listing import Moved
from catalog.public.tree import Node, Tree
from catalog.public.tree import at as tree_at

TRIES = 4
Build = Callable[[versions.Version, Tree], object]


def consistent(build: Build, version: versions.Version) -> object:
    """What build makes of one state of the catalogue; once more where that moved meanwhile."""
    for _ in range(TRIES):
        try:
            return build(version, tree_at(version.tree))
        except Moved:
            version = versions.current()
    return build(version, tree_at(version.tree))


class CatalogViewSet(GenericViewSet):
    """Open reads, from memory where nothing changed; writes by model permission."""

    permission_classes = [ReadsOpenWritesByModel]
    pagination_class = CatalogPages
    lookup_field = "slug"
    model_name: str

    def shown(self, request: Request, build: Build) -> HttpResponse:
        http = request._request
        answer = public_reads.personal if self.sees_all else public_reads.shared
        return answer(http, lambda: consistent(build, public_reads.version_of(http)))

    def paged(self, items) -> dict:
        page = self.paginate_queryset(items)
        return self.get_paginated_response(self.present(page)).data

    @property
    def sees_all(self) -> bool:
        return sees_all(self.request.user, self.model_name)

    def read_body(self, *, partial: bool = False) -> dict:
        serializer = self.get_serializer(data=self.request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def node(self, tree: Tree, slug: str) -> Node | None:
        """The category of this slug, if the caller may see it."""
        node = tree.by_slug.get(slug)
        return node if node and (node.visible or self.sees_all) else None
