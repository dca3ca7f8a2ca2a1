from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError


class Unauthorized(APIException):
    """401 from a view without authentication, where DRF would turn its own exception into 403."""

    status_code = status.HTTP_401_UNAUTHORIZED
    auth_header = 'Bearer realm="api"'


class InvalidCredentials(Unauthorized):
    default_code = "invalid_credentials"
    default_detail = _("The email or password is wrong.")


class OtpRequired(Unauthorized):
    default_code = "otp_required"
    default_detail = _("Enter the code of your authenticator app.")


class DeadToken(Unauthorized):
    default_code = "token_not_valid"
    default_detail = _("The token is invalid or expired.")


class HashesBusy(APIException):
    """503 with Retry-After: too many requests are already waiting for a password hash."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "service_unavailable"
    default_detail = _("Too many people are logging in. Try again in a moment.")
    wait = 2
    # A burst must not fill the log as well.
    is_planned = True


def invalid_token(detail: str | None = None) -> ValidationError:
    """Return the error of a link that is unknown, used or expired."""
    text = detail or _("This link is invalid, was already used or has expired.")
    return ValidationError({"token": [ErrorDetail(text, code="invalid_token")]})


def taken(field: str) -> ValidationError:
    return ValidationError({field: [ErrorDetail(_("This is already taken."), code="unique")]})


def refused(code: str, detail: str) -> ValidationError:
    return ValidationError([ErrorDetail(detail, code=code)])
