"""`manage.py check --deploy`: what starts, but should not serve a shop."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

# Each process has one of its own: what one keeps, another does not find.
UNSHARED = (
    "django.core.cache.backends.locmem.LocMemCache",
    "django.core.cache.backends.dummy.DummyCache",
)


@register(Tags.caches, deploy=True)
def check_cache_is_shared(app_configs, **kwargs) -> list[CheckMessage]:
    if settings.CACHES["default"]["BACKEND"] not in UNSHARED:
        return []
    return [
        Warning(
            "The cache is not shared between processes: a sign-up that one process keeps is "
            "unknown to the next.",
            hint="Leave CACHE_URL empty (a table of the database) or point it to Redis.",
            id="integrations.W001",
        )
    ]


@register(Tags.security, deploy=True)
def check_payments_are_verified(app_configs, **kwargs) -> list[CheckMessage]:
    if settings.EPAYCO_VERIFY:
        return []
    return [
        Warning(
            "EPAYCO_VERIFY is off: ePayco's signature covers neither the state nor the invoice of "
            "a payment, so a payer can turn a rejected payment into an approved one.",
            hint="Set EPAYCO_VERIFY=true.",
            id="integrations.W002",
        )
    ]


@register(Tags.security, deploy=True)
def check_test_payments_are_off(app_configs, **kwargs) -> list[CheckMessage]:
    if not settings.EPAYCO_TEST:
        return []
    return [
        Warning(
            "EPAYCO_TEST is on: a payment with a test card, which moves no money, makes an order.",
            hint="Set EPAYCO_TEST=false.",
            id="integrations.W003",
        )
    ]


@register(Tags.security, deploy=True)
def check_public_address_is_https(app_configs, **kwargs) -> list[CheckMessage]:
    if urlsplit(settings.PUBLIC_URL).scheme == "https":
        return []
    return [
        Warning(
            "PUBLIC_URL is not https: passwords, tokens and payment notices travel in the clear.",
            hint="Set PUBLIC_URL to the https address that shoppers and ePayco use.",
            id="integrations.W004",
        )
    ]
