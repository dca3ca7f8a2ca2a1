"""The checks of `manage.py epayco_doctor`: everything that a payment needs.

Each check reports its finding and, if there is a problem, how to fix it. Keys, passwords and URLs
with passwords are never shown."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import requests
from django.conf import settings
from django.core import mail
from django.urls import reverse

from integrations.epayco import client
from integrations.epayco.doctor.machine import cache_is_shared, database_faults
from integrations.epayco.doctor.refunds import fault_of_refunds
from integrations.epayco.exceptions import NoResponse, Refused
from integrations.epayco.signature import digest

OK, WARN, FAIL = "OK", "WARN", "FAIL"
SECONDS = 5
MAX_SKEW_SECONDS = 60
# A reference that doesn't exist, only to see whether ePayco responds.
NO_REFERENCE = "1"
# Six strings and their hash, by the formula in ePayco's documentation.
KNOWN_TEXTS = ("12345", "secretkey", "ref_001", "tx_001", "50000", "COP")
KNOWN_HASH = "16514e8ce6f372b83a414bbb9141d3a09c213df702d91819f999c14e0d5b893b"
SILENT_MAIL = ("console", "locmem", "dummy", "filebased")


@dataclass(frozen=True)
class Finding:
    """A check's result: OK, WARN or FAIL, a message, and how to fix it."""

    level: str
    detail: str
    fix: str = ""


def in_production(level: str) -> str:
    """Return FAIL in production, WARN in development."""
    return WARN if settings.DEBUG else level


def check_keys() -> Finding:
    if not all((settings.P_KEY, settings.EPAYCO_PUBLIC_KEY, settings.EPAYCO_PRIVATE_KEY)):
        return Finding(FAIL, "A key is missing.", "Set the four keys of ePayco's dashboard.")
    if settings.P_KEY == settings.EPAYCO_PRIVATE_KEY:
        fix = "P_KEY is a key of its own: dashboard, Integraciones, Llaves API, P_KEY."
        return Finding(FAIL, "P_KEY is set to the private key: signatures won't match.", fix)
    odd = [name for name, shape in SHAPES.items() if not shape.fullmatch(getattr(settings, name))]
    if odd:
        fix = "Compare with the dashboard: P_KEY has 40 hex digits, the other two keys have 32."
        return Finding(WARN, f"Not the usual shape: {', '.join(odd)}.", fix)
    return Finding(OK, "All four are set and have the usual shape.")


SHAPES = {
    "P_CUST_ID_CLIENTE": re.compile(r"[0-9]{1,12}"),
    "P_KEY": re.compile(r"[0-9a-f]{40}", re.IGNORECASE),
    "EPAYCO_PUBLIC_KEY": re.compile(r"[0-9a-f]{32}", re.IGNORECASE),
    "EPAYCO_PRIVATE_KEY": re.compile(r"[0-9a-f]{32}", re.IGNORECASE),
}


def check_signature() -> Finding:
    if digest(*KNOWN_TEXTS) == KNOWN_HASH:
        return Finding(OK, "A known text has its known signature.")
    return Finding(FAIL, "A known text has another signature.", "Install this version again.")


def check_look_up() -> Finding:
    client.token.drop()
    try:
        client.transaction(NO_REFERENCE)
    except Refused:
        pass
    except NoResponse as error:
        fix = "Check EPAYCO_PUBLIC_KEY, EPAYCO_PRIVATE_KEY, EPAYCO_API_URL and the way out."
        return Finding(FAIL if settings.EPAYCO_VERIFY else WARN, str(error), fix)
    return Finding(OK, f"{settings.EPAYCO_API_URL} takes the keys and answers.")


def check_verification() -> Finding:
    if settings.EPAYCO_VERIFY:
        return Finding(OK, "Every payment is asked of ePayco before it counts.")
    detail = "Off: a past payer can make a rejected payment count as approved."
    return Finding(in_production(FAIL), detail, "Set EPAYCO_VERIFY=true.")


def check_refunds() -> Finding:
    if fault := fault_of_refunds():
        fix = "Check EPAYCO_OAUTH_URL with ePayco, or set EPAYCO_REFUNDS=manual."
        return Finding(FAIL, fault, fix)
    if settings.EPAYCO_REFUNDS == "manual":
        return Finding(OK, "People pay refunds back.")
    detail = "ePayco gives a token, but its refunds were never tried live."
    return Finding(
        WARN, detail, "Try one with a small payment of your own (docs/how-to/refunds.md)."
    )


