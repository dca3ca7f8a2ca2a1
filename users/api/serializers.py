"""Serializers for sign-up, login, passwords and your own account."""

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from users import validators
from users.accounts import consent
from users.exceptions import taken
from users.identity import canonical_email, check_visible, username_key
from users.models import AppUser
from users.validators import EmailField, PasswordField

PERSONAL = ("first_name", "last_name", "phone", "date_of_birth")
PERSONAL_RULES = {
    "username": {"validators": [validators.check_username]},
    "first_name": {"validators": [check_visible]},
    "last_name": {"validators": [check_visible]},
    "phone": {"validators": [validators.check_phone]},
    "date_of_birth": {"validators": [validators.check_date_of_birth]},
}


class AccountSerializer(serializers.ModelSerializer):
    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.EmailField: EmailField,
    }


class RegisterSerializer(AccountSerializer):
    password = PasswordField()
    # The default lets a missing field be reported together with the other errors.
    accept_privacy = consent.ConsentField(
        default=False, help_text="Required where GET /shop/ shows a privacy_version."
    )

    class Meta:
        model = AppUser
        fields = ("email", "username", "password", *PERSONAL, "accept_privacy")
        extra_kwargs = PERSONAL_RULES

    def validate_accept_privacy(self, accepted: bool | None) -> bool | None:
        consent.check_given(accepted)
        return accepted

    def validate_email(self, email: str) -> str:
        return canonical_email(email)

    def validate(self, data: dict) -> dict:
        person = {name: data.get(name) or "" for name in ("email", "username", *PERSONAL[:2])}
        validators.check_password(data["password"], AppUser(**person))
        return data


class LoginSerializer(serializers.Serializer):
    # Not an EmailField: a malformed address gets the same response as a wrong password.
    email = serializers.CharField(max_length=254)
    password = PasswordField(max_length=1000)
    otp = serializers.CharField(
        max_length=64,
        required=False,
        allow_blank=True,
        allow_null=True,
        help_text="The code of the authenticator app, or a recovery code, where one is set up.",
    )


class RefreshSerializer(serializers.Serializer):
    refresh = serializers.CharField(max_length=4096)


class OptionalRefreshSerializer(serializers.Serializer):
    refresh = serializers.CharField(
        max_length=4096, required=False, allow_blank=True, allow_null=True
    )


class PasswordChangeSerializer(serializers.Serializer):
    current_password = PasswordField(max_length=1000)
    new_password = PasswordField()


class CurrentPasswordSerializer(serializers.Serializer):
    current_password = PasswordField(max_length=1000)


class PasswordResetSerializer(serializers.Serializer):
    email = EmailField(max_length=254)


class PasswordResetConfirmSerializer(serializers.Serializer):
    uid = serializers.CharField(max_length=64)
    token = serializers.CharField(max_length=128)
    new_password = PasswordField()


class ProfileSerializer(AccountSerializer):
    """Your account. A new email is validated here but takes effect only through its link."""

    groups = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)
    privacy = serializers.SerializerMethodField()

    class Meta:
        model = AppUser
        fields = (
            "id",
            "email",
            "username",
            *PERSONAL,
            "groups",
            "is_staff",
            "privacy",
            "created_at",
            "updated_at",
        )
        read_only_fields = ("is_staff",)
        extra_kwargs = PERSONAL_RULES

    def validate_email(self, email: str) -> str:
        return canonical_email(email)

    def validate_username(self, username: str) -> str:
        others = AppUser.objects.exclude(pk=self.instance.pk if self.instance else None)
        if others.filter(username_key=username_key(username)).exists():
            raise serializers.ValidationError(taken("username").detail["username"])
        return username

    @extend_schema_field(consent.PrivacySerializer(allow_null=True))
    def get_privacy(self, user: AppUser) -> dict | None:
        return consent.PrivacySerializer(user).data if user.privacy_accepted_at else None


class OwnProfileSerializer(ProfileSerializer):
    """Your account as you edit it: only you can accept the privacy policy."""

    accept_privacy = consent.ConsentField(help_text="true accepts the current privacy policy.")

    class Meta(ProfileSerializer.Meta):
        fields = (*ProfileSerializer.Meta.fields, "accept_privacy")


class TokenPairSerializer(serializers.Serializer):
    access = serializers.CharField()
    refresh = serializers.CharField()


class MessageAndTokensSerializer(TokenPairSerializer):
    message = serializers.CharField()
