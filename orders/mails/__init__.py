"""The mails to a buyer about a purchase, each owed in the transaction of what it tells."""

from orders.mails.contexts import METHODS, context
from orders.mails.sending import owe, owe_checkout, owe_return

__all__ = ["METHODS", "context", "owe", "owe_checkout", "owe_return"]
