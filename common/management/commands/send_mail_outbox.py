from django.core.management.base import BaseCommand

from common.outbox import drain


class Command(BaseCommand):
    help = "Send the mails that are owed and due. The server does so by itself; cron may help."

    def handle(self, *args, **options):
        self.stdout.write(f"Mails sent: {drain()}")
