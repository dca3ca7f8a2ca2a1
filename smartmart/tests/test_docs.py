"""The documents tell the truth: commands exist and take their options, links lead somewhere,
the reference is what the code says."""

import re
import shlex
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

from scripts.make_reference import TARGET, reference

ROOT = Path(settings.BASE_DIR)
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"^[^#\n]*?manage\.py (?P<line>[a-z][^\n&|;`>)]*)", re.MULTILINE)
FENCED = re.compile(r"^[ ]*```[a-z]*\n(.*?)^[ ]*```", re.MULTILINE | re.DOTALL)


def commands() -> list[tuple[str, str]]:
    """(page, command line) of every manage.py call in a fenced block."""
    return [
        (page.name, found["line"].replace('"', "").strip())
        for page in PAGES
        for block in FENCED.findall(page.read_text())
        for found in COMMAND.finditer(block)
    ]


def test_the_documents_name_commands():
    assert len(commands()) > 10


@pytest.mark.parametrize(("page", "line"), commands())
def test_every_command_exists_and_takes_its_options(page, line):
    name, *options = shlex.split(line, comments=True)
    command = load_command_class(get_commands()[name], name)

    command.create_parser("manage.py", name).parse_args(options)  # exits where one is unknown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    targets = [link for link in LINK.findall(page.read_text()) if "://" not in link]

    assert [link for link in targets if not (page.parent / link).exists()] == []


def test_the_reference_is_what_the_code_says():
    assert TARGET.read_text() == reference()
