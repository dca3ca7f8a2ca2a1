"""Writes that the database undoes are retried, also single statements without a transaction."""

import pytest

from tools.security.outside import lost_writes

ROUTES = [
    ("login", "POST"),
    ("refresh", "POST"),
    ("logout", "POST"),
    ("profile", "PATCH"),
    ("products", "POST"),
    ("product-by-pk", "PATCH"),
    ("product-by-pk", "DELETE"),
    ("categories", "POST"),
    ("electronic_invoice", "PATCH"),
    ("epayco-confirmation", "POST"),
]


@pytest.mark.django_db(transaction=True)
def test_the_last_write_of_a_request_is_repeated():
    found = lost_writes.run(short=True, routes=ROUTES)

    assert (found.refused, found.tries) == ([], len(ROUTES))
