"""Send twenty concurrent requests for the last use of a voucher, over HTTP."""

import uuid
from typing import Any

from common.text import key_of
from orders.models import Order, Voucher, VoucherUse
from tools.proof.races.purchases import crowd
from tools.proof.rows import make_products, notice
from tools.proof.shop import Shop
from tools.proof.wire import Answer, Tally, Wire, together

RIVALS = 20
PEOPLE = 400


def last_use(shop: Shop, rounds: int) -> dict[str, Any]:
    """Race for the last use: each buyer buys another product, so they share only the voucher.

    The winners pay, and one more buyer finds the voucher used up."""
    people = crowd(min(PEOPLE, RIVALS * rounds) + 1)
    products = make_products(RIVALS, stock=rounds)
    wires = [shop.wire() for _ in range(RIVALS)]
    tally, wins, refused, paid = Tally(), [], 0, []
    for number in range(rounds):
        code = make_voucher().code
        rivals = [people[(number * RIVALS + n) % (len(people) - 1)] for n in range(RIVALS)]

        def attempt(n: int, rivals=rivals, code=code) -> Answer:
            return check_out(wires[n], rivals[n].token, products[n].pk, code)

        answers = together([lambda n=n: attempt(n) for n in range(RIVALS)])
        winners = [answer.json() for answer in answers if answer.status == 201]
        wins.append(len(winners))
        refused += sum(map(is_used_up, answers))
        for winner in winners:
            paid.append(winner["invoice"])
            tally.add(wires[0].confirm(notice(winner["invoice"], winner["amount"])))
        late = check_out(wires[0], people[-1].token, products[0].pk, code)
        refused += is_used_up(late)
        tally.add(*answers, late)
    orders = Order.objects.filter(invoice_id__in=paid)
    return {
        "rounds": rounds,
        "doubled": sum(max(0, won - 1) for won in wins),
        "unsold": wins.count(0),
        "unexplained": RIVALS * rounds - refused,
        "lost": len(paid) - orders.exclude(voucher="").count(),
        "misbooked": abs(VoucherUse.objects.filter(checkout__invoice__in=paid).count() - len(paid)),
        **tally.figures(),
    }


def make_voucher() -> Voucher:
    code = f"ULTIMO-{uuid.uuid4().hex[:12]}"
    return Voucher.objects.create(
        code=code, code_key=key_of(code), kind="percent", value=10, max_uses=1
    )


def check_out(wire: Wire, token: str, product: int, voucher: str) -> Answer:
    items = [{"product_id": product, "quantity": 1, "price": "1000.00"}]
    return wire.post("/epayco/checkout/", {"items": items, "voucher": voucher}, token)


def is_used_up(answer: Answer) -> bool:
    return answer.status == 400 and answer.codes == {"voucher_used_up"}
