import pytest

from business_logic.entities import PaymentState
from integrations.epayco import states


@pytest.mark.parametrize(
    ("code", "state", "word"),
    [
        ("1", PaymentState.APPROVED, "approved"),
        ("2", PaymentState.FAILED, "rejected"),
        ("3", PaymentState.PENDING, "pending"),
        ("4", PaymentState.FAILED, "failed"),
        ("6", PaymentState.REVERSED, "reversed"),
        ("7", PaymentState.PENDING, "held"),
        ("8", PaymentState.PENDING, "started"),
        ("9", PaymentState.FAILED, "expired"),
        ("10", PaymentState.FAILED, "abandoned"),
        ("11", PaymentState.FAILED, "cancelled"),
        ("12", PaymentState.FAILED, "antifraud"),
    ],
)
def test_each_code_of_epayco_has_its_meaning(code, state, word):
    assert states.read(code) == (state, word)


@pytest.mark.parametrize("code", ["01", "1 ", " 1", "1.0", "5", "0", "13", "", "Aceptada", "١"])
def test_any_other_text_is_no_state(code):
    assert states.read(code) == (PaymentState.UNKNOWN, "unknown")