def check_confirmation() -> Finding:
    url = settings.PUBLIC_URL + reverse("epayco-confirmation")
    if (refusal := refusal_of_confirmation(url)) is not None:
        return refusal
    if not url.startswith("https://"):
        detail = f"{url} answers, but not over https, and ePayco asks for that."
        return Finding(in_production(FAIL), detail, "Set PUBLIC_URL to https.")
    return Finding(OK, f"{url} answers as it should, as seen from here.")


def refusal_of_confirmation(url: str) -> Finding | None:
    """Return what is wrong with the response to an unsigned notification, or None."""
    fix = "Make PUBLIC_URL lead to this shop from outside, without a redirect or a log-in before."
    try:
        with requests.get(url, timeout=SECONDS, allow_redirects=False, stream=True) as response:
            if response.is_redirect:
                return Finding(FAIL, f"{url} redirects, and ePayco follows no redirect.", fix)
            text = response.raw.read(10_000, decode_content=True)
            if response.status_code == 400 and b'"invalid_signature"' in text:
                return None
            return Finding(FAIL, f"{url} answers {response.status_code}, not as the shop.", fix)
    except (requests.RequestException, OSError, ValueError) as error:
        return Finding(FAIL, f"{url} does not answer ({type(error).__name__}).", fix)


def check_mail() -> Finding:
    name = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    if name in SILENT_MAIL:
        fix = "Set EMAIL_BACKEND=django.core.mail.backends.smtp.EmailBackend and EMAIL_HOST."
        return Finding(WARN, f"Mails are not sent ({name}).", fix)
    try:
        connection = mail.get_connection()
        connection.open()
        connection.close()
    except Exception as error:  # noqa: BLE001 whatever a mail server and its library come up with
        fix = "Check EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS, EMAIL_USE_SSL, user and password."
        return Finding(FAIL, f"The mail server does not take us ({type(error).__name__}).", fix)
    return Finding(OK, "The mail server takes us.")


def check_cache() -> Finding:
    if cache_is_shared():
        return Finding(OK, "What another process puts into it is found here.")
    fix = "Run migrate, or set CACHE_URL to a Redis that answers."
    return Finding(FAIL, "What another process puts into it is not found here.", fix)


def check_database() -> Finding:
    faults = database_faults()
    if not faults:
        return Finding(OK, "Configured as expected.")
    level = FAIL if any(fault.is_fatal for fault in faults) else WARN
    return Finding(
        level,
        " ".join(fault.detail for fault in faults),
        " ".join(dict.fromkeys(fault.fix for fault in faults)),
    )


def check_clock() -> Finding:
    try:
        response = requests.head(settings.EPAYCO_API_URL, timeout=SECONDS, allow_redirects=False)
        theirs = parsedate_to_datetime(response.headers["Date"]).timestamp()
    except (requests.RequestException, KeyError, ValueError, TypeError):
        fix = "Look whether this machine keeps its time by NTP."
        return Finding(WARN, "ePayco did not say what time it is.", fix)
    skew = round(time.time() - theirs)
    if abs(skew) > MAX_SKEW_SECONDS:
        return Finding(WARN, f"It is {skew:+d} seconds off ePayco's.", "Switch NTP on.")
    return Finding(OK, f"It is {skew:+d} seconds off ePayco's.")


CHECKS: dict[str, Callable[[], Finding]] = {
    "keys": check_keys,
    "signature": check_signature,
    "look-up": check_look_up,
    "verification": check_verification,
    "refunds": check_refunds,
    "confirmation": check_confirmation,
    "mail": check_mail,
    "cache": check_cache,
    "database": check_database,
    "clock": check_clock,
}


def findings() -> Iterator[tuple[str, Finding]]:
    for name, check in CHECKS.items():
        try:
            yield name, check()
        except Exception as error:  # noqa: BLE001 a check that breaks must not hide the others
            fix = "Run it again with the database and the cache up."
            yield name, Finding(FAIL, f"It could not be checked ({type(error).__name__}).", fix)
