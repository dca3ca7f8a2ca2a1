"""What shoppers and staff do in the model of the shop."""

import re

from django.conf import settings
from django.core import mail
from django.test import Client as Browser
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from catalog.models import Product
from integrations.epayco.attention.cases import Resolution
from integrations.epayco.models import LedgerAction, LedgerEntry
from orders.models import Order
from smartmart.tests import shop_books
from smartmart.tests.shop_machine import ShopMachine
from users.models import AppUser
from users.tests.factories import PASSWORD

LINK = re.compile(r"/verifyemail/[0-9a-f-]{36}/")
SOME = st.integers(0, 7)  # one of a list, counted from its end and around it


class People(ShopMachine):
    @initialize(verify=st.booleans(), quantity=st.integers(1, 3))
    def open_shop(self, verify: bool, quantity: int):
        settings.EPAYCO_VERIFY = verify
        self.check_out(0, 0, quantity, both=False, kind="as it should be")

    @rule(who=SOME, what=st.sampled_from(["in", "out", "register"]))
    def come_and_go(self, who: int, what: str):
        if what == "register" and len(self.shoppers) < 4:
            return self.register()
        who %= len(self.shoppers)
        if what != "out":
            return self.log_in(who)
        client = self.client_of(who)
        client.send("post", "/logout/", {})
        # The token is dead from here on; it stays in the client's hands.
        assert client.send("get", "/users/profile/").status_code == 401
        return None

    def register(self) -> None:
        name = f"newcomer{len(self.shoppers)}"
        body = {"email": f"{name}@example.com", "username": name, "password": PASSWORD}
        assert self.anybody.send("post", "/register/", body).status_code == 202
        link = LINK.search(mail.outbox.pop().body)[0]
        answer = self.anybody.send("get", link)
        assert answer.status_code == 201, answer.content
        self.shoppers.append(AppUser.objects.get(email=body["email"]))
        self.tokens.append(answer.json())
        self.count("registrations")

    def log_in(self, who: int) -> None:
        body = {"email": self.shoppers[who].email, "password": PASSWORD}
        answer = self.anybody.send("post", "/login/", body)
        assert answer.status_code == 200
        self.tokens[who] = answer.json()

    @rule(
        who=SOME,
        what=SOME,
        quantity=st.integers(1, 4),
        both=st.booleans(),
        kind=st.sampled_from(["as it should be"] * 6 + ["at an old price", "logged out perhaps"]),
    )
    def check_out(self, who: int, what: int, quantity: int, both: bool, kind: str):
        """A new checkout, which replaces the open one; at an old price it is refused."""
        who %= len(self.shoppers)
        client = self.client_of(who)
        is_in = client.send("get", "/users/profile/").status_code == 200
        if not is_in and kind == "as it should be":
            self.log_in(who)
            client, is_in = self.client_of(who), True
        stale = kind == "at an old price"
        products = list(Product.objects.order_by("pk"))
        chosen = products if both else [products[what % len(products)]]
        items = [
            {"product_id": one.pk, "quantity": quantity, "price": str(one.price + 1 * stale)}
            for one in chosen
        ]
        free = shop_books.free()
        answer = client.send("post", "/epayco/checkout/", {"items": items})
        # The user's own earlier checkout gives way, so that there may be more than seemed free.
        enough = all(free[one.pk] >= quantity for one in chosen)
        expected = {401} if not is_in else {400} if stale else {201} if enough else {201, 400}
        assert answer.status_code in expected, answer.content
        self.count("checkouts" if answer.status_code == 201 else "refused checkouts")

    @rule(
        what=SOME,
        price=st.sampled_from([None, "1000.00", "33333.33", "25000.50", "0.01"]),
        stock=st.integers(0, 6),
    )
    def edit_product(self, what: int, price: str | None, stock: int):
        if price:
            self.edit(what, price=price)
        else:
            product = self.edit(what, stock_quantity=stock)
            self.books.edited(product.pk, product.stock_quantity, stock)

    def edit(self, what: int, **fields) -> Product:
        """The product as it was before."""
        product = Product.objects.order_by("pk")[what % len(self.world.products)]
        url = f"/products/{product.pk}/{product.slug}/"
        assert self.staff.send("patch", url, fields).status_code == 200
        return product

    @precondition(lambda self: Order.objects.exists())
    @rule(which=SOME, status=st.sampled_from(["preparing", "shipped", "delivered", "cancelled"]))
    def process(self, which: int, status: str):
        orders = Order.objects.order_by("-pk")
        order = orders[which % len(orders)]
        answer = self.staff.send("patch", f"/orders/{order.invoice_id}/", {"status": status})
        assert answer.status_code in (200, 400)
        self.count(f"orders {status}" if answer.status_code == 200 else "refused steps")

    @precondition(lambda self: Order.objects.exists())
    @rule(which=SOME, part=st.sampled_from(["0.01", "1000.00", "all"]), back=st.integers(0, 2))
    def refund(self, which: int, part: str, back: int):
        """Money goes back, and goods with it; at most what was paid and taken."""
        orders = Order.objects.order_by("-pk")
        order = orders[which % len(orders)]
        item = order.items.first()
        body = {"amount": str(order.total) if part == "all" else part, "reason": "Asked for"}
        if back:
            body["restock"] = [{"product_id": item.product_id, "quantity": back}]
        answer = self.staff.send("post", f"/orders/{order.invoice_id}/refunds/", body)
        assert answer.status_code in (201, 400), answer.content
        self.count("refunds" if answer.status_code == 201 else "refused refunds")

    @precondition(lambda self: LedgerEntry.objects.needing_attention().exists())
    @rule(which=SOME, way=st.sampled_from([Resolution.MAKE_ORDER, *Resolution]))
    def attend(self, which: int, way: Resolution):
        """A member of the staff clicks a button of an entry that needs attention."""
        waiting = LedgerEntry.objects.needing_attention().order_by("pk")
        entry, done = waiting[which % len(waiting)], LedgerAction.objects.count()
        browser = Browser(raise_request_exception=False)
        browser.force_login(self.world.staff)
        url = f"/admin/epayco/ledgerentry/{entry.pk}/do/{way}/"
        assert browser.post(url, {"note": "Looked at."}).status_code == 302
        if LedgerAction.objects.count() > done:
            self.count(f"entries {way}")
            if way == Resolution.MAKE_ORDER:
                self.books.made_after_all(entry)
