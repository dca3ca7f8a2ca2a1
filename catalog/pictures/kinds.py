"""Detect the format of a file by its first bytes, and read a WebP file's size.

File names and content types come from the client and are not trusted. Pillow may open a file only
in the format that its first bytes indicate."""

JPEG, PNG, WEBP, AVIF = "JPEG", "PNG", "WEBP", "AVIF"
AVIF_BRANDS = (b"avif", b"avis")


def kind_of(content: bytes) -> str | None:
    """Return JPEG, PNG, WEBP or AVIF, or None for anything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content[4:8] == b"ftyp" and is_avif(content):
        return AVIF
    return None


def is_avif(content: bytes) -> bool:
    """Return True if the ftyp box has AVIF as its major brand or a compatible one."""
    length = min(int.from_bytes(content[:4], "big"), 256)
    brands = [content[8:12], *(content[at : at + 4] for at in range(16, length, 4))]
    return any(brand in AVIF_BRANDS for brand in brands)


def webp_size(content: bytes) -> tuple[int, int]:
    """Return width and height from the header, or (0, 0) if there is none.

    Read here, because Pillow allocates the whole canvas when it opens the file."""
    chunk, body = content[12:16], content[20:30]
    if len(body) < 10:
        return 0, 0
    if chunk == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if chunk == b"VP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        sides = (int.from_bytes(body[at : at + 2], "little") & 0x3FFF for at in (6, 8))
        return tuple(sides)  # type: ignore[return-value]
    return 0, 0
