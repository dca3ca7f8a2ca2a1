"""One spelling of each e-mail, username and password, however it was typed."""

import re
import unicodedata
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _

from common.text import key_of

# A local part that says the same with and without its quotes.
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
NEEDLESS_QUOTES = re.compile(rf'"({ATOM}(?:\.{ATOM})*)"')
INVISIBLE_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def canonical_email(email: str) -> str:
    """The domain in its ASCII form, the local part without needless quotes."""
    local, at, domain = email.strip().rpartition("@")
    if quoted := NEEDLESS_QUOTES.fullmatch(local):
        local = quoted[1]
    # What is no domain at all stays: validators refuse it, and a log-in with it finds nobody.
    with suppress(UnicodeError):
        domain = punycode(domain)
    return f"{local}{at}{domain}"


def email_key(email: str) -> str:
    return key_of(canonical_email(email))


def canonical_username(username: str) -> str:
    return unicodedata.normalize("NFKC", username).strip()


def username_key(username: str) -> str:
    return key_of(canonical_username(username))


def canonical_password(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def is_invisible(char: str) -> bool:
    """Control and format characters, and letters that show nothing."""
    return unicodedata.category(char) in ("Cc", "Cf") or char in INVISIBLE_LETTERS


def check_email(email: str) -> None:
    """What a quoted local part may hold by the book, and no person types."""
    if any(map(is_invisible, email)):
        raise ValidationError(_("Enter a valid email address."), code="invalid")


def check_visible(value: str) -> None:
    if any(map(is_invisible, value)):
        raise ValidationError(_("Enter visible characters only."), code="invalid")
