from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import MethodNotAllowed, ValidationError
from rest_framework.parsers import FormParser
from rest_framework.response import Response

from common.http.schema import MessageSerializer
from users import limits
from users.accounts import passwords
from users.api.base import AccountView, PublicView, is_browser, page
from users.api.responses import ACCOUNTS, THROTTLED
from users.api.serializers import (
    PasswordChangeSerializer,
    PasswordResetConfirmSerializer,
    PasswordResetSerializer,
)

CHANGED = gettext_lazy("Your password was changed. Log in again.")


class PasswordChangeView(AccountView):
    serializer_class = PasswordChangeSerializer

    @extend_schema(tags=ACCOUNTS, responses={200: MessageSerializer, 429: THROTTLED})
    def post(self, request):
        """Change your password; all your tokens are revoked."""
        data = self.body(request)
        limits.password_change(request.user.pk)
        passwords.change_password(
            request.user,
            current=data["current_password"],
            new=data["new_password"],
            address=self.address(),
        )
        return Response({"message": CHANGED})


class PasswordResetView(PublicView):
    serializer_class = PasswordResetSerializer

    @extend_schema(tags=ACCOUNTS, responses={202: MessageSerializer, 429: THROTTLED})
    def post(self, request):
        """Request an email with a link to set a new password; the response is always the same."""
        email = self.body(request)["email"]
        limits.password_reset(email, self.address())
        passwords.request_reset(email)
        return Response(
            {"message": _("If there is an account with this email, a link is on its way.")},
            status=status.HTTP_202_ACCEPTED,
        )


class PasswordResetConfirmView(PublicView):
    serializer_class = PasswordResetConfirmSerializer
    template = "users/password_reset.html"

    def get_parsers(self) -> list:
        """Accept forms from browsers too: the page below has one that works without scripts."""
        forms = [FormParser()] if self.request and is_browser(self.request) else []
        return [*super().get_parsers(), *forms]

    @extend_schema(exclude=True)
    def get(self, request):
        """Show a form for a new password when a browser opens the emailed link."""
        if not is_browser(request):
            raise MethodNotAllowed(request.method)
        link = {name: request.GET.get(name, "")[:128] for name in ("uid", "token")}
        return page(request, self.template, {**link, "title": _("Set a new password")})

    @extend_schema(
        tags=ACCOUNTS,
        request={"application/json": PasswordResetConfirmSerializer},
        responses={200: MessageSerializer, 429: THROTTLED},
    )
    def post(self, request):
        """Set a new password with the uid and token of the emailed link, once."""
        limits.opened_link(self.address())
        if request.content_type.startswith(FormParser.media_type):
            return self.answer_form(request)
        self.confirm(request)
        return Response({"message": CHANGED})

    def confirm(self, request) -> None:
        data = self.body(request)
        passwords.confirm_reset(
            uid=data["uid"], token=data["token"], new=data["new_password"], address=self.address()
        )

    def answer_form(self, request):
        try:
            self.confirm(request)
        except ValidationError as error:
            context = {
                "title": _("Set a new password"),
                "uid": request.data.get("uid", ""),
                "token": request.data.get("token", ""),
                "errors": [text for texts in error.detail.values() for text in texts],
            }
            return page(request, self.template, context, status=400)
        title = _("Your password was changed")
        return page(request, self.template, {"title": title, "done": True})
