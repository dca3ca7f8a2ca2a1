"""The demo's pictures, drawn by smartmart/demo/drawing: two sizes of each, as uploads have them."""

import hashlib
from pathlib import Path

from django.utils.text import slugify

from catalog.pictures.decoding import Encoded, Size
from catalog.pictures.kinds import webp_size
from catalog.pictures.names import url_of
from catalog.pictures.storing import keep
from smartmart.demo.catalogue import CATALOGUE

FOLDER = Path(__file__).parent
WIDTHS = (320, 800)


def slugs() -> list[str]:
    aisles = [aisle for department in CATALOGUE.values() for aisle in department.values()]
    shelves = [items for aisle in aisles for items in aisle.values()]
    return [slugify(name) for items in shelves for name, *_ in items]


def file_of(slug: str, width: int) -> Path:
    return FOLDER / f"{slug}-{width}.webp"


def store(slug: str) -> str:
    """Store a product's picture like an upload, without encoding it again; return its URL."""
    contents = [file_of(slug, width).read_bytes() for width in WIDTHS]
    sizes = tuple(Size(*webp_size(content), content) for content in contents)
    picture = keep(Encoded(sizes, hashlib.sha256(b"".join(contents)).hexdigest()))
    return url_of(picture.name, picture.sizes)
