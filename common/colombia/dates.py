"""Dates and times in Colombia: five hours behind UTC all year round."""

from datetime import date, datetime, timedelta, timezone

from django.utils.formats import date_format
from django.utils.translation import get_language

BOGOTA = timezone(timedelta(hours=-5), "America/Bogota")
FIRST = datetime.min.replace(tzinfo=timezone.utc)
LAST = datetime.max.replace(tzinfo=timezone.utc)


def today() -> date:
    return datetime.now(BOGOTA).date()


def start_of(day: date) -> datetime:
    """Return the start of the day in UTC, to compare with stored times.

    Computed here: without its time zone tables, MySQL's own conversion finds nothing."""
    return datetime(day.year, day.month, day.day, tzinfo=BOGOTA).astimezone(timezone.utc)


def end_of(day: date) -> datetime:
    """Return the start of the next day in UTC; after the last day of the calendar, LAST."""
    return start_of(day + timedelta(days=1)) if day < date.max else LAST


def in_utc(moment: datetime) -> datetime:
    """Convert to UTC; a time that falls off the calendar there becomes its nearest end."""
    try:
        return moment.astimezone(timezone.utc)
    except OverflowError:
        return FIRST if moment.year == FIRST.year else LAST


def local(moment: datetime) -> str:
    """Format a time as local time in Colombia: 2026-11-24 17:05."""
    return f"{moment.astimezone(BOGOTA):%Y-%m-%d %H:%M}"


def long_day(day: date) -> str:
    """Format a date in the reader's language: 25 de noviembre de 2026."""
    return date_format(day, "DATE_FORMAT")


def long_moment(moment: datetime) -> str:
    """Format a time in the reader's language: 25 de noviembre de 2026, 5:05 p. m. (with a
    non-breaking space)."""
    at = moment.astimezone(BOGOTA)
    half = "a.m." if at.hour < 12 else "p.m."
    if (get_language() or "es").startswith("es"):
        half = half.replace(".m", ".\u00a0m")
    return f"{long_day(at.date())}, {at.hour % 12 or 12}:{at:%M}\u00a0{half}"
