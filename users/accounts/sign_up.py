"""Sign up: register, and create the account when the emailed link is opened."""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import IntegrityError

from common import audit
from common.db.transactions import retried_transaction
from common.mail import mailer
from users import roles
from users.accounts import consent
from users.accounts import pending_registrations as pending
from users.accounts.emails import confirm_email
from users.exceptions import invalid_token, taken
from users.identity import canonical_password, username_key
from users.models import AppUser

PERSONAL_FIELDS = ("first_name", "last_name", "phone", "date_of_birth")
CONSENT_FIELDS = ("privacy_version", "privacy_accepted_at")


def register(data: dict) -> None:
    """Store a sign-up (validated data) until its link is opened, and email the link.

    If the email address is taken, its owner is told; the caller can't tell the difference.
    Raises CacheDown, or ValidationError if the username is taken."""
    if AppUser.objects.filter(username_key=username_key(data["username"])).exists():
        raise taken("username")
    # Hash, store and email on both paths, so that both take the same time.
    password = make_password(canonical_password(data["password"]))
    language = mailer.current_language()
    token = pending.keep(
        pending.REGISTRATION,
        {"email": data["email"], "username": data["username"], "password": password}
        | {name: data[name] for name in PERSONAL_FIELDS if data.get(name)}
        | (consent.todays() if data.get("accept_privacy") else {}),
    )
    owner = AppUser.objects.by_email(data["email"])
    if owner is None:
        kind, to, context = "verify_email", data["email"], {"link": pending.link(token)}
    else:
        pending.discard(token)
        kind, to, context = "email_taken", owner.email, {}
    context["minutes"] = max(1, settings.VERIFICATION_TTL_SECONDS // 60)
    mailer.send_unstored(
        kind, to, language=language, context=context, expires_in=settings.VERIFICATION_TTL_SECONDS
    )


def redeem_link(token: str, *, address: str) -> tuple[str, AppUser]:
    """Redeem an emailed link; return its kind and the account.

    Raises ValidationError (invalid_token) if the link is unknown, used or expired, or if its
    email or username was taken in the meantime."""
    data = pending.load(token)
    if data is None:
        raise invalid_token()
    try:
        if data["kind"] == pending.REGISTRATION:
            user = create_account(data, address=address)
        else:
            user = confirm_email(data, address=address)
    except IntegrityError as error:
        # Unique keys decide each race: one link opened twice, two links for one email address.
        raise invalid_token() from error
    pending.discard(token)
    pending.remember_use(token, data["kind"])
    return data["kind"], user


@retried_transaction
def create_account(data: dict, *, address: str) -> AppUser:
    user = AppUser(password=data["password"])
    user.set_email(data["email"])
    user.set_username(data["username"])
    for name in (*PERSONAL_FIELDS, *CONSENT_FIELDS):
        if name in data:
            setattr(user, name, data[name])
    user.index()
    user.save(force_insert=True)
    user.groups.set(Group.objects.filter(name__in=roles.SHOPPERS))
    audit.record("user_registered", actor=user, subject=user.audit_name, address=address)
    if user.privacy_accepted_at:
        consent.record(user, user.privacy_version, address=address)
    return user
