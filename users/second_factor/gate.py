"""Admin access: the session must have passed the second factor, if there is one."""

from django.conf import settings
from django.http import HttpRequest

from users.second_factor import codes

SESSION_KEY = "second_factor"
NOTHING, VERIFY, SET_UP = "", "second-factor-verify", "second-factor"


def missing(request: HttpRequest) -> str:
    """Return the name of the page that the user must visit first, or "" if none."""
    if not hasattr(request, "second_factor_missing"):
        request.second_factor_missing = look(request)
    return request.second_factor_missing


def look(request: HttpRequest) -> str:
    device = codes.device_of(request.user)
    if device is None:
        return SET_UP if settings.ADMIN_2FA == "required" else NOTHING
    return NOTHING if request.session.get(SESSION_KEY) == device.pk else VERIFY


def passed(request: HttpRequest) -> None:
    """Record in the session that the current second factor was passed."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = codes.device_of(request.user).pk
    request.second_factor_missing = NOTHING
