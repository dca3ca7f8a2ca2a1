"""Right of withdrawal: buyers can return goods within five business days of delivery."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from business_logic.exceptions import DomainError
from business_logic.orders import lifecycle, refund_deadlines, refunds
from common import audit
from common.colombia.dates import BOGOTA
from common.db.transactions import retried_transaction
from common.shop import WITHDRAWAL_DAYS
from orders import mails
from orders.models import Order, OrderReturn
from orders.services import events
from orders.services.refund_shares import price_of

SATURDAY = 5


class NotDelivered(DomainError):
    code = "not_delivered"
    detail = _("This order hasn't been delivered yet.")


class WithdrawalPeriodOver(DomainError):
    code = "withdrawal_period_over"
    detail = _("The return period for this order is over.")


class ReturnRefused(DomainError):
    code = "return_refused"
    detail = _("This can't be returned.")


def last_day(delivered_at: datetime) -> date:
    """Return the fifth Colombian business day after the delivery."""
    # Imported here: the package loads every country, 19 MB, and few requests need it.
    from holidays.countries.colombia import Colombia

    day = delivered_at.astimezone(BOGOTA).date()
    free = Colombia(years=(day.year, day.year + 1))  # type: ignore[no-untyped-call]
    left = WITHDRAWAL_DAYS
    while left:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY and day not in free:
            left -= 1
    return day


@retried_transaction
def request_return(
    invoice_id: str, *, quantities: Mapping[int, int] | None, reason: str
) -> OrderReturn:
    """Record a return request; None means everything not returned yet.

    Raises NotDelivered, WithdrawalPeriodOver, ReturnRefused, RetriesExhausted."""
    order = lifecycle.locked_order(invoice_id)
    if order is None:
        raise Order.DoesNotExist
    if order.delivered_at is None or order.status != Order.Status.DELIVERED:
        raise NotDelivered
    today = timezone.now().astimezone(BOGOTA).date()
    if today > last_day(order.delivered_at):
        raise WithdrawalPeriodOver
    if order.payment_status == Order.PaymentStatus.REVERSED or not order.refundable:
        raise ReturnRefused
    others = standing(order)
    wanted = wanted_of(left_of(order, others), quantities)
    found = OrderReturn.objects.create(
        order=order,
        quantities={str(pk): quantity for pk, quantity in wanted.items()},
        reason=reason,
        amount=amount_of(order, wanted, others),
        money_due_by=today + timedelta(days=refund_deadlines.MONEY_DAYS),
    )
    mails.enqueue_return("return_requested", found)
    events.tell_return("return.requested", found)
    return found


def standing(order: Order) -> list[OrderReturn]:
    """Return the order's returns that weren't refused."""
    return list(order.returns.exclude(state=OrderReturn.State.REFUSED))


def left_of(order: Order, others: Iterable[OrderReturn]) -> dict[int, int]:
    """Return the units by product that were bought and are in no other return."""
    left = {item.product_id: item.quantity for item in order.items.all()}
    for other in others:
        for pk, quantity in other.quantities.items():
            left[int(pk)] -= quantity
    return {pk: quantity for pk, quantity in left.items() if quantity > 0}


def wanted_of(left: Mapping[int, int], quantities: Mapping[int, int] | None) -> dict[int, int]:
    """Return the quantities to return: at most what is left, and all of it for None."""
    wanted = dict(left if quantities is None else quantities)
    if not wanted or any(quantity > left.get(pk, 0) for pk, quantity in wanted.items()):
        raise ReturnRefused(attr="items")
    return wanted


def amount_of(order: Order, wanted: Mapping[int, int], others: Sequence[OrderReturn]) -> Decimal:
    """Return the price of the units with tax. If nothing stays with the buyer, all that was paid
    is returned: delivery too, less what other returns give back, and never more."""
    rest = max(order.total - sum((other.amount for other in others), Decimal(0)), Decimal("0.00"))
    if left_of(order, others) == wanted:
        return rest
    pieces = (price_of(order, item, wanted.get(item.product_id, 0)) for item in order.items.all())
    return min(sum(pieces, Decimal("0.00")), rest)


def receive(return_id: int, *, restock: bool, by: AbstractBaseUser) -> OrderReturn:
    """Receive the goods: create the refund to do, and restock them if they are sound."""
    return decide(return_id, by, lambda found: pay_back(found, restock, by))


def refuse(return_id: int, *, by: AbstractBaseUser, reason: str = "") -> OrderReturn:
    """Refuse the return; the buyer's email shows the reason."""

    def work(found: OrderReturn) -> None:
        found.state, found.refusal_reason = found.State.REFUSED, reason.strip()

    return decide(return_id, by, work)


def pay_back(found: OrderReturn, restock: bool, by: AbstractBaseUser) -> None:
    order, found.state = found.order, found.State.RECEIVED
    amount = min(found.amount, order.refundable)
    restocked = found.quantities if restock and order.holds_stock else {}
    refunds.take_back(order, {int(pk): n for pk, n in restocked.items()})
    if amount > 0 and order.payment_status != Order.PaymentStatus.REVERSED:
        # Not the buyer's words: they are erased with the personal data, but refunds stay.
        reason = str(_("Return no. %d") % found.pk)
        found.refund = refunds.create(
            order, amount=amount, reason=reason, restocked=restocked, created_by=by
        )


@retried_transaction
def decide(
    return_id: int, by: AbstractBaseUser, work: Callable[[OrderReturn], None]
) -> OrderReturn:
    """Set the state. Raises ReturnRefused if the return was decided before."""
    seen = OrderReturn.objects.select_related("order").get(pk=return_id)
    lifecycle.locked_order(seen.order.invoice_id)
    found = OrderReturn.objects.select_for_update().get(pk=return_id)
    if found.state != OrderReturn.State.REQUESTED:
        raise ReturnRefused
    work(found)
    found.decided_by, found.decided_at = by, timezone.now()  # type: ignore[assignment]
    found.save()
    # The refundable amount may be less than the requested one, or zero.
    amount = str(found.refund.amount) if found.refund else ""
    reason = found.refusal_reason
    mails.enqueue_return(f"return_{found.state}", found, amount=amount, refusal_reason=reason)
    subject = f"order:{found.order.invoice_id}"
    audit.record(f"return_{found.state}", actor=by, subject=subject)
    return found
