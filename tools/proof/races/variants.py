"""Races for variants: their last unit, deactivation during a purchase, creation during a
purchase."""

import random
import threading
from typing import Any

from django.db import connections
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from catalog.models import Product
from catalog.services.products import create_product
from orders.models import Order
from tools.proof.races.purchases import RIVALS, crowd
from tools.proof.rows import PRICE, Customer, make_products, notice
from tools.proof.shop import Shop
from tools.proof.wire import Answer, Tally, Wire, together
from users.tests.factories import find_groups

Figures = dict[str, Any]


def make_variant(main: Product, name: str, stock: int) -> Product:
    return create_product(
        variant_of=main.pk, options={"Talla": name}, price=PRICE, stock_quantity=stock
    )


def clerk() -> Customer:
    person = Customer()
    person.user.groups.set(find_groups(("Staff",)))
    return person


def astray() -> int:
    """Count main products whose stock differs from the sum of their visible variants."""
    shown = Q(variants__is_active=True, variants__deleted_at=None)
    mains = Product.objects.filter(has_variants=True).order_by()
    sums = mains.annotate(sum=Coalesce(Sum("variants__stock_quantity", filter=shown), 0))
    return sums.exclude(stock_quantity=F("sum")).count()


def last_unit(shop: Shop, rounds: int) -> Figures:
    """Let seven buyers race for the last unit of a variant, and one buy its sibling variant."""
    people, tally = crowd(min(400, RIVALS * rounds)), Tally()
    wires = [shop.wire() for _ in range(RIVALS)]
    wins, refused, paid = [], 0, []
    for number, main in enumerate(make_products(rounds, stock=0)):
        last, other = make_variant(main, "M", 1), make_variant(main, "L", 2)
        rivals = [people[(number * RIVALS + n) % len(people)] for n in range(RIVALS)]

        def buy(n: int, rivals=rivals, last=last, other=other) -> list[Answer]:
            wanted = other if n == RIVALS - 1 else last
            return bought(wires[n], rivals[n], wanted.pk)

        each = together([lambda n=n: buy(n) for n in range(RIVALS)])
        tally.add(*(answer for answers in each for answer in answers))
        begun = [answers[0] for answers in each]
        wins.append(sum(answer.status == 201 for answer in begun[:-1]))
        refused += sum(a.status == 400 and a.codes == {"insufficient_stock"} for a in begun)
        paid += [answer.json()["invoice"] for answer in begun if answer.status == 201]
    return {
        "rounds": rounds,
        "oversold": sum(max(0, won - 1) for won in wins),
        "unsold": wins.count(0),
        "unexplained": (RIVALS - 2) * rounds - refused,
        "lost": len(paid) - Order.objects.filter(invoice_id__in=paid).count(),
        "wrong_sums": astray(),
        **tally.figures(),
    }


def bought(wire: Wire, buyer: Customer, product: int) -> list[Answer]:
    """Return the responses to a checkout and, if there is one, to its payment."""
    answers = [wire.check_out(buyer.token, (product, 1))]
    if answers[0].status == 201:
        begun = answers[0].json()
        answers.append(wire.confirm(notice(begun["invoice"], begun["amount"])))
    return answers


def switched(shop: Shop, rounds: int) -> Figures:
    """Let six buyers buy variants that two clerks deactivate, activate and restock."""
    main = make_products(1, stock=0)[0]
    variants = [make_variant(main, str(n), rounds * RIVALS) for n in range(3)]
    people, clerks, tally = crowd(RIVALS * (1 + rounds // 15)), [clerk(), clerk()], Tally()
    paths = [f"/products/{variant.pk}/{variant.slug}/" for variant in variants]
    odd, paid, wrong, left = [], [], [], threading.Event()

    def watch() -> None:
        # Later writes mend wrong sums, so the end alone shows few of them.
        while not left.wait(0.01):
            wrong.append(astray())
        connections.close_all()

    def buys(n: int, wire: Wire) -> list[Answer]:
        answers = []
        for number in range(rounds):
            buyer = people[n + RIVALS * (number // 15)]
            found = bought(wire, buyer, random.choice(variants).pk)
            answers += found
            if found[0].status == 201:
                paid.append(found[0].json()["invoice"])
            elif found[0].status != 400 or found[0].codes != {"product_unavailable"}:
                odd.append(found[0])
        return answers

    def switches(wire: Wire, token: str) -> list[Answer]:
        answers, bearer = [], {"Authorization": f"Bearer {token}"}
        for _ in range(rounds):
            path = random.choice(paths)
            answers.append(wire.send("PATCH", f"{path}deactivate/", **bearer))
            answers.append(wire.post(f"{path}stock/", {"change": 1}, token))
            answers.append(wire.send("PATCH", f"{path}activate/", **bearer))
        odd.extend(answer for answer in answers if answer.status not in (200, 503))
        return answers

    works = [lambda n=n: buys(n, shop.wire()) for n in range(RIVALS - 2)]
    works += [lambda who=who: switches(shop.wire(), who.token) for who in clerks]
    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        found = together(works)
    finally:
        left.set()
        watcher.join()
    for answers in found:
        tally.add(*answers)
    return {
        "rounds": rounds,
        "lost": len(paid) - Order.objects.filter(invoice_id__in=paid).count(),
        "unexplained": len([answer for answer in odd if answer.status != 503]),
        "wrong_sums": sum(wrong) + astray(),
        **tally.figures(),
    }


def made_main(shop: Shop, rounds: int) -> Figures:
    """Let seven buyers buy a product while a clerk gives it its first variant.

    Every payment gets its order, and no stock is sold that no longer exists."""
    people, staff, tally = crowd(min(400, RIVALS * rounds)), clerk(), Tally()
    wires = [shop.wire() for _ in range(RIVALS)]
    begun, odd = [], 0
    for number, main in enumerate(make_products(rounds, stock=RIVALS)):
        rivals = [people[(number * RIVALS + n) % len(people)] for n in range(RIVALS)]

        def make(main=main) -> list[Answer]:
            body = {"variant_of": main.pk, "options": {"Talla": "M"}, "price": "1000.00"}
            return [wires[-1].post("/products/", body | {"stock_quantity": 3}, staff.token)]

        works = [
            lambda n=n, rivals=rivals, main=main: bought(wires[n], rivals[n], main.pk)
            for n in range(RIVALS - 1)
        ]
        each = together([*works, make])
        tally.add(*(answer for answers in each for answer in answers))
        firsts = [answers[0] for answers in each]
        begun += [answer.json()["invoice"] for answer in firsts[:-1] if answer.status == 201]
        odd += firsts[-1].status != 201
        odd += sum(a.status != 201 and a.codes != {"choose_variant"} for a in firsts[:-1])
    return {
        "rounds": rounds,
        "lost": len(begun) - Order.objects.filter(invoice_id__in=begun).count(),
        "unexplained": odd,
        "wrong_sums": astray(),
        **tally.figures(),
    }
