"""Send simulated notifications, genuine or forged, and show the result."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from integrations.epayco.models import LedgerEntry
from integrations.epayco.simulator import notices, records
from integrations.epayco.simulator import service as simulator
from integrations.epayco.simulator.fields import STATES
from orders.models import Checkout, Order

TAMPER = ("amount", "invoice", "state", "signature")
# An invoice of another shop, which a forger really paid.
ELSEWHERE = "INV-00000000-0000-4000-8000-000000000000"


class Command(BaseCommand):
    help = "Simulate a payment of one invoice: approved, rejected, pending, reversed or forged."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("invoice")
        parser.add_argument("--state", choices=list(STATES), default="approved")
        parser.add_argument("--late", action="store_true", help="let the checkout lapse first")
        parser.add_argument("--times", type=int, default=1, help="deliver the notice N times")
        parser.add_argument("--tamper", choices=TAMPER, help="send a forged notice instead")
        parser.add_argument("--reference", default="", help="ePayco's reference of the payment")
        parser.add_argument("--test", action="store_true", help="pay in ePayco's test mode")
        parser.add_argument(
            "--unclear", action="store_true", help="have only the public look-up tell the test flag"
        )
        parser.add_argument("--method", choices=("post", "get", "json"), default="post")
        parser.add_argument("--url", default=settings.PUBLIC_URL, help="the shop's address")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The ePayco simulator requires DEBUG=true.")
        checkout = Checkout.objects.filter(invoice=options["invoice"]).first()
        if checkout is None:
            raise CommandError(f"There is no checkout with the invoice {options['invoice']}.")
        if options["late"]:
            simulator.lapse(checkout)
        stock_before = stock_of(checkout)
        try:
            notice = self.notice(checkout, options)
        except simulator.SimulatorError as error:
            raise CommandError(str(error)) from None
        self.send(notice, options)
        self.report(checkout, notice, stock_before)

    def notice(self, checkout: Checkout, options: dict) -> records.Fields:
        """Return the fields to send, and save the payment as the simulator knows it."""
        tamper, state = options["tamper"], options["state"]
        if tamper == "state" and state == "approved":
            state = "rejected"
        payment = simulator.pay(
            checkout,
            state,
            reference=options["reference"],
            is_test=options["test"],
            # A payer can change the amount in the browser: the payment is genuine, but too small.
            amount="1000" if tamper == "amount" else "",
            invoice=ELSEWHERE if tamper == "invoice" else "",
        )
        if options["unclear"]:
            records.leave_unclear(payment)
        return simulator.forged(payment, tamper or "", invoice=checkout.invoice)

    def send(self, notice: records.Fields, options: dict) -> None:
        kind = f"forged ({options['tamper']})" if options["tamper"] else "genuine"
        self.stdout.write(
            f"ePayco {notice['x_ref_payco']}: state {notice['x_cod_transaction_state']} "
            f"{notice['x_transaction_state']}, {notice['x_amount']} {notice['x_currency_code']}, "
            f"{kind}"
        )
        for number in range(1, options["times"] + 1):
            delivery = notices.deliver(
                notice, base=options["url"].rstrip("/"), method=options["method"]
            )
            if not delivery.status:
                raise CommandError(delivery.message)
            self.stdout.write(f"  delivery {number}: HTTP {delivery.status} {delivery.message}")

    def report(
        self, checkout: Checkout, notice: records.Fields, stock_before: dict[str, int]
    ) -> None:
        """Report what is in the shop's database now."""
        checkout.refresh_from_db()
        order = Order.objects.filter(invoice_id=checkout.invoice).first()
        entry = LedgerEntry.objects.filter(reference=notice["x_ref_payco"]).order_by("id").last()
        self.stdout.write(f"  checkout: {checkout.status}")
        self.stdout.write(
            f"  order:    {order.payment_status}, {order.status}, {order.total} {order.currency}, "
            f"payment {order.ref_payco}"
            if order
            else "  order:    none"
        )
        for slug, stock in stock_of(checkout).items():
            self.stdout.write(f"  stock:    {slug} {stock} (was {stock_before[slug]})")
        self.stdout.write(
            f"  ledger:   {entry.outcome or 'not settled yet'}, {entry.deliveries} deliveries"
            + (f", needs attention: {entry.attention}" if entry.attention else "")
            if entry
            else "  ledger:   not recorded"
        )


def stock_of(checkout: Checkout) -> dict[str, int]:
    return dict(checkout.items.values_list("product_slug", "product__stock_quantity"))
