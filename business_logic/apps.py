from django.apps import AppConfig


class BusinessLogicConfig(AppConfig):
    name = "business_logic"
