"""Convert an upload to WebP in three sizes, without the database.

Bytes, pixels and the number of concurrent decodings are limited before anything is decoded. Only
pixels are kept: no EXIF (with its GPS position), no XMP, no comments and no appended data."""

import hashlib
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple

from django.conf import settings
from PIL import Image, ImageCms

from catalog.pictures import avif, faults
from catalog.pictures.kinds import AVIF, JPEG, PNG, WEBP, kind_of, webp_size
from catalog.services.transactions import CatalogBusy

# The longer side of each size, in pixels; a smaller image is not enlarged.
SIDES = (320, 800, 1600)
QUALITY = 80
# Pillow's formats for a file that starts like a JPEG: phones append a second image.
NAMES = {JPEG: {"JPEG", "MPO"}}
LARGEST_PROFILE = 1_000_000
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# One at a time per process: decoding an image of 30 megapixels takes about 250 MB.
decoder = threading.Lock()
PATIENCE = 30


class Size(NamedTuple):
    width: int
    height: int
    content: bytes


class Encoded(NamedTuple):
    """A converted image. sizes: smallest first; digest: of the bytes of all sizes."""

    sizes: tuple[Size, ...]
    digest: str


def read(file: BinaryIO) -> bytes:
    """Return the bytes of an upload. Raises Refused if there are too many."""
    most = settings.PICTURE_MAX_MB * 1_000_000
    content = file.read(most + 1)
    if len(content) > most:
        raise faults.too_many_bytes()
    return content


def encode(content: bytes) -> Encoded:
    """Convert an image. Raises Refused, or Busy if other images take too long."""
    kind = kind_of(content)
    if kind is None:
        raise faults.not_an_image()
    if kind == WEBP:
        check_pixels(webp_size(content))
    with one_at_a_time():
        if kind == AVIF:
            kind, content = PNG, png_of_avif(content)
        with decoded_as(kind, content) as image:
            # Read it first: the following steps keep only pixels.
            orientation = orientation_of(image)
            upright = turned(in_plain_colors(shrunk(image)), orientation)
            sizes = tuple(sizes_of(upright))
    return Encoded(sizes, hashlib.sha256(b"".join(s.content for s in sizes)).hexdigest())


@contextmanager
def one_at_a_time() -> Iterator[None]:
    if not decoder.acquire(timeout=PATIENCE):
        raise CatalogBusy
    try:
        yield
    finally:
        decoder.release()


def png_of_avif(content: bytes) -> bytes:
    most = settings.PICTURE_MAX_MEGAPIXELS * 1_000_000
    try:
        return avif.as_png(content, most_pixels=most, longest_side=SIDES[-1])
    except avif.TooManyPixels:
        raise faults.too_many_pixels() from None
    except avif.Damaged as error:
        raise faults.broken() from error


@contextmanager
def decoded_as(kind: str, content: bytes) -> Iterator[Image.Image]:
    """Open the image; any error of a decoder means that the image is damaged."""
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as image:
            if image.format not in NAMES.get(kind, {kind}):
                raise faults.not_an_image()
            check_pixels(image.size)
            yield image
    except faults.PictureRefused:
        raise
    except Image.DecompressionBombError:
        raise faults.too_many_pixels() from None
    except Exception as error:
        # Decoders raise OSError, SyntaxError, ValueError, struct.error, …
        raise faults.broken() from error


def check_pixels(size: tuple[int, int]) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise faults.broken()
    if width * height > settings.PICTURE_MAX_MEGAPIXELS * 1_000_000:
        raise faults.too_many_pixels()


def shrunk(image: Image.Image) -> Image.Image:
    """Return the first frame, no larger than the largest size."""
    largest = SIDES[-1]
    if image.format in NAMES[JPEG]:
        # Decode at 1/2, 1/4 or 1/8 if that is still large enough.
        image.draft(None, (largest, largest))
    image.load()
    image = in_eight_bits(image)
    image.thumbnail((largest, largest), Image.Resampling.LANCZOS)
    return image


def in_eight_bits(image: Image.Image) -> Image.Image:
    """Convert to RGB, RGBA or CMYK, which can be resized without loss."""
    if image.mode.startswith("I"):
        # 16-bit gray; Pillow's own conversion clips it at 255.
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    wanted = "RGBA" if image.has_transparency_data else "RGB"
    return image if image.mode in (wanted, "CMYK") else image.convert(wanted)


def in_plain_colors(image: Image.Image) -> Image.Image:
    """Convert to sRGB, which an image without a profile is assumed to be."""
    profile = image.info.get("icc_profile")
    has_alpha = image.mode == "RGBA"
    if profile and len(profile) <= LARGEST_PROFILE and not has_alpha:
        image = in_srgb(image, profile)
    if image.mode == "CMYK":
        image = image.convert("RGB")
    if has_alpha and image.getextrema()[3][0] == 255:
        image = image.convert("RGB")
    # From here on, only pixels are kept.
    image.info.clear()
    return image


def in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Convert the image by its color profile; ignore an invalid profile."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, target, outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image


def orientation_of(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 to 8; 1 if it is missing or invalid."""
    try:
        found = image.getexif().get(ORIENTATION, 1)
    except Exception:  # noqa: BLE001
        # The EXIF data is dropped anyway, so damaged EXIF is no reason to reject an image.
        return 1
    return found if found in range(1, 9) else 1


def turned(image: Image.Image, orientation: int) -> Image.Image:
    return image.transpose(TURNS[orientation]) if orientation in TURNS else image


def sizes_of(image: Image.Image) -> Iterator[Size]:
    """Return the image in each size, smallest first, without duplicates."""
    largest = max(image.size)
    for side in sorted({min(side, largest) for side in SIDES}):
        copy = image.copy()
        copy.thumbnail((side, side), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        copy.save(out, "WEBP", quality=QUALITY, method=4, exif=b"", xmp=b"", icc_profile=None)
        yield Size(*copy.size, out.getvalue())
