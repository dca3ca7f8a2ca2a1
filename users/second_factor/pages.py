"""Admin pages to enter a code and to enable or disable the second factor."""

from base64 import b32encode

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from common import audit
from common.http.net import client_address
from users.second_factor import codes, gate

KEY = "second_factor_key"


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "inputmode": "text"}
        ),
    )


def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code before showing any admin page. Raises Throttled."""
    if gate.missing(request) != gate.VERIFY:
        return HttpResponseRedirect(next_of(request))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if codes.use(request.user, form.cleaned_data["code"]):
            gate.passed(request)
            return HttpResponseRedirect(next_of(request))
        record(request, "admin_login_failed")
        form.add_error("code", _("This code is wrong or was already used."))
    return page(request, "verify", _("Second factor"), form=form)


def set_up(request: HttpRequest) -> HttpResponse:
    """Show a new key's QR code until a code from the app confirms it. Raises Throttled."""
    if codes.device_of(request.user) is not None:
        return page(request, "on", _("Second factor"), form=CodeForm())
    key = request.session.setdefault(KEY, random_hex(20))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        recovery = codes.switch_on(request.user, key, form.cleaned_data["code"])
        if recovery:
            del request.session[KEY]
            gate.passed(request)
            record(request, "second_factor_on")
            return page(request, "recovery", _("Recovery codes"), codes=recovery)
        form.add_error("code", _("This code is wrong. Check your phone's clock."))
    secret = b32encode(bytes.fromhex(key)).decode()
    return page(
        request, "set_up", _("Set up the second factor"), form=form, secret=secret, qr=qr(request)
    )


def switch_off(request: HttpRequest) -> HttpResponse:
    """Disable the second factor, confirmed by a code. Raises Throttled."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if codes.use(request.user, form.cleaned_data["code"]):
            with transaction.atomic():
                codes.switch_off(request.user)
                record(request, "second_factor_off")
            return redirect("admin:second-factor")
        form.add_error("code", _("This code is wrong or was already used."))
    return page(request, "on", _("Second factor"), form=form)


def qr(request: HttpRequest) -> str:
    """Return the key's QR code as an SVG data URL."""
    import segno  # only this page needs it

    device = TOTPDevice(user=request.user, key=request.session[KEY])
    return segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=4, light="white")


def page(request: HttpRequest, name: str, title: str, **context) -> HttpResponse:
    context |= {"title": title, "next": request.GET.get("next", "")}
    context["is_required"] = settings.ADMIN_2FA == "required"
    context |= admin.site.each_context(request)
    response = TemplateResponse(request, f"admin/second_factor/{name}.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def next_of(request: HttpRequest) -> str:
    """Return the URL that the user asked for; never one of another site."""
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, None) and wanted.startswith("/admin/")
    return wanted if is_ours else "/admin/"


def record(request: HttpRequest, action: str) -> None:
    audit.record(
        action,
        actor=request.user,
        subject=request.user.audit_name,
        address=client_address(request),
    )
