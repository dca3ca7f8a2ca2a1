from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from common.http.schema import MessageSerializer
from users import limits
from users.accounts import pending_registrations as pending
from users.accounts import sign_up
from users.accounts.pending_registrations import EMAIL_CHANGE
from users.api.base import PublicView, is_browser, page
from users.api.responses import ACCOUNTS, THROTTLED
from users.api.serializers import MessageAndTokensSerializer, RegisterSerializer
from users.hashers import need_room
from users.tokens import issuing as tokens


class RegisterView(PublicView):
    serializer_class = RegisterSerializer

    @extend_schema(tags=ACCOUNTS, responses={202: MessageSerializer, 429: THROTTLED})
    def post(self, request):
        """Sign up; the account is created when the emailed link is opened.

        The response is the same if the email already has an account."""
        need_room()
        data = self.body(request)
        limits.registration(data["email"], self.address())
        sign_up.register(data)
        return Response(
            {"message": _("Open the link that we have emailed you.")},
            status=status.HTTP_202_ACCEPTED,
        )


class VerifyEmailView(PublicView):
    """Redeem the emailed link of a sign-up or an email change."""

    serializer_class = MessageAndTokensSerializer

    @extend_schema(
        tags=ACCOUNTS,
        responses={
            201: MessageAndTokensSerializer,
            200: MessageSerializer,
            (200, "text/html"): OpenApiTypes.STR,
            429: THROTTLED,
        },
    )
    def get(self, request, token: str):
        """Redeem an emailed link, once: creates the account (201) or changes the email (200).

        Browsers get a page without tokens."""
        limits.opened_link(self.address())
        if is_browser(request):
            return self.answer_page(request, token)
        kind, user = sign_up.redeem_link(token, address=self.address())
        if kind == EMAIL_CHANGE:
            return Response({"message": _("Your account uses the new email address now.")})
        answer = {"message": _("The account is ready."), **tokens.issue(user)}
        return Response(answer, status=status.HTTP_201_CREATED)

    def answer_page(self, request, token: str):
        home = settings.FRONTEND_URL or settings.PUBLIC_URL
        status = None
        try:
            kind, _user = sign_up.redeem_link(token, address=self.address())
        except ValidationError:
            kind, status = pending.used_for(token), 200
        if kind is None:
            context = {"home": home, "kind": "invalid", "title": _("This link is not valid")}
            return page(request, "users/link_opened.html", context, status=400)
        is_change = kind == EMAIL_CHANGE
        title = (
            _("Your email address has been changed") if is_change else _("Your account is ready")
        )
        context = {"home": home, "kind": kind, "title": title}
        return page(
            request, "users/link_opened.html", context, status=status or (200 if is_change else 201)
        )

    def head(self, request, token: str):
        """Mail scanners prefetch links; HEAD doesn't use one up."""
        return Response()
