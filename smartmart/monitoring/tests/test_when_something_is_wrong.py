"""Every command of docs/how-to/when-something-is-wrong.md runs, unchanged."""

import re
import shlex
import sys

import pytest
from django.conf import settings
from django.db import connections

import manage
from smartmart.tests.test_snippets import BLOCK, TOGETHER, lines

pytestmark = pytest.mark.django_db
TEXT = (settings.BASE_DIR / TOGETHER).read_text()
COMMANDS = [line for kind, body in BLOCK.findall(TEXT) for line in lines(kind, body)]


@pytest.fixture
def shop(settings, monkeypatch, tmp_path):
    """A shop in a folder of its own, which reaches nobody outside."""
    settings.PUBLIC_URL = settings.EPAYCO_API_URL = "http://127.0.0.1:9"
    settings.EPAYCO_VALIDATION_URL = settings.EPAYCO_API_URL
    monkeypatch.setattr(connections, "close_all", lambda: None)  # the test goes on
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_runs_as_it_stands(shop, monkeypatch, line, capsys):
    command, _, may_fail = line.partition(" || ")
    program, *arguments = shlex.split(command)
    assert (program, arguments[0]) == ("python", "manage.py")
    monkeypatch.setattr(sys, "argv", arguments)
    code = 0
    try:
        manage.main()
    except SystemExit as end:
        code = end.code

    assert code in ({None, 0, 1} if may_fail else {None, 0}), capsys.readouterr().err


def test_each_symptom_has_its_section_and_each_section_says_what_to_do():
    numbers = re.findall(r"^\| .+ \| \[(\d+)\]\(#\1-", TEXT, re.MULTILINE)
    sections = re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]

    assert numbers == [section.split(".")[0] for section in sections]
    assert len(sections) == 10
    for section in sections:
        assert "*Look at*" in section
        assert "*Do.*" in section
