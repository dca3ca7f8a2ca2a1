from django.apps import AppConfig


class BusinessLogicConfig(AppConfig):
    name = "business_logic"

    def ready(self) -> None:
        from business_logic import order_status, refunds
        from business_logic.exceptions import DomainError
        from orders import processing

        processing.provide(
            processing.Rule(
                change_status=order_status.change_status,
                change_tracking=order_status.change_tracking,
                next_steps=order_status.next_steps,
                refund=refunds.refund,
                mark_refund_done=refunds.mark_done,
                refundable=refunds.refundable,
                refusal=DomainError,
            )
        )
