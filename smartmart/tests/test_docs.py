"""The documents tell the truth: links lead somewhere, the reference is what the code says.

Their commands are run by test_snippets.py, the first purchase by test_readme.py."""

import re
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
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    targets = [link for link in LINK.findall(page.read_text()) if "://" not in link]

    assert [link for link in targets if not (page.parent / link).exists()] == []


def test_the_reference_is_what_the_code_says():
    assert TARGET.read_text() == reference()
