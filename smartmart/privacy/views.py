from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from smartmart.privacy.export import personal_data
from users import limits


class ExportView(APIView):
    """Export your personal data."""

    @extend_schema(tags=["accounts"], responses=OpenApiTypes.OBJECT)
    def get(self, request):
        """Download all your data as one JSON file.

        It has your profile, consent, addresses, checkouts, orders, returns, log and emails."""
        limits.export(request.user.pk)
        attachment = {"Content-Disposition": 'attachment; filename="personal-data.json"'}
        return Response(personal_data(request.user), headers=attachment)
