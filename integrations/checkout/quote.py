"""Quote: price a cart without a checkout."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from business_logic.checkout.begin import amount_fields
from business_logic.entities import PricedCart
from business_logic.pricing.carts import quote
from common import limits
from common.http.net import client_address, client_network
from integrations.checkout.carts import read_cart
from integrations.checkout.delivery import read_details
from integrations.checkout.serializers import QuoteRequestSerializer, QuoteSerializer, item_rows
from integrations.checkout.vouchers import UNKNOWN_CODES, limited_guesses, read_voucher

QUOTES_PER_MINUTE = 300


class QuoteView(APIView):
    """Price a cart with delivery and tax, without holding stock.

    Public. With a token, stock that your own open checkout holds counts as available."""

    permission_classes = [AllowAny]

    @extend_schema(
        request=QuoteRequestSerializer, responses={200: QuoteSerializer}, tags=["checkout"]
    )
    def post(self, request: Request) -> Response:
        address = client_network(client_address(request))
        limits.hit("quote", address, limit=QUOTES_PER_MINUTE, window=60)
        lines, faults = read_cart(request.data, needs_price=False)
        delivery, _, more_faults = read_details(request.data, is_quote=True)
        voucher, voucher_faults = read_voucher(request.data)
        with limited_guesses(voucher, {address: UNKNOWN_CODES}):
            cart = quote(
                lines,
                faults=faults + more_faults + voucher_faults,
                delivery=delivery,
                buyer_id=request.user.pk,  # None if anonymous
                voucher=voucher,
            )
        return Response(QuoteSerializer(answer(cart)).data)


def answer(cart: PricedCart) -> dict:
    delivery = cart.delivery
    return {
        "items": item_rows(cart.lines),
        "delivery": delivery and {"method": delivery.method, "price": cart.delivery_price},
        **amount_fields(cart),
    }
