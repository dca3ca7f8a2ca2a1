"""While ePayco is slow, a few notifications wait for it; the others get a 503."""

import threading

import pytest

from catalog.tests.factories import make_product
from integrations.epayco.confirmation import waiting_room
from integrations.epayco.confirmation.waiting_room import Full, WaitingRoom
from integrations.epayco.models import LedgerEntry
from integrations.epayco.tests.factories import begin, confirm, notice
from orders.models import Order


def test_the_next_place_is_waited_for():
    room, order = WaitingRoom(1), []

    def come_in() -> None:
        with room.place():
            order.append("second")

    with room.place():
        second = threading.Thread(target=come_in)
        second.start()
        order.append("first")
    second.join()

    assert order == ["first", "second"]


def test_nobody_waits_behind_a_slow_one(monkeypatch):
    room = WaitingRoom(1)
    monkeypatch.setattr(waiting_room, "SLOW_SECONDS", 0.0)

    with room.place(), pytest.raises(Full), room.place():
        pass
    with room.place():
        pass


def test_a_notice_without_a_place_is_recorded_and_sent_again(
    api, client_of, shopper, epayco, monkeypatch
):
    checkout = begin(client_of(shopper), (make_product(price="34000.00"), 2))
    fields = notice(checkout, x_ref_payco="310000321")
    epayco.knows("310000321", invoice=checkout.invoice, amount=80920)
    with monkeypatch.context() as patch:
        patch.setattr(WaitingRoom, "enter", refuse)
        answer = confirm(api, fields)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert LedgerEntry.objects.get().settled_at is None
    assert epayco.calls == []

    assert confirm(api, fields).status_code == 200
    assert Order.objects.count() == 1


def refuse(room: WaitingRoom) -> float:
    raise Full
