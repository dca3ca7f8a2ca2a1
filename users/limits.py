"""Rate limits of the account endpoints, per five minutes.

They stop bursts and guessing; a person, or an office behind one IP address, stays far below."""

from rest_framework.exceptions import Throttled

from common import audit, limits
from common.http.net import client_network
from users.identity import email_key
from users.models import AppUser

WINDOW = 300
LOGIN_PER_ACCOUNT = 40
LOGIN_PER_ADDRESS = 90
FAMILIAR_FOR = 30 * 24 * 3600


def registration(email: str, address: str) -> None:
    limits.hit("register", client_network(address), 200, WINDOW)
    limits.hit("register-email", email_key(email), 10, WINDOW)


def password_reset(email: str, address: str) -> None:
    limits.hit("reset", client_network(address), 60, WINDOW)
    limits.hit("reset-email", email_key(email), 10, WINDOW)


def opened_link(address: str) -> None:
    limits.hit("link", client_network(address), 300, WINDOW)


def refresh(address: str) -> None:
    limits.hit("refresh", client_network(address), 6000, WINDOW)


def password_change(user_id: int) -> None:
    limits.hit("password-change", user_id, 20, WINDOW)


def export(user_id: int) -> None:
    limits.hit("export", user_id, 20, WINDOW)


def otp(user_id: int) -> None:
    """Allow far fewer attempts than for a password: six digits are soon guessed."""
    limits.hit("otp", user_id, 10, WINDOW)


def otp_succeeded(user_id: int) -> None:
    limits.undo_hit("otp", user_id)


def email_change(user_id: int, email: str) -> None:
    limits.hit("email-change", user_id, 10, WINDOW)
    limits.hit("register-email", email_key(email), 10, WINDOW)


def pair_of(email: str, address: str) -> str:
    return f"{email_key(email)}|{client_network(address)}"


def mark_known(email: str, address: str) -> None:
    """Mark an IP address from which the owner logged in or opened an emailed link.

    From now on it has its own counter (LoginAttempt)."""
    limits.keep_running("login-familiar", pair_of(email, address), FAMILIAR_FOR)


class LoginAttempt:
    """A login attempt, counted before the password is checked.

    Known IP addresses have their own counter, so that guessing from elsewhere can't lock the
    owner out of places where they logged in before or just reset the password by email."""

    def __init__(self, email: str, address: str):
        self.email, self.address = email, address
        self.pair = pair_of(email, address)
        self.household = client_network(address)

    def begin(self) -> None:
        """Count the attempt. Raises Throttled."""
        try:
            limits.hit("login-address", self.household, LOGIN_PER_ADDRESS, WINDOW)
            familiar = limits.is_running("login-familiar", self.pair)
            self.account = self.pair if familiar else email_key(self.email)
            limits.hit("login-account", self.account, LOGIN_PER_ACCOUNT, WINDOW)
        except Throttled:
            # Once per window: a burst must not fill the log as well.
            if limits.allows("login-locked", self.pair, 1, WINDOW):
                subject = AppUser.objects.audit_name_of(self.email)
                audit.record("login_locked", subject=subject, address=self.address)
            raise

    def succeed(self) -> None:
        """Undo the count: only failures are limited."""
        self.take_back()
        mark_known(self.email, self.address)

    def take_back(self) -> None:
        """Undo the count: nothing was tried, or it didn't fail."""
        limits.undo_hit("login-address", self.household)
        limits.undo_hit("login-account", self.account)
