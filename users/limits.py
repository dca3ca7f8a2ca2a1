"""The numbers: how often one caller may do what, within five minutes.

They stop floods and guessing; a person, or an office behind one address, stays far below."""

from rest_framework.exceptions import Throttled

from common import audit, limits
from common.net import household
from users.identity import email_key
from users.models import AppUser

WINDOW = 300
LOGIN_PER_ACCOUNT = 40
LOGIN_PER_ADDRESS = 90
FAMILIAR_FOR = 30 * 24 * 3600


def registration(email: str, address: str) -> None:
    limits.hit("register", household(address), 200, WINDOW)
    limits.hit("register-email", email_key(email), 10, WINDOW)


def password_reset(email: str, address: str) -> None:
    limits.hit("reset", household(address), 60, WINDOW)
    limits.hit("reset-email", email_key(email), 10, WINDOW)


def opened_link(address: str) -> None:
    limits.hit("link", household(address), 300, WINDOW)


def refresh(address: str) -> None:
    limits.hit("refresh", household(address), 6000, WINDOW)


def password_change(user_id: int) -> None:
    limits.hit("password-change", user_id, 20, WINDOW)


def export(user_id: int) -> None:
    limits.hit("export", user_id, 20, WINDOW)


def otp(user_id: int) -> None:
    """Six digits are soon guessed: far fewer attempts than a password gets."""
    limits.hit("otp", user_id, 10, WINDOW)


def otp_succeeded(user_id: int) -> None:
    limits.give_back("otp", user_id)


def email_change(user_id: int, email: str) -> None:
    limits.hit("email-change", user_id, 10, WINDOW)
    limits.hit("register-email", email_key(email), 10, WINDOW)


def pair_of(email: str, address: str) -> str:
    return f"{email_key(email)}|{household(address)}"


def get_to_know(email: str, address: str) -> None:
    """The owner of the account was at this address: who opens its mails, or logged in from there.

    From now on it has a count of its own (LoginAttempt)."""
    limits.keep_running("login-familiar", pair_of(email, address), FAMILIAR_FOR)


class LoginAttempt:
    """One try to log in, counted before the password is looked at.

    An address that is familiar has a count of its own, so that strangers who guess elsewhere
    cannot keep the owner out: not from where the owner logged in before, and not from where the
    owner has just set a new password by a mailed link."""

    def __init__(self, email: str, address: str):
        self.email, self.address = email, address
        self.pair = pair_of(email, address)
        self.household = household(address)

    def begin(self) -> None:
        """Raises Throttled."""
        try:
            limits.hit("login-address", self.household, LOGIN_PER_ADDRESS, WINDOW)
            familiar = limits.is_running("login-familiar", self.pair)
            self.account = self.pair if familiar else email_key(self.email)
            limits.hit("login-account", self.account, LOGIN_PER_ACCOUNT, WINDOW)
        except Throttled:
            # Once for each window: a flood must not fill the log as well.
            if limits.allows("login-locked", self.pair, 1, WINDOW):
                subject = AppUser.objects.audit_name_of(self.email)
                audit.record("login_locked", subject=subject, address=self.address)
            raise

    def succeed(self) -> None:
        """Only failures are limited."""
        self.take_back()
        get_to_know(self.email, self.address)

    def take_back(self) -> None:
        """Nothing was tried, or it was no failure."""
        limits.give_back("login-address", self.household)
        limits.give_back("login-account", self.account)
