from django.core.management.base import BaseCommand

from business_logic import departures


class Command(BaseCommand):
    help = "Erase the personal data of checkouts unpaid for CHECKOUT_RETENTION_DAYS."

    def handle(self, *args, **options):
        self.stdout.write(f"Checkouts erased: {departures.erase_old()}")
