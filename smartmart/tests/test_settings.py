"""An invalid setting stops startup, with one line that names it."""

import os
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from smartmart import env

PRODUCTION = {
    "DEBUG": "false",
    "SECRET_KEY": "Zx8vQ2nL5tR9wB3mK7pD1sF6gH4jC0yA-uE_iOxNqVbTzWkMa5Y7",
    "PUBLIC_URL": "https://shop.example.com",
    "P_CUST_ID_CLIENTE": "491027",
    "P_KEY": "9f3fa40cdb2395eff233098f69c16b9f6995da45",
    "EPAYCO_PUBLIC_KEY": "0123456789abcdef0123456789abcdef",
    "EPAYCO_PRIVATE_KEY": "fedcba9876543210fedcba9876543210",
}
DEMO = {
    "SECRET_KEY": "demo-secret-key-for-development-only",
    "P_CUST_ID_CLIENTE": "000000",
    "P_KEY": "demo-p-key-for-development-only",
    "EPAYCO_PUBLIC_KEY": "demo-public-key",
    "EPAYCO_PRIVATE_KEY": "demo-private-key",
}


def start(*arguments: str, **variables: str | None) -> subprocess.CompletedProcess:
    """A start of its own, with a production's settings but for these; None leaves one out."""
    values = PRODUCTION | variables
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *(arguments or ("manage.py", "check"))],
        cwd=settings.BASE_DIR,
        env=inherited
        | {"DOTENV_FILE": os.devnull}
        | {name: value for name, value in values.items() if value is not None},
        capture_output=True,
        text=True,
        timeout=3600,
    )


def assert_stopped(end: subprocess.CompletedProcess, name: str) -> None:
    assert end.returncode != 0
    assert len(end.stderr.strip().splitlines()) == 1, end.stderr
    assert name in end.stderr
    assert end.stdout == ""


@pytest.mark.parametrize("name", DEMO)
@pytest.mark.parametrize("kind", ["missing", "blank", "demo"])
def test_production_does_not_start_without_a_real_secret(name, kind):
    value = {"missing": None, "blank": "  ", "demo": DEMO[name]}[kind]

    assert_stopped(start(**{name: value}), name)


def test_all_missing_secrets_are_named_in_one_start():
    end = start(SECRET_KEY=None, P_KEY=DEMO["P_KEY"], EPAYCO_PRIVATE_KEY=" ")

    assert_stopped(end, "SECRET_KEY, P_KEY, EPAYCO_PRIVATE_KEY are missing")
    assert "EPAYCO_PUBLIC_KEY" not in end.stderr


def test_a_value_to_be_changed_is_no_secret():
    assert_stopped(start(SECRET_KEY="change-me-please-0123456789"), "SECRET_KEY")


def test_the_server_stops_with_the_same_line():
    end = start("-c", "import smartmart.wsgi", P_KEY=None)

    assert end.returncode == 3  # gunicorn gives up, instead of trying for ever
    assert_stopped(end, "P_KEY")


def test_production_starts_with_real_secrets():
    assert start().returncode == 0


def test_development_starts_without_any():
    end = start(DEBUG="true", PUBLIC_URL=None, **dict.fromkeys(DEMO))

    assert end.returncode == 0, end.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "maybe"),
        ("TAX_RATE", "19"),
        ("EPAYCO_API_URL", "apify.epayco.co"),
        ("PUBLIC_URL", "https://["),
        ("FRONTEND_URL", "shop.example.com"),
        ("DATABASE_URL", "mysql://shop:pa#ss@host:port/shop"),
        ("CACHE_URL", "memcached://localhost"),
        ("CACHE_URL", "redis://10.0.0.1:6379/0,redis://10.0.0.2:6379/0"),
        ("EPAYCO_CURRENCY", "EUR"),
        ("JWT_SIGNING_KEY", "short"),
    ],
)
def test_a_value_that_makes_no_sense_stops_the_start(name, value):
    assert_stopped(start(**{name: value}), name)


@pytest.mark.parametrize(
    ("variables", "asked"),
    [
        (dict.fromkeys(DEMO) | {"DEBUG": "true"}, "https://shop.example.com/epayco-simulator"),
        ({"DEBUG": "true"}, "https://secure.epayco.co"),
        ({}, "https://secure.epayco.co"),
        ({"EPAYCO_VALIDATION_URL": "http://127.0.0.1:9/x/"}, "http://127.0.0.1:9/x"),
    ],
)
def test_without_epayco_s_keys_the_simulator_is_asked(variables, asked):
    """So that the payer's page tells of the payment after `manage.py runserver` too."""
    command = "from django.conf import settings; print(settings.EPAYCO_VALIDATION_URL)"

    assert start("manage.py", "shell", "-v0", "-c", command, **variables).stdout.strip() == asked


