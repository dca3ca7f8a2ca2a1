from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.services.stock import alerts
from common.mail.mailer import current_language


class NotifyView(APIView):
    """Request one email when the product is back in stock."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=["catalogue"],
        summary="Ask for a mail when a product is back in stock",
        description="Asking twice is asking once. 400 `in_stock` while there are any, "
        "`too_many` beyond 50 products that one person waits for.",
        request=None,
        responses={202: inline_serializer("Notify", {"message": serializers.CharField()})},
    )
    def post(self, request: Request, pk: int, slug: str) -> Response:
        alerts.ask(pk, slug, user_id=request.user.pk, language=current_language())
        return Response({"message": _("We will write to you once.")}, status=202)
