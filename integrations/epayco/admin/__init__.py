"""The admin of the ledger of notifications."""

from integrations.epayco.admin import ledger

__all__ = ["ledger"]