def test_origins_are_those_of_addresses_with_a_path():
    look = "from smartmart.settings import *; print(CORS_ALLOWED_ORIGINS, CSRF_TRUSTED_ORIGINS)"
    under = {"FRONTEND_URL": "https://people.example/shop/", "PUBLIC_URL": "https://api.example/v1"}

    assert start(**under).returncode == 0
    assert start("-c", look, **under).stdout.strip() == (
        "['https://people.example'] ['https://api.example']"
    )


def test_a_database_address_is_not_repeated():
    assert "pa#ss" not in start(DATABASE_URL="mysql://shop:pa#ss@host:port/shop").stderr


@pytest.mark.parametrize("raw", ["0", "no", "off", "False", "FALSE", " false "])
def test_what_is_off(monkeypatch, raw):
    monkeypatch.setenv("A_FLAG", raw)
    assert env.flag("A_FLAG", True) is False


@pytest.mark.parametrize("raw", ["1", "yes", "on", "True", " TRUE "])
def test_what_is_on(monkeypatch, raw):
    monkeypatch.setenv("A_FLAG", raw)
    assert env.flag("A_FLAG", False) is True


@pytest.mark.parametrize("default", [True, False])
@pytest.mark.parametrize("raw", ["", "  ", None])
def test_a_flag_that_is_not_set_has_its_default(monkeypatch, raw, default):
    monkeypatch.delenv("A_FLAG", raising=False)
    if raw is not None:
        monkeypatch.setenv("A_FLAG", raw)
    assert env.flag("A_FLAG", default) is default


@pytest.mark.parametrize("raw", ["maybe", "2", "falsch", "ja", "none"])
def test_what_is_neither(monkeypatch, raw):
    monkeypatch.setenv("A_FLAG", raw)
    with pytest.raises(ImproperlyConfigured, match="A_FLAG"):
        env.flag("A_FLAG", False)


@pytest.mark.parametrize("raw", ["0", "0.19", "0.5", ".08"])
def test_a_tax_rate_is_a_fraction(monkeypatch, raw):
    monkeypatch.setenv("TAX_RATE", raw)
    assert env.rate("TAX_RATE", "0.19") == Decimal(raw)


@pytest.mark.parametrize("raw", ["19", "1", "-0.19", "19%", "0,19", "NaN", "Infinity", "0.12345"])
def test_what_is_no_tax_rate(monkeypatch, raw):
    monkeypatch.setenv("TAX_RATE", raw)
    with pytest.raises(ImproperlyConfigured, match="TAX_RATE"):
        env.rate("TAX_RATE", "0.19")


@pytest.mark.parametrize("raw", ["--5", "-1", "0", "1.5", "٣", "9" * 10, "9" * 5000, "1e3", "x"])
def test_what_is_no_number_of_seconds(monkeypatch, raw):
    monkeypatch.setenv("CHECKOUT_TTL_SECONDS", raw)
    with pytest.raises(ImproperlyConfigured, match="CHECKOUT_TTL_SECONDS"):
        env.integer("CHECKOUT_TTL_SECONDS", 300, minimum=1)


@pytest.mark.parametrize("raw", ["shop.example.com", "ftp://shop", "https://", "http://a:99999"])
def test_what_is_no_address(monkeypatch, raw):
    monkeypatch.setenv("PUBLIC_URL", raw)
    with pytest.raises(ImproperlyConfigured, match="PUBLIC_URL"):
        env.address("PUBLIC_URL", "http://localhost:8000")


def test_an_address_ends_without_a_slash(monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "https://shop.example.com/")
    assert env.address("PUBLIC_URL", "").geturl() == "https://shop.example.com"


def test_rates_change_on_their_days(monkeypatch):
    monkeypatch.setenv("CHANGES", "2027-07-01 reduced 0.08, 2027-01-01 standard 0.16")

    assert env.rate_changes("CHANGES", ("standard", "reduced")) == [
        (date(2027, 1, 1), "standard", Decimal("0.16")),
        (date(2027, 7, 1), "reduced", Decimal("0.08")),
    ]


@pytest.mark.parametrize("raw", ["soon standard 0.1", "2027-01-01 exempt 0.1", "2027-01-01", "x"])
def test_what_is_no_change_of_a_rate(monkeypatch, raw):
    monkeypatch.setenv("CHANGES", raw)
    with pytest.raises(ImproperlyConfigured, match="CHANGES"):
        env.rate_changes("CHANGES", ("standard", "reduced"))
