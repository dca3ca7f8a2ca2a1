"""Prepare a database for one control run: orders and attempts can be duplicated."""

from copy import copy

from django.db import connection, models

from orders.models import Order, PaymentAttempt

UNIQUE = (
    (Order, "invoice_id"),
    (Order, "ref_payco"),
    (Order, "checkout"),
    (PaymentAttempt, "reference"),
)


def loosen() -> None:
    """Drop the unique constraints behind the checks; this database is deleted afterwards."""
    connection.close()
    with connection.schema_editor() as editor:
        for model, name in UNIQUE:
            old = model._meta.get_field(name)
            new = copy(old)
            if isinstance(old, models.OneToOneField):
                new = models.ForeignKey(old.remote_field.model, models.PROTECT, related_name="+")
                new.model = model
                new.set_attributes_from_name(name)
            new._unique = False
            editor.alter_field(model, old, new)
    connection.close()
