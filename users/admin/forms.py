"""Admin forms: login and accounts."""

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _

from common import audit
from common.http.net import client_address
from users import validators
from users.exceptions import HashesBusy
from users.identity import email_key, username_key
from users.limits import LoginAttempt
from users.models import AppUser

KEYS = {"email": email_key, "username": username_key}


class AdminLoginForm(AdminAuthenticationForm):
    """The admin's login form, limited like the API's before any password is hashed."""

    def clean(self):
        """Raises Throttled and HashesBusy, which the admin site turns into 429 and 503."""
        email, address = self.cleaned_data.get("username"), client_address(self.request)
        if not (email and self.cleaned_data.get("password")):
            return super().clean()
        attempt = LoginAttempt(email, address)
        attempt.begin()
        try:
            data = super().clean()
        except HashesBusy:
            attempt.take_back()
            raise
        except forms.ValidationError:
            subject = AppUser.objects.audit_name_of(email)
            audit.record("admin_login_failed", subject=subject, address=address)
            raise
        attempt.succeed()
        user = self.get_user()
        audit.record("admin_login", actor=user, subject=user.audit_name, address=address)
        return data


class AccountForm(forms.ModelForm):
    """Checks uniqueness by key, so that a duplicate is a form error, not a database error."""

    def clean_email(self) -> str:
        return self.unique("email", self.cleaned_data["email"])

    def clean_username(self) -> str:
        validators.check_username(self.cleaned_data["username"])
        return self.unique("username", self.cleaned_data["username"])

    def unique(self, name: str, value: str) -> str:
        others = AppUser.objects.exclude(pk=self.instance.pk)
        if others.filter(**{f"{name}_key": KEYS[name](value)}).exists():
            raise forms.ValidationError(_("This is already taken."), code="unique")
        return value

    def _post_clean(self):
        super()._post_clean()
        self.instance.set_email(self.instance.email)
        self.instance.set_username(self.instance.username)
        self.instance.index()


class AccountAddForm(AccountForm, BaseUserCreationForm):
    class Meta:
        model = AppUser
        fields = ("email", "username")


class AccountChangeForm(AccountForm, UserChangeForm):
    class Meta:
        model = AppUser
        fields = "__all__"  # noqa: DJ007 the admin's fieldsets say which
