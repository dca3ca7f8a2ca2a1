from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from catalog.services.price_conversion import conversions, convert


class Command(BaseCommand):
    help = "Convert all prices before PRICES_INCLUDE_TAX is changed. Without --write: a dry run."

    def add_arguments(self, parser):
        parser.add_argument("--to", choices=("with-tax", "without-tax"), required=True)
        parser.add_argument("--write", action="store_true", help="write the new prices, once")

    def handle(self, *args, **options):
        included = options["to"] == "with-tax"
        if included == settings.PRICES_INCLUDE_TAX:
            raise CommandError("PRICES_INCLUDE_TAX says that prices are so already.")
        found = list(conversions(to_tax_included=included))
        for each in found:
            product = each.product
            self.stdout.write(
                f"{product.pk} {product.name}: {product.price} -> {each.fields['price']}"
            )
            if options["write"]:
                convert(each)
        done = "written" if options["write"] else "to write (dry run)"
        self.stdout.write(f"{len(found)} prices {done}.")
        if options["write"]:
            self.stdout.write(f"Now set PRICES_INCLUDE_TAX={str(included).lower()} and restart.")
            self.stdout.write("Convert DELIVERY_FLAT_RATE and DELIVERY_FREE_FROM by hand.")
