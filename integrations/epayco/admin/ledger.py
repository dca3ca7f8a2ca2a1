import json
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from business_logic.exceptions import DomainError
from common.admin import ReadOnlyAdmin
from common.money.formatting import readable
from integrations.epayco.admin.filters import OpenFilter, SettledFilter
from integrations.epayco.attention import actions as attention
from integrations.epayco.attention import words as attention_words
from integrations.epayco.attention.cases import Resolution, case_of
from integrations.epayco.models import LedgerAction, LedgerEntry, NeedsAttention
from integrations.epayco.querysets import LedgerQuerySet


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4})
    )


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
class LedgerAdmin(ReadOnlyAdmin):
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

    def may_act(self, request: HttpRequest) -> bool:
        return request.user.has_perm("epayco.change_ledgerentry")

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

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.act_view)
        name = f"epayco_{self.opts.model_name}_act"
        return [path("<int:pk>/do/<str:way>/", view, name=name), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        entry: Any = self.get_object(request, object_id)
        ways = case_of(entry).ways() if entry and self.may_act(request) else []
        context = {"ways": [(way.label, self.address_of(entry, way)) for way in ways]}
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def address_of(self, entry: LedgerEntry, way: Resolution) -> str:
        return reverse("admin:epayco_ledgerentry_act", args=[entry.pk, way.value])

    def act_view(self, request: HttpRequest, pk: int, way: str) -> HttpResponse:
        """Ask for a note, then run the action."""
        if not self.may_act(request):
            raise PermissionDenied
        if way not in Resolution.values:
            raise Http404
        entry, form = get_object_or_404(LedgerEntry, pk=pk), NoteForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and self.act(request, entry, form, way):
            return redirect("admin:epayco_ledgerentry_change", pk)
        return self.ask(request, entry, form, Resolution(way))

    def act(self, request: HttpRequest, entry: LedgerEntry, form: NoteForm, way: str) -> bool:
        """Run the action and report it; return False if only the note needs fixing."""
        try:
            attention.ACTIONS[Resolution(way)](
                entry.pk, by=request.user, note=form.cleaned_data["note"]
            )
        except attention.NoteMissing as error:
            form.add_error("note", str(error))
            return False
        except DomainError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, gettext("Done and recorded."), messages.SUCCESS)
        return True

    def ask(
        self, request: HttpRequest, entry: LedgerEntry, form: NoteForm, way: Resolution
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": way.label,
            "entry": entry,
            "form": form,
            "story": attention_words.summary(case_of(entry)),
            "consequence": attention_words.CONSEQUENCES[way],
        }
        return TemplateResponse(request, "admin/epayco/ledgerentry/act.html", context)


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
