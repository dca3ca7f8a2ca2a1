"""Strict form fields of query parameters."""

import re
from datetime import date, datetime, timedelta, timezone

from django import forms
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _
from django_filters.fields import BaseCSVField

from common.colombia.dates import end_of, in_utc, start_of

MAX_NAMES = 20
MAX_IDS = 500
IDS = re.compile(r"[0-9]{1,18}(,[0-9]{1,18})*")
NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
# A time zone's "+" that was not percent-encoded arrives as a space.
LOST_PLUS = re.compile(r"(T\S*) ([0-9]{2}:?[0-9]{2})$")


class StrictBooleanField(forms.NullBooleanField):
    widget = forms.TextInput

    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            return {"true": True, "false": False}[str(value).lower()]
        except KeyError:
            raise forms.ValidationError(_("Must be true or false."), code="invalid") from None

    def validate(self, value):
        """Do nothing: to_python has validated the value."""


class StrictNumberField(forms.DecimalField):
    """Plain ASCII digits: no NaN, exponents, spaces or digits of other scripts."""

    widget = forms.TextInput

    def to_python(self, value):
        if value not in self.empty_values and not NUMBER.fullmatch(str(value)):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class IsoTimeField(forms.CharField):
    """An ISO 8601 time, UTC if it has no zone; a date means its first moment."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.read(LOST_PLUS.sub(r"\1+\2", text))
        except ValueError:
            raise forms.ValidationError(_("Must be an ISO 8601 time."), code="invalid") from None

    def read(self, text: str) -> datetime:
        if not text.isascii():
            raise ValueError(text)
        if "T" not in text and (day := parse_date(text)):
            return self.of_day(day)
        if (moment := parse_datetime(text)) is None:
            raise ValueError(text)
        if moment.tzinfo is None:
            return moment.replace(tzinfo=timezone.utc)
        return in_utc(moment)

    def of_day(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=timezone.utc)


class AfterField(IsoTimeField):
    """The start of a period; a date means the beginning of that day in Colombia."""

    def of_day(self, day: date) -> datetime:
        return start_of(day) - timedelta.resolution


class BeforeField(IsoTimeField):
    """The end of a period; a date means the end of that day in Colombia."""

    def of_day(self, day: date) -> datetime:
        return end_of(day)


class NamesField(BaseCSVField):
    """Comma-separated names; empty ones are invalid."""

    def clean(self, value):
        names = super().clean(value)
        if names and ("" in names or len(names) > MAX_NAMES):
            raise forms.ValidationError(
                _("Separate field names with commas."), code="invalid_choice"
            )
        return names


class RepeatedInput(forms.TextInput):
    """All values of a repeated parameter, comma-separated."""

    def value_from_datadict(self, data, files, name):
        return ",".join(data.getlist(name))


class IdsField(forms.CharField):
    """Comma-separated whole numbers; a repeated parameter adds to them."""

    widget = RepeatedInput

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        if not IDS.fullmatch(text) or text.count(",") >= MAX_IDS:
            raise forms.ValidationError(_("Give up to 500 ids: 1,2,3"), code="invalid")
        return frozenset(map(int, text.split(",")))


class TextsField(forms.MultipleChoiceField):
    """All values of a repeatable parameter, each of limited length."""

    def validate(self, value):
        if len(value) > MAX_NAMES or any(len(each) > 180 or "\x00" in each for each in value):
            text = _("Up to 20, each of at most 180 characters.")
            raise forms.ValidationError(text, code="invalid")
