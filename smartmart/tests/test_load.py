"""The load test runs only against a given URL."""

import subprocess
import sys

import pytest
from django.conf import settings

from tools.load.__main__ import command


@pytest.mark.parametrize(
    "url", ["", "  ", "shop.example.com", "ftp://shop.example.com", "https://"]
)
def test_without_an_address_nothing_is_loaded(url):
    with pytest.raises(ValueError, match="LOAD_URL"):
        command({"LOAD_URL": url})


def test_the_program_refuses_without_an_address():
    end = subprocess.run(
        [sys.executable, "-m", "tools.load"],
        cwd=settings.BASE_DIR,
        env={},
        capture_output=True,
        text=True,
    )

    assert end.returncode == 1
    assert "LOAD_URL is not set" in end.stderr


def test_people_and_time_are_the_caller_s():
    words = command(
        {"LOAD_URL": "https://shop.example.com/", "LOAD_USERS": "50", "LOAD_SECONDS": "120"}
    )

    assert words[words.index("--host") + 1] == "https://shop.example.com"
    assert words[words.index("--users") + 1] == "50"
    assert words[words.index("--run-time") + 1] == "120s"
    assert words[words.index("--spawn-rate") + 1] == "4"
