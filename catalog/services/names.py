"""Clean names, so that names that look equal are equal."""

import hashlib
import unicodedata

from common.text import INVISIBLE, normal

# Dropped, because they are invisible: zero-width spaces and joiners, variation selectors.
NO_WIDTH = dict.fromkeys(
    [*range(0x200B, 0x200E), 0x2060, 0xFEFF, 0x034F, *range(0x180B, 0x180F), *range(0xFE00, 0xFE10)]
)


def clean_name(name: str) -> str:
    """Return NFC without zero-width characters and outer spaces."""
    return unicodedata.normalize("NFC", name.translate(NO_WIDTH)).strip()


def has_hidden(text: str) -> bool:
    """Return True if it contains invisible or direction-changing characters."""
    return any(
        char in INVISIBLE or unicodedata.category(char) in ("Cf", "Cs", "Co", "Cn") for char in text
    )


def has_control(text: str) -> bool:
    """Return True if it contains control characters or Unicode's line separators."""
    return any(unicodedata.category(char) in ("Cc", "Zl", "Zp") for char in text)


def name_key(name: str) -> str:
    """Return the name's digest for unique columns; ignores case, width and repeated spaces."""
    return digest(" ".join(normal(clean_name(name)).split()))


def sku_key(sku: str) -> str | None:
    """Return the SKU's digest for its unique column (case-sensitive), or None if empty."""
    return digest(sku) if sku else None


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
