from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime

from common.colombia.dates import in_utc
from common.webhooks import sender
from common.webhooks.models import WebhookDelivery


class Command(BaseCommand):
    help = "Send webhook deliveries again with the same ids: the given ones, or all since a time."

    def add_arguments(self, parser):
        parser.add_argument("message_ids", nargs="*", help="msg_...")
        parser.add_argument("--endpoint", type=int, help="only this endpoint's")
        parser.add_argument("--since", help="an ISO time, e.g. 2026-11-25T08:00:00-05:00")

    def handle(self, *args, message_ids, endpoint, since, **options):
        rows = WebhookDelivery.objects.order_by()
        if not message_ids and not since:
            raise CommandError("Name the deliveries or give --since.")
        if message_ids:
            rows = rows.filter(message_id__in=message_ids)
        if since:
            rows = rows.filter(created_at__gte=moment(since))
        if endpoint is not None:
            rows = rows.filter(endpoint=endpoint)
        count = sender.resend(rows)
        # Now: this process ends before its background does it, and the server doesn't know of it.
        sender.drain_all()
        self.stdout.write(f"Deliveries queued again: {count}")


def moment(text: str):
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise CommandError("--since needs an ISO time with its zone.")
    return in_utc(at)
