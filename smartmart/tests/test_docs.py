"""Links in the documents work, and docs/reference.md is up to date.

test_snippets.py runs the documents' commands, test_readme.py the first purchase."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from scripts.make_reference import TARGET, reference

ROOT = Path(settings.BASE_DIR)
PAGES = sorted(
    page
    for place in ("", "docs/**/", "clients/*/", "examples/*/")
    for page in ROOT.glob(f"{place}*.md")
)
FOLDERS = "catalog|orders|business_logic|integrations|users|common|smartmart|tools"
FILE = re.compile(rf"`((?:{FOLDERS})/[\w./]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    targets = [link for link in LINK.findall(page.read_text()) if "://" not in link]

    assert [link for link in targets if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", ["architecture.md", "how-to/adding-things.md"])
def test_every_file_that_is_named_is_there(page):
    text = (ROOT / "docs" / page).read_text()
    named = set(FILE.findall(text)) - {"integrations/NAME/"}

    assert len(named) > 10
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


def test_what_is_often_added_takes_few_files():
    text = (ROOT / "docs/how-to/adding-things.md").read_text()
    rows = {
        section.split("\n")[0]: len(re.findall(r"^\| `", section, re.MULTILINE))
        for section in text.split("\n## ")[1:]
    }

    most = {"A product field": 8, "An order status": 4, "A payment gateway": 3, "A setting": 2}
    assert rows.keys() == most.keys()
    assert {name: count for name, count in rows.items() if count > most[name]} == {}


def test_the_reference_is_what_the_code_says():
    assert TARGET.read_text() == reference()


def test_each_call_has_a_summary_of_its_own():
    calls = re.findall(r"^\| `[A-Z]+ (/\S*)` \| (.*) \|$", TARGET.read_text(), re.MULTILINE)
    # GET and POST of a confirmation do the same, so a path counts once.
    times = Counter(words for _, words in set(calls))

    assert len(calls) > 50
    assert "" not in times
    assert [words for words, count in times.items() if count > 1] == []
