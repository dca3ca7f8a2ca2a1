""".env.example explains every variable that the settings read, and no other."""

import re
from itertools import pairwise

from django.conf import settings

READ = re.compile(r"""\benv\.\w+\(\s*["']([A-Z][A-Z0-9_]+)["']""")
EXPLAINED = re.compile(r"^#?([A-Z][A-Z0-9_]+)=", re.MULTILINE)


def test_every_variable_is_explained_and_none_is_made_up():
    files = (settings.BASE_DIR / "smartmart/configuration").glob("*.py")
    read = {name for file in files for name in READ.findall(file.read_text(encoding="utf-8"))}
    example = (settings.BASE_DIR / ".env.example").read_text(encoding="utf-8")

    # env.secrets() reads the names of this table.
    assert set(EXPLAINED.findall(example)) == read | set(settings.DEMO_SECRETS)


def test_every_variable_has_a_comment_of_its_own():
    example = (settings.BASE_DIR / ".env.example").read_text(encoding="utf-8").splitlines()
    above = [(line, before) for before, line in pairwise(example) if EXPLAINED.match(line)]

    assert [line for line, before in above if not before.startswith("# ")] == []
    assert [line for line, before in above if before.startswith("# ---")] == []


def test_example_starts_a_development_shop():
    example = (settings.BASE_DIR / ".env.example").read_text(encoding="utf-8")
    values = dict(line.split("=", 1) for line in example.splitlines() if re.match(r"[A-Z]", line))

    assert values == {"DEBUG": "true"}
