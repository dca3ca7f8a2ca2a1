"""Readers of the environment: a value that makes no sense stops the start with one line."""

import os
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"true", "1", "yes", "on"})
FALSE = frozenset({"false", "0", "no", "off", ""})


def text(name: str, default: str = "") -> str:
    """The variable, stripped; the default where it is unset or blank."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """true, 1, yes, on; false, 0, no, off; anything else is an error."""
    raw = os.environ.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in TRUE:
        return True
    if raw in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {raw!r}.")


def integer(name: str, default: int, *, minimum: int = 0) -> int:
    raw = text(name, str(default))
    if not raw.lstrip("-").isdecimal() or int(raw) < minimum:
        raise ImproperlyConfigured(
            f"{name} must be a whole number of at least {minimum}, not {raw!r}."
        )
    return int(raw)


def decimal(name: str, default: str, *, below: Decimal) -> Decimal:
    raw = text(name, default)
    try:
        value = Decimal(raw)
    except InvalidOperation:
        raise ImproperlyConfigured(f"{name} must be a number, not {raw!r}.") from None
    if not (value.is_finite() and 0 <= value < below):
        raise ImproperlyConfigured(f"{name} must be from 0 up to {below}, not {raw!r}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def choice(name: str, default: str, options: tuple[str, ...]) -> str:
    raw = text(name, default)
    if raw not in options:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(options)}, not {raw!r}.")
    return raw


def secret(name: str, demo: str, *, debug: bool) -> str:
    """A secret. Only DEBUG may run on the demo value, which anyone can read in this repository."""
    value = text(name, demo)
    if debug or (value != demo and not value.lower().startswith(("change-me", "changeme"))):
        return value
    raise ImproperlyConfigured(
        f"{name} is missing or has its default value; set it before running with DEBUG=false."
    )
