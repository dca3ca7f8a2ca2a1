"""File names and URLs of images."""

import re
import secrets

from django.core.files.storage import default_storage

FOLDER = "pictures"
NAME = r"[0-9a-f]{24}-[0-9a-f]{8}"
FILE = re.compile(rf"[0-9a-f]{{2}}/({NAME})-[0-9]{{1,5}}\.webp")


def new_name(digest: str) -> str:
    """Return a name from the content and a random part.

    If an image is removed and uploaded again, its files have new names, so that the removal of
    the old files can't delete the new ones."""
    return f"{digest[:24]}-{secrets.token_hex(4)}"


def file_of(name: str, width: int | str) -> str:
    """Return the file's path in the storage."""
    return f"{FOLDER}/{part_of(name, width)}"


def part_of(name: str, width: int | str) -> str:
    # Spread over folders: file systems are slow with 100,000 files in one folder.
    return f"{name[:2]}/{name}-{width}.webp"


def dimensions(sizes: str) -> list[tuple[int, int]]:
    """Parse "320x240 800x600" into (width, height) pairs, smallest first."""
    return [tuple(map(int, size.split("x"))) for size in sizes.split()]  # type: ignore[misc]


def base() -> str:
    """Return the absolute URL that all file URLs start with."""
    return default_storage.url(f"{FOLDER}/")


def shown(name: str, sizes: str) -> list[dict]:
    """Return the sizes as the API shows them."""
    start = base()
    return [
        {"width": width, "height": height, "url": start + part_of(name, width)}
        for width, height in dimensions(sizes)
    ]


def url_of(name: str, sizes: str) -> str:
    """Return the URL of the largest size."""
    return base() + part_of(name, dimensions(sizes)[-1][0])


def smallest_url(name: str, sizes: str) -> str:
    return base() + part_of(name, dimensions(sizes)[0][0])


def name_in(url: str) -> str | None:
    """Return the name of the uploaded image at this URL, if it is one."""
    start = base()
    if not url.startswith(start):
        return None
    found = FILE.fullmatch(url.removeprefix(start))
    return found and found[1]
