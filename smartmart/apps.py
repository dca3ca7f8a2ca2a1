from django.apps import AppConfig
from django.contrib.admin import apps


class SmartMartConfig(AppConfig):
    name = "smartmart"
    default = True


class ShopAdminConfig(apps.AdminConfig):
    default = False
    default_site = "smartmart.admin.site.ShopAdminSite"
