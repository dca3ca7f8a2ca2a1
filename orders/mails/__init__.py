"""Emails to buyers about purchases, each queued in the transaction that triggers it."""

from orders.mails.contexts import METHODS, context
from orders.mails.sending import enqueue, enqueue_checkout, enqueue_return

__all__ = ["METHODS", "context", "enqueue", "enqueue_checkout", "enqueue_return"]
