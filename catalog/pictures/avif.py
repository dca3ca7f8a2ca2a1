"""Decode AVIF files in a process of their own, limited in memory and time.

An AVIF's header may announce fewer pixels than its data holds, and the decoder follows the data.
This module is also that process's program, so it imports nothing of the shop."""

import io
import subprocess
import sys

from PIL import Image

SECONDS = 30
# Decoding 30 megapixels takes up to 700 MB of address space, libraries included.
FIXED_BYTES, BYTES_PER_PIXEL = 300_000_000, 16
TOO_LARGE = 3


class TooManyPixels(Exception):
    """The header announces too many pixels."""


class Damaged(Exception):
    """The file can't be decoded within the limits."""


def as_png(content: bytes, *, most_pixels: int, longest_side: int) -> bytes:
    """Return the first frame, shrunk, with its color profile and orientation."""
    limits = (most_pixels, longest_side, address_space(most_pixels))
    command = [sys.executable, "-I", __file__, *map(str, limits)]
    try:
        done = subprocess.run(  # noqa: S603 the command is fixed
            command, input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Damaged from error
    if done.returncode == TOO_LARGE:
        raise TooManyPixels
    if done.returncode:
        raise Damaged(done.stderr[-500:].decode(errors="replace"))
    return done.stdout


def address_space(most_pixels: int) -> int:
    return FIXED_BYTES + BYTES_PER_PIXEL * most_pixels


def main(most_pixels: int, longest_side: int, memory: int) -> int:
    limit_this_process(memory)
    with Image.open(sys.stdin.buffer, formats=["AVIF"]) as image:
        if image.width * image.height > most_pixels:
            return TOO_LARGE
        image.load()
        kept = {name: image.info[name] for name in ("exif", "icc_profile") if name in image.info}
        image.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1, **kept)
    sys.stdout.buffer.write(out.getvalue())
    return 0


def limit_this_process(memory: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
