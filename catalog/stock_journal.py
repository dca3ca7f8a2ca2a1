"""Why is it 3? Every change of stock is one row, written in the transaction that makes it."""

from collections.abc import Iterable

from catalog.models import StockMovement


def record(movements: Iterable[StockMovement]) -> None:
    """Write movements in one query; those that change nothing are left out."""
    StockMovement.objects.bulk_create([move for move in movements if move.change])


def record_edit(product_id: int, *, before: int, after: int, user_id: int | None) -> None:
    """A person set the stock."""
    record([movement(product_id, after - before, after, StockMovement.Reason.EDIT, user_id)])


def record_initial(product_id: int, *, quantity: int, user_id: int | None) -> None:
    record([movement(product_id, quantity, quantity, StockMovement.Reason.INITIAL, user_id)])


def movement(
    product_id: int, change: int, after: int, reason: str, user_id: int | None, invoice: str = ""
) -> StockMovement:
    return StockMovement(
        product_id=product_id,
        change=change,
        quantity_after=after,
        reason=reason,
        user_id=user_id,
        invoice=invoice,
    )
