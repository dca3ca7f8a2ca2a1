"""Change an account's email address, once the link sent to the new address is opened."""

from django.conf import settings
from django.utils.crypto import constant_time_compare

from common import audit
from common.db.transactions import retried_transaction
from common.mail import mailer, outbox
from users.accounts import pending_registrations as pending
from users.exceptions import invalid_token
from users.identity import email_key
from users.models import AppUser
from users.tokens import issuing as tokens


def propose_email(user: AppUser, email: str) -> None:
    """Email the link to the new address. If the address has an account, tell its owner instead.

    The caller can't tell the two cases apart. Raises CacheDown."""
    data = {"user": user.pk, "email": email, "stamp": tokens.security_stamp(user)}
    token = pending.keep(pending.EMAIL_CHANGE, data)
    pending.supersede_email_change(user.pk, token)
    owner = AppUser.objects.by_email(email)
    context = {"minutes": max(1, settings.VERIFICATION_TTL_SECONDS // 60)}
    if owner is None:
        kind, to, context = "change_email", email, context | {"link": pending.link(token)}
    else:
        pending.discard(token)
        kind, to = "email_taken", owner.email
    mailer.send_unstored(
        kind,
        to,
        language=mailer.current_language(),
        context=context,
        expires_in=settings.VERIFICATION_TTL_SECONDS,
    )


@retried_transaction
def confirm_email(data: dict, *, address: str) -> AppUser:
    """Set the account's new email address and notify the old one. Run it in a transaction.

    Raises IntegrityError if the address was taken in the meantime."""
    user = AppUser.objects.select_for_update().filter(pk=data["user"], is_active=True).first()
    # If the password changed since, someone else may have requested this change.
    if user is None or not constant_time_compare(tokens.security_stamp(user), data["stamp"]):
        raise invalid_token()
    former = user.email
    if user.email_key == email_key(data["email"]):
        raise invalid_token()
    user.set_email(data["email"])
    user.index()
    user.save(update_fields=["email", "email_key", "search_text", "updated_at"])
    language = mailer.current_language()
    outbox.enqueue(
        "email_changed", former, language=language, context={"name": user.get_short_name()}
    )
    audit.record("email_changed", actor=user, subject=user.audit_name, address=address)
    return user
