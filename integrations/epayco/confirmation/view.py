"""ePayco's payment notifications (server to server)."""

from django.core.exceptions import SuspiciousOperation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.http.net import client_address, client_network
from common.http.schema import MessageSerializer
from integrations.epayco.confirmation.notices import Notification
from integrations.epayco.confirmation.parser import NoticeJSONParser
from integrations.epayco.confirmation.service import confirm
from integrations.epayco.confirmation.throttles import invalid_notices
from integrations.epayco.serializers import ConfirmationSerializer

QUERY = [
    OpenApiParameter(name, OpenApiTypes.STR)  # type: ignore[arg-type]  # the stubs say fields
    for name in ConfirmationSerializer().fields  # the same names in the query string
]


class EpaycoConfirmationView(APIView):
    """Receive a payment notification: check its signature, verify it with ePayco and settle it.

    Returns 200 if the notification was recorded, 400 if its signature or format is invalid, and
    503 if it could not be verified or settled yet; ePayco then sends it again."""

    authentication_classes: list = []
    permission_classes = [AllowAny]
    parser_classes = [FormParser, NoticeJSONParser, MultiPartParser]
    # Otherwise HEAD would run GET, and a HEAD must not settle a payment.
    http_method_names = ["get", "post", "options"]

    @extend_schema(
        request={
            "application/x-www-form-urlencoded": ConfirmationSerializer,
            "application/json": ConfirmationSerializer,
        },
        responses=MessageSerializer,
        tags=["checkout"],
    )
    def post(self, request: Request) -> Response:
        outcome = confirm(self.notice(request))
        return Response({"message": f"Recorded: {outcome.result}."})

    def notice(self, request: Request) -> Notification:
        try:
            return Notification.read(request)
        except (APIException, SuspiciousOperation):
            invalid_notices.count(client_network(client_address(request)))
            raise

    @extend_schema(parameters=QUERY, responses=MessageSerializer, tags=["checkout"])
    def get(self, request: Request) -> Response:
        return self.post(request)
