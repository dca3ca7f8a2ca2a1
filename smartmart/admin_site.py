from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class ShopAdminSite(AdminSite):
    """Django's admin under the shop's name."""

    site_title = site_header = "SmartMart"
    index_title = _("Shop management")
