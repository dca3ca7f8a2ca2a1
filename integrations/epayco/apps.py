from django.apps import AppConfig


class EpaycoConfig(AppConfig):
    name = "integrations.epayco"
    label = "epayco"
    verbose_name = "ePayco"
