"""The admin shows one language at a time: apps, lists and fields have names in both."""

import re
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, label_for_field
from django.utils import translation

from common import labels as words_of
from integrations.epayco.attention.cases import Resolution

pytestmark = pytest.mark.django_db

# Written alike in both.
SAME = {"total", "subtotal", "slug", "ePayco", "jti", "#", "URL", "SKU", "error"}


def fields_of(page: admin.options.BaseModelAdmin, request) -> set[str]:
    shown = flatten_fieldsets(page.get_fieldsets(request, page.model()))
    return {*shown, *getattr(page, "list_display", ())} - {"action_checkbox", "password"}


def form_of(page: admin.options.BaseModelAdmin, request) -> forms.ModelForm:
    """Some fields are the form's own, not the model's."""
    if isinstance(page, admin.ModelAdmin):
        return page.get_form(request, change=True)()
    return page.get_formset(request).form()


def words(language: str, request) -> dict[tuple[str, str], str]:
    """(page, what) -> its word."""
    found = {}
    with translation.override(language):
        for model, page in admin.site._registry.items():
            opts, name = model._meta, model.__name__
            found[name, "app"] = str(apps.get_app_config(opts.app_label).verbose_name)
            for each in (page, *page.get_inline_instances(request)):
                inner = each.opts
                found[inner.model_name, "one"] = str(inner.verbose_name)
                found[inner.model_name, "many"] = str(inner.verbose_name_plural)
                form = form_of(each, request)
                for field in fields_of(each, request):
                    own = form.fields.get(field)
                    label = own.label if own else label_for_field(field, each.model, each)
                    found[f"{name}.{inner.model_name}", field] = str(label)
    return found


def test_every_word_of_the_admin_is_in_both_languages(rf, superuser):
    request = rf.get("/admin/")
    request.user = superuser

    english, spanish = words("en", request), words("es", request)

    assert len(english) > 100
    alike = {place: word for place, word in english.items() if spanish[place] == word}
    assert [(place, word) for place, word in alike.items() if word not in SAME] == []


def test_every_logged_action_and_every_mail_has_its_word():
    base = Path(settings.BASE_DIR)
    others = {"tests", ".venv", "words.py"}
    code = [path for path in base.glob("*/**/*.py") if others.isdisjoint(path.parts)]
    text = "\n".join(path.read_text() for path in code)
    written = set(re.findall(r'audit\.record\(\s*"(\w+)"', text))
    known = {code for code, _word in words_of.ACTIONS}
    ways = {f"payment_{way}" for way in Resolution.values}
    mails = {path.name.split(".")[0] for path in base.glob("*/templates/mail/*.subject.txt")}

    assert len(written) > 10
    assert written | ways <= known
    assert {code for code in known - ways if f'"{code}"' not in text} == set()
    assert mails == {code for code, _word in words_of.MAILS}
