import json

from django.core.management.base import BaseCommand, CommandError

from orders.models import Order
from orders.services.invoice_data import invoice_data


class Command(BaseCommand):
    help = "Print an order as JSON for an electronic invoicing provider."

    def add_arguments(self, parser):
        parser.add_argument("invoice", help="the order's invoice, such as INV-…")

    def handle(self, *args, **options):
        order = Order.objects.filter(invoice_id=options["invoice"]).first()
        if order is None:
            raise CommandError(f"There is no order with the invoice {options['invoice']}.")
        self.stdout.write(json.dumps(invoice_data(order), ensure_ascii=False, indent=2))
