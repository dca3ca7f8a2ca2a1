from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from smartmart.demo import people, purchases, shelves

WIDTHS = (14, 24, 16)


class Command(BaseCommand):
    help = "Create a demo catalog, one account per role and orders in each state."

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError("seed_demo makes accounts with public passwords: DEBUG only.")
        products, accounts = shelves.fill(), people.invite()
        shopper, staff = (people.account_of(people.PEOPLE[at]) for at in (2, 1))
        orders = purchases.buy(shopper, staff)
        self.stdout.write(f"New: {products} products, {accounts} accounts, {orders} orders.\n\n")
        self.line("role", "e-mail", "password")
        self.line(*("-" * (width - 1) for width in WIDTHS))
        for person in people.PEOPLE:
            self.line(person.role, person.email, person.password)

    def line(self, *cells: str) -> None:
        padded = (cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True))
        self.stdout.write("".join(padded).rstrip())
