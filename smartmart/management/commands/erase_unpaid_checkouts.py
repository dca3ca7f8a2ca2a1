from django.core.management.base import BaseCommand

from business_logic.checkout import departures


class Command(BaseCommand):
    help = "Erase the personal data of old unpaid checkouts, and the texts of old returns."

    def handle(self, *args, **options):
        self.stdout.write(f"Checkouts erased: {departures.erase_old()}")
        self.stdout.write(f"Returns without their texts: {departures.erase_old_texts()}")
