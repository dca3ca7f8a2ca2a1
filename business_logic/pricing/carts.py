"""Validate and price a cart."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from business_logic import availability, stock
from business_logic.entities import CartLine, Delivery, LineError, PricedCart, PricedLine
from business_logic.exceptions import CartRejected
from business_logic.pricing import delivery_rates, vouchers
from business_logic.pricing.amounts import LARGEST_TOTAL, goods_total, price_lines
from catalog.models import Product
from catalog.public import tree, versions
from common.money import taxes
from orders.models import Voucher


def quote(
    lines: Sequence[CartLine],
    *,
    faults: Iterable[LineError] = (),
    delivery: Delivery | None = None,
    buyer_id: int | None = None,
    voucher: str = "",
) -> PricedCart:
    """Return the cart's current price, without locking or holding anything.

    Stock held by the buyer's own open checkout is available to them. Raises CartRejected."""
    products = stock.with_mains(Product.objects.all()).in_bulk({line.product_id for line in lines})
    now = timezone.now()
    free = availability.available(products, now=now, but_for=buyer_id)
    found, more = vouchers.read(voucher, buyer_id, now=now)
    return price_cart(lines, [*faults, *more], products, free, delivery, found)


def price_cart(
    lines: Sequence[CartLine],
    faults: list[LineError],
    products: Mapping[int, Product],
    free: Mapping[int, int],
    delivery: Delivery | None,
    voucher: Voucher | None = None,
    categories: tree.Tree | None = None,
) -> PricedCart:
    """Return the cart's current price with delivery.

    Raises CartRejected with all errors: those found while parsing the request and those here."""
    categories = categories or tree.at(versions.current().tree)
    faults = faults + line_faults(lines, products, free, categories)
    if faults:
        raise CartRejected(sorted(faults, key=lambda fault: (fault.index is None, fault.index)))
    priced = merge(lines, products)
    transport = delivery_rates.price_of(delivery, goods_total(priced))
    applied = None
    if voucher:
        priced, applied = vouchers.apply(voucher, priced, products)
    priced, totals = price_lines(
        priced,
        currency=settings.EPAYCO_CURRENCY,
        delivery_price=transport,
        includes_tax=settings.PRICES_INCLUDE_TAX,
    )
    check_total(totals.total)
    return PricedCart(
        lines=priced,
        totals=totals,
        currency=settings.EPAYCO_CURRENCY,
        delivery=delivery,
        delivery_price=transport,
        prices_include_tax=settings.PRICES_INCLUDE_TAX,
        voucher=applied,
    )


def check_total(total: Decimal) -> None:
    if not total:
        detail = _("There is nothing to pay.")
        raise CartRejected([LineError(None, "items", "nothing_to_pay", detail)])
    if total > LARGEST_TOTAL:
        raise CartRejected([LineError(None, "items", "max_value", _("The total is too large."))])


def line_faults(
    lines: Iterable[CartLine],
    products: Mapping[int, Product],
    free: Mapping[int, int],
    categories: tree.Tree,
) -> list[LineError]:
    """Return all errors of the lines. Lines of the same product share its available stock."""
    wanted: dict[int, int] = defaultdict(int)
    faults: list[LineError] = []
    for line in lines:
        product = products.get(line.product_id)
        if product is None or not is_on_sale(product, categories):
            detail = _("This product is not available.")
            faults.append(line_error(line, "product_id", "product_unavailable", detail))
            continue
        if product.has_variants:
            detail = _("Choose one of its variants.")
            faults.append(line_error(line, "product_id", "choose_variant", detail))
            continue
        wanted[product.pk] += line.quantity
        if line.price not in (None, product.price):
            detail = _("The price is now %s.") % product.price
            faults.append(line_error(line, "price", "price_changed", detail))
        if wanted[product.pk] > free[product.pk]:
            detail = _("Only %d left.") % max(free[product.pk], 0)
            faults.append(line_error(line, "quantity", "insufficient_stock", detail))
    return faults


def is_on_sale(product: Product, categories: tree.Tree) -> bool:
    """Return True if the product is active, not deleted, and in active categories, if in any; for a
    variant the same must hold for its main product."""
    if not stock.is_switched_on(product):
        return False
    if product.category_id is None:
        return True
    node = categories.nodes.get(product.category_id)
    return node is not None and node.visible


def line_error(line: CartLine, field: str, code: str, detail: str) -> LineError:
    return LineError(line.index, field, code, detail)


def merge(lines: Iterable[CartLine], products: Mapping[int, Product]) -> tuple[PricedLine, ...]:
    """Return one line per product, in pk order, at current prices and tax rates."""
    quantities: dict[int, int] = defaultdict(int)
    for line in lines:
        quantities[line.product_id] += line.quantity
    today = taxes.rates()
    return tuple(priced_line(products[pk], quantities[pk], today) for pk in sorted(quantities))


def priced_line(product: Product, quantity: int, rates: Mapping[str, Decimal]) -> PricedLine:
    rate = rates[product.tax_class]
    return PricedLine(
        product_id=product.pk,
        name=product.name,
        slug=product.slug or "",
        sku=product.sku,
        quantity=quantity,
        price=product.price,
        tax_class=product.tax_class,
        tax_rate=rate,
        price_with_tax=taxes.price_with_tax(product.price, rate),
    )
