"""The database and the environment of the two servers."""

import os
import secrets
import subprocess
import sys

import pymysql
from database import parts

from two_machines.buying import MERCHANT, P_KEY, PRICE
from two_machines.machine import PASSWORD, ROOT

SHOPPERS, STOCK = 5, 5_000


def environment(database: str, cache: str) -> dict[str, str]:
    values = {
        "DOTENV_FILE": os.devnull,
        "DEBUG": "false",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "PUBLIC_URL": "http://localhost",
        "P_CUST_ID_CLIENTE": MERCHANT,
        "P_KEY": P_KEY,
        "EPAYCO_PUBLIC_KEY": "public-key-of-the-proof",
        "EPAYCO_PRIVATE_KEY": "private-key-of-the-proof",
        "EPAYCO_VERIFY": "false",
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        "DATABASE_URL": database,
        "CACHE_URL": cache,
        "WEB_CONCURRENCY": "1",
        "WEB_THREADS": "4",
        "LISTEN": "127.0.0.1",
        # These shoppers buy without a pause, more often than the limits allow.
        "THROTTLING": "false",
        "LOG_LEVEL": "ERROR",
    }
    return {**os.environ, **values}


SET_UP = """
from django.contrib.auth.models import Group
from catalog.services.products import create_product
from users.models import AppUser
product = create_product(name="Café", price="{price}", stock_quantity={stock}, category_id=None)
groups = Group.objects.filter(name__in=["User", "Checkout"])
for number in range({shoppers}):
    name = f"s{{number}}"
    user = AppUser.objects.create_user(name + "@shop.example", name, "{password}")
    user.groups.set(groups)
AppUser.objects.create_superuser("admin@shop.example", "admin", "{password}")
print(product.pk, product.slug)
"""


def set_up(env: dict[str, str]) -> dict:
    def manage(*arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE)
        return done.stdout.decode()

    manage("migrate", "--verbosity", "0")
    code = SET_UP.format(price=PRICE, stock=STOCK, shoppers=SHOPPERS, password=PASSWORD)
    pk, slug = manage("shell", "--verbosity", "0", "-c", code).split()[-2:]
    return {"id": int(pk), "slug": slug}


def administer(database: str, *statements: str) -> None:
    at = parts(database)
    link = pymysql.connect(
        host=at["HOST"], port=int(at["DB_PORT"]), user=at["DB_USER"], password=at["PASSWORD"]
    )
    for statement in statements:
        link.cursor().execute(statement.format(name=at["NAME"]))
    link.close()
