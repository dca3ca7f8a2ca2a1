"""Vouchers: validate, apply and count them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from business_logic.entities import AppliedVoucher, LineError, PricedLine
from business_logic.exceptions import CartRejected
from business_logic.pricing.amounts import discount_of, goods_total, with_discount
from catalog.models import Product
from catalog.public import tree, versions
from common.colombia.dates import BOGOTA
from common.money.formatting import readable
from common.text import key_of
from orders.models import Checkout, Voucher, VoucherUse


def read(
    code: str, user_id: int | None, *, now: datetime, lock: bool = False
) -> tuple[Voucher | None, list[LineError]]:
    """Return the voucher of a code (None if empty) and its errors.

    lock: lock it until the transaction ends, so that only one request gets its last use."""
    if not code:
        return None, []
    try:
        voucher = find(code, now=now, lock=lock)
        check_uses(voucher, user_id, now=now)
    except CartRejected as refusal:
        return None, refusal.faults
    return voucher, []


def find(code: str, *, now: datetime, lock: bool = False) -> Voucher:
    """Return the voucher of this code, valid at this time. Raises CartRejected."""
    rows = Voucher.objects.select_for_update() if lock else Voucher.objects.all()
    voucher = rows.filter(code_key=key_of(code)).first()
    if voucher is None or not voucher.is_active:
        raise refused("voucher_unknown", _("Voucher not found. Check the code."))
    if voucher.ends_at and voucher.ends_at <= now:
        detail = _("This voucher expired on %(date)s.") % {"date": day(voucher.ends_at)}
        raise refused("voucher_expired", detail)
    if voucher.starts_at and voucher.starts_at > now:
        detail = _("It starts on %(date)s.") % {"date": day(voucher.starts_at)}
        raise refused("voucher_not_applicable", detail)
    return voucher


def check_uses(voucher: Voucher, user_id: int | None, *, now: datetime) -> None:
    """Check that a use is left, in total and for this buyer. Raises CartRejected.

    The buyer's own open checkout doesn't count: a new one replaces it."""
    if voucher.max_uses is None and voucher.max_uses_per_buyer is None:
        return
    uses = VoucherUse.objects.filter(voucher=voucher).counting(now)
    if user_id is not None:
        uses = uses.exclude(checkout__open_for=user_id)
    if voucher.max_uses is not None and uses.count() >= voucher.max_uses:
        raise refused("voucher_used_up", _("This voucher has been used up."))
    limit = voucher.max_uses_per_buyer
    if limit is not None and user_id is not None and uses.filter(user=user_id).count() >= limit:
        raise refused("voucher_used_up", _("You have already used this voucher."))


def apply(
    voucher: Voucher, lines: Sequence[PricedLine], products: Mapping[int, Product]
) -> tuple[tuple[PricedLine, ...], AppliedVoucher]:
    """Return the lines with their discounts. Raises CartRejected if no line is eligible."""
    if goods_total(lines) < voucher.minimum:
        minimum = readable(voucher.minimum, settings.EPAYCO_CURRENCY)
        detail = _("This voucher requires a minimum purchase of %(minimum)s.") % {
            "minimum": minimum
        }
        raise refused("voucher_not_applicable", detail)
    eligible = eligibility(voucher, [products[line.product_id] for line in lines])
    goods = sum((line.total for line, yes in zip(lines, eligible, strict=True) if yes), Decimal(0))
    currency = settings.EPAYCO_CURRENCY
    discount = discount_of(voucher.kind, voucher.value, goods, currency=currency)
    if not discount:
        raise refused("voucher_not_applicable", _("This voucher doesn't apply to your cart."))
    cheaper = with_discount(lines, eligible, discount, currency=currency)
    return cheaper, AppliedVoucher(voucher.pk, voucher.code)


def eligibility(voucher: Voucher, products: Sequence[Product]) -> list[bool]:
    """Return which products are eligible: the listed ones with their variants, those in its
    categories, or all."""
    named = set(voucher.products.values_list("pk", flat=True))
    categories = branches(set(voucher.categories.values_list("pk", flat=True)))
    if not named and not categories:
        return [True] * len(products)
    return [
        not named.isdisjoint({each.pk, each.variant_of_id}) or each.category_id in categories
        for each in products
    ]


def branches(categories: set[int]) -> set[int]:
    """Return the categories with all their subcategories."""
    if not categories:
        return set()
    nodes = tree.at(versions.current().tree).nodes
    found = (nodes[pk].branch() for pk in categories if pk in nodes)
    # Deleted categories stay in the set: their voucher must not become valid for everything.
    return categories | {node.id for branch in found for node in branch}


def record_use(applied: AppliedVoucher, checkout: Checkout) -> None:
    VoucherUse.objects.create(voucher_id=applied.pk, checkout=checkout, user_id=checkout.user_id)


def refused(code: str, detail: str) -> CartRejected:
    return CartRejected([LineError(None, "voucher", code, detail)])


def day(at: datetime) -> str:
    return date_format(localtime(at, BOGOTA), "DATE_FORMAT")
