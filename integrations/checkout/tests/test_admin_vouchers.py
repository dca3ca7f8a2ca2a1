"""Vouchers in the admin: what staff can enter, and what they see of each."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from integrations.checkout.tests.test_vouchers import make_voucher
from orders.models import Checkout, Voucher, VoucherUse

PAGE = "/admin/orders/voucher/"


@pytest.fixture
def desk(superuser) -> Client:
    client = Client(headers={"accept-language": "es"})
    client.force_login(superuser, backend="users.backends.ShopBackend")
    return client


def save(desk: Client, **changes) -> list[str]:
    """The errors of the form."""
    form = {"code": "HOLA", "kind": "percent", "value": "10", "minimum": "0", "is_active": "on"}
    response = desk.post(f"{PAGE}add/", form | changes)
    if response.status_code == 302:
        return []
    return [each for texts in response.context["errors"] for each in texts]


@pytest.mark.parametrize("code", ["HO\u200bLA", "HO\tLA", "HO\u202eLA"])
def test_a_code_that_nobody_can_enter_is_refused(desk, code):
    assert len(save(desk, code=code)) == 1
    assert not Voucher.objects.exists()
    assert save(desk, code=" HOLA ") == []


def test_the_list_shows_what_a_voucher_brought(desk, shopper):
    voucher = make_voucher(code="HOLA")
    for status in ("settled", "open"):
        checkout = Checkout.objects.create(
            invoice=f"INV-{status}",
            user=shopper,
            status=status,
            subtotal="1250000.00",
            discount="5000.00",
            tax="0.00",
            total="1250000.00",
            currency="COP",
            expires_at=timezone.now(),
            hold_until=timezone.now(),
        )
        VoucherUse.objects.create(voucher=voucher, checkout=checkout, user=shopper)
    page = desk.get(PAGE).content.decode()
    cells = re.findall(r'<td class="field-(?:paid_uses|turnover|given_away)[^>]*>(.*?)</td>', page)
    assert cells == ["1", "$\u00a01.250.000", "$\u00a05.000"]
