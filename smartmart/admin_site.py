from django.contrib.admin import AdminSite
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import Throttled


class ShopAdminSite(AdminSite):
    """Django's admin under the shop's name."""

    site_title = site_header = "SmartMart"
    index_title = gettext_lazy("Shop management")

    @property
    def login_form(self):
        # Looked up when asked for: the site is made before the models that forms need.
        from users.forms import AdminLoginForm

        return AdminLoginForm

    def index(self, request, extra_context=None):
        # Loaded when somebody looks: the site is made before the models that it asks.
        from smartmart.dashboard import blocks

        return super().index(request, blocks(request) | (extra_context or {}))

    def login(self, request, extra_context=None):
        try:
            return super().login(request, extra_context)
        except Throttled as error:
            return HttpResponse(
                _("Too many attempts to log in. Please wait a few minutes."),
                status=429,
                content_type="text/plain; charset=utf-8",
                headers={"Retry-After": str(error.wait)},
            )
