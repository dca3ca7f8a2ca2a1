"""The simulator's responses to lookups of a payment."""

from integrations.epayco.simulator.fields import METHODS

NUMBERS = {
    "x_cust_id_cliente",
    "x_ref_payco",
    "x_amount",
    "x_amount_country",
    "x_amount_ok",
    "x_tax",
    "x_amount_base",
    "x_tax_ico",
    "x_cod_respuesta",
    "x_cod_response",
    "x_cod_transaction_state",
}


def transaction_answer(payment: dict[str, str]) -> dict[str, object]:
    """Return the payment as POST /payment/transaction shows it."""
    return {
        "refPayco": number(payment["x_ref_payco"]),
        "invoice": payment["x_id_invoice"],
        "description": payment["x_description"],
        "amount": number(payment["x_amount"]),
        "amountBase": number(payment["x_amount_base"]),
        "tax": number(payment["x_tax"]),
        "currency": payment["x_currency_code"],
        "bank": payment["x_bank_name"],
        "codTransactionState": number(payment["x_cod_transaction_state"]),
        "status": payment["x_transaction_state"],
        "codeResponse": number(payment["x_cod_response"]),
        "response": payment["x_response_reason_text"],
        "transactionId": payment["x_transaction_id"],
        "autorizacion": payment["x_approval_code"],
        "signature": payment["x_signature"],
        "testMode": payment["x_test_request"] == "TRUE",
        "franchise": payment["x_franchise"],
        "date": payment["x_transaction_date"],
        **{f"extra{n}": payment[f"x_extra{n}"] for n in range(1, 11)},
    }


def validation_answer(payment: dict[str, str]) -> dict[str, object]:
    """Return the payment as the public lookup shows it: a notification's names, real numbers."""
    hidden = {"x_payment_date", "is_processable"}
    answer: dict[str, object] = {
        name: number(value) if name in NUMBERS else value
        for name, value in payment.items()
        if name not in hidden
    }
    answer["x_transaction_cycle"] = payment["x_transaction_cycle"] or None
    answer["x_type_payment"] = METHODS[payment["x_franchise"]].kind
    return answer


def number(text: str) -> int | float | str:
    """Convert to a JSON number if numeric (a merchant's id may be anything in development)."""
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text
