"""Images for tests, valid and hostile, created on demand."""

import io
import struct
import zlib

from PIL import Image

RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 30), (30, 30, 200), (250, 250, 250)
GPS = {1: "N", 2: (4.0, 35.0, 56.0), 3: "W", 4: (74.0, 4.0, 51.0)}


def corners(width: int = 48, height: int = 32) -> Image.Image:
    """Red, green, blue and white in its corners, so that it shows how it was turned."""
    image = Image.new("RGB", (width, height))
    half = width // 2, height // 2
    for color, at in ((RED, (0, 0)), (GREEN, (half[0], 0)), (BLUE, (0, half[1])), (WHITE, half)):
        image.paste(color, (*at, at[0] + half[0], at[1] + half[1]))
    return image


def saved(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def png(width: int = 48, height: int = 32, color: tuple = RED) -> bytes:
    return saved(Image.new("RGB", (width, height), color))


def photo(orientation: int = 1, kind: str = "JPEG") -> bytes:
    """As a phone takes it, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera of Ana"
    exif[0x8825] = GPS
    return saved(corners(), kind, exif=exif, quality=95)


def png_that_says(width: int, height: int) -> bytes:
    """A few bytes that announce a picture of any size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00" * 1000)
    parts = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def webp_that_says(width: int, height: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x02\x00\x00\x00" + sides + b"ANIM"
    return b"RIFF" + struct.pack("<I", len(body)) + body


def avif_that_says(width: int, height: int, content: bytes) -> bytes:
    """An AVIF whose header announces another size than its data has."""
    at = content.index(b"ispe") + 8
    return content[:at] + struct.pack(">II", width, height) + content[at + 8 :]


def animated(kind: str, frames: int) -> bytes:
    shades = [Image.new("RGB", (16, 16), (n % 256, 0, 0)) for n in range(1, frames)]
    first = Image.new("RGB", (16, 16), GREEN)
    return saved(first, kind, save_all=True, append_images=shades)
