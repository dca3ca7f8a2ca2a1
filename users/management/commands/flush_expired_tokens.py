from django.core.management.base import BaseCommand

from common import housekeeping
from users.tokens.housekeeping import flush_expired


class Command(BaseCommand):
    help = "Remove what is remembered about tokens, limits and in the cache's table past its time."

    def handle(self, *args, **options):
        self.stdout.write(f"Expired tokens removed: {flush_expired()}")
        swept = housekeeping.sweep()
        self.stdout.write(f"Expired counters and cache entries, old mails removed: {swept}")
