"""A member of staff follows every link of the admin and meets pages and files, never raw JSON."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest

from catalog.tests.factories import make_category, make_product
from common.colombia.dates import today
from integrations.epayco.tests.ledger_rows import make_entry
from orders.models import Order, Refund, Voucher
from orders.tests.factories import make_order

pytestmark = pytest.mark.django_db
FILES = ("text/csv", "application/vnd.", "application/zip", "application/xml", "text/xml")
# Pages of the shop itself, which have tests of their own; logging out would end the walk.
NOT_FOLLOWED = re.compile(r"^(?!/admin/)|^/admin/(logout|jsi18n)/")


class Links(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag == "a" and (address := dict(attributes).get("href")):
            self.found.append(address)


def kind(address: str) -> tuple:
    """Addresses that differ by an id or by the value of a filter lead to the same sort of page."""
    parts = urlsplit(address)
    keys = sorted({pair.partition("=")[0] for pair in parts.query.split("&")})
    return re.sub(r"\d+|INV-[\w-]+", "#", parts.path), tuple(keys)


def walk(client, start: str) -> dict[str, tuple[int, str]]:
    """Status and content type of every sort of page that links lead to.

    A filtered list leads where the whole list does."""
    seen, found, waiting = set(), {}, [start]
    while waiting:
        address = waiting.pop()
        if kind(address) in seen or NOT_FOLLOWED.search(address):
            continue
        seen.add(kind(address))
        response = client.get(address, headers={"accept": "text/html"})
        found[address] = response.status_code, response.get("Content-Type", "")
        if response.status_code in (301, 302):
            waiting.append(urljoin(address, response.url))
        elif found[address][1].startswith("text/html") and "?" not in address:
            links = Links(response.content.decode()).found
            waiting += [urljoin(address, link).partition("#")[0] for link in links]
    return found


@pytest.fixture
def busy_shop(staff):
    """Something of everything that staff deal with."""
    product = make_product(category=make_category())
    for status in Order.Status:
        make_order(product=product, status=status)
    order = make_order(product=product, delivery_method="pickup")
    Refund.objects.create(order=order, amount=1, reason="x")
    order.returns.create(state="requested", amount=1, money_due_by=today())
    order.notes.create(text="Call first.", author=staff)
    Voucher.objects.create(code="HOLA", code_key="hola", kind="percent", value=10)
    for code in ("A-1", "B-1"):
        Voucher.objects.create(code=code, code_key=code, series=code[0], kind="amount", value=1)
    make_entry(attention="second_payment")


def test_every_link_of_the_admin_leads_staff_to_a_page_or_a_file(client, staff, busy_shop):
    client.force_login(staff)

    found = walk(client, "/admin/")

    assert len(found) > 60
    assert {page: what for page, what in found.items() if what[0] not in (200, 302)} == {}
    odd = {
        page: what
        for page, what in found.items()
        if what[0] == 200 and not what[1].startswith(("text/html", *FILES))
    }
    assert odd == {}


@pytest.mark.parametrize("page", ["/admin/nowhere/", "/admin/orders/order/999/change/"])
def test_a_link_that_leads_nowhere_is_a_page_too(client, staff, page):
    client.force_login(staff)

    response = client.get(page, headers={"accept": "text/html"}, follow=True)

    assert response["Content-Type"].startswith("text/html")


def test_a_new_series_is_shown_by_itself(client, staff, busy_shop):
    client.force_login(staff)
    pattern = Voucher.objects.get(code="HOLA")

    form = {"name": "Feria & más", "count": 2}
    page = client.post(f"/admin/orders/voucher/{pattern.pk}/series/", form, follow=True)

    assert page.context["cl"].result_count == 2
