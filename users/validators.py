"""Validators of account fields."""

import re
from datetime import date

from django.contrib.auth import password_validation
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.fields import empty

from common.text import shows_something
from users.identity import canonical_username, check_email, check_visible
from users.models import AppUser

PHONE = re.compile(r"\+?[0-9 ()./-]{5,31}")
EARLIEST_BIRTH = date(1900, 1, 1)
MAX_PASSWORD_LENGTH = 128
MAX_USERNAME_LENGTH = 150
check_letters = UnicodeUsernameValidator()


def check_username(value: str) -> None:
    """Allow letters, digits and @.+-_ in the normalized form that is stored."""
    kept = canonical_username(value)
    check_letters(kept)
    check_visible(kept)
    if len(kept) > MAX_USERNAME_LENGTH:
        raise serializers.ValidationError(_("This username is too long."), code="max_length")


def check_phone(value: str) -> None:
    if value and not (PHONE.fullmatch(value) and sum(char.isdigit() for char in value) >= 5):
        raise serializers.ValidationError(_("Enter a valid phone number."), code="invalid")


def check_shows_something(value: str) -> None:
    if not shows_something(value):
        raise serializers.ValidationError(_("Enter visible characters only."), code="blank")


def check_date_of_birth(value: date | None) -> None:
    if value and not EARLIEST_BIRTH <= value <= timezone.now().date():
        raise serializers.ValidationError(_("Enter a valid date of birth."), code="invalid")


def check_password(password: str, user: AppUser, *, field: str = "password") -> None:
    """Run Django's validators. Raises ValidationError under the field's name."""
    try:
        password_validation.validate_password(password, user)
    except DjangoValidationError as error:
        details = [
            ErrorDetail(" ".join(one.messages), code=one.code or "invalid")
            for one in error.error_list
        ]
        raise ValidationError({field: details}) from error


class EmailField(serializers.EmailField):
    """An address as typed, without surrounding spaces; control characters are rejected."""

    def run_validation(self, data=empty):
        if isinstance(data, str):
            check_email(data)
        return super().run_validation(data)


class PasswordField(serializers.CharField):
    """A password as typed: spaces count, and it is write-only."""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", MAX_PASSWORD_LENGTH)
        super().__init__(
            write_only=True, trim_whitespace=False, style={"input_type": "password"}, **kwargs
        )
