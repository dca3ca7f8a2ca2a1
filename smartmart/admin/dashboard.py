"""The admin's start page: sales, orders, stock, and what needs attention.

Each block is queried only for users who may see it, with one or two queries, however much the
shop has sold."""

from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from business_logic.orders import refund_deadlines
from catalog.models import Product
from common.colombia.dates import start_of, today
from common.jobs import schedule
from common.money.formatting import readable
from integrations.epayco.models import LedgerEntry
from orders.api.permissions import sees_all_orders
from orders.models import GatewayRefund, Order, OrderReturn, Refund
from smartmart.admin import charts

DAYS = 30
SHOWN = 10
WAITS = ("orders.view_refund", "orders.view_orderreturn", "common.view_jobrun")


def blocks(request: HttpRequest) -> dict:
    """Return the start page's blocks that this user may see."""
    user, found = request.user, {}
    if sees_all_orders(user):
        found["sales"] = sales(today())
        found["states"] = states()
    if user.has_perm("catalog.view_product"):
        found["low_stock"] = low_stock()
    if sees_ledger(user) or any(map(user.has_perm, WAITS)):
        found["attention"] = attention(user)
    return found


def sees_ledger(user) -> bool:
    return user.has_perm("epayco.view_ledgerentry") or user.has_perm("epayco.change_ledgerentry")


def sales(day: date) -> dict:
    """Return the sales of today, this month and the last days, without reversed orders."""
    days = [day - timedelta(days=back) for back in reversed(range(DAYS))]
    month = day.replace(day=1)
    rows = Order.objects.exclude(payment_status=Order.PaymentStatus.REVERSED).filter(
        created_at__gte=start_of(min(month, days[0])), currency=settings.EPAYCO_CURRENCY
    )
    # Compared with UTC times, so that the database needs no time zone tables.
    spans = {f"day{n}": (each, each + timedelta(days=1)) for n, each in enumerate(days)}
    spans["month"] = (month, day + timedelta(days=1))
    sums = rows.order_by().aggregate(**asked(spans))
    totals = [amount(sums[f"day{n}"]) for n in range(DAYS)]
    lines = [
        (date_format(each, "SHORT_DATE_FORMAT"), total, money(total))
        for each, total in zip(days, totals, strict=True)
    ]
    return {
        "today": {"count": sums[f"day{DAYS - 1}_count"], "total": money(totals[-1])},
        "month": {"count": sums["month_count"], "total": money(amount(sums["month"]))},
        "month_name": date_format(month, "F Y"),
        "chart": charts.columns(lines),
        "lines": list(reversed(lines)),
    }


def asked(spans: dict[str, tuple[date, date]]) -> dict:
    """Return sum and count of the orders in each period."""
    found: dict = {}
    for name, (first, after) in spans.items():
        within = Q(created_at__gte=start_of(first), created_at__lt=start_of(after))
        found[name] = Sum("total", filter=within)
        found[f"{name}_count"] = Count("pk", filter=within)
    return found


def amount(value: Decimal | None) -> Decimal:
    return value or Decimal(0)


def money(value: Decimal) -> str:
    return readable(value, settings.EPAYCO_CURRENCY)


def states() -> list[tuple[str, int, int, str]]:
    """Return (status, number of orders, percentage of the largest number, URL of the list)."""
    rows = Order.objects.order_by().values_list("status").annotate(Count("pk"))
    counts = dict(rows)
    address = reverse("admin:orders_order_changelist")
    most = max(counts.values(), default=0)
    return [
        (str(step.label), count, charts.share(count, most, 100), f"{address}?status__exact={step}")
        for step in Order.Status
        for count in [counts.get(step, 0)]
    ]


def low_stock() -> dict:
    """Return active products with low stock, lowest first."""
    rows = Product.objects.filter(
        is_active=True,
        deleted_at=None,
        has_variants=False,
        stock_quantity__lt=settings.LOW_STOCK_THRESHOLD,
    )
    few = list(rows.order_by("stock_quantity", "pk").only("name", "stock_quantity")[: SHOWN + 1])
    return {
        "products": few[:SHOWN],
        "more": len(few) > SHOWN,
        "threshold": settings.LOW_STOCK_THRESHOLD,
    }


def attention(user) -> list[tuple[str, int, str]]:
    """Return (label, count, URL) of what needs attention."""
    found = []
    if sees_ledger(user):
        address = reverse("admin:epayco_needsattention_changelist")
        rows = LedgerEntry.objects.needing_attention().order_by()
        words = dict(LedgerEntry.Attention.choices)
        found += [
            (str(words.get(reason, reason)), count, f"{address}?attention__exact={reason}")
            for reason, count in rows.values_list("attention").annotate(Count("pk"))
        ]
    if user.has_perm("orders.view_refund"):
        found += refunds_waiting()
    if user.has_perm("orders.view_orderreturn"):
        found += returns_waiting()
    if user.has_perm("common.view_jobrun"):
        found += jobs_at_fault()
    return [each for each in found if each[1]]


def jobs_at_fault() -> list[tuple[str, int, str]]:
    """Return the row of failed and overdue jobs; none in DEBUG if no job has ever run."""
    found = schedule.faults()
    if settings.DEBUG and found.has_never_run:
        return []
    address = reverse("admin:common_jobrun_changelist")
    return [(_("Scheduled jobs that are overdue or failed"), found.count, address)]


def refunds_waiting() -> list[tuple[str, int, str]]:
    address = reverse("admin:orders_refund_changelist")
    unconfirmed = Count("pk", filter=Q(gateway__state__in=GatewayRefund.UNSETTLED))
    rows = refund_deadlines.with_due(Refund.objects.filter(state=Refund.State.TO_DO)).order_by()
    counts = rows.aggregate(
        all=Count("pk"),
        late=Count("pk", filter=refund_deadlines.is_late()),
        unconfirmed=unconfirmed,
    )
    return [
        (_("Refunds to pay"), counts["all"], f"{address}?state__exact=to_do"),
        (_("Refunds that are overdue"), counts["late"], f"{address}?queue=late"),
        (
            _("Refunds that ePayco did not confirm"),
            counts["unconfirmed"],
            f"{address}?queue=person",
        ),
    ]


def returns_waiting() -> list[tuple[str, int, str]]:
    """Return overdue returns and received ones without a finished refund, each once."""
    address = reverse("admin:orders_orderreturn_changelist")
    is_late = Q(money_due_by__lt=today())
    counts = (
        OrderReturn.objects.unpaid()
        .order_by()
        .aggregate(
            overdue=Count("pk", filter=is_late),
            received=Count("pk", filter=~is_late & Q(state=OrderReturn.State.RECEIVED)),
            requested=Count("pk", filter=~is_late & Q(state=OrderReturn.State.REQUESTED)),
        )
    )
    words = {
        "overdue": _("Returns whose money is overdue"),
        "received": _("Returns received, money to pay back"),
        "requested": _("Returns to decide"),
    }
    return [(words[name], counts[name], f"{address}?queue={name}") for name in words]
