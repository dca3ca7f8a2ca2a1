"""Email outbox: queued in the triggering transaction, sent in the background."""

import logging
import random
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F, Min
from django.utils import timezone

from common.db.transactions import RetriesExhausted, autocommit
from common.db.writing import insert
from common.jobs.background import pool
from common.mail.mailer import Obsolete, late_context, render, send
from common.models import OutboxMail

logger = logging.getLogger(__name__)

BATCH = 50
# How long a sender keeps a claimed email; after that it is assumed to have died.
CLAIM = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
HOPEFUL_FOR = timedelta(days=3)
LONGEST_SLEEP = 600.0
# A short delay, so that emails queued close together are sent together.
GATHER = 0.3


def enqueue(kind: str, to: str, *, language: str, context: dict) -> None:
    """Queue an email; call it in the transaction that triggers it.

    kind names the templates mail/<kind>.subject.txt, .txt and .html; context is plain JSON.
    Does nothing without an address, which an erased buyer no longer has."""
    if not to:
        return
    now = timezone.now()
    insert(OutboxMail(kind=kind, to=to, language=language, context=context, next_try_at=now))
    transaction.on_commit(wake, robust=True)


def text_of(mail: OutboxMail) -> str:
    """Return the email's text, or "" if it has a secret, which only its reader may see."""
    if mail.kind in late_context:
        return ""
    return render(mail.kind, mail.to, language=mail.language, context=mail.context).body


def wake() -> None:
    """Send due emails soon in the background, or now if there is no background."""
    if settings.MAIL_IN_BACKGROUND:
        pool.submit(work, delay=GATHER, name="outbox")
    else:
        drain()


def work() -> None:
    """Drain the outbox, and run again when the next email is due."""
    pause = LONGEST_SLEEP
    try:
        drain()
        pause = seconds_to_next()
    except (DatabaseError, RetriesExhausted):
        logger.warning("The outbox could not be read; trying again.")
        pause = 30.0
    finally:
        if pause is not None:
            pool.submit(work, delay=pause, name="outbox")


def seconds_to_next() -> float | None:
    """Return the seconds until the next email is due, or None if none is queued."""
    next_at = OutboxMail.objects.filter(sent_at=None).aggregate(at=Min("next_try_at"))["at"]
    if next_at is None:
        return None
    return min(max((next_at - timezone.now()).total_seconds(), 1.0), LONGEST_SLEEP)


def drain() -> int:
    """Send all due emails; return how many were sent.

    Any number of processes can do this at once: each email is claimed before it is sent."""
    sent = 0
    while batch := due():
        sent += sum(deliver(mail) for mail in batch if claim(mail))
        if len(batch) < BATCH:
            break
    return sent


def due() -> list[OutboxMail]:
    waiting = OutboxMail.objects.filter(sent_at=None, next_try_at__lte=timezone.now())
    return list(waiting.order_by("next_try_at", "id")[:BATCH])


def claim(mail: OutboxMail) -> bool:
    """Claim the email for a while; return False if another process was faster."""
    as_read = OutboxMail.objects.filter(pk=mail.pk, sent_at=None, next_try_at=mail.next_try_at)
    until = timezone.now() + CLAIM
    return bool(autocommit(lambda: as_read.update(next_try_at=until, tries=F("tries") + 1)))


def deliver(mail: OutboxMail) -> bool:
    """Send a claimed email; if that fails, it stays queued."""
    try:
        send(mail.kind, mail.to, language=mail.language, context=mail.context)
    except Obsolete:
        mail.delete()
        return False
    except Exception as error:  # noqa: BLE001 one mail that cannot be sent must not stop the rest
        postpone(mail, error)
        return False
    row = OutboxMail.objects.filter(pk=mail.pk)
    autocommit(lambda: row.update(sent_at=timezone.now(), last_error=""))
    return True


def postpone(mail: OutboxMail, error: Exception) -> None:
    """Retry later with growing delays, and once a day after three days.

    Only the error's class is stored: its message may contain the address."""
    pause = min(timedelta(seconds=2 ** min(mail.tries + 1, 12)), LONGEST_PAUSE)
    if timezone.now() - mail.created_at > HOPEFUL_FOR:
        pause = timedelta(days=1)
    logger.warning("Mail %s was not sent: %s", mail.pk, type(error).__name__)
    OutboxMail.objects.filter(pk=mail.pk).update(
        next_try_at=timezone.now() + pause * random.uniform(0.8, 1.2),
        last_error=type(error).__name__,
    )


def send_again(mails) -> int:
    """Queue these emails (a queryset) again, sent or not."""
    count = mails.update(sent_at=None, next_try_at=timezone.now(), created_at=timezone.now())
    transaction.on_commit(wake, robust=True)
    return count


def forget(address: str) -> None:
    """Delete the emails to an erased person's address."""
    OutboxMail.objects.filter(to__iexact=address).delete()
