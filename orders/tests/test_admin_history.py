"""Who did what to an order."""

import pytest
from django.urls import reverse

from catalog.tests.factories import make_product
from orders.tests.factories import make_order

pytestmark = pytest.mark.django_db


def test_the_history_tells_every_step_and_who_took_it(client, client_of, staff, superuser):
    order, other = make_order(product=make_product(price="100")), make_order()
    client.force_login(staff)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.post(reverse("admin:orders_order_step", args=[order.pk]), {"step": "preparing"})
    client_of(superuser).patch(f"/orders/{order.invoice_id}/", {"status": "shipped"})
    refund = {"amount": "50.5", "reason": "late", "left": order.total}
    client.post(reverse("admin:orders_order_refund", args=[order.pk]), refund)
    done = reverse("admin:orders_refund_done", args=[order.refunds.get().pk])
    client.post(done, {"note": "by hand"})

    entries = client.get(reverse("admin:orders_order_history", args=[order.pk])).context[
        "action_list"
    ]

    assert [(entry.user, entry.get_change_message) for entry in entries] == [
        (staff, "Order status changed: new → preparing"),
        (superuser, "Order status changed: preparing → shipped"),
        (staff, "Refund recorded: $\u00a050.50"),
        (staff, "Refund paid back"),
    ]
    page = client.get(reverse("admin:orders_order_history", args=[other.pk]))
    assert not page.context["action_list"]


def test_the_history_of_nothing_leads_back_to_the_list(client, staff):
    client.force_login(staff)

    assert client.get(reverse("admin:orders_order_history", args=[0])).status_code == 302
