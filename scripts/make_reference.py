"""Writes docs/reference.md from the code: settings, commands, addresses, error codes.

Run it after a change (`python scripts/make_reference.py`); a test fails while it is out of date."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "reference.md"
VARIABLE = re.compile(r"^#?([A-Z][A-Z0-9_]+)=(.*)$")
OURS = ("common", "users", "catalog", "orders", "smartmart", "integrations.epayco")
# Where the code of an error stands: by its name, or in its place among the arguments.
CODE = re.compile(
    r"(?:(?:default_code|code)\s*[:=]\s*(?:str = )?"
    r"|Unreadable\(\s*"
    r'|(?:fault|LineFault)\([^"()]*"[a-z_]+", '
    r'|refusal\("[a-z_]+", '
    r'|bad\([^,()]+, )"([a-z_]+)"'
)


def settings_table() -> Iterator[str]:
    """Each variable of .env.example with the comment above it."""
    yield from ("## Settings", "", "| variable | default or example | meaning |", "|---|---|---|")
    comment: list[str] = []
    for line in (ROOT / ".env.example").read_text().splitlines():
        if found := VARIABLE.match(line):
            meaning = " ".join(comment) or "as above"
            yield f"| `{found[1]}` | `{found[2] or ' '}` | {meaning} |"
            comment = []
        elif line.startswith("# ---"):
            comment = []
        elif line.startswith("#"):
            comment.append(line.lstrip("# "))
    yield ""


def commands_table() -> Iterator[str]:
    from django.core.management import get_commands, load_command_class

    yield from ("## Commands", "", "| `manage.py` … | what it does |", "|---|---|")
    for name, app in sorted(get_commands().items()):
        if app in OURS:
            yield f"| `{name}` | {load_command_class(app, name).help} |"
    yield ""


def addresses_table() -> Iterator[str]:
    """Every call of the API, out of its schema."""
    from drf_spectacular.generators import SchemaGenerator

    yield from ("## Calls", "", "| call | what |", "|---|---|")
    for path, methods in SchemaGenerator().get_schema(request=None, public=True)["paths"].items():
        for method, call in methods.items():
            words = call.get("summary") or call.get("description", "").split("\n")[0]
            yield f"| `{method.upper()} {path}` | {words} |"
    yield ""


def codes_list() -> Iterator[str]:
    """The codes that the shop's own rules give beside those of Django REST framework."""
    found = set()
    for source in ROOT.rglob("*.py"):
        parts = source.relative_to(ROOT).parts
        if parts[0] in ("business_logic", *OURS, "integrations") and "tests" not in parts:
            found |= set(CODE.findall(source.read_text()))
    yield from ("## Error codes", "", "Beside those of Django REST framework (`required`, …):", "")
    yield ", ".join(f"`{code}`" for code in sorted(found)) + "."


def reference() -> str:
    parts = (settings_table(), commands_table(), addresses_table(), codes_list())
    head = "# Reference\n\nMade from the code by `scripts/make_reference.py`; do not edit.\n"
    return "\n".join([head, *(line for part in parts for line in part)]) + "\n"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartmart.settings_test")
    import django

    django.setup()
    TARGET.write_text(reference())
