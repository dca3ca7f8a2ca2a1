"""ePayco's transaction states and their meaning.

Source: docs.epayco.com, "Tablas de datos" (x_cod_transaction_state). Codes are compared as
strings: ePayco never sends "01" or "1 "."""

from business_logic.entities import PaymentState

STATES: dict[str, tuple[PaymentState, str]] = {
    "1": (PaymentState.APPROVED, "approved"),
    "2": (PaymentState.FAILED, "rejected"),
    "3": (PaymentState.PENDING, "pending"),
    "4": (PaymentState.FAILED, "failed"),
    "6": (PaymentState.REVERSED, "reversed"),
    "7": (PaymentState.PENDING, "held"),
    "8": (PaymentState.PENDING, "started"),
    "9": (PaymentState.FAILED, "expired"),
    "10": (PaymentState.FAILED, "abandoned"),
    "11": (PaymentState.FAILED, "cancelled"),
    "12": (PaymentState.FAILED, "antifraud"),
}
# The same states as words, which lookups return beside the code or without one.
WORDS = {
    "aceptada": "1",
    "aprobada": "1",
    "rechazada": "2",
    "pendiente": "3",
    "fallida": "4",
    "reversada": "6",
    "reversado": "6",
    "retenida": "7",
    "retenido": "7",
    "iniciada": "8",
    "expirada": "9",
    "abandonada": "10",
    "cancelada": "11",
    "antifraude": "12",
}


def read(code: str) -> tuple[PaymentState, str]:
    """Return the shop's state of a code, and ePayco's own name in English."""
    return STATES.get(code, (PaymentState.UNKNOWN, "unknown"))


def code_of(word: str) -> str:
    """Return ePayco's code of our state name; an unknown state keeps its name."""
    return next((code for code, (_, known) in STATES.items() if known == word), word)
