from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from smartmart.privacy.export import personal_data
from users import limits


class ExportView(APIView):
    """One's own data, to take along."""

    @extend_schema(tags=["accounts"], responses=OpenApiTypes.OBJECT)
    def get(self, request):
        """Download all that the shop holds of you: one JSON file.

        profile, consent, addresses, checkouts, orders, returns, log, mails."""
        limits.export(request.user.pk)
        attachment = {"Content-Disposition": 'attachment; filename="personal-data.json"'}
        return Response(personal_data(request.user), headers=attachment)
