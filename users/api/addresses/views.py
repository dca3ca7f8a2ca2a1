from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, viewsets

from common.http.filters import ListFilterSet
from users.accounts import address_book
from users.api.addresses.serializers import AddressSerializer
from users.api.responses import ACCOUNTS
from users.models import Address


@extend_schema_view(
    list=extend_schema(tags=ACCOUNTS, description="List your addresses, oldest first."),
    create=extend_schema(tags=ACCOUNTS, description="Add an address; at most 20."),
    partial_update=extend_schema(
        tags=ACCOUNTS, description="Update an address, or make it the default."
    ),
    destroy=extend_schema(tags=ACCOUNTS, description="Delete an address."),
)
class AddressViewSet(
    mixins.ListModelMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet,
):
    """Your address book."""

    serializer_class = AddressSerializer
    filterset_class = ListFilterSet
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    lookup_value_regex = "[0-9]{1,18}"
    queryset = Address.objects.none()

    def get_queryset(self):
        return Address.objects.filter(user=self.request.user.pk).order_by("pk")

    def perform_create(self, serializer):
        serializer.instance = address_book.add(self.request.user, serializer.validated_data)

    def perform_update(self, serializer):
        serializer.instance = address_book.change(serializer.instance, serializer.validated_data)

    def perform_destroy(self, instance):
        address_book.remove(instance)
