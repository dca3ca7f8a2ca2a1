"""The shop's identity, for emails, receipts, pages and the payment."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

# Ley 1480 de 2011, art. 47: business days to withdraw from a purchase.
WITHDRAWAL_DAYS = 5
# Ley 1480 de 2011, art. 50: a shop links to the consumer authority.
CONSUMER_AUTHORITY = "https://www.sic.gov.co"


def identity() -> dict[str, str]:
    return {
        "name": settings.SHOP_NAME,
        "legal_name": settings.SHOP_LEGAL_NAME,
        "tax_id": settings.SHOP_TAX_ID,
        "address": settings.SHOP_ADDRESS,
        "phone": settings.SHOP_PHONE,
        "email": settings.SHOP_EMAIL,
    }


def for_templates() -> dict:
    """Return the identity with its footer lines, in the active language."""
    return identity() | {
        "imprint": imprint(),
        "help": help_line(),
        "terms_url": settings.SHOP_TERMS_URL,
        "privacy_url": settings.SHOP_PRIVACY_URL,
        "consumer_authority": CONSUMER_AUTHORITY,
        "pickup_address": settings.SHOP_PICKUP_ADDRESS,
        "withdrawal_days": WITHDRAWAL_DAYS,
    }


def imprint() -> str:
    """Return one line with legal name, NIT, address, phone and email, as far as they are set."""
    parts = (
        (settings.SHOP_LEGAL_NAME, "%s"),
        (settings.SHOP_TAX_ID, "NIT %s"),
        (settings.SHOP_ADDRESS, _("Legal notices: %s")),
        (settings.SHOP_PHONE, _("Tel. %s")),
        (settings.SHOP_EMAIL, "%s"),
    )
    return " · ".join(text % value for value, text in parts if value)


def help_line() -> str:
    """Return where a buyer can get help, as far as it is set."""
    email, phone = settings.SHOP_EMAIL, settings.SHOP_PHONE
    if email and phone:
        return _("Need help? Write to %(email)s or call %(phone)s.") % {
            "email": email,
            "phone": phone,
        }
    if email or phone:
        return _("Need help? Contact us: %s") % (email or phone)
    return ""


def in_templates(request: HttpRequest) -> dict:
    """Context processor that adds the shop's identity to templates."""
    return {"shop": for_templates()}
