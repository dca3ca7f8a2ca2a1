from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.text import plain
from users import identity
from users.managers import AppUserManager


class AppUser(AbstractBaseUser, PermissionsMixin):
    """A user account. Email and username are unique by their normalized keys."""

    email = models.EmailField(_("e-mail"), max_length=254, validators=[identity.check_email])
    email_key = models.CharField(max_length=64, unique=True, editable=False)
    username = models.CharField(_("username"), max_length=150)
    username_key = models.CharField(max_length=64, unique=True, editable=False)
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    date_of_birth = models.DateField(_("date of birth"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    # Part of every token's stamp: incrementing it revokes all of the user's tokens.
    token_version = models.PositiveIntegerField(default=0, editable=False)
    # Lower case without accents, so that search works alike on every database.
    search_text = models.TextField(editable=False, default="")
    # The accepted version of the privacy policy; empty if none was asked for.
    privacy_version = models.CharField(_("privacy policy"), max_length=64, blank=True, default="")
    privacy_accepted_at = models.DateTimeField(_("privacy accepted at"), null=True, blank=True)
    # When the personal data was erased; the hidden row stays for its orders.
    deleted_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True, db_index=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True, db_index=True)

    objects = AppUserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["username"]

    class Meta:
        db_table = "app_users"
        ordering = ["-id"]
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def set_email(self, email: str) -> None:
        self.email = identity.canonical_email(email)
        self.email_key = identity.email_key(email)

    def set_username(self, username: str) -> None:
        self.username = identity.canonical_username(username)
        self.username_key = identity.username_key(username)

    def set_password(self, raw_password: str | None) -> None:
        if raw_password is not None:
            raw_password = identity.canonical_password(raw_password)
        super().set_password(raw_password)

    def check_password(self, raw_password: str) -> bool:
        """Compare in NFC; older passwords were set as typed, so try that too."""
        spellings = dict.fromkeys((identity.canonical_password(raw_password), raw_password))
        return any(super(AppUser, self).check_password(each) for each in spellings)

    def index(self) -> None:
        """Update the search text; call it before saving a changed name or email."""
        words = (self.email, self.username, self.first_name, self.last_name)
        self.search_text = plain(" ".join(words))

    @property
    def audit_name(self) -> str:
        return f"user:{self.pk}"

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name or self.username


class Address(models.Model):
    """A delivery address in a user's address book, with DANE's official place names."""

    user = models.ForeignKey(AppUser, on_delete=models.CASCADE, related_name="addresses")
    # The user if this is their default address, else NULL; unique, so there is at most one.
    default_of = models.OneToOneField(
        AppUser, null=True, on_delete=models.CASCADE, related_name="default_address"
    )
    label = models.CharField(_("label"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    department = models.CharField(_("department"), max_length=60)
    city = models.CharField(_("city"), max_length=80)
    city_code = models.CharField(_("municipality code"), max_length=5)
    address = models.CharField(_("address"), max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "user_address"
        verbose_name = _("address")
        verbose_name_plural = _("addresses")

    @property
    def is_default(self) -> bool:
        return self.default_of_id is not None


class BlacklistedAccessToken(models.Model):
    """An access token revoked by logout before it expired.

    Matched by jti, so that another spelling of the same token is rejected too."""

    jti = models.CharField(max_length=64, unique=True)
    token = models.TextField()
    blacklisted_at = models.DateTimeField(_("blacklisted at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"), db_index=True)

    class Meta:
        db_table = "BlacklistedAccessToken"
        verbose_name = _("blacklisted access token")
        verbose_name_plural = _("blacklisted access tokens")

    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()


class SpentRefreshToken(models.Model):
    """A used refresh token. Inserting the row claims it: the unique jti lets exactly one of many
    concurrent requests win, and all of them derive the new pair from spent_at."""

    jti = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(AppUser, on_delete=models.CASCADE, related_name="+")
    spent_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "spent_refresh_token"


class RevokedSession(models.Model):
    """A revoked session: logged out, or a used refresh token was reused.

    The row is kept until the session's last token would have expired."""

    sid = models.CharField(max_length=64, unique=True)
    revoked_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "revoked_session"
