"""Normalize text, so that it compares alike on every database."""

import hashlib
import unicodedata

# Characters that show nothing, although Unicode classifies them as visible.
INVISIBLE = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def normal(text: str) -> str:
    """Return NFC, case-folded text without outer spaces; accents stay."""
    folded = unicodedata.normalize("NFC", text).casefold().strip()
    return unicodedata.normalize("NFC", folded)


def key_of(text: str) -> str:
    """Return the hex SHA-256 of the normal form.

    Unique columns store this instead of the text: collations differ between databases.
    """
    return hashlib.sha256(normal(text).encode()).hexdigest()


def plain(text: str) -> str:
    """Return lower case without accents, for searching: "Café" matches "cafe"."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in split if not unicodedata.combining(char))


def ascii_only(text: str, length: int) -> str:
    """Return at most `length` ASCII characters: ePayco garbles other letters."""
    split = unicodedata.normalize("NFKD", text)
    flat = "".join(char for char in split if " " <= char <= "~")
    return " ".join(flat.split())[:length].strip()


def shows_something(text: str) -> bool:
    """Return True if it has a character that can be seen."""
    return any(c.isprintable() and not c.isspace() and c not in INVISIBLE for c in text)
