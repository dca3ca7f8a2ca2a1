"""Start a checkout, list checkouts, get the status of one."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from business_logic.checkout.begin import Begun, abandon, begin_checkout
from business_logic.entities import Buyer, CheckoutRequest, Document, PricedLine
from business_logic.exceptions import Busy
from common import limits
from common.http import idempotency
from common.http.filters import ListFilterSet, StrictOrderingFilter
from common.http.net import client_address, client_network
from integrations.checkout.carts import read_cart
from integrations.checkout.delivery import read_details
from integrations.checkout.permissions import MayCheckOut
from integrations.checkout.serializers import CartSerializer, CheckoutSerializer
from integrations.checkout.vouchers import (
    UNKNOWN_CODES,
    UNKNOWN_CODES_OF_NETWORK,
    limited_guesses,
    read_voucher,
)
from orders.models import Checkout

gateway = import_module(settings.PAYMENT_GATEWAY)
# Requests per user, including repeats and rejected carts.
REQUESTS_PER_MINUTE = 300
# Checkouts that one buyer can start in ten minutes.
MOST_CHECKOUTS, CHECKOUTS_WINDOW = 20, 600
# How long the list shows a checkout without an order.
LISTED_FOR = timedelta(days=30)


class CheckoutFilter(ListFilterSet):
    ordering = StrictOrderingFilter(fields=("created_at", "updated_at"))

    class Meta:
        model = Checkout
        fields: list[str] = []


@extend_schema_view(
    get=extend_schema(
        summary="List your checkouts that have no order",
        description="The last 30 days, newest first: open, pending, failed or in review.",
        tags=["checkout"],
    )
)
class CheckoutView(ListAPIView):
    """Start a checkout, or list those without an order."""

    serializer_class = CheckoutSerializer
    filterset_class = CheckoutFilter

    def get_permissions(self) -> list[BasePermission]:
        wanted = (
            [IsAuthenticated, MayCheckOut] if self.request.method == "POST" else [IsAuthenticated]
        )
        return [permission() for permission in wanted]

    def get_queryset(self) -> QuerySet[Checkout]:
        if getattr(self, "swagger_fake_view", False):
            return Checkout.objects.none()
        mine = Checkout.objects.filter(user=self.request.user.pk, order=None)
        recent = mine.filter(created_at__gt=timezone.now() - LISTED_FOR)
        return recent.prefetch_related("items", "attempts").order_by("-created_at", "-id")

    def get_serializer_context(self) -> dict:
        return super().get_serializer_context() | {"now": timezone.now()}

    @extend_schema(
        summary="Start a checkout",
        description="Validate the cart, hold its stock and return ePayco's payment data.",
        request=CartSerializer,
        responses={201: gateway.PaymentDataSerializer},
        parameters=[idempotency.PARAMETER],
        tags=["checkout"],
    )
    def post(self, request: Request) -> Response:
        limits.hit("checkout", request.user.pk, limit=REQUESTS_PER_MINUTE, window=60)
        wants_session = gateway.needs_session()
        wanted = read_request(request, is_ready=not wants_session)
        with limited_guesses(wanted.voucher, guesses_allowed(request)):
            checkout, lines, is_new = begin_within_limit(wanted)
        if is_new and wants_session:
            open_session(checkout, lines)
        if not checkout.is_ready:
            raise Busy(_("A request with this Idempotency-Key is still in progress."))
        return Response(gateway.payment_data(checkout, lines), status=status.HTTP_201_CREATED)


def guesses_allowed(request: Request) -> dict[str, int]:
    network = client_network(client_address(request))
    return {
        f"user:{request.user.pk}": UNKNOWN_CODES,
        f"checkouts:{network}": UNKNOWN_CODES_OF_NETWORK,
    }


def begin_within_limit(wanted: CheckoutRequest) -> Begun:
    """Begin the checkout and count it; repeats and rejected carts don't count.

    Raises Throttled above the limit, and what begin_checkout raises."""
    buyer, is_counted = wanted.buyer.user_id, False

    def count() -> None:
        nonlocal is_counted
        limits.hit("checkouts", buyer, limit=MOST_CHECKOUTS, window=CHECKOUTS_WINDOW)
        is_counted = True

    begun = None
    try:
        begun = begin_checkout(wanted, admit=count)
    finally:
        if is_counted and not (begun and begun.is_new):
            limits.undo_hit("checkouts", buyer)
    return begun


def read_request(request: Request, *, is_ready: bool) -> CheckoutRequest:
    lines, faults = read_cart(request.data)
    delivery, document, more_faults = read_details(request.data)
    voucher, voucher_faults = read_voucher(request.data)
    return CheckoutRequest(
        buyer=buyer_of(request, document),
        lines=lines,
        faults=faults + more_faults + voucher_faults,
        delivery=delivery,
        voucher=voucher,
        idempotency=idempotency.read(request),
        is_ready=is_ready,
        # Only true counts as consent.
        may_remind=isinstance(request.data, Mapping) and request.data.get("remind") is True,
    )


def buyer_of(request: Request, document: Document | None) -> Buyer:
    user = request.user
    return Buyer(
        user_id=user.pk,
        first_name=user.first_name,
        last_name=user.last_name,
        email=user.email,
        language=(get_language() or settings.LANGUAGE_CODE)[:2],
        document=document,
    )


def open_session(checkout: Checkout, lines: Sequence[PricedLine]) -> None:
    """Open the gateway's session; abandon the checkout if that fails."""
    try:
        checkout.session_id = gateway.open_session(checkout, lines)
    except APIException:
        abandon(checkout)
        raise
    checkout.is_ready = True
    checkout.save(update_fields=["session_id", "is_ready"])


class CheckoutStatusView(RetrieveAPIView):
    """Get the status of your checkout: open, pending, paid, review, reversed or expired."""

    permission_classes = [IsAuthenticated]
    serializer_class = CheckoutSerializer
    lookup_field = "invoice"

    def get_queryset(self):
        return Checkout.objects.filter(user=self.request.user.pk).select_related("order")

    def get_serializer_context(self) -> dict:
        return super().get_serializer_context() | {"now": timezone.now()}

    def get_object(self) -> Checkout:
        found: Checkout = super().get_object()
        # Some collations find "inv-1" under "INV-1"; a URL has one spelling.
        if found.invoice != self.kwargs["invoice"]:
            raise Http404
        return found

    @extend_schema(tags=["checkout"])
    def get(self, request: Request, *args: str, **kwargs: str) -> Response:
        return super().get(request, *args, **kwargs)
