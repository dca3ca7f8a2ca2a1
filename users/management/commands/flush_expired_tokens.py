from django.core.management.base import BaseCommand

from common.jobs import housekeeping
from users.tokens.housekeeping import flush_expired


class Command(BaseCommand):
    help = "Delete expired tokens, rate-limit counters, cache entries and old emails."

    def handle(self, *args, **options):
        self.stdout.write(f"Expired tokens removed: {flush_expired()}")
        swept = housekeeping.sweep()
        self.stdout.write(f"Expired counters and cache entries, old mails removed: {swept}")
