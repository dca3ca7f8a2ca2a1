"""Races over HTTP: for the last unit, with one notification, with crossing baskets."""

import random
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from catalog.models import Product
from integrations.epayco.models import LedgerEntry
from orders.models import CheckoutItem, Order, OrderItem
from tools.proof.rows import Customer, make_checkouts, make_products, notice
from tools.proof.shop import Shop
from tools.proof.wire import Answer, Tally, Wire, together

RIVALS = 8
Figures = dict[str, Any]
Work = Callable[[], Answer]


def crowd(size: int) -> list[Customer]:
    return [Customer() for _ in range(size)]


def last_unit(shop: Shop, rounds: int) -> Figures:
    """Let eight buyers check out the same last unit; those who got it pay."""
    # Enough buyers that none reaches the limit of checkouts per minute.
    people = crowd(min(400, 8 * rounds))
    wires = [shop.wire() for _ in range(RIVALS)]
    tally, wins, refused, paid = Tally(), [], 0, []
    for number, product in enumerate(make_products(rounds, stock=1)):
        rivals = [people[(number * RIVALS + n) % len(people)] for n in range(RIVALS)]

        def attempt(n: int, rivals=rivals, product=product) -> Answer:
            return wires[n].check_out(rivals[n].token, (product.pk, 1))

        answers = together([lambda n=n: attempt(n) for n in range(RIVALS)])
        tally.add(*answers)
        winners = [answer.json() for answer in answers if answer.status == 201]
        wins.append(len(winners))
        refused += sum(a.status == 400 and a.codes == {"insufficient_stock"} for a in answers)
        for winner in winners[:2]:
            paid.append(winner["invoice"])
            tally.add(wires[0].confirm(notice(winner["invoice"], winner["amount"])))
    return {
        "rounds": rounds,
        "oversold": sum(max(0, won - 1) for won in wins),
        "unsold": wins.count(0),
        "unexplained": 7 * rounds - refused,
        "lost": len(paid) - Order.objects.filter(invoice_id__in=paid).count(),
        **tally.figures(),
    }


def late_payments(shop: Shop, rounds: int) -> Figures:
    """Send eight payments for one unit at once, all after their checkouts expired.

    All of them become orders; one of them gets the unit."""
    people = crowd(RIVALS)
    wires = [shop.wire() for _ in range(RIVALS)]
    tally, paid = Tally(), []
    for product in make_products(rounds, stock=1):
        checkouts = make_checkouts((buyer, product) for buyer in people)
        notices = [notice(checkout.invoice, checkout.total) for checkout in checkouts]
        works = [lambda n=n, notices=notices: wires[n].confirm(notices[n]) for n in range(RIVALS)]
        tally.add(*together(works))
        orders = Order.objects.filter(checkout__in=checkouts)
        paid.append(orders.filter(payment_status="paid").count())
        if orders.count() != RIVALS:
            tally.faults += 1
    return {
        "rounds": rounds,
        "oversold": sum(max(0, count - 1) for count in paid),
        "unsold": paid.count(0),
        **tally.figures(),
    }


def same_notice(shop: Shop, rounds: int, copies: int = 100) -> Figures:
    """Send one confirmation a hundred times at once."""
    buyer, tally, missing = Customer(), Tally(), 0
    checkouts = make_checkouts((buyer, product) for product in make_products(rounds, stock=copies))
    for checkout in checkouts:
        fields = notice(checkout.invoice, checkout.total)
        wires = [shop.wire() for _ in range(copies)]
        answers = together(
            [lambda wire=wire, fields=fields: wire.confirm(fields) for wire in wires]
        )
        tally.add(*answers)
        missing += sum(answer.status != 200 for answer in answers)
    orders = Order.objects.filter(checkout__in=checkouts)
    entries = LedgerEntry.objects.filter(invoice__in=[checkout.invoice for checkout in checkouts])
    return {
        "rounds": rounds,
        "lost": rounds - orders.values("invoice_id").distinct().count(),
        "doubled": max(0, orders.count() - rounds),
        "not_200": missing,
        "deliveries_lost": rounds * copies
        - sum(entries.values_list("deliveries", flat=True))
        - missing,
        "undecided": entries.exclude(outcome="order_made").count(),
        **tally.figures(),
    }


def crossed_baskets(shop: Shop, rounds: int) -> Figures:
    """Buy baskets A+B and B+A, pay for them and reverse the payments, all at once."""
    people, tally = crowd(RIVALS), Tally()
    wires = [shop.wire() for _ in range(RIVALS)]
    products = [product.pk for product in make_products(4, stock=100_000)]

    def live(n: int, wire: Wire, buyer: Customer) -> list[Answer]:
        answers = []
        for _ in range(rounds):
            basket = random.sample(products, 3)
            basket.sort(reverse=bool(n % 2))
            answers.append(wire.check_out(buyer.token, *((pk, 1) for pk in basket)))
            if answers[-1].status != 201:
                continue
            begun = answers[-1].json()
            paid = notice(begun["invoice"], begun["amount"])
            answers.append(wire.confirm(paid))
            answers.append(wire.confirm(paid | {"x_cod_transaction_state": "6"}))
        return answers

    works = [lambda n=n: live(n, wires[n], people[n]) for n in range(RIVALS)]
    for answers in together(works):
        tally.add(*answers)
    return {"rounds": rounds * RIVALS, **tally.figures()}


def deadline(shop: Shop, rounds: int, state: str = "1") -> Figures:
    """Pay at the moment when the hold ends, while another buyer checks out."""
    # Each buyer buys once: with more pending payments, a buyer's holds would end.
    people, tally = crowd(4), Tally()
    wires = [shop.wire() for _ in range(RIVALS)]
    products = iter(make_products(rounds, stock=1))
    both = 0
    for batch in zip(*[products] * 4, strict=False):
        end = timezone.now() + timedelta(seconds=0.25)
        checkouts = make_checkouts(((Customer(), product) for product in batch), hold_until=end)
        works: list[Work] = []
        for n, (checkout, product) in enumerate(zip(checkouts, batch, strict=True)):
            paid = notice(checkout.invoice, checkout.total, state)
            works.append(at(end, -0.08, 0.04, lambda n=n, paid=paid: wires[n].confirm(paid)))
            rival, pk = people[n], product.pk
            attempt = lambda n=n, rival=rival, pk=pk: wires[4 + n].check_out(rival.token, (pk, 1))  # noqa: E731
            works.append(at(end, -0.01, 0.03, attempt))
        answers = together(works)
        tally.add(*answers)
        both += oversold_of(batch)
    return {"rounds": rounds, "oversold": both, **tally.figures()}


def at(moment: datetime, earliest: float, latest: float, work: Work) -> Work:
    """Run the work within a window around the moment."""
    shift = random.uniform(earliest, latest)

    def run() -> Answer:
        time.sleep(max(0.0, (moment - timezone.now()).total_seconds() + shift))
        return work()

    return run


def oversold_of(products: Iterable[Product]) -> int:
    """Count the products, one unit each, that are both sold and held, or held twice."""
    count = 0
    for product in products:
        sold = OrderItem.objects.filter(product=product, order__holds_stock=True)
        held = CheckoutItem.objects.filter(product=product, checkout__hold_until__gt=timezone.now())
        total = sum(rows.aggregate(sum=Sum("quantity"))["sum"] or 0 for rows in (sold, held))
        count += total > 1
    return count
