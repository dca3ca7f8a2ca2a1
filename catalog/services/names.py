"""Names as a shop keeps them: what is seen is what is there, and equal to the eye is equal."""

import hashlib
import unicodedata

from common.text import normal

# Shown as nothing between two letters: dropped. Blanks and joiners of no width, marks that
# choose a variant of the letter before them.
NO_WIDTH = dict.fromkeys(
    [*range(0x200B, 0x200E), 0x2060, 0xFEFF, 0x034F, *range(0x180B, 0x180F), *range(0xFE00, 0xFE10)]
)
# Letters and signs that show nothing, although Unicode takes them for visible.
HIDDEN = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def clean_name(name: str) -> str:
    """NFC, without what has no width and without outer blanks."""
    return unicodedata.normalize("NFC", name.translate(NO_WIDTH)).strip()


def has_hidden(text: str) -> bool:
    """Does it hold characters that show nothing, or that turn the direction of the text?"""
    return any(
        char in HIDDEN or unicodedata.category(char) in ("Cf", "Cs", "Co", "Cn") for char in text
    )


def has_control(text: str) -> bool:
    return any(unicodedata.category(char) == "Cc" for char in text)


def shows_something(text: str) -> bool:
    return any(char.isprintable() and not char.isspace() for char in text)


def name_key(name: str) -> str:
    """Stands for the name in unique columns: case, width and number of blanks do not count."""
    return digest(" ".join(normal(clean_name(name)).split()))


def sku_key(sku: str) -> str | None:
    """Stands for a sku in its unique column; every letter counts. None where there is no sku."""
    return digest(sku) if sku else None


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
