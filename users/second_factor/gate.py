"""Who gets into the admin: the session must have shown the second factor, if there is one."""

from django.conf import settings
from django.http import HttpRequest

from users.second_factor import codes

SESSION_KEY = "second_factor"
NOTHING, VERIFY, SET_UP = "", "second-factor-verify", "second-factor"


def missing(request: HttpRequest) -> str:
    """What the logged-in user has to do first: the name of that page, or "" for nothing."""
    if not hasattr(request, "second_factor_missing"):
        request.second_factor_missing = look(request)
    return request.second_factor_missing


def look(request: HttpRequest) -> str:
    device = codes.device_of(request.user)
    if device is None:
        return SET_UP if settings.ADMIN_2FA == "required" else NOTHING
    return NOTHING if request.session.get(SESSION_KEY) == device.pk else VERIFY


def passed(request: HttpRequest) -> None:
    """The session has shown the second factor, as it is now."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = codes.device_of(request.user).pk
    request.second_factor_missing = NOTHING
