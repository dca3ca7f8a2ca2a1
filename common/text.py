"""Text that must compare alike on every database."""

import hashlib
import unicodedata


def normal(text: str) -> str:
    """NFC, case folded, outer blanks gone: two spellings of one name become one. Accents stay."""
    folded = unicodedata.normalize("NFC", text).casefold().strip()
    return unicodedata.normalize("NFC", folded)


def key_of(text: str) -> str:
    """64 hex characters that stand for the normal form.

    Unique columns hold this, never the text: collations differ between databases, digests do not.
    """
    return hashlib.sha256(normal(text).encode()).hexdigest()


def plain(text: str) -> str:
    """Lower case without accents, for searching: "Café" and "cafe" meet."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in split if not unicodedata.combining(char))


def ascii_only(text: str, length: int) -> str:
    """ASCII, at most length characters: ePayco garbles every other letter."""
    split = unicodedata.normalize("NFKD", text)
    flat = "".join(char for char in split if " " <= char <= "~")
    return " ".join(flat.split())[:length].strip()
