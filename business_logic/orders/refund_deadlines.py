"""When a refund must be paid: within 15 days of the request or of the promise."""

from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery

from common.colombia.dates import BOGOTA, start_of, today
from orders.models import OrderReturn, Refund

# Calendar days to pay a refund (Ley 2439 de 2024), from the day it was requested or promised.
MONEY_DAYS = 15


def with_due(rows: QuerySet[Refund]) -> QuerySet[Refund]:
    """Annotate the due date of the refund's return, which counts from its request."""
    of_refund = OrderReturn.objects.filter(refund=OuterRef("pk"))
    return rows.annotate(return_due=Subquery(of_refund.values("money_due_by")[:1]))


def due_by(refund: Refund) -> date:
    """Return the last day, in Colombia, to pay the refund. A return's refund needs with_due()."""
    made = refund.created_at.astimezone(BOGOTA).date()
    return getattr(refund, "return_due", None) or made + timedelta(days=MONEY_DAYS)


def is_late() -> Q:
    """Return the condition that a refund to do, of with_due(), is overdue."""
    is_of_return = Q(return_due__isnull=False)
    return Q(return_due__lt=today()) | Q(~is_of_return, created_at__lt=late_before())


def late_before() -> datetime:
    """Return the start of the first day whose refunds aren't overdue yet."""
    return start_of(today() - timedelta(days=MONEY_DAYS))
