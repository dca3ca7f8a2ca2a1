"""Emails to buyers about purchases, each queued in the transaction that triggers it."""

from orders.mails.contexts import METHODS, context
from orders.mails.sending import owe, owe_checkout, owe_return

__all__ = ["METHODS", "context", "owe", "owe_checkout", "owe_return"]
