"""The forms of a refund: of an order, and of its payment."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from common.money.amounts import AmountField
from orders.models import Order, OrderItem


class RefundForm(forms.Form):
    """Amount, reason, and the goods that return to stock."""

    amount = AmountField(label=_("Amount"), least=Decimal("0.01"))
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea({"rows": 3, "cols": 60})
    )
    # The refundable amount when the page was opened, so that a form sent twice refunds once.
    left = forms.DecimalField(widget=forms.HiddenInput)

    def __init__(self, order: Order, data=None):
        left = order.refundable
        super().__init__(data, initial={"amount": left, "left": str(left)})
        self.items: dict[str, OrderItem] = {}
        for item in order.items.all():
            self.add_item(item, (item.quantity - item.returned) if order.holds_stock else 0)

    def add_item(self, item: OrderItem, most: int) -> None:
        if most:
            name = f"restock_{item.product_id}"
            self.items[name] = item
            self.fields[name] = forms.IntegerField(
                label=_("Back to stock: %s") % item.product_name,
                help_text=_("From 0 to %d") % most,
                min_value=0,
                max_value=most,
                required=False,
                initial=0,
            )

    def restock(self) -> dict[int, int]:
        return {
            item.product_id: self.cleaned_data[name]
            for name, item in self.items.items()
            if self.cleaned_data[name]
        }


class DoneForm(forms.Form):
    note = forms.CharField(
        label=_("How was it paid back?"),
        max_length=200,
        help_text=_("For example: reversed in ePayco's dashboard, transfer, cash"),
        widget=forms.TextInput({"size": 60}),
    )
