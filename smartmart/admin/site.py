from collections.abc import Callable
from functools import update_wrapper
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from rest_framework.exceptions import Throttled

from common.colombia.dates import BOGOTA
from common.http.net import client_address
from smartmart.admin import errors
from smartmart.http.home import front_end


class ShopAdminSite(AdminSite):
    """Django's admin under the shop's name."""

    site_title = site_header = settings.SHOP_NAME
    index_title = gettext_lazy("Shop management")
    site_url = front_end() or "/"

    @property
    def login_form(self):
        # Imported when used: the site is created before the models that forms need.
        from users.admin.forms import AdminLoginForm

        return AdminLoginForm

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        def in_colombian_time(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            """Show Colombian times to staff; stored and sent times stay in UTC."""
            if first := self.second_factor_missing(request):
                query = urlencode({"next": request.get_full_path()})
                return HttpResponseRedirect(f"{reverse(f'admin:{first}')}?{query}")
            with timezone.override(BOGOTA):
                return or_wait(request, lambda: inner(request, *args, **kwargs))

        return update_wrapper(in_colombian_time, inner)

    def second_factor_missing(self, request: HttpRequest) -> str:
        """Return the page that an authorized user must visit first, or ""."""
        from users.second_factor import gate

        if request.path == reverse("admin:logout") or not super().has_permission(request):
            return ""
        return gate.missing(request)

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not self.second_factor_missing(request)

    def get_urls(self):
        from users.second_factor import pages

        return [
            path(f"second-factor/{end}", self.before_the_gate(view), name=name)
            for end, view, name in (
                ("", pages.set_up, "second-factor"),
                ("verify/", pages.verify, "second-factor-verify"),
                ("off/", pages.switch_off, "second-factor-off"),
            )
        ] + super().get_urls()

    def before_the_gate(self, view):
        """Wrap a view for logged-in staff who may not have passed the second factor yet.

        An existing device must be used before its page is shown."""

        def guarded(request: HttpRequest) -> HttpResponse:
            if not super(ShopAdminSite, self).has_permission(request):
                return redirect_to_login(request.get_full_path(), reverse("admin:login"))
            first = self.second_factor_missing(request)
            if first == "second-factor-verify" and view.__name__ != "verify":
                return HttpResponseRedirect(reverse(f"admin:{first}"))
            return or_wait(request, lambda: view(request))

        return csrf_protect(never_cache(update_wrapper(guarded, view)))

    def index(self, request, extra_context=None):
        # Imported when used: the site is created before the models that it queries.
        from smartmart.admin.dashboard import blocks

        return super().index(request, blocks(request) | (extra_context or {}))

    def login(self, request, extra_context=None):
        return or_wait(request, lambda: super(ShopAdminSite, self).login(request, extra_context))

    def password_change(self, request, extra_context=None):
        """Change your password, with the API's limits, audit entry and email."""
        from users import limits
        from users.accounts import passwords

        if request.method != "POST":
            return super().password_change(request, extra_context)
        limits.password_change(request.user.pk)
        with transaction.atomic():
            response = super().password_change(request, extra_context)
            if response.status_code == 302:
                user, address = request.user, client_address(request)
                passwords.record_change(
                    user, action="password_changed", actor=user, address=address
                )
        return response


def or_wait(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the view's response, or an error page for too many attempts or hashes."""
    from users.exceptions import HashesBusy

    try:
        response = view()
        return response.render() if hasattr(response, "render") else response
    except (Throttled, HashesBusy) as error:
        answer = errors.page(request, error.status_code)
        answer["Retry-After"] = str(error.wait)
        return answer
