from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from common.http.schema import MessageSerializer
from users import limits
from users.api.base import AccountView, PublicView
from users.api.responses import ACCOUNTS, LOGIN_REFUSED, THROTTLED, UNAUTHORIZED
from users.api.serializers import (
    LoginSerializer,
    MessageAndTokensSerializer,
    OptionalRefreshSerializer,
    RefreshSerializer,
    TokenPairSerializer,
)
from users.hashers import need_room
from users.tokens import sessions
from users.tokens.housekeeping import tidy_up_now_and_then


class LoginView(PublicView):
    serializer_class = LoginSerializer

    @extend_schema(
        tags=ACCOUNTS,
        responses={200: MessageAndTokensSerializer, 401: LOGIN_REFUSED, 429: THROTTLED},
    )
    def post(self, request):
        """Log in with email and password."""
        need_room()
        pair = sessions.log_in(request, **self.body(request))
        tidy_up_now_and_then()
        return Response({"message": _("Welcome."), **pair})


class RefreshView(PublicView):
    serializer_class = RefreshSerializer

    @extend_schema(
        tags=ACCOUNTS, responses={200: TokenPairSerializer, 401: UNAUTHORIZED, 429: THROTTLED}
    )
    def post(self, request):
        """Exchange a refresh token for a new pair; the old one is revoked immediately.

        Reused within `REFRESH_GRACE_SECONDS`, it returns the same pair again; reused later, its
        session is revoked."""
        limits.refresh(self.address())
        pair = sessions.rotate_refresh(self.body(request)["refresh"], address=self.address())
        tidy_up_now_and_then()
        return Response(pair)


class LogoutView(AccountView):
    serializer_class = OptionalRefreshSerializer

    @extend_schema(tags=ACCOUNTS, responses=MessageSerializer)
    def post(self, request):
        """Log out. The access token is revoked.

        Your refresh token, if sent, is revoked with all tokens of the same login."""
        sessions.log_out(request.user, request.auth, self.body(request).get("refresh"))
        tidy_up_now_and_then()
        return Response({"message": _("Logged out.")})


class LogoutAllView(AccountView):
    serializer_class = MessageSerializer

    @extend_schema(tags=ACCOUNTS, request=None, responses=MessageSerializer)
    def post(self, request):
        """Log out everywhere: revoke all your tokens, on all devices."""
        sessions.log_out_everywhere(request.user, address=self.address())
        return Response({"message": _("Logged out everywhere.")})
