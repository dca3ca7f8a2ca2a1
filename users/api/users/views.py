from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, viewsets

from common.http.net import client_address
from users.accounts import services as account_services
from users.api import departures
from users.api.responses import USERS
from users.api.users.filters import UserFilter
from users.api.users.permissions import IsSuperuser
from users.api.users.serializers import NewUserSerializer, UserSerializer
from users.models import AppUser


@extend_schema_view(
    list=extend_schema(tags=USERS, description="List accounts, without deleted ones."),
    create=extend_schema(
        tags=USERS,
        request=NewUserSerializer,
        responses={201: UserSerializer},
        description="Create an active account. The Staff group also sets is_staff.",
    ),
    retrieve=extend_schema(tags=USERS, description="Get an account."),
    partial_update=extend_schema(tags=USERS, description="Update an account and its groups."),
    destroy=extend_schema(tags=USERS, description="Anonymize an account; its orders remain."),
)
class UserViewSet(
    mixins.ListModelMixin,
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet,
):
    """Manage accounts. Superusers only."""

    permission_classes = [IsSuperuser]
    filterset_class = UserFilter
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    lookup_value_regex = "[0-9]+"
    queryset = AppUser.objects.filter(deleted_at=None).prefetch_related("groups")

    def get_serializer_class(self):
        return NewUserSerializer if self.action == "create" else UserSerializer

    def audit_context(self) -> dict:
        return {"actor": self.request.user, "address": client_address(self.request)}

    def perform_create(self, serializer):
        serializer.instance = account_services.create(
            serializer.validated_data, **self.audit_context()
        )

    def perform_update(self, serializer):
        user, data = serializer.instance, serializer.validated_data
        serializer.instance = departures.change(user, data, **self.audit_context())

    def perform_destroy(self, instance):
        departures.erase(instance, **self.audit_context())
