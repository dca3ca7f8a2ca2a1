"""Account serializers for superusers."""

from django.contrib.auth.models import Group
from rest_framework import serializers

from users import validators
from users.api.serializers import PERSONAL, PERSONAL_RULES, ProfileSerializer
from users.exceptions import taken
from users.identity import canonical_email, email_key
from users.models import AppUser
from users.validators import PasswordField


class GroupField(serializers.SlugRelatedField):
    """A group by its name, in exactly this spelling: some collations find Staff under staff."""

    def to_internal_value(self, data):
        group = super().to_internal_value(data)
        if group.name != data:
            self.fail("does_not_exist", slug_name=self.slug_field, value=data)
        return group


class GroupsField(serializers.ManyRelatedField):
    """A list only: the keys of {"Staff": false} would count as names and make the user staff."""

    def to_internal_value(self, data):
        if not isinstance(data, list | tuple):
            self.fail("not_a_list", input_type=type(data).__name__)
        return super().to_internal_value(data)


class UserSerializer(ProfileSerializer):
    groups = GroupsField(
        GroupField(slug_field="name", queryset=Group.objects.all()), required=False
    )

    class Meta(ProfileSerializer.Meta):
        fields = (*ProfileSerializer.Meta.fields, "is_active", "is_superuser")
        read_only_fields = ("email", "is_staff", "is_superuser")


class NewUserSerializer(UserSerializer):
    password = PasswordField()

    class Meta(UserSerializer.Meta):
        fields = ("email", "username", "password", *PERSONAL, "groups")
        read_only_fields = ()
        extra_kwargs = PERSONAL_RULES

    def validate_email(self, email: str) -> str:
        if AppUser.objects.filter(email_key=email_key(email)).exists():
            raise serializers.ValidationError(taken("email").detail["email"])
        return canonical_email(email)

    def validate(self, data: dict) -> dict:
        person = {name: data.get(name) or "" for name in ("email", "username", *PERSONAL[:2])}
        validators.check_password(data["password"], AppUser(**person))
        return data

    def to_representation(self, instance):
        return UserSerializer(instance, context=self.context).data
