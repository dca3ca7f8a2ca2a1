"""The shop's day: Colombia is five hours behind UTC, the whole year round."""

from datetime import date, datetime, timedelta, timezone

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
