from django.core.management.base import BaseCommand

from catalog.pictures.sweeping import sweep


class Command(BaseCommand):
    help = "Delete uploaded pictures that no product has shown for PICTURE_GRACE_DAYS."

    def handle(self, *args, **options):
        self.stdout.write(f"Unused pictures removed: {sweep()}")
