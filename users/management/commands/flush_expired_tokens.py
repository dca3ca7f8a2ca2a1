from django.core.management.base import BaseCommand

from common import housekeeping
from users.housekeeping import flush_expired


class Command(BaseCommand):
    help = "Remove what is remembered about tokens and limits whose time is over."

    def handle(self, *args, **options):
        self.stdout.write(f"Expired tokens removed: {flush_expired()}")
        self.stdout.write(f"Expired counters and old mails removed: {housekeeping.sweep()}")
