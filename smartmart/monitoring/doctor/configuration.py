"""Checks of the settings: secrets and the public URL."""

from urllib.parse import urlsplit

from django.conf import settings

from smartmart.monitoring.doctor.findings import FAIL, WARN, Finding, in_production, worst

DEMO = "demo-"
LEAST_SECRET = 50  # Django's own requirements of a SECRET_KEY
LOCAL = ("localhost", "127.0.0.1", "::1")


def check_secrets() -> Finding:
    found = []
    if settings.DEBUG:
        fix = "Set DEBUG=false where real people buy."
        found.append(Finding(WARN, "DEBUG is on: demo accounts, simulator and mailbox.", fix))
    demo = [name for name in SECRETS if str(getattr(settings, name)).startswith(DEMO)]
    if demo:
        fix = "Set your own values."
        detail = f"Everybody knows these: {', '.join(demo)}."
        found.append(Finding(in_production(FAIL), detail, fix))
    if len(settings.SECRET_KEY) < LEAST_SECRET:
        fix = f"Make SECRET_KEY {LEAST_SECRET} random characters or more."
        found.append(Finding(WARN, "SECRET_KEY is short.", fix))
    if settings.SIMPLE_JWT["SIGNING_KEY"] == settings.SECRET_KEY:
        fix = "Give JWT_SIGNING_KEY a value of its own, or leave it out."
        found.append(Finding(WARN, "Tokens are signed with SECRET_KEY itself.", fix))
    return worst(found, "They are set, long enough, and not the demo's.")


SECRETS = ("SECRET_KEY", "P_KEY", "EPAYCO_PUBLIC_KEY", "EPAYCO_PRIVATE_KEY")


def check_https() -> Finding:
    found, url = [], urlsplit(settings.PUBLIC_URL)
    if url.hostname in LOCAL:
        fix = "Set PUBLIC_URL to the address that shoppers and ePayco reach the shop by."
        detail = f"PUBLIC_URL is {settings.PUBLIC_URL}, which leads nowhere from outside."
        found.append(Finding(in_production(FAIL), detail, fix))
    elif url.scheme != "https":
        fix = "Set PUBLIC_URL to https:// and put a proxy with TLS in front."
        found.append(Finding(in_production(FAIL), "The shop is not on https.", fix))
    elif not settings.TRUSTED_PROXIES:
        fix = "Set TRUSTED_PROXIES to the number of proxies in front of the shop."
        detail = "TRUSTED_PROXIES is 0: behind a proxy each request is redirected without end."
        found.append(Finding(WARN, detail, fix))
    return worst(found + check_hosts(url.hostname or ""), f"{settings.PUBLIC_URL} is sound.")


def check_hosts(host: str) -> list[Finding]:
    found = []
    if "*" in settings.ALLOWED_HOSTS:
        fix = "Name your hosts in ALLOWED_HOSTS."
        detail = "ALLOWED_HOSTS takes any name: a stranger chooses what links say."
        found.append(Finding(in_production(FAIL), detail, fix))
    elif not any(fits(host, allowed) for allowed in settings.ALLOWED_HOSTS):
        fix = f"Add {host} to ALLOWED_HOSTS."
        found.append(Finding(FAIL, "The host of PUBLIC_URL is not in ALLOWED_HOSTS.", fix))
    front = urlsplit(settings.FRONTEND_URL)
    if front.scheme == "http" and front.hostname not in LOCAL:
        fix = "Set FRONTEND_URL to https://."
        detail = "FRONTEND_URL is not on https: links in mails go there."
        found.append(Finding(in_production(FAIL), detail, fix))
    return found


def fits(host: str, allowed: str) -> bool:
    """Match like Django: a leading dot includes all subdomains."""
    allowed = allowed.strip("[]")
    return host == allowed or (allowed[:1] == "." and f".{host}".endswith(allowed))
