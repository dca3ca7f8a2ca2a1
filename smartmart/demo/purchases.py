"""Demo orders in each state, made like real ones: checkout, payment, status changes."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from business_logic.checkout.begin import begin_checkout
from business_logic.entities import Buyer, CartLine, CheckoutRequest, Delivery, Document
from business_logic.orders.order_status import change_status
from catalog.models import Product
from catalog.services.products import update_product
from common.colombia.places import find_place
from common.text import key_of
from integrations.epayco.confirmation.notices import Notification
from integrations.epayco.ledger import entries
from integrations.epayco.ledger.settling import settle_entry
from orders.models import Checkout, Order, PaymentAttempt
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


def to(department: str, city: str, address: str, phone: str) -> Delivery:
    place = find_place(department, city)
    return Delivery("standard", place.department, place.city, address, phone, place.city_code)


DELIVERIES = {
    "new": to("Antioquia", "Medellín", "Carrera 43A # 1-50", "300 123 4567"),
    "preparing": Delivery("pickup"),
    "shipped": to("Nariño", "Pasto", "Calle 18 # 25-40", "310 765 4321"),
    "delivered": to("Boyacá", "Ráquira", "Calle 3 # 4-15", "320 111 2233"),
}
DOCUMENTS = {"new": Document("CC", "1032456789"), "shipped": Document("NIT", "900123456-8")}
# Ages of the orders, so that the shop looks used.
DAYS_AGO = {"reversed": 12, "delivered": 9, "cancelled": 6, "shipped": 4, "preparing": 1}
APPROVED, REVERSED = "1", "6"
STEPS = {
    "preparing": ("preparing",),
    "shipped": ("preparing", "shipped"),
    "delivered": ("preparing", "shipped", "delivered"),
    "cancelled": ("cancelled",),
}


def buy(shopper: AppUser, staff: AppUser) -> int:
    """Create the missing orders; return how many."""
    missing = [each for each in ORDERS if not is_made(each[0])]
    for state, cart in missing:
        checkout = check_out(shopper, cart, state)
        pay = payer(checkout, state)
        if state == "review":
            sell_out_between(pay, staff)
        else:
            pay(APPROVED)
        for step in STEPS.get(state, ()):
            change_status(checkout.invoice, step, by=staff)
        if state == "reversed":
            pay(REVERSED)
        date_back(checkout.invoice, DAYS_AGO.get(state, 0))
    return len(missing)


def reference(state: str) -> str:
    return f"demo-{state}"


def is_made(state: str) -> bool:
    return PaymentAttempt.objects.filter(reference=reference(state)).exists()


def product(name: str) -> Product:
    return Product.objects.get(name_key=key_of(name))


def check_out(shopper: AppUser, cart: Cart, state: str) -> Checkout:
    products = [(product(name), quantity) for name, quantity in cart.items()]
    lines = [
        CartLine(index=index, product_id=found.pk, quantity=quantity, price=found.price)
        for index, (found, quantity) in enumerate(products)
    ]
    names = (shopper.first_name, shopper.last_name)
    buyer = Buyer(shopper.pk, *names, shopper.email, document=DOCUMENTS.get(state))
    wish = CheckoutRequest(buyer=buyer, lines=lines, delivery=DELIVERIES.get(state))
    return begin_checkout(wish)[0]


def payer(checkout: Checkout, state: str) -> Callable[[str], None]:
    """Return a function that reports this checkout's payment through the ledger, like ePayco."""

    def pay(as_state: str) -> None:
        told = {
            "reference": reference(state),
            "transaction_id": reference(state),
            "amount": str(checkout.total),
            "currency": checkout.currency,
            "invoice": checkout.invoice,
            "state": as_state,
        }
        notice = Notification(**told, fields=told)
        settle_entry(entries.record(notice), notice.claimed_payment())

    return pay


def date_back(invoice: str, days: int) -> None:
    then = timezone.now() - timedelta(days=days)
    Order.objects.filter(invoice_id=invoice).update(created_at=then, paid_at=then)


def sell_out_between(pay: Callable[[str], None], staff: AppUser) -> None:
    """Lower the stock before the payment arrives, so that the order is short of stock."""
    scarce = product(SCARCE)
    update_product(scarce.pk, stock_quantity=1, user_id=staff.pk)
    pay(APPROVED)
