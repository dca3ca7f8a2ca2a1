"""The searchable words of a product, by field."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from catalog.models import Product
from catalog.search.words import words_of

# Fields of postings. FIRST is the first word of the name; the others hold pseudo-words.
FIRST, NAME, CODE, DESCRIPTION, CATEGORY, LIVE, ALL = range(7)
COLUMNS = (
    "id",
    "name",
    "sku",
    "barcode",
    "description",
    "category_id",
    "is_active",
    "variants_text",
    "variant_of_id",
    "deleted_at",
)


@dataclass(frozen=True)
class ProductDocument:
    """The words of a product."""

    id: int
    name: tuple[str, ...]
    code: tuple[str, ...]
    description: tuple[str, ...]
    category_id: int | None
    is_active: bool

    @property
    def words(self) -> set[str]:
        return {*self.name, *self.code, *self.description}

    def fields(self) -> Iterator[tuple[int, str]]:
        """Yield (field, word), possibly repeated."""
        yield from ((FIRST, word) for word in self.name[:1])
        yield from ((NAME, word) for word in self.name)
        yield from ((CODE, word) for word in self.code)
        yield from ((DESCRIPTION, word) for word in self.description)
        if self.category_id is not None:
            yield CATEGORY, str(self.category_id)


def of_row(row: tuple) -> ProductDocument:
    pk, name, sku, barcode, description, category_id, is_active, of_variants = row
    # A main product is found by its variants' codes.
    codes = list(dict.fromkeys(words_of(f"{sku} {barcode} {of_variants}")))
    texts = (tuple(words_of(name)), tuple(codes), tuple(dict.fromkeys(words_of(description))))
    return ProductDocument(pk, *texts, category_id, is_active)


def read(ids: Iterable[int]) -> list[ProductDocument]:
    """Read the documents of the given products, without deleted ones and variants."""
    ids, found = sorted(ids), []
    for start in range(0, len(ids), 1000):
        # Conditions besides the key would make MariaDB scan all products that aren't variants.
        rows = Product.objects.filter(pk__in=ids[start : start + 1000]).order_by()
        for *row, variant_of, deleted_at in rows.values_list(*COLUMNS):
            if variant_of is None and deleted_at is None:
                found.append(of_row(row))
    return found


def pack(fields: Iterable[tuple[int, str]]) -> bytes:
    return zlib.compress("\n".join(f"{field}{word}" for field, word in fields).encode(), 1)


def unpack(content: bytes) -> set[tuple[int, str]]:
    text = zlib.decompress(content).decode()
    return {(int(line[0]), line[1:]) for line in text.split("\n") if line}
