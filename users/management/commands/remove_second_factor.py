from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from common import audit
from users.models import AppUser
from users.second_factor import codes


class Command(BaseCommand):
    help = "Remove an account's second factor, if its owner lost the phone and the recovery codes."

    def add_arguments(self, parser):
        parser.add_argument("email")

    @transaction.atomic
    def handle(self, *args, email: str, **options):
        try:
            user = AppUser.objects.get_by_natural_key(email)
        except AppUser.DoesNotExist:
            raise CommandError("There is no account with this e-mail.") from None
        codes.switch_off(user)
        audit.record("second_factor_off", subject=user.audit_name)
        self.stdout.write("Removed. The owner can log in with the password alone.")
