"""Send revoked tokens to every route that reads tokens, in every spelling."""

from __future__ import annotations

import string
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from django.contrib.auth.hashers import make_password
from django.test import override_settings

from tools.security.routes import METHODS, routes
from tools.security.valid_requests import path_of
from tools.security.wire import WsgiReply, call, send
from tools.security.world import World
from users.accounts import passwords
from users.accounts import services as account_services
from users.models import AppUser
from users.tests.factories import PASSWORD, make_user
from users.tokens import issuing as tokens

ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"


def twin(token: str) -> str:
    """Return a different string that decodes to the same bytes: the last character has unused
    bits."""
    last = ALPHABET.index(token[-1])
    return token[:-1] + ALPHABET[last ^ 1]


def padded(token: str) -> str:
    return ".".join(part + "=" * (-len(part) % 4) for part in token.split("."))


SPELLINGS = {
    "as it was": lambda token: f"Bearer {token}",
    "lower case": lambda token: f"bearer {token}",
    "blanks": lambda token: f"  BEARER    {token}  ",
    "tab": lambda token: f"Bearer\t{token}",
    "padding": lambda token: f"Bearer {padded(token)}",
    "padding at the end": lambda token: f"Bearer {token}=",
    "trailing dots": lambda token: f"Bearer {token}..",
    "same bytes, other text": lambda token: f"Bearer {twin(token)}",
    "quoted": lambda token: f'Bearer "{token}"',
    "twice": lambda token: f"Bearer {token}, Bearer {token}",
}


def revoked_tokens() -> dict[str, str]:
    """Return one token for each way to revoke it; all were valid a moment ago."""
    ways = ("log-out", "password", "reset", "theft", "deactivation", "deletion", "version", "gone")
    ways += ("is_active by SQL", "password by SQL")
    users = {way: make_user(groups=("User", "Checkout")) for way in ways}
    found = {way: tokens.issue(user)["access"] for way, user in users.items()}
    who = {"actor": None, "address": ""}
    send("POST", "/logout/", {}, token=found["log-out"])
    new = {"current_password": PASSWORD, "new_password": "An0ther-Pass-2"}
    send("POST", "/password/change/", new, token=found["password"])
    link = parse_qs(urlsplit(passwords.reset_link(users["reset"])).query)
    confirm = {"uid": link["uid"][0], "token": link["token"][0], "new_password": "An0ther-Pass-2"}
    send("POST", "/password/reset/confirm/", confirm)
    stolen = tokens.issue(users["theft"])
    found["theft"] = stolen["access"]
    with override_settings(REFRESH_GRACE_SECONDS=0):
        for _ in range(2):
            send("POST", "/refresh/", {"refresh": stolen["refresh"]})
    send("PATCH", "/users/deactivate/", {}, token=found["deactivation"])
    account_services.erase(users["deletion"], **who)
    tokens.revoke_all(users["version"])
    AppUser.objects.filter(pk=users["gone"].pk).delete()
    AppUser.objects.filter(pk=users["is_active by SQL"].pk).update(is_active=False)
    AppUser.objects.filter(pk=users["password by SQL"].pk).update(password=make_password("x"))
    return found


def targets(world: World) -> Iterator[tuple[str, str, str]]:
    """Return (route, method, path) of all routes that read tokens, before they check the method."""
    for route in routes():
        if getattr(getattr(route.view, "cls", None), "authentication_classes", None):
            for method in METHODS:
                yield route.name, method, path_of(route.name, world)


def trials(world: World, revoked: dict[str, str]) -> Iterator[tuple[str, WsgiReply]]:
    for way, token in revoked.items():
        for spelling, spell in SPELLINGS.items():
            header = [("Authorization", spell(token))]
            for name, method, path in targets(world):
                yield f"{method} {name} after {way}: {spelling}", call(method, path, header)
