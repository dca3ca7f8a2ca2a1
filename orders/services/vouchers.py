"""Create vouchers: one, or a series of single-use codes."""

import secrets

from common.text import key_of
from orders.models import Voucher

# Without letters and digits that look alike.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 10
TERMS = (
    *("description", "kind", "value", "minimum", "starts_at", "ends_at"),
    *("max_uses_per_buyer", "is_active"),
)


def make_series(pattern: Voucher, *, name: str, count: int) -> list[Voucher]:
    """Create `count` single-use codes with this voucher's terms. Call it in a transaction."""
    terms = {field: getattr(pattern, field) for field in TERMS}
    rows = [Voucher(**terms, series=name, max_uses=1, **random_code()) for _ in range(count)]
    keys = [row.code_key for row in rows]
    Voucher.objects.bulk_create(rows)
    # Read again: MySQL returns no ids for rows inserted together.
    made = list(Voucher.objects.filter(code_key__in=keys).order_by("pk"))
    copy_targets(pattern, made)
    return made


def copy_targets(pattern: Voucher, made: list[Voucher]) -> None:
    for relation, column in (("categories", "category_id"), ("products", "product_id")):
        through = getattr(Voucher, relation).through
        keys = list(getattr(pattern, relation).values_list("pk", flat=True))
        through.objects.bulk_create(
            through(voucher_id=voucher.pk, **{column: key}) for voucher in made for key in keys
        )


def random_code() -> dict[str, str]:
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return {"code": code, "code_key": key_of(code)}
