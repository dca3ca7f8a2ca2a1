from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from integrations.epayco.querysets import LedgerQuerySet


class YesNoFilter(admin.SimpleListFilter):
    """A filter with two choices."""

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        answer = {"yes": True, "no": False}.get(self.value() or "")
        if answer is None:
            return queryset
        return self.choose(cast("LedgerQuerySet", queryset), answer)

    def choose(self, entries: LedgerQuerySet, answer: bool) -> QuerySet:
        raise NotImplementedError


class OpenFilter(YesNoFilter):
    title = _("needs attention")
    parameter_name = "open"

    def choose(self, entries: LedgerQuerySet, answer: bool) -> QuerySet:
        return entries.needing_attention() if answer else entries.not_needing_attention()


class SettledFilter(YesNoFilter):
    title = _("settled")
    parameter_name = "settled"

    def choose(self, entries: LedgerQuerySet, answer: bool) -> QuerySet:
        return entries.filter(settled_at__isnull=not answer)
