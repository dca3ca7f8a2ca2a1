"""Read environment variables; an invalid value stops startup with one line."""

import os
import re
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import SplitResult, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from common.colombia import documents

TRUE = frozenset({"true", "1", "yes", "on"})
# Far above any sensible value, but low enough for date arithmetic in days.
LARGEST = 1_000_000
FALSE = frozenset({"false", "0", "no", "off", ""})


def text(name: str, default: str = "") -> str:
    """Return the variable, stripped, or the default if it is unset or empty."""
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


def integer(name: str, default: int, *, minimum: int = 0, maximum: int = LARGEST) -> int:
    raw = text(name, str(default))
    if not re.fullmatch(r"-?[0-9]{1,12}", raw) or not minimum <= int(raw) <= maximum:
        raise ImproperlyConfigured(
            f"{name} must be a whole number from {minimum} to {maximum}, not {raw!r}."
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


def rate(name: str, default: str) -> Decimal:
    """Return a tax rate as a fraction with at most four decimals: 0.19, not 19."""
    return as_rate(name, text(name, default))


def as_rate(name: str, raw: str) -> Decimal:
    if not re.fullmatch(r"0?\.[0-9]{1,4}0*|0", raw):
        raise ImproperlyConfigured(f"{name} must be a fraction such as 0.19, not {raw!r}.")
    return Decimal(raw)


def rate_changes(name: str, classes: tuple[str, ...]) -> list[tuple[date, str, Decimal]]:
    """Return dated rate changes, oldest first: "2027-01-01 reduced 0.08, 2027-07-01 …"."""
    return sorted(rate_change(name, each, classes) for each in words(name))


def rate_change(name: str, raw: str, classes: tuple[str, ...]) -> tuple[date, str, Decimal]:
    parts = raw.split()
    try:
        since, tax_class, fraction = parts
        day = date.fromisoformat(since)
    except ValueError:
        tax_class = ""
    if tax_class not in classes:
        wanted = f"entries such as 2027-01-01 {classes[0]} 0.19 ({', '.join(classes)})"
        raise ImproperlyConfigured(f"{name} must have {wanted}, not {raw!r}.")
    return day, tax_class, as_rate(name, fraction)


def tax_id(name: str) -> str:
    """Return a NIT with its check digit, adding a missing one; a wrong one is an error."""
    raw = text(name)
    try:
        return raw and documents.clean("NIT", raw)
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} must be a NIT with the right check digit, such as 900123456-8, not {raw!r}."
        ) from None


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def choice(name: str, default: str, options: tuple[str, ...]) -> str:
    raw = text(name, default)
    if raw not in options:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(options)}, not {raw!r}.")
    return raw


def address(name: str, default: str = "") -> SplitResult:
    """Return a parsed http or https URL, without a trailing slash."""
    raw = text(name, default).rstrip("/")
    try:
        parts = urlsplit(raw)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1)
    except ValueError:
        usable = False
    if not usable:
        raise ImproperlyConfigured(f"{name} must be an http or https address, not {raw!r}.")
    return parts


def picture_storage(bucket: str, region: str, endpoint: str, domain: str) -> dict:
    """Return the storage of uploaded images, as an entry of Django's STORAGES: disk or bucket.

    boto3 reads a bucket's keys itself (AWS_ACCESS_KEY_ID, a role of the machine, …)."""
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    options = {
        "bucket_name": bucket,
        "region_name": region or None,
        "endpoint_url": endpoint or None,
        "custom_domain": domain or None,
        # Plain URLs, which can be cached permanently: a signed URL expires and differs each time.
        "querystring_auth": False,
        "default_acl": None,
        "object_parameters": {"CacheControl": "public, max-age=31536000, immutable"},
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def origin(address: str) -> str:
    """Return a URL's origin, without its path."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if address else ""


def database(name: str, default: str, **options: object) -> dict:
    """Return Django's database settings. Errors don't show the URL: it contains a password."""
    try:
        return dj_database_url.parse(text(name, default), **options)
    except (ValueError, KeyError):
        raise ImproperlyConfigured(
            f"{name} must be sqlite:///file or mysql://user:password@host:3306/name, with special "
            "characters of the password percent-encoded."
        ) from None


def secrets(demo: dict[str, str], *, debug: bool) -> dict[str, str]:
    """Return the secrets by name. The public demo values are accepted only with DEBUG; otherwise
    one error names all missing secrets."""
    values = {name: text(name, value) for name, value in demo.items()}
    missing = [name for name in demo if not is_own(values[name], demo[name])]
    if missing and not debug:
        are = "is missing or has its" if len(missing) == 1 else "are missing or have their"
        raise ImproperlyConfigured(
            f"{', '.join(missing)} {are} default value; set before running with DEBUG=false."
        )
    return values


def is_own(value: str, demo: str) -> bool:
    return value != demo and not value.lower().startswith(("change-me", "changeme"))
