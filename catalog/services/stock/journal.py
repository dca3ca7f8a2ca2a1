"""The stock history: every change of stock and its reason, written in its transaction."""

from collections.abc import Iterable

from catalog.models import StockMovement as Movement
from catalog.services.stock import back_in_stock
from common.db.writing import insert_all


def record(movements: Iterable[Movement]) -> None:
    """Write movements with one query, without those of zero."""
    moves = [move for move in movements if move.change]
    insert_all(moves)
    back_in_stock.tell(back_in_stock.risen(moves))


def record_initial(product_id: int, *, quantity: int, user_id: int | None) -> None:
    """Record a new product's initial stock."""
    record(
        [
            Movement(
                product_id=product_id,
                change=quantity,
                quantity_after=quantity,
                reason=Movement.Reason.INITIAL,
                user_id=user_id,
            )
        ]
    )


def record_edit(
    product_id: int, *, before: int, after: int, user_id: int | None, note: str = ""
) -> None:
    """Record that a user or a program set the stock; note is the reason."""
    record(
        [
            Movement(
                product_id=product_id,
                change=after - before,
                quantity_after=after,
                reason=Movement.Reason.EDIT,
                note=note,
                user_id=user_id,
            )
        ]
    )
