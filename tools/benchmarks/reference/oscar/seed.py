"""Create tables, products, buyers: python -m tools.benchmarks.reference.oscar.seed PRODUCTS BUYERS

Prints the sessions of the buyers as JSON."""

import json
import os
import random
import sys
from decimal import Decimal

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tools.benchmarks.reference.oscar.settings"
django.setup()

from importlib import import_module  # noqa: E402

from django.conf import settings  # noqa: E402
from django.contrib.auth import (  # noqa: E402
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user_model,
)
from django.contrib.sessions.backends.base import SessionBase  # noqa: E402
from django.core.management import call_command  # noqa: E402
from oscar.core.loading import get_model  # noqa: E402

SEED, BATCH = 20_260_101, 2_000
Country = get_model("address", "Country")
Partner, StockRecord = get_model("partner", "Partner"), get_model("partner", "StockRecord")
Product, Kind = get_model("catalogue", "Product"), get_model("catalogue", "ProductClass")


def load(count: int) -> None:
    random.seed(SEED)
    call_command("migrate", verbosity=0)
    Country.objects.create(
        iso_3166_1_a2="CO", printable_name="Colombia", name="Colombia", is_shipping_country=True
    )
    kind = Kind.objects.create(name="Goods", slug="goods", requires_shipping=False)
    partner = Partner.objects.create(name="Shop", code="shop")
    products = [
        Product(
            id=number, title=f"Producto {number}", slug=f"producto-{number}", product_class=kind
        )
        for number in range(1, count + 1)
    ]
    Product.objects.bulk_create(products, batch_size=BATCH)
    StockRecord.objects.bulk_create(
        [stock_record(product, partner) for product in products], batch_size=BATCH
    )


def stock_record(product, partner):
    return StockRecord(
        product_id=product.pk,
        partner=partner,
        partner_sku=str(product.pk),
        price_currency="COP",
        price=Decimal(random.randint(10, 9_000) * 100),
        num_in_stock=1_000_000,
    )


def session_of(number: int) -> str:
    """Return the key of a session in which a new buyer has logged in."""
    user = get_user_model().objects.create_user(f"buyer{number}", f"buyer{number}@example.com")
    session: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


if __name__ == "__main__":
    load(int(sys.argv[1]))
    print(json.dumps([session_of(number) for number in range(int(sys.argv[2]))]))
