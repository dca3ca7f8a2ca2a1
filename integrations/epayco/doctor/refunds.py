"""Does ePayco give a token for refunds? Nothing is asked to be paid back."""

from django.conf import settings

from integrations.epayco import client
from integrations.epayco.refunds import calls


def fault_of_refunds() -> str:
    """Return what is wrong with EPAYCO_REFUNDS=api, or ""."""
    if settings.EPAYCO_REFUNDS != "api":
        return ""
    try:
        calls.log_in()
    except client.NoResponse as error:
        return str(error)
    return ""
