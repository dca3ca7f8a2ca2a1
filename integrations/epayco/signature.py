"""ePayco's x_signature: lower-case hex SHA-256 of six strings joined by "^".

Source: docs.epayco.com, "Páginas de Respuesta y Confirmación". The strings are used exactly as
received: "119000" and "119000.00" have different signatures, and both are genuine."""

import hashlib
import hmac

from django.conf import settings


def sign(reference: str, transaction_id: str, amount: str, currency: str) -> str:
    """Return the signature of the four x_ fields, with this shop's customer id and P_KEY."""
    own = (settings.P_CUST_ID_CLIENTE, settings.P_KEY)
    return digest(*own, reference, transaction_id, amount, currency)


def digest(*texts: str) -> str:
    return hashlib.sha256("^".join(texts).encode()).hexdigest()


def matches(
    signature: str, *, reference: str, transaction_id: str, amount: str, currency: str
) -> bool:
    """Return True if the signature is valid for these fields, compared in constant time."""
    # Without keys anyone could sign.
    if not (settings.P_CUST_ID_CLIENTE and settings.P_KEY):
        return False
    # A caret inside a field could shift text between fields.
    if any("^" in part for part in (reference, transaction_id, amount, currency)):
        return False
    expected = sign(reference, transaction_id, amount, currency)
    return hmac.compare_digest(expected.encode(), signature.encode())
