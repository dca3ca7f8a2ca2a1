"""The sitemap (sitemaps.org): one file for up to 50,000 pages, else an index of such files."""

from collections.abc import Iterator
from itertools import chain, islice

from django.conf import settings

from catalog.feeds.rows import batches, link, public
from catalog.feeds.writing import HEAD, element, joined
from catalog.public.rendering import moment
from catalog.public.tree import Node, Tree

MOST = 50_000
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap(tree: Tree) -> Iterator[str]:
    count = files(tree)
    if count == 1:
        yield from part(tree, 1)
        return
    base = settings.PUBLIC_URL.rstrip("/")
    names = (element("loc", f"{base}/sitemap-{n}.xml") for n in range(1, count + 1))
    yield f"{HEAD}<sitemapindex {SPACE}>\n"
    yield from (f"<sitemap>{name}</sitemap>\n" for name in names)
    yield "</sitemapindex>\n"


def part(tree: Tree, number: int) -> Iterator[str]:
    """Yield the pages of one file: the home page and the categories, then the products."""
    start = (number - 1) * MOST
    first = [page(link("/")), *(category_page(node) for node in categories(tree))]
    here = first[start : start + MOST]
    left = MOST - len(here)
    products = islice(product_pages(tree, max(0, start - len(first))), left)
    yield f"{HEAD}<urlset {SPACE}>\n"
    yield from joined(chain(here, products))
    yield "</urlset>\n"


def files(tree: Tree) -> int:
    pages = 1 + len(categories(tree)) + products_of(tree).count()
    return -(-pages // MOST)


def categories(tree: Tree) -> list[Node]:
    return [node for node in tree.ordered() if node.visible]


def products_of(tree: Tree):
    """Return products with a page; variants are on their main product's page."""
    return public(tree).filter(variant_of=None)


def product_pages(tree: Tree, skipped: int) -> Iterator[str]:
    rows, after = products_of(tree), 0
    if skipped:
        ids = rows.order_by("pk").values_list("pk", flat=True)
        after = next(iter(ids[skipped - 1 : skipped]), 0)
    for batch in batches(rows, ("id", "slug", "updated_at"), after):
        yield from (page(link(f"/products/{slug}"), moment(at)) for _, slug, at in batch)


def category_page(node: Node) -> str:
    return page(link(f"/categories/{node.slug}"), moment(node.updated_at))


def page(address: str, changed: str = "") -> str:
    when = element("lastmod", changed) if changed else ""
    return f"<url>{element('loc', address)}{when}</url>\n"
