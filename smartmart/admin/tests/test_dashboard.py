"""The admin's start page."""

from datetime import date, datetime, timedelta, timezone

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from catalog.tests.factories import make_product
from common.colombia.dates import start_of, today
from common.jobs import schedule
from integrations.epayco.tests.ledger_rows import make_entry
from orders.models import Order, Refund
from orders.tests.factories import make_order
from smartmart.admin import charts, dashboard
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db
START = "/admin/"


def sold(price: str, at: datetime, **fields) -> Order:
    order = make_order(product=make_product(price=price), **fields)
    Order.objects.filter(pk=order.pk).update(created_at=at)
    return order


def test_a_day_begins_in_colombia():
    assert start_of(date(2026, 11, 24)) == datetime(2026, 11, 24, 5, tzinfo=timezone.utc)


def test_sales_count_by_the_day_in_colombia():
    day = date(2026, 11, 24)
    midnight = start_of(day)
    sold("1000", midnight)
    sold("200", midnight - timedelta(seconds=1))
    sold("30", start_of(date(2026, 11, 1)), payment_status="review")
    sold("4", start_of(date(2026, 10, 31)))
    sold("500", midnight, payment_status="reversed")
    sold("600", midnight, currency="USD")

    found = dashboard.sales(day)

    assert (found["today"]["count"], found["month"]["count"]) == (1, 3)
    assert [int(total) for _, total, _ in found["lines"][:2]] == [1000, 200]
    assert sum(int(total) for _, total, _ in found["lines"]) == 1234
    assert len(found["lines"]) == len(found["chart"]["bars"]) == 30
    assert found["chart"]["bars"][-1].height == charts.HEIGHT


def test_the_month_is_whole_even_where_it_is_longer_than_the_chart():
    sold("10", start_of(date(2026, 10, 1)))

    assert dashboard.sales(date(2026, 10, 31))["month"]["count"] == 1


def test_the_page_shows_what_waits(desk):
    make_order(status="shipped")
    Refund.objects.create(order=make_order(), amount=1, reason="x")
    make_entry(attention="second_payment")
    few = make_product(name="Panela <1>", stock_quantity=4)
    make_product(name="Quieto", stock_quantity=1, is_active=False)
    make_product(name="Bastante", stock_quantity=5)

    response = desk.get(START)

    page = response.content.decode()
    assert "Panela &lt;1&gt;" in page
    assert "Bastante" not in page
    assert "Quieto" not in page
    assert [p.pk for p in response.context["low_stock"]["products"]] == [few.pk]
    counts = {str(label): n for label, n, _ in response.context["attention"]}
    assert counts == {"The invoice was paid already": 1, "Refunds to pay": 1}
    shares = {label: line for label, *line, _ in response.context["states"] if any(line)}
    assert shares == {"new": [1, 100], "shipped": [1, 100]}
    for address in (line[2] for line in response.context["attention"]):
        assert desk.get(address).context["cl"].result_count == 1


def test_returns_and_refunds_that_are_late_need_attention(desk):
    order, day = make_order(), today()
    late, soon = day - timedelta(days=1), day
    to_do = [order.refunds.create(amount=1, reason="x") for _ in range(3)]
    done = order.refunds.create(amount=1, reason="x", state="done", done_at=start_of(day))
    for state, due, refund in (
        ("requested", late, None),
        ("received", late, to_do[0]),
        ("received", soon, to_do[1]),
        ("requested", soon, None),
        ("received", late, done),
        ("refused", late, None),
    ):
        order.returns.create(state=state, amount=1, money_due_by=due, refund=refund)
    old = start_of(day - timedelta(days=15)) - timedelta(seconds=1)
    Refund.objects.filter(pk=to_do[2].pk).update(created_at=old)

    waiting = desk.get(START).context["attention"]

    assert {str(label): count for label, count, _ in waiting} == {
        "Refunds to pay": 3,
        "Refunds that are overdue": 2,
        "Returns whose money is overdue": 2,
        "Returns received, money to pay back": 1,
        "Returns to decide": 1,
    }
    for _, count, address in waiting:
        assert desk.get(address).context["cl"].result_count == count


def test_whoever_may_see_the_jobs_hears_of_the_ones_that_do_not_run(client, superuser, settings):
    client.force_login(superuser)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"

    [(label, count, address)] = client.get(START).context["attention"]

    assert (str(label), count) == (
        "Scheduled jobs that are overdue or failed",
        len(schedule.MOST_APART),
    )
    assert client.get(address).status_code == 200
    settings.DEBUG = True  # who tries the shop has no schedule
    assert client.get(START).context["attention"] == []


def test_the_page_asks_nothing_of_the_outside_and_runs_no_script_of_its_own(desk):
    response = desk.get(START)

    page = response.content.decode()
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "onclick" not in page
    assert page.count("<script") == page.count('<script src="/static/')
    assert "http://" not in page.replace("http://testserver", "").replace("http://www.w3.org", "")


def test_the_charts_have_words_and_a_table(desk):
    make_order()

    page = desk.get(START).content.decode()

    assert page.count('role="img"') == page.count("<desc") == 1
    assert '<rect width="100%"' in page
    assert "Sales of each of the last 30 days" in page
    assert today().strftime("%m/%d/%Y") in page


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_figures_of_a_chart_are_figures_in_every_language(desk, language):
    for number in range(3):
        make_order(product=make_product(price=str(1000 * number + 7)))

    page = desk.get(START, headers={"accept-language": language}).content.decode()

    svg = page.partition("<svg")[2].partition("</svg>")[0]
    assert "NaN" not in svg
    assert ',"' not in svg.replace("=", "")


def test_it_takes_as_many_queries_for_a_busy_shop(desk, django_assert_num_queries):
    for number in range(6):
        order = make_order(status=Order.Status.values[number % 5])
        Refund.objects.create(order=order, amount=1, reason="x")
        make_entry(attention="second_payment")
        make_product(stock_quantity=number)

    # Session, user, second factor, permissions.
    # Sales, states, stock, ledger, refunds, returns; recent actions.
    with django_assert_num_queries(11):
        desk.get(START)


@pytest.mark.parametrize(
    ("permission", "blocks"),
    [
        ("view_order", {"sales", "states"}),
        ("view_product", {"low_stock"}),
        ("view_ledgerentry", {"attention"}),
        ("view_refund", {"attention"}),
        ("view_orderreturn", {"attention"}),
        ("view_jobrun", {"attention"}),
        ("view_category", set()),
    ],
)
def test_each_sees_the_blocks_that_are_theirs(client, permission, blocks):
    user = make_user(groups=(), is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename=permission))
    client.force_login(user)

    context = client.get(START).context

    assert {name for name in ("sales", "states", "low_stock", "attention") if name in context} == (
        blocks
    )


def test_strangers_are_asked_to_log_in(client, shopper):
    client.force_login(shopper)

    assert client.get(START).url.startswith(reverse("admin:login"))


def test_staff_read_the_clock_of_colombia(desk):
    order = sold("1000", datetime(2026, 11, 24, 3, 30, tzinfo=timezone.utc))

    page = desk.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()

    assert "23 Nov 2026, 22:30" in page
