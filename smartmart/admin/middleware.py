"""Sessions and what rests on them: for the admin alone.

The API knows people by their tokens and the other pages know nobody, so they are spared the
work. A view elsewhere that asks for a session finds none, and fails in its first test."""

from django.contrib.auth import middleware as auth
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.http import HttpRequest, HttpResponse

ADMIN = "/admin/"


class ForTheAdmin:
    """Steps aside under every other address."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(ADMIN):
            return super().__call__(request)
        return self.get_response(request)


class SessionMiddleware(ForTheAdmin, sessions.SessionMiddleware):
    pass


class AuthenticationMiddleware(ForTheAdmin, auth.AuthenticationMiddleware):
    pass


class MessageMiddleware(ForTheAdmin, messages.MessageMiddleware):
    pass
