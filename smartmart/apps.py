from django.apps import AppConfig
from django.contrib.admin import apps


class SmartMartConfig(AppConfig):
    name = "smartmart"
    default = True

    def ready(self) -> None:
        from business_logic.departures import end_holds, forget_buyer
        from users.accounts import departures

        departures.provide(departures.Rule(end_holds=end_holds, forget_buyer=forget_buyer))


class ShopAdminConfig(apps.AdminConfig):
    default = False
    default_site = "smartmart.admin.site.ShopAdminSite"
