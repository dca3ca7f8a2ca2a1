"""Admin pages of an order: tracking and cancellation."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.validators import URLValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from business_logic.orders import order_status
from common.money.formatting import readable
from orders.models import Order

HTTP_ONLY = URLValidator(schemes=["http", "https"])


class TrackingForm(forms.ModelForm):
    tracking_url = forms.CharField(
        label=_("Tracking link"), max_length=500, required=False, validators=[HTTP_ONLY]
    )

    class Meta:
        model = Order
        fields = ("carrier", "tracking_number", "tracking_url")


def tracking_view(site: admin.AdminSite, request: HttpRequest, order: Order) -> HttpResponse:
    """Set carrier, number and link, without an email to the buyer."""
    form = TrackingForm(request.POST or None, instance=order)
    if request.method == "POST" and form.is_valid():
        order_status.change_tracking(order.invoice_id, form.cleaned_data)
        messages.success(request, gettext("Saved."))
        return redirect("admin:orders_order_change", order.pk)
    context = {**page(site, order, gettext("Tracking")), **site.each_context(request)}
    return TemplateResponse(request, "admin/orders/order/tracking.html", context | {"form": form})


def cancel_view(site: admin.AdminSite, request: HttpRequest, order: Order) -> HttpResponse:
    """Show what cancelling will do, with the form that does it."""
    context = {**page(site, order, gettext("Cancel the order")), **site.each_context(request)}
    allowed = Order.Status.CANCELLED in order_status.next_steps(order)
    is_reversed = order.payment_status == Order.PaymentStatus.REVERSED
    to_refund = 0 if is_reversed else order.refundable
    context |= {
        "allowed": allowed,
        "refund": readable(to_refund, order.currency) if to_refund else "",
        "through_gateway": settings.EPAYCO_REFUNDS == "api" and to_refund == order.total,
        "returned": [
            (item.product_name, item.quantity - item.returned) for item in order.items.all()
        ]
        if order.holds_stock
        else [],
    }
    return TemplateResponse(request, "admin/orders/order/cancel.html", context)


def page(site: admin.AdminSite, order: Order, title: str) -> dict:
    return {"opts": Order._meta, "order": order, "title": f"{title}: {order.number}"}
