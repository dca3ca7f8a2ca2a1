"""Normalize emails, usernames and passwords, so that equal ones have one spelling."""

import re
import unicodedata
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _

from common.text import INVISIBLE, key_of

# A local part that means the same with and without quotes.
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
NEEDS_NO_QUOTES = re.compile(rf"{ATOM}(?:\.{ATOM})*")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def canonical_email(email: str) -> str:
    """Return the address with its domain in ASCII and no needless quotes or backslashes in the
    local part."""
    local, at, domain = email.strip().rpartition("@")
    if quoted := QUOTED.fullmatch(local):
        meant = re.sub(r"\\(.)", r"\1", quoted[1])
        escaped = re.sub(r'(["\\])', r"\\\1", meant)
        local = meant if NEEDS_NO_QUOTES.fullmatch(meant) else f'"{escaped}"'
    # An invalid domain stays as it is: validators reject it, and no login matches it.
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
    """Return True for control and format characters and letters that show nothing."""
    return unicodedata.category(char) in ("Cc", "Cf") or char in INVISIBLE


def check_email(email: str) -> None:
    """Reject what a quoted local part may contain by the RFC but is never used."""
    if any(map(is_invisible, email)):
        raise ValidationError(_("Enter a valid email address."), code="invalid")


def check_visible(value: str) -> None:
    if any(map(is_invisible, value)):
        raise ValidationError(_("Enter visible characters only."), code="invalid")
