"""Write the product feeds in chunks."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from xml.sax.saxutils import escape

from django.conf import settings

from catalog.feeds import merchant
from catalog.feeds.rows import link
from catalog.public.tree import Tree

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
# Characters that XML 1.0 can't represent.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Items per chunk.
PIECE = 200


def element(name: str, text: str) -> str:
    return f"<{name}>{escape(UNWRITABLE.sub('', text))}</{name}>"


def products_xml(tree: Tree) -> Iterator[str]:
    """Yield RSS 2.0 with Google's namespace."""
    yield (
        f'{HEAD}<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n<channel>\n'
        + element("title", settings.SHOP_NAME)
        + element("link", link("/"))
        + element("description", settings.SHOP_NAME)
        + "\n"
    )
    yield from joined(map(xml_item, merchant.items(tree)))
    yield "</channel>\n</rss>\n"


def xml_item(item: merchant.Item) -> str:
    parts = [element(f"g:{name}", each) for name, each in single_values(item)]
    for name, value in item.get("product_detail", []):
        detail = element("g:attribute_name", name) + element("g:attribute_value", value)
        parts.append(f"<g:product_detail>{detail}</g:product_detail>")
    return f"<item>{''.join(parts)}</item>\n"


def single_values(item: merchant.Item) -> Iterator[tuple[str, str]]:
    for name, value in item.items():
        if name in ("product_detail", "sku"):
            continue
        yield from ((name, each) for each in (value if isinstance(value, list) else [value]))


def products_csv(tree: Tree) -> Iterator[str]:
    """Yield CSV with the same fields as columns, and the SKU."""
    yield csv_line(merchant.COLUMNS)
    cells = (
        [cell(item.get(name, "")) for name in merchant.COLUMNS] for item in merchant.items(tree)
    )
    yield from joined(map(csv_line, cells))


def cell(value: str | list) -> str:
    """Format lists as Google reads them in text files: a,b and :name:value,:name:value."""
    if isinstance(value, str):
        return value
    return ",".join(map(part, value))


def part(each: str | tuple[str, str]) -> str:
    """Write a comma as the URL's own escape, or quote the value, so that it separates nothing
    (support.google.com/merchants, answer 14998273)."""
    if isinstance(each, str):
        return each.replace(",", "%2C")
    text = ":" + ":".join(each)
    return '"{}"'.format(text.replace('"', '""')) if "," in text else text


def csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def joined(lines: Iterable[str]) -> Iterator[str]:
    left = iter(lines)
    while piece := "".join(islice(left, PIECE)):
        yield piece
