"""Orders in each state, made as real ones are: checkout, payment, and the steps of the staff."""

from collections.abc import Callable

from business_logic.checkout import begin_checkout
from business_logic.entities import Buyer, CartLine, CheckoutRequest, Payment, PaymentState
from business_logic.order_status import change_status
from business_logic.settlement import settle
from catalog.models import Product
from catalog.services import update_product
from common.text import key_of
from orders.models import Checkout, PaymentAttempt
from users.models import AppUser

Cart = dict[str, int]
SCARCE = "Cable USB-C trenzado de 2 m"
ORDERS: tuple[tuple[str, Cart], ...] = (
    ("new", {"Café de Nariño molido 500 g": 2, "Harina de maíz blanca 1 kg": 3}),
    ("preparing", {"Mochila wayuu": 1}),
    ("shipped", {"Ruana de lana de Nobsa": 1, "Alpargatas de fique": 2}),
    ("delivered", {"Cafetera de goteo de 12 tazas": 1}),
    ("cancelled", {"Gorra tejida": 2}),
    ("reversed", {"Parlante portátil": 1}),
    ("review", {SCARCE: 2}),
)
STEPS = {
    "preparing": ("preparing",),
    "shipped": ("preparing", "shipped"),
    "delivered": ("preparing", "shipped", "delivered"),
    "cancelled": ("cancelled",),
}


def buy(shopper: AppUser, staff: AppUser) -> int:
    """Make the orders that are missing; returns how many there were to make."""
    missing = [each for each in ORDERS if not is_made(each[0])]
    for state, cart in missing:
        checkout = check_out(shopper, cart)
        pay = payer(checkout, state)
        if state == "review":
            sell_out_between(pay, staff)
        else:
            pay(PaymentState.APPROVED)
        for step in STEPS.get(state, ()):
            change_status(checkout.invoice, step, by=staff)
        if state == "reversed":
            pay(PaymentState.REVERSED)
    return len(missing)


def reference(state: str) -> str:
    return f"demo-{state}"


def is_made(state: str) -> bool:
    return PaymentAttempt.objects.filter(reference=reference(state)).exists()


def product(name: str) -> Product:
    return Product.objects.get(name_key=key_of(name))


def check_out(shopper: AppUser, cart: Cart) -> Checkout:
    products = [(product(name), quantity) for name, quantity in cart.items()]
    lines = [
        CartLine(index=index, product_id=found.pk, quantity=quantity, price=found.price)
        for index, (found, quantity) in enumerate(products)
    ]
    buyer = Buyer(shopper.pk, shopper.first_name, shopper.last_name, shopper.email)
    return begin_checkout(CheckoutRequest(buyer=buyer, lines=lines))[0]


def payer(checkout: Checkout, state: str) -> Callable[[PaymentState], object]:
    """What reports of this checkout's one payment."""

    def pay(as_state: PaymentState) -> object:
        return settle(
            Payment(
                reference=reference(state),
                invoice=checkout.invoice,
                state=as_state,
                amount=checkout.total,
                currency=checkout.currency,
            )
        )

    return pay


def sell_out_between(pay: Callable[[PaymentState], object], staff: AppUser) -> None:
    """Paid for, and gone by then: the stock is counted again before the payment arrives."""
    scarce = product(SCARCE)
    update_product(scarce.pk, stock_quantity=1, user_id=staff.pk)
    pay(PaymentState.APPROVED)
