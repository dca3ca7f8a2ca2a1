from django.apps import AppConfig


class EpaycoConfig(AppConfig):
    name = "integrations.epayco"
    label = "epayco"
    verbose_name = "ePayco"

    def ready(self) -> None:
        from business_logic import gateway_refunds

        gateway_refunds.provide(send_refunds)


def send_refunds() -> None:
    """Send refunds in the background; the modules are imported when there is one to send."""
    from integrations.epayco.refunds.service import send_waiting

    send_waiting()
