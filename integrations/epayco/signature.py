"""ePayco's x_signature: lower-case hex SHA-256 of six texts joined by "^".

Source: docs.epayco.com, "Páginas de Respuesta y Confirmación". The texts go in exactly as they
came: "119000" and "119000.00" have different signatures, and both are genuine."""

import hashlib
import hmac

from django.conf import settings


def sign(reference: str, transaction_id: str, amount: str, currency: str) -> str:
    """64 hex characters for the four x_ texts, with this shop's customer id and P_KEY."""
    own = (settings.P_CUST_ID_CLIENTE, settings.P_KEY)
    return digest(*own, reference, transaction_id, amount, currency)


def digest(*texts: str) -> str:
    return hashlib.sha256("^".join(texts).encode()).hexdigest()


def matches(
    signature: str, *, reference: str, transaction_id: str, amount: str, currency: str
) -> bool:
    """Whether the signature is this shop's for these texts, compared in constant time."""
    # Without keys anybody could sign.
    if not (settings.P_CUST_ID_CLIENTE and settings.P_KEY):
        return False
    # A caret inside a field could move text from one field to its neighbour.
    if any("^" in part for part in (reference, transaction_id, amount, currency)):
        return False
    expected = sign(reference, transaction_id, amount, currency)
    return hmac.compare_digest(expected.encode(), signature.encode())
