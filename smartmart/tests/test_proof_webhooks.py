"""The proof's checks of webhooks detect each failure."""

from tools.proof.webhooks.deliveries import judge, overtaken, unstable
from tools.proof.webhooks.receivers import Arrival

PAID, STEP = ("INV-1", "order.paid"), ("INV-1", "order.status_changed")
TIMES = {PAID: (0.0, 1.0), STEP: (2.0, 3.0)}


def arrival(key=PAID, message="msg_1", body="x") -> Arrival:
    return Arrival(message, key, body)


def test_all_in_order_is_sound_though_one_came_twice():
    came = [arrival(), arrival(), arrival(STEP, "msg_2")]

    assert judge(came, TIMES) == {"lost": 0, "invented": 0, "repeats": 1, "unordered": 0}
    assert unstable(came) == 0


def test_lost_invented_and_overtaking_events_are_counted():
    assert judge([arrival()], TIMES)["lost"] == 1
    assert judge([arrival(("INV-2", "order.paid"))], TIMES)["invented"] == 1
    assert judge([arrival(STEP), arrival()], TIMES)["unordered"] == 1


def test_events_at_the_same_time_have_no_order():
    assert overtaken([(0.5, 2.0), (0.0, 1.0)]) == 0
    assert overtaken([(2.0, 3.0), (0.0, 1.0)]) == 1


def test_an_event_with_two_ids_or_two_bodies_and_an_id_of_two_events_are_counted():
    assert unstable([arrival(), arrival(message="msg_2")]) == 1
    assert unstable([arrival(), arrival(body="y")]) == 1
    assert unstable([arrival(), arrival(STEP)]) == 1
