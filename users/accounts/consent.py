"""Consent to the shop's privacy policy, with its version and the time."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from common import audit
from users.models import AppUser


class ConsentField(serializers.BooleanField):
    """Only true counts as consent."""

    def __init__(self, **kwargs):
        super().__init__(required=False, write_only=True, allow_null=True, **kwargs)

    def to_internal_value(self, data) -> bool:
        return data in (True, "true")


class PrivacySerializer(serializers.Serializer):
    """The accepted version of the privacy policy and the time of acceptance."""

    version = serializers.CharField(source="privacy_version")
    accepted_at = serializers.DateTimeField(source="privacy_accepted_at")


def check_given(accepted: bool | None) -> None:
    """Raise ValidationError (consent_required) if the shop needs consent and it is missing."""
    if settings.SHOP_PRIVACY_VERSION and not accepted:
        detail = _("We need your consent to create the account.")
        raise serializers.ValidationError(detail, code="consent_required")


def todays() -> dict:
    """Return the fields of a consent given now; empty if the shop has no policy."""
    if not settings.SHOP_PRIVACY_VERSION:
        return {}
    return {
        "privacy_version": settings.SHOP_PRIVACY_VERSION,
        "privacy_accepted_at": timezone.now(),
    }


def accept(user: AppUser, *, address: str) -> None:
    """Store today's consent, unless this version was accepted before."""
    given = todays()
    rows = AppUser.objects.filter(pk=user.pk).exclude(privacy_version=settings.SHOP_PRIVACY_VERSION)
    if given and rows.update(**given, updated_at=timezone.now()):
        record(user, given["privacy_version"], address=address)
        user.refresh_from_db(fields=[*given, "updated_at"])


def record(user: AppUser, version: str, *, address: str) -> None:
    detail = {"version": version}
    audit.record(
        "privacy_accepted", actor=user, subject=user.audit_name, detail=detail, address=address
    )
