from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from common.http.schema import MessageSerializer
from users import limits
from users.accounts import consent, emails, passwords, profiles
from users.api import departures
from users.api.base import AccountView
from users.api.responses import ACCOUNTS, THROTTLED
from users.api.serializers import (
    CurrentPasswordSerializer,
    OptionalRefreshSerializer,
    OwnProfileSerializer,
    ProfileSerializer,
)
from users.identity import email_key


class ProfileView(AccountView):
    serializer_class = ProfileSerializer
    delete_serializer_class = CurrentPasswordSerializer

    @extend_schema(tags=ACCOUNTS)
    def get(self, request):
        """Get your account."""
        return Response(ProfileSerializer(request.user).data)

    @extend_schema(
        tags=ACCOUNTS,
        request=OwnProfileSerializer(partial=True),
        responses={200: ProfileSerializer, 429: THROTTLED},
    )
    def patch(self, request):
        """Update your account.

        A new email takes effect when the link sent to it is opened."""
        serializer = OwnProfileSerializer(request.user, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        data = dict(serializer.validated_data)
        email, accepts = data.pop("email", None), data.pop("accept_privacy", None)
        is_new = email is not None and email_key(email) != request.user.email_key
        if is_new:
            limits.email_change(request.user.pk, email)
        user = profiles.change_profile(request.user, data)
        if accepts:
            consent.accept(user, address=self.address())
        if is_new:
            emails.propose_email(user, email)
        return Response(ProfileSerializer(user).data)

    @extend_schema(tags=ACCOUNTS, responses={204: None, 429: THROTTLED})
    def delete(self, request):
        """Erase your account and personal data; needs the current password.

        Orders remain, as invoicing law requires. The last active superuser can't be erased."""
        body = CurrentPasswordSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        limits.password_change(request.user.pk)
        passwords.confirm_current(request.user, body.validated_data["current_password"])
        departures.erase(request.user, actor=request.user, address=self.address())
        return Response(status=status.HTTP_204_NO_CONTENT)


class DeactivateView(AccountView):
    serializer_class = OptionalRefreshSerializer

    @extend_schema(tags=ACCOUNTS, responses=MessageSerializer)
    def patch(self, request):
        """Deactivate your account; all its tokens are revoked."""
        self.body(request)
        departures.deactivate(request.user, actor=request.user, address=self.address())
        return Response({"message": _("The account is inactive.")})
