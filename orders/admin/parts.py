"""What the pages of orders and checkouts share: their lines and their amounts."""

from decimal import Decimal

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from common.money.formatting import readable
from common.templatetags.shop_money import tax_label
from orders.models import Checkout, CheckoutItem, Order, OrderItem, PaymentAttempt

DELIVERY = tuple(name for name in Order.DELIVERY_FIELDS if name != "delivery_price")


class ReadOnlyInline(admin.TabularInline):
    """Read-only lines."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class TaxedInline(ReadOnlyInline):
    """Lines with their discount and their share of their class's tax, including delivery's."""

    @admin.display(description=_("price"))
    def unit_price(self, item: OrderItem | CheckoutItem) -> str:
        return readable(item.price, currency_of(item))

    @admin.display(description=_("discount"))
    def discount_text(self, item: OrderItem | CheckoutItem) -> str:
        return readable(item.discount, currency_of(item)) if item.discount else "-"

    @admin.display(description=_("tax class"))
    def tax_words(self, item: OrderItem | CheckoutItem) -> str:
        return tax_label({"tax_class": item.tax_class, "rate": item.tax_rate})

    @admin.display(description=_("taxes"))
    def tax_text(self, item: OrderItem | CheckoutItem) -> str:
        return readable(item.tax, currency_of(item))


def currency_of(item: OrderItem | CheckoutItem) -> str:
    return item.order.currency if isinstance(item, OrderItem) else item.checkout.currency


class OrderItemInline(TaxedInline):
    model = OrderItem
    fields = (
        *("product_name", "sku", "quantity", "unit_price", "discount_text"),
        *("tax_words", "tax_text", "line_total"),
    )
    readonly_fields = fields

    @admin.display(description=_("total"))
    def line_total(self, item: OrderItem) -> str:
        return readable(item.total, item.order.currency)


class CheckoutItemInline(TaxedInline):
    model = CheckoutItem
    fields = (
        *("product_name", "quantity", "unit_price", "discount_text"),
        *("tax_words", "tax_text"),
    )
    readonly_fields = fields


class PaymentAttemptInline(ReadOnlyInline):
    model = PaymentAttempt
    fields = ("reference", "state", "gateway_state", "refusal", "reason", "amount", "at")
    readonly_fields = fields


class Sums:
    """Formatted amounts of an order or a checkout."""

    @admin.display(description=_("total"), ordering="total")
    def sum(self, bought: Order | Checkout) -> str:
        return readable(bought.total, bought.currency)

    @admin.display(description=_("subtotal"))
    def subtotal_text(self, bought: Order | Checkout) -> str:
        return readable(bought.subtotal, bought.currency)

    @admin.display(description=_("discount"))
    def discount_text(self, bought: Order | Checkout) -> str:
        code = f" ({bought.voucher})" if bought.voucher else ""
        return f"{readable(bought.discount, bought.currency)}{code}"

    @admin.display(description=_("taxes"))
    def tax_text(self, bought: Order | Checkout) -> str:
        """Return each class's base and tax; with the subtotal the taxes add up to the total."""
        rows = (
            (
                tax_label(row),
                readable(Decimal(row["amount"]), bought.currency),
                readable(Decimal(row["base"]), bought.currency),
            )
            for row in bought.taxes
        )
        return format_html_join("", "<div>{}: {} / {}</div>", rows) or "-"

    @admin.display(description=_("price of delivery"))
    def delivery_sum(self, bought: Order | Checkout) -> str:
        return readable(bought.delivery_price, bought.currency)


def account_of(request: HttpRequest) -> str:
    """Return the field with the buyer's account, as a link if the user may open it."""
    return "user" if request.user.has_perm("users.view_appuser") else "account"
