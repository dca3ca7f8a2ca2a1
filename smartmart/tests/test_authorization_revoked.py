import pytest

from tools.security import wire
from tools.security.tokens import revoked
from tools.security.world import make_world
from users.tests.factories import make_user
from users.tokens import issuing as tokens

pytestmark = pytest.mark.django_db


def test_a_revoked_token_opens_no_route_however_it_is_spelt():
    world, dead = make_world(), revoked.revoked_tokens()
    dead = {way: dead[way] for way in ("log-out", "password")}  # the long form takes them all
    answers = list(revoked.trials(world, dead))

    assert len(answers) > 2_000
    assert [what for what, answer in answers if answer.status != 401] == []
    assert all(a.headers["www-authenticate"].startswith("Bearer") for _, a in answers)


def test_the_spellings_that_a_decoder_takes_are_those_of_a_living_token():
    """The twin: where nothing was revoked, half of the spellings are good,
    so the test above does not pass because nobody could read them."""
    token = tokens.issue(make_user())["access"]
    found = {
        name: wire.call("GET", "/users/profile/", [("Authorization", spell(token))]).status
        for name, spell in revoked.SPELLINGS.items()
    }

    alive = ("as it was", "lower case", "blanks", "tab", "padding at the end")
    assert {name for name, status in found.items() if status == 200} >= set(alive)
