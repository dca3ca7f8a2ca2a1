"""From a form to an account: register, and open the mailed link."""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import IntegrityError

from common import audit, mails
from common.db import retried_transaction
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
    """Keep the sign-up (validated data) until its link is opened, and mail the link.

    The owner of a taken e-mail gets a mail that says so, and the caller sees no difference.
    Raises a ValidationError where the username is taken; CacheDown."""
    if AppUser.objects.filter(username_key=username_key(data["username"])).exists():
        raise taken("username")
    # Computed, kept and mailed on either path, so that no clock can tell them apart.
    password = make_password(canonical_password(data["password"]))
    language = mails.current_language()
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
    mails.post(
        kind, to, language=language, context=context, worth=settings.VERIFICATION_TTL_SECONDS
    )


def open_link(token: str, *, address: str) -> tuple[str, AppUser]:
    """Do what the link stands for; return what that was, and whose account it is about.

    Raises a ValidationError (invalid_token) for a link that is unknown, used or expired, or whose
    e-mail or username somebody else took meanwhile."""
    data = pending.load(token)
    if data is None:
        raise invalid_token()
    try:
        if data["kind"] == pending.REGISTRATION:
            user = create_account(data, address=address)
        else:
            user = confirm_email(data, address=address)
    except IntegrityError as error:
        # The unique keys decide every race: two openings of one link, two links for one e-mail.
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
