"""ePayco's transaction states, and what each means to the shop.

Source: docs.epayco.com, "Tablas de datos" (x_cod_transaction_state). The code is compared as
text: "01" or "1 " is no state that ePayco sends."""

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
# The same states in words, as the look-ups give them beside the code or without one.
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
    """What a code means: the shop's state and ePayco's own word in English."""
    return STATES.get(code, (PaymentState.UNKNOWN, "unknown"))


def code_of(word: str) -> str:
    """ePayco's code for our word of a state; an unknown state keeps its word."""
    return next((code for code, (_, known) in STATES.items() if known == word), word)
