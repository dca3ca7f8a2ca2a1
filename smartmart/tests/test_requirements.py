"""Minimum versions of packages: older ones have known holes or lack what the shop needs."""

import re

import pytest
from django.conf import settings

FLOORS = {
    "Django": (5, 2, 19),
    "djangorestframework": (3, 18),
    "djangorestframework-simplejwt": (5, 5, 1),
    "PyMySQL[rsa]": (1, 2),
    "requests": (2, 32, 4),
    # Its worker is extended inside: smartmart/serving/connections.py.
    "gunicorn": (27,),
}
LINE = re.compile(r"^([A-Za-z0-9_.\[\]-]+)>=([0-9.]+)", re.MULTILINE)
RANGES = dict(LINE.findall((settings.BASE_DIR / "requirements.txt").read_text()))


def version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


@pytest.mark.parametrize(("package", "floor"), FLOORS.items())
def test_nothing_older_is_installed(package, floor):
    assert version(RANGES[package]) >= floor


def test_every_package_has_a_floor():
    lines = (settings.BASE_DIR / "requirements.txt").read_text().splitlines()

    assert [line for line in lines if line and line[0] not in "#-" and not LINE.match(line)] == []
