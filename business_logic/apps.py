from django.apps import AppConfig


class BusinessLogicConfig(AppConfig):
    name = "business_logic"

    def ready(self) -> None:
        from business_logic.exceptions import DomainError
        from business_logic.order_status import change_status
        from orders import processing

        processing.provide(processing.Rule(change_status, refusal=DomainError))
