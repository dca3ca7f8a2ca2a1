"""Redraw the demo's pictures: python -m smartmart.demo.drawing [SLUG...]

They are kept in smartmart/demo/pictures/, encoded as uploads are, so that the demo shop only copies
them. Each drawing is a function named after its product's slug."""

import io
import os
import sys
from collections.abc import Callable
from importlib import import_module

import django

from smartmart.demo.drawing.pen import Pen

SIDE = 800
# module: the colors of its background, above and below.
BACKGROUNDS = {
    "coffee": ("#f8ead0", "#eccda6"),
    "grains": ("#f8ead0", "#eccda6"),
    "sweets": ("#f8ead0", "#eccda6"),
    "fruit": ("#f0f2dd", "#cfdcb4"),
    "dairy": ("#f0f2dd", "#cfdcb4"),
    "bakery": ("#f9e8d6", "#eec4a4"),
    "kitchen": ("#e6eeee", "#bcd0d0"),
    "appliances": ("#e6eeee", "#bcd0d0"),
    "rest": ("#eee8f2", "#cdbfdb"),
    "clothes": ("#f5e7de", "#dfbfa9"),
    "hats": ("#f5e7de", "#dfbfa9"),
    "shoes": ("#f5e7de", "#dfbfa9"),
    "crafts": ("#f9eed5", "#e6c98c"),
    "audio": ("#e6ebf2", "#b9c6d6"),
    "devices": ("#e6ebf2", "#b9c6d6"),
}


def drawing(slug: str) -> bytes:
    """Return the picture of a product as PNG."""
    draw, colors = function_of(slug)
    pen = Pen(*colors)
    # Enlarge it a little and center it.
    with pen.at(-12, -25, 1.06):
        draw(pen)
    out = io.BytesIO()
    pen.done(SIDE).save(out, "PNG")
    return out.getvalue()


def function_of(slug: str) -> tuple[Callable[[Pen], None], tuple[str, str]]:
    """Return a product's drawing function and background colors."""
    for module, colors in BACKGROUNDS.items():
        drawings = import_module(f"smartmart.demo.drawing.{module}")
        if draw := getattr(drawings, slug.replace("-", "_"), None):
            return draw, colors
    raise LookupError(f"No drawing for {slug}.")


def main(wanted: list[str]) -> None:
    from catalog.pictures.decoding import encode
    from smartmart.demo import pictures

    for slug in wanted or pictures.slugs():
        for size in encode(drawing(slug)).sizes:
            pictures.file_of(slug, size.width).write_bytes(size.content)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartmart.settings")
    os.environ.setdefault("DEBUG", "true")
    django.setup()
    main(sys.argv[1:])
