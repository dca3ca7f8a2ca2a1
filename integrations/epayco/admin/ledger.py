"""The ledger in the admin: all notifications, and those that need attention."""

import json
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.money.formatting import readable
from integrations.epayco.admin.action_pages import ActionPages
from integrations.epayco.admin.filters import OpenFilter, SettledFilter
from integrations.epayco.attention import words as attention_words
from integrations.epayco.attention.cases import case_of
from integrations.epayco.models import LedgerAction, LedgerEntry, NeedsAttention
from integrations.epayco.querysets import LedgerQuerySet


class LedgerActionInline(admin.TabularInline):
    """Actions taken on the entry."""

    model = LedgerAction
    fields = readonly_fields = ("at", "user", "action_label", "note")
    verbose_name_plural = _("actions taken")
    extra = 0
    can_delete = False

    @admin.display(description=_("action"))
    def action_label(self, action: LedgerAction) -> str:
        return attention_words.action_label(action.action)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("user")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("epayco.view_ledgerentry")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(LedgerEntry)
class LedgerAdmin(ActionPages):
    """All signed notifications, and the actions on those that need attention."""

    list_display: tuple[str, ...] = (
        "reference",
        "invoice",
        "sum",
        "state",
        "attention",
        "dealt_with",
        "received_at",
    )
    list_filter: ClassVar[tuple[Any, ...]] = (OpenFilter, "attention", SettledFilter, "received_at")
    search_fields = ("reference", "invoice", "transaction_id")
    search_help_text = _("Payment reference, invoice or transaction")
    inlines = (LedgerActionInline,)
    change_form_template = "admin/epayco/ledgerentry/change_form.html"
    fieldsets = (
        (_("What happened"), {"fields": ("story", "attention", "order_link", "result")}),
        (
            _("Notification"),
            {"fields": ("received_at", "last_received_at", "deliveries", "notice")},
        ),
        (_("ePayco's response"), {"fields": ("settled_at", "answer_text")}),
    )

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Also for the list of open entries, which has no permissions of its own.
        user = request.user
        return user.has_perms(["epayco.view_ledgerentry"]) or self.may_act(request)

    @admin.display(description=_("amount"))
    def sum(self, entry: LedgerEntry) -> str:
        return readable(entry.amount, entry.currency)

    @admin.display(description=_("state"), ordering="claimed_state")
    def state(self, entry: LedgerEntry) -> str:
        return attention_words.state_word(entry.claimed_state)

    @admin.display(description=_("dealt with"), boolean=True)
    def dealt_with(self, entry: LedgerEntry) -> bool | None:
        # Neither tick nor cross if there was nothing to resolve.
        return not entry.needs_attention if entry.attention else None

    @admin.display(description=_("what happened"))
    def story(self, entry: LedgerEntry) -> str:
        sentences = attention_words.summary(case_of(entry))
        return format_html_join("", "<div>{}</div>", ((sentence,) for sentence in sentences))

    @admin.display(description=_("order"))
    def order_link(self, entry: LedgerEntry) -> str:
        if not (order := case_of(entry).order):
            return "-"
        address = reverse("admin:orders_order_change", args=[order.pk])
        return format_html('<a href="{}">{}</a>', address, order.number)

    @admin.display(description=_("outcome"))
    def result(self, entry: LedgerEntry) -> str:
        return attention_words.outcome_word(entry.outcome)

    @admin.display(description=_("as received"))
    def notice(self, entry: LedgerEntry) -> str:
        return pretty(entry.fields)

    @admin.display(description=_("verification response"))
    def answer_text(self, entry: LedgerEntry) -> str:
        return pretty(entry.answer) if entry.answer else "-"


@admin.register(NeedsAttention)
class NeedsAttentionAdmin(LedgerAdmin):
    """The entries that are still open, oldest first."""

    list_display = ("reference", "invoice", "sum", "state", "attention", "received_at")
    list_filter = ("attention", "received_at")
    ordering = ("id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        entries = cast("LedgerQuerySet", super().get_queryset(request))
        return entries.needing_attention()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        count = LedgerEntry.objects.needing_attention().count()
        title = {"title": gettext("Payments that need attention: %d") % count}
        return super().changelist_view(request, title | (extra_context or {}))


def pretty(value: dict) -> str:
    """Return a table of the fields as they came; the content is escaped."""
    rows = (
        (name, text if isinstance(text, str) else json.dumps(text, ensure_ascii=False))
        for name, text in sorted(value.items())
    )
    cells = format_html_join("", '<tr><th scope="row">{}</th><td>{}</td></tr>', rows)
    return format_html('<div class="shop-scroll"><table>{}</table></div>', cells)
