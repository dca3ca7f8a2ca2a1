"""Every string is translated into Spanish, and the compiled file is up to date."""

import ast
import re
from pathlib import Path

from django.conf import settings
from django.utils import translation

PO = Path(settings.BASE_DIR) / "smartmart/locale/es/LC_MESSAGES/django.po"
ENTRY = re.compile(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n)+)', re.MULTILINE)


def text(lines: str) -> str:
    return "".join(ast.literal_eval(line) for line in lines.splitlines())


def test_every_text_is_translated_and_compiled():
    entries = [(text(a), text(b)) for a, b in ENTRY.findall(PO.read_text())][1:]
    assert len(entries) > 200

    with translation.override("es"):
        wrong = [key for key, value in entries if not value or translation.gettext(key) != value]
    assert wrong == []


def test_english_stays_english():
    with translation.override("en"):
        assert translation.gettext("Back to the shop") == "Back to the shop"
