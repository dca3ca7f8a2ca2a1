"""Pages on which staff resolve a ledger entry that needs attention."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from business_logic.exceptions import DomainError
from common.admin import ReadOnlyAdmin
from integrations.epayco.attention import actions as attention
from integrations.epayco.attention import words as attention_words
from integrations.epayco.attention.cases import Resolution, case_of
from integrations.epayco.models import LedgerEntry


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4})
    )


class ActionPages(ReadOnlyAdmin):
    """The actions that an entry's page offers, each with a page that asks for a note."""

    def may_act(self, request: HttpRequest) -> bool:
        return request.user.has_perm("epayco.change_ledgerentry")

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
