"""What the files of a picture are called, and where they are found."""

import re
import secrets

from django.core.files.storage import default_storage

FOLDER = "pictures"
NAME = r"[0-9a-f]{24}-[0-9a-f]{8}"
FILE = re.compile(rf"[0-9a-f]{{2}}/({NAME})-[0-9]{{1,5}}\.webp")


def new_name(digest: str) -> str:
    """Of the content, and of chance: what is removed and comes again is another file, so that
    nobody deletes the new one by the old one's name."""
    return f"{digest[:24]}-{secrets.token_hex(4)}"


def file_of(name: str, width: int | str) -> str:
    """In the storage."""
    return f"{FOLDER}/{part_of(name, width)}"


def part_of(name: str, width: int | str) -> str:
    # Folders of their own: no file system likes a hundred thousand files in one.
    return f"{name[:2]}/{name}-{width}.webp"


def dimensions(sizes: str) -> list[tuple[int, int]]:
    """ "320x240 800x600": (width, height) of each size, from the smallest to the largest."""
    return [tuple(map(int, size.split("x"))) for size in sizes.split()]  # type: ignore[misc]


def base() -> str:
    """The absolute URL that the files' URLs start with."""
    return default_storage.url(f"{FOLDER}/")


def shown(name: str, sizes: str) -> list[dict]:
    """As the API shows them."""
    start = base()
    return [
        {"width": width, "height": height, "url": start + part_of(name, width)}
        for width, height in dimensions(sizes)
    ]


def url_of(name: str, sizes: str) -> str:
    """Of the largest size."""
    return base() + part_of(name, dimensions(sizes)[-1][0])


def smallest_url(name: str, sizes: str) -> str:
    return base() + part_of(name, dimensions(sizes)[0][0])


def name_in(url: str) -> str | None:
    """The name of the picture that a URL of ours shows."""
    start = base()
    if not url.startswith(start):
        return None
    found = FILE.fullmatch(url.removeprefix(start))
    return found and found[1]
