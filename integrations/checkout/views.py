"""Beginning a checkout, and looking at how it stands."""

import hashlib
import json
from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.generics import RetrieveAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from business_logic.checkout import abandon, begin_checkout
from business_logic.entities import Buyer, CheckoutRequest, Document, Idempotency, PricedLine
from business_logic.exceptions import Busy
from common import limits
from integrations.checkout.carts import read_cart
from integrations.checkout.delivery import read_details
from integrations.checkout.permissions import MayCheckOut
from integrations.checkout.vouchers import limited_guesses, read_voucher
from integrations.epayco import client
from integrations.epayco.exceptions import GatewayUnavailable
from integrations.epayco.payloads import payment_data, session_body
from integrations.epayco.serializers import (
    CartSerializer,
    CheckoutSerializer,
    PaymentDataSerializer,
)
from orders.models import Checkout

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    location=OpenApiParameter.HEADER,
    description="A request repeated with the same key gets the first answer again (5 minutes); "
    "the same key with another body is 409.",
)
LONGEST_KEY = 255
# More checkouts than this in a minute is no person.
CHECKOUTS_PER_MINUTE = 300


class CheckoutView(APIView):
    """Check a cart, hold its stock for the next minutes, answer with ePayco's payment data."""

    permission_classes = [IsAuthenticated, MayCheckOut]

    @extend_schema(
        request=CartSerializer,
        responses={201: PaymentDataSerializer},
        parameters=[IDEMPOTENCY_KEY],
        tags=["checkout"],
    )
    def post(self, request: Request) -> Response:
        limits.hit("checkout", request.user.pk, limit=CHECKOUTS_PER_MINUTE, window=60)
        wants_session = settings.EPAYCO_CHECKOUT == "session"
        wanted = read_request(request, is_ready=not wants_session)
        with limited_guesses(wanted.voucher, f"user:{request.user.pk}"):
            checkout, lines, is_new = begin_checkout(wanted)
        if is_new and wants_session:
            open_session(checkout, lines)
        if not checkout.is_ready:
            raise Busy(_("The first request with this key is still being served."))
        return Response(payment_data(checkout, lines), status=status.HTTP_201_CREATED)


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
        idempotency=idempotency_of(request),
        is_ready=is_ready,
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


def idempotency_of(request: Request) -> Idempotency | None:
    given = request.headers.get("Idempotency-Key", "").strip()
    if not given:
        return None
    if len(given) > LONGEST_KEY or not (given.isascii() and given.isprintable()):
        detail = _("At most %d printable ASCII characters.") % LONGEST_KEY
        raise ValidationError({"Idempotency-Key": ErrorDetail(detail, code="invalid")})
    body = json.dumps(request.data, sort_keys=True)
    return Idempotency(
        key=hashlib.sha256(f"{request.user.pk} {given}".encode()).hexdigest(),
        digest=hashlib.sha256(body.encode()).hexdigest(),
    )


def open_session(checkout: Checkout, lines: Sequence[PricedLine]) -> None:
    """Have ePayco open a session, whose amount the payer cannot alter; without one, no checkout."""
    try:
        checkout.session_id = client.create_session(session_body(checkout, lines))
    except client.NoAnswer as error:
        abandon(checkout)
        raise GatewayUnavailable from error
    checkout.is_ready = True
    checkout.save(update_fields=["session_id", "is_ready"])


class CheckoutStatusView(RetrieveAPIView):
    """How one's own checkout stands: open, pending, paid, review, reversed or expired."""

    permission_classes = [IsAuthenticated]
    serializer_class = CheckoutSerializer
    lookup_field = "invoice"

    def get_queryset(self):
        return Checkout.objects.filter(user=self.request.user.pk).select_related("order")

    def get_serializer_context(self) -> dict:
        return super().get_serializer_context() | {"now": timezone.now()}

    @extend_schema(tags=["checkout"])
    def get(self, request: Request, *args: str, **kwargs: str) -> Response:
        return super().get(request, *args, **kwargs)
