from django.core.management.base import BaseCommand

from common.mail.outbox import drain
from common.webhooks.sender import drain_all


class Command(BaseCommand):
    help = "Send queued email and webhooks that are due. The server also does this automatically."

    def handle(self, *args, **options):
        self.stdout.write(f"Mails sent: {drain()}")
        self.stdout.write(f"Webhook endpoints served: {drain_all()}")
