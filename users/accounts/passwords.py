"""Change a password, and reset a forgotten one by email."""

import time
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ErrorDetail, ValidationError

from common import audit
from common.db.transactions import retried_transaction
from common.mail import mailer, outbox
from users import limits
from users.exceptions import invalid_token
from users.models import AppUser
from users.tokens import issuing as tokens
from users.validators import check_password

# How long to keep trying to send the email; its link is valid for PASSWORD_RESET_TIMEOUT.
WORTH_SECONDS = 3600
# Minimum response time; hides which accounts exist.
EVEN_SECONDS = 0.35


def change_password(user: AppUser, *, current: str, new: str, address: str) -> None:
    """Set the new password and revoke all tokens. Raises ValidationError."""
    confirm_current(user, current)
    check_password(new, user, field="new_password")
    former = user.password
    replace_password(user, former, new, address=address)


def confirm_current(user: AppUser, password: str) -> None:
    """Raise ValidationError unless this is the user's password."""
    if not user.check_password(password):
        raise wrong_password()


@retried_transaction
def replace_password(user: AppUser, former: str, new: str, *, address: str) -> None:
    # Locked: the password may have changed since it was checked.
    if not AppUser.objects.select_for_update().filter(pk=user.pk, password=former):
        raise wrong_password()
    set_password(user, new, action="password_changed", address=address)


def wrong_password() -> ValidationError:
    wrong = ErrorDetail(_("The current password is wrong."), code="invalid_password")
    return ValidationError({"current_password": [wrong]})


def set_password(user: AppUser, password: str, *, action: str, address: str) -> None:
    """Set the password, revoke all tokens and notify the owner. Run it in a transaction."""
    user.set_password(password)
    user.save(update_fields=["password", "updated_at"])
    record_change(user, action=action, actor=user, address=address)


def record_change(user: AppUser, *, action: str, actor: AppUser, address: str) -> None:
    """Revoke tokens, audit and notify after a password change, in the same transaction."""
    tokens.revoke_all(user)
    audit.record(action, actor=actor, subject=user.audit_name, address=address)
    outbox.enqueue(
        "password_changed",
        user.email,
        language=mailer.current_language(),
        context={"name": user.get_short_name()},
    )


def request_reset(email: str) -> None:
    """Email a reset link if the account exists; the caller can't tell whether it does."""
    started = time.monotonic()
    user = AppUser.objects.by_email(email)
    if user is not None and user.is_active:
        outbox.enqueue(
            "password_reset",
            user.email,
            language=mailer.current_language(),
            context={
                "user": user.pk,
                "email_key": user.email_key,
                "until": time.time() + WORTH_SECONDS,
            },
        )
    if settings.MAIL_IN_BACKGROUND:
        time.sleep(max(0.0, started + EVEN_SECONDS - time.monotonic()))


def reset_context(kept: dict) -> dict:
    """Make the link when its email is sent: a stored link would give access to the account."""
    # Match the address too: a former address must not get a link to the account.
    asked = {"pk": kept["user"], "email_key": kept["email_key"]}
    user = AppUser.objects.filter(**asked, is_active=True).first()
    if user is None or time.time() > kept["until"]:
        raise mailer.Obsolete
    return {"link": reset_link(user), "name": user.get_short_name()}


mailer.late_context["password_reset"] = reset_context


def reset_link(user: AppUser) -> str:
    query = {
        "uid": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }
    return f"{settings.PUBLIC_URL}/password/reset/confirm/?{urlencode(query)}"


def confirm_reset(*, uid: str, token: str, new: str, address: str) -> None:
    """Set a new password with the emailed link, once. Raises ValidationError."""
    user = use_reset_link(uid, token, new, address=address)
    limits.mark_known(user.email, address)


@retried_transaction
def use_reset_link(uid: str, token: str, new: str, *, address: str) -> AppUser:
    # Locked: the token is tied to the old password, so it can't be used twice.
    user = AppUser.objects.select_for_update().filter(pk=pk_of(uid), is_active=True).first()
    if user is None or not default_token_generator.check_token(user, token):
        raise invalid_token()
    check_password(new, user, field="new_password")
    set_password(user, new, action="password_reset", address=address)
    return user


def pk_of(uid: str) -> int | None:
    """Return the primary key in a link, or None if it has none."""
    try:
        text = urlsafe_base64_decode(uid).decode("ascii")
    except ValueError:
        return None
    return int(text) if text.isdigit() and len(text) < 19 else None
