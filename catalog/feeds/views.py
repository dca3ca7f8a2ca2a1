"""GET /feeds/products.xml, /feeds/products.csv, /sitemap.xml and /sitemap-N.xml."""

import re
from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from catalog.feeds import files, sitemap, writing
from catalog.public import cache, tree
from catalog.services.transactions import CatalogBusy
from common.money import taxes

# "gzip;q=0" refuses it.
ZIPPED = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")


class FileView(APIView):
    """Base of files with the whole public catalog, identical for all clients."""

    authentication_classes: list = []
    permission_classes = [AllowAny]
    content_type = "application/xml; charset=utf-8"

    def parts(self, nodes: tree.Tree, number: int) -> Iterator[str]:
        raise NotImplementedError

    @extend_schema(exclude=True)
    def get(self, request: Request, number: int = 0) -> HttpResponse | StreamingHttpResponse:
        # Read the version first, so that no file is older than its version.
        tag = cache.etag(request, "all")
        given = request.META.get("HTTP_IF_NONE_MATCH", "").strip()
        if given == "*" or cache.match(request, tag):
            return described(HttpResponse(status=304), tag)
        body = b"" if request.method == "HEAD" else self.body(request, number)
        response = StreamingHttpResponse(body or [], content_type=self.content_type)
        if is_zipped(request):
            response.headers["Content-Encoding"] = "gzip"
        return described(response, tag)

    def body(self, request: Request, number: int):
        version = cache.version_of(request)
        name = f"{type(self).__name__}{number}"
        state, zipped = (version.writes, taxes.state()), is_zipped(request)
        if (file := files.kept.get(name, state)) is not None:
            return files.stored(file, zipped=zipped)
        parts = self.parts(tree.at(version.tree), number)
        if not files.turns.acquire(blocking=False):
            raise CatalogBusy
        return files.Making(parts, name, state, zipped=zipped)


def is_zipped(request: Request) -> bool:
    return ZIPPED.search(request.META.get("HTTP_ACCEPT_ENCODING", "")) is not None


def described(response: HttpResponse | StreamingHttpResponse, tag: str):
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


class MerchantFeed(FileView):
    """Product feed in Google Merchant Center's format."""

    def parts(self, nodes: tree.Tree, number: int) -> Iterator[str]:
        return writing.products_xml(nodes)


class CsvFeed(FileView):
    """Product feed as CSV."""

    content_type = "text/csv; charset=utf-8"

    def parts(self, nodes: tree.Tree, number: int) -> Iterator[str]:
        return writing.products_csv(nodes)


class Sitemap(FileView):
    """The pages of the front end, or an index of the sitemap's files."""

    def parts(self, nodes: tree.Tree, number: int) -> Iterator[str]:
        return sitemap.sitemap(nodes)


class SitemapPart(FileView):
    """One of the sitemap's files."""

    def parts(self, nodes: tree.Tree, number: int) -> Iterator[str]:
        if not 0 < number <= sitemap.files(nodes):
            raise NotFound()
        return sitemap.part(nodes, number)
