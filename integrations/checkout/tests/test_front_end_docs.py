"""The JavaScript of docs/how-to/build-a-front-end.md buys something from a real server."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from catalog.tests.factories import make_product
from orders.models import Order
from smartmart.demo.people import PEOPLE
from users.tests.factories import make_user

PAGE = settings.BASE_DIR / "docs/how-to/build-a-front-end.md"
SHOPPER = next(person for person in PEOPLE if person.role == "shopper")
# The access token runs out for two calls at once, while the refresh token is good.
WORN_OUT = """
import * as shop from "./shop.js";
await shop.logIn("shopper@smartmart.test", "demo-Shopper-1");
const real = globalThis.fetch;
let renewals = 0;
const isRenewing = new Promise((resolve) => (globalThis.begin = resolve));
const late = (ask) => ask().then((answer) => isRenewing.then(() => answer));
globalThis.fetch = (address, options) => {
  if (address.endsWith("/refresh/")) renewals += 1, begin();
  else if (!renewals) options.headers.Authorization = "Bearer run-out";
  // The second call hears of it while the first one renews.
  if (address.endsWith("/profile/") && !renewals) return late(() => real(address, options));
  return real(address, options);
};
const calls = ["/orders/", "/users/profile/"].map((path) => shop.call("GET", path));
const [orders, profile] = await Promise.all(calls);
console.log(renewals, orders.count, profile.email);
const tell = ({ status, errors }) => console.log(status, errors[0].code);
await shop.call("GET", "/products/none/").catch(tell);
"""


@pytest.fixture
def front_end(tmp_path) -> Path:
    """A folder with the two files of the page."""
    shop, buy = re.findall(r"```js\n(.*?)```", PAGE.read_text(), re.DOTALL)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "shop.js").write_text(shop)
    (tmp_path / "buy.js").write_text(buy)
    (tmp_path / "worn_out.js").write_text(WORN_OUT)
    return tmp_path


def run(folder: Path, file: str, url: str) -> list[str]:
    start = f'globalThis.SHOP_URL = "{url}"; await import("./{file}");'
    done = subprocess.run(
        ["node", "--input-type=module", "-e", start],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.skipif(not shutil.which("node"), reason="there is no Node here")
def test_the_page_lists_searches_buys_and_renews(
    transactional_db, live_server, settings, front_end
):
    settings.DEBUG = True
    settings.ROOT_URLCONF = "integrations.epayco.tests.simulator_urlconf"
    settings.PUBLIC_URL = live_server.url
    make_user(email=SHOPPER.email, password=SHOPPER.password, groups=SHOPPER.groups)
    make_product(name="Panela en bloque")
    make_product(name="Café de Huila", price="20000")

    listed, bought, paid, order = run(front_end, "buy.js", live_server.url)

    made = Order.objects.get()
    assert listed == "2 products, the best match: Café de Huila, 23800.00"
    assert bought == f"{made.invoice_id}: 23800.00 COP"
    assert (paid, order) == ("paid", f"My last order: {made.number}, paid")
    assert run(front_end, "worn_out.js", live_server.url) == [
        f"1 1 {SHOPPER.email}",
        "404 not_found",
    ]


def test_it_is_short():
    shop, buy = re.findall(r"```js\n(.*?)```", PAGE.read_text(), re.DOTALL)
    code = [line for line in (shop + buy).splitlines() if line.strip()]

    assert len(code) <= 70
