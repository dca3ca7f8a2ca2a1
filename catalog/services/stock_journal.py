"""Why is it 3? Every change of stock is one row, written in the transaction that makes it."""

from collections.abc import Iterable

from catalog.models import StockMovement as Movement
from catalog.services import back_in_stock
from common.writing import insert_all


def record(movements: Iterable[Movement]) -> None:
    """Write movements in one query; those that change nothing are left out."""
    moves = [move for move in movements if move.change]
    insert_all(moves)
    back_in_stock.tell(back_in_stock.risen(moves))


def record_initial(product_id: int, *, quantity: int, user_id: int | None) -> None:
    """What a new product starts with."""
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
    """A person or a program set the stock; note says why."""
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
