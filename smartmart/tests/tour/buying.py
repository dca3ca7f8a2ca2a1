"""A cart's price, a checkout, and ePayco's notifications."""

from integrations.epayco.tests.factories import notice
from orders.models import Checkout
from smartmart.tests.tour.catalogue import COFFEE

DELIVERY = {"method": "standard", "department": "Antioquia", "city": "Medellín"}
HOME = DELIVERY | {"address": "Carrera 43A # 1-50", "phone": "3001234567"}


def visit(tour):
    coffee = tour.get(tour.anyone, f"/products/{COFFEE}/")
    line = {"product_id": coffee["id"], "quantity": 2, "price": coffee["price"]}
    price(tour, line)
    tour.invoice = check_out(tour, line)
    pay(tour, Checkout.objects.get(invoice=tour.invoice))
    tour.get(tour.shopper, f"/epayco/checkout/{tour.invoice}/")


def price(tour, line: dict):
    items = [{"product_id": line["product_id"], "quantity": 2}]
    tour.post(tour.anyone, "/epayco/quote/", {"items": items, "delivery": DELIVERY})
    tour.post(tour.anyone, "/epayco/quote/", {"items": items, "voucher": "NONE"}, status=400)
    tour.post(tour.anyone, "/epayco/quote/", {"items": []}, status=400)
    unknown = DELIVERY | {"city": "Atlantis"}
    tour.post(tour.anyone, "/epayco/quote/", {"items": items, "delivery": unknown}, status=400)


def check_out(tour, line: dict) -> str:
    url = "/epayco/checkout/"
    document = {"type": "CC", "number": "1032456789"}
    body = {"items": [line], "delivery": HOME, "document": document}
    key = {"HTTP_IDEMPOTENCY_KEY": "cart-17"}
    begun = tour.post(tour.shopper, url, body, status=201, **key)
    tour.post(tour.shopper, url, {"items": [line]}, status=409, **key)
    for fault in ({"price": "1.00"}, {"quantity": 9000}, {"product_id": 999_999}, {"quantity": 0}):
        tour.post(tour.shopper, url, {"items": [line | fault]}, status=400)
    tour.get(tour.shopper, f"{url}?page_size=2")
    tour.get(tour.shopper, f"{url}?ordering=name", status=400)
    return begun["invoice"]


def pay(tour, checkout: Checkout):
    url = "/checkoutconfirmation/"
    told = notice(checkout, x_ref_payco="310000001")
    tour.post(tour.anyone, url, told | {"x_amount": "1"}, status=400)
    tour.settings.EPAYCO_VERIFY, before = True, tour.settings.EPAYCO_VERIFY
    tour.post(tour.anyone, url, told, status=503)
    tour.settings.EPAYCO_VERIFY = before
    tour.post(tour.anyone, url, told)
    query = "&".join(f"{name}={value}" for name, value in told.items() if value)
    tour.get(tour.anyone, f"{url}?{query}")
    tour.get(tour.anyone, f"{url}?{query}&x_amount=1", status=400)
