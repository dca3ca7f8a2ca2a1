from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions


class InvalidSignature(exceptions.APIException):
    """The signature is wrong, or the keys are. Nothing was changed."""

    status_code = 400
    default_code = "invalid_signature"
    default_detail = "The signature is missing or wrong."


class NotVerified(exceptions.APIException):
    """The notification is recorded, but not yet verified with ePayco."""

    status_code = 503
    default_code = "not_verified"
    default_detail = "Recorded, but not yet verified with ePayco. Send it again."
    wait = 60
    # The service has logged it, and while ePayco is slow there are many.
    is_planned = True


class GatewayUnavailable(exceptions.APIException):
    status_code = 503
    default_code = "gateway_unavailable"
    default_detail = _("ePayco is not responding. Try again in a moment.")
    wait = 5


class NoResponse(Exception):
    """ePayco is unreachable or too slow, or its response is invalid."""


class Refused(NoResponse):
    """ePayco rejected the call."""


class InvalidResponse(NoResponse):
    """ePayco responded, but its record of the payment is invalid."""


class NotOffered(NoResponse):
    """ePayco doesn't offer this call, or not to this shop."""
