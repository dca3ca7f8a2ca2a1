"""The 56 fields of a simulated notification, in ePayco's order.

Names, order and formats follow real deliveries: strings only, Bogotá times without a zone, whole
amounts without decimals, one format of transaction id and approval code per payment method."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from django.conf import settings

from integrations.epayco.signature import sign

BOGOTA = timezone(timedelta(hours=-5))


@dataclass(frozen=True)
class State:
    """A state of a payment; coarse is x_cod_response, which has fewer states."""

    code: str
    word: str
    reason: str
    error: str = ""
    coarse: str = ""

    def fields(self) -> dict[str, str]:
        return {
            "x_respuesta": self.word,
            "x_response": self.word,
            "x_cod_respuesta": self.coarse or self.code,
            "x_cod_response": self.coarse or self.code,
            "x_response_reason_text": self.reason,
            "x_errorcode": self.error,
            "x_cod_transaction_state": self.code,
            "x_transaction_state": self.word,
        }


STATES = {
    "approved": State("1", "Aceptada", "00-Aprobada", "00"),
    "rejected": State("2", "Rechazada", "51-Saldo insuficiente en la tarjeta", "51"),
    "pending": State("3", "Pendiente", "Transaccion pendiente en la entidad financiera"),
    "failed": State("4", "Fallida", "Error de comunicacion con el centro de autorizaciones", "99"),
    "reversed": State("6", "Reversada", "Transaccion reversada", "00"),
    "held": State("7", "Retenida", "Transaccion retenida en validacion"),
    "started": State("8", "Iniciada", "Transaccion iniciada"),
    "expired": State("9", "Expirada", "Transaccion expirada", "P004"),
    "abandoned": State("10", "Abandonada", "Transaccion abandonada por el cliente", coarse="2"),
    "cancelled": State("11", "Cancelada", "Transaccion cancelada por el cliente", coarse="2"),
    "antifraud": State("12", "Antifraude", "Transaccion rechazada por antifraude", "88"),
}
PENDING_CODES = {"3", "7", "8"}


@dataclass(frozen=True)
class Method:
    """A payment method with its franchise code."""

    franchise: str
    kind: str
    bank: str
    card: str = "*******"
    quotas: str = "0"
    cycle: str = ""
    approval_digits: int = 6


METHODS = {
    "VS": Method("VS", "TDC", "BANCOLOMBIA", card="457562*******0326", quotas="1"),
    "PSE": Method("PSE", "PSE", "BANCO DE BOGOTA", cycle="1", approval_digits=10),
    "EF": Method("EF", "CASH", "EFECTY"),
}


@dataclass(frozen=True)
class BuyerFields:
    """What the shop's checkout passed to ePayco, as strings."""

    description: str
    amount: str
    tax: str
    base: str
    currency: str
    first_name: str
    last_name: str
    email: str


def notice_fields(
    buyer: BuyerFields,
    *,
    invoice: str,
    reference: str,
    transaction_id: str,
    state: State,
    method: Method,
    is_test: bool,
    at: datetime,
) -> dict[str, str]:
    """Return all fields of a correctly signed notification."""
    moment = at.astimezone(BOGOTA).strftime("%Y-%m-%d %H:%M:%S")
    is_approved = state.code == "1"
    outcome = state.fields()
    return {
        "x_cust_id_cliente": settings.P_CUST_ID_CLIENTE,
        "x_ref_payco": reference,
        "x_id_factura": invoice,
        "x_id_invoice": invoice,
        "x_description": buyer.description,
        "x_amount": buyer.amount,
        "x_amount_country": buyer.amount,
        "x_amount_ok": buyer.amount,
        "x_tax": buyer.tax,
        "x_amount_base": buyer.base,
        "x_currency_code": buyer.currency,
        "x_bank_name": "BANCO DE PRUEBAS" if is_test else method.bank,
        "x_cardnumber": method.card,
        "x_quotas": method.quotas,
        "x_respuesta": outcome["x_respuesta"],
        "x_response": outcome["x_response"],
        "x_approval_code": approval_code(method, is_real=is_approved and not is_test),
        "x_transaction_id": transaction_id,
        "x_fecha_transaccion": moment,
        "x_transaction_date": moment,
        "x_cod_respuesta": outcome["x_cod_respuesta"],
        "x_cod_response": outcome["x_cod_response"],
        "x_response_reason_text": state.reason,
        "x_errorcode": state.error,
        "x_cod_transaction_state": state.code,
        "x_transaction_state": state.word,
        "x_franchise": method.franchise,
        "x_business": "SMARTMART PRUEBA",
        "x_customer_doctype": "CC",
        "x_customer_document": "1000000001",
        "x_customer_name": buyer.first_name,
        "x_customer_lastname": buyer.last_name,
        "x_customer_email": buyer.email,
        "x_customer_phone": "0000000",
        "x_customer_movil": "3000000000",
        "x_customer_ind_pais": "CO" if method.kind == "TDC" else "",
        "x_customer_country": "CO",
        "x_customer_city": "Bogota",
        "x_customer_address": "Calle 1 2 3",
        "x_customer_ip": "192.0.2.10",
        "x_test_request": "TRUE" if is_test else "FALSE",
        "x_extra1": invoice,
        **{f"x_extra{number}": "" for number in range(2, 11)},
        "x_tax_ico": "0",
        "x_payment_date": moment if is_approved else "",
        "x_signature": sign(reference, transaction_id, buyer.amount, buyer.currency),
        "x_transaction_cycle": method.cycle,
        "is_processable": "1",
    }


def approval_code(method: Method, *, is_real: bool) -> str:
    if not is_real:
        return "000000"
    digits = method.approval_digits
    return str(random.randrange(10 ** (digits - 1), 10**digits))
