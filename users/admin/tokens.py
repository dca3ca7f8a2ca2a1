from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.admin import ReadOnlyAdmin
from users.models import BlacklistedAccessToken


@admin.register(BlacklistedAccessToken)
class BlacklistedAccessTokenAdmin(ReadOnlyAdmin):
    list_display = ("jti", "blacklisted_at", "expires_at", "expired")
    search_fields = ("jti",)
    exclude = ("token",)

    @admin.display(description=_("expired"), boolean=True)
    def expired(self, token: BlacklistedAccessToken) -> bool:
        return token.is_expired()
