"""Check that ePayco issues a token for refunds, without requesting a refund."""

from django.conf import settings

from integrations.epayco.exceptions import NoResponse
from integrations.epayco.refunds import calls


def fault_of_refunds() -> str:
    """Return what is wrong with EPAYCO_REFUNDS=api, or ""."""
    if settings.EPAYCO_REFUNDS != "api":
        return ""
    try:
        calls.log_in()
    except NoResponse as error:
        return str(error)
    return ""
