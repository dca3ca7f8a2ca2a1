"""Checks of automatic work: scheduled jobs, emails, webhooks and the search index."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from catalog.search.models import SearchState
from common.jobs import schedule
from common.models import OutboxMail, WebhookDelivery
from integrations.epayco.doctor import checks as epayco
from smartmart.monitoring.doctor.findings import FAIL, OK, WARN, Finding, in_production, worst

LATE = timedelta(minutes=15)


def check_schedule() -> Finding:
    faults, found = schedule.faults(), []
    fix = "Install the schedule (docs/cron.md) and look into its log."
    if faults.has_never_run:
        return Finding(in_production(FAIL), "No scheduled job has ever run.", fix)
    if faults.overdue:
        detail = f"Overdue: {', '.join(faults.overdue)}."
        found.append(Finding(in_production(FAIL), detail, fix))
    if faults.failed:
        detail = f"Failed when last run: {', '.join(faults.failed)}."
        found.append(Finding(WARN, detail, "Run them by hand and read what they say."))
    return worst(found, "Each job ran when it should.")


def check_queues() -> Finding:
    """Check for emails and webhooks that are overdue."""
    before, found = timezone.now() - LATE, []
    mails = OutboxMail.objects.filter(sent_at=None, next_try_at__lt=before).count()
    if mails:
        fix = "See the check of mail, and the errors in the admin under outgoing mails."
        found.append(Finding(WARN, f"Mails that did not leave: {mails}.", fix))
    late = WebhookDelivery.objects.filter(delivered_at=None, created_at__lt=before)
    if count := late.filter(endpoint__is_active=True).count():
        fix = "Look at the endpoints in the admin (docs/how-to/webhooks.md)."
        found.append(Finding(WARN, f"Webhooks that did not leave: {count}.", fix))
    return worst(found, "Nothing that is due waits.")


def check_search() -> Finding:
    if SearchState.objects.filter(pk=1, is_ready=True).exists():
        return Finding(OK, "The index is complete.")
    fix = "Run manage.py rebuild_search."
    return Finding(WARN, "There is no complete index: searches read row by row.", fix)


def check_mail(to: str = "") -> Finding:
    """Check the connection to the mail server; an email is sent only if `to` is given."""
    found = epayco.check_mail()
    if not to or found.level == FAIL:
        return found
    message = EmailMessage(f"{settings.SHOP_NAME}: test", "Sent by manage.py doctor.", to=[to])
    try:
        message.send()
    except Exception as error:  # noqa: BLE001 whatever a mail server and its library come up with
        fix = "Check DEFAULT_FROM_EMAIL and the rights of EMAIL_HOST_USER."
        return Finding(FAIL, f"The mail server refused a mail ({type(error).__name__}).", fix)
    return Finding(found.level, f"{found.detail} A mail went to {to}.", found.fix)
