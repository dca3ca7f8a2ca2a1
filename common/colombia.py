"""The shop's day: Colombia is five hours behind UTC, the whole year round."""

from datetime import date, datetime, timedelta, timezone

from django.utils.formats import date_format
from django.utils.translation import get_language

BOGOTA = timezone(timedelta(hours=-5), "America/Bogota")


def today() -> date:
    return datetime.now(BOGOTA).date()


def start_of(day: date) -> datetime:
    """The first moment of the day, for comparing with what the database keeps.

    Not by the database's own conversion of time zones: without its tables MySQL finds nothing."""
    return datetime(day.year, day.month, day.day, tzinfo=BOGOTA).astimezone(timezone.utc)


def local(moment: datetime) -> str:
    """2026-11-24 17:05, as a clock in Colombia shows it."""
    return f"{moment.astimezone(BOGOTA):%Y-%m-%d %H:%M}"


def long_day(day: date) -> str:
    """In the reader's language: 25 de noviembre de 2026."""
    return date_format(day, "DATE_FORMAT")


def long_moment(moment: datetime) -> str:
    """In the reader's language: 25 de noviembre de 2026, 5:05 p. m. The blank does not break."""
    at = moment.astimezone(BOGOTA)
    half = "a.m." if at.hour < 12 else "p.m."
    if (get_language() or "es").startswith("es"):
        half = half.replace(".m", ".\u00a0m")
    return f"{long_day(at.date())}, {at.hour % 12 or 12}:{at:%M}\u00a0{half}"
