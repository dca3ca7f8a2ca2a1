from django.contrib.auth.models import BaseUserManager
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.text import key_of
from users.identity import email_key, username_key


class AppUserManager(BaseUserManager):
    """Accounts, found by email regardless of case."""

    use_in_migrations = True

    def create_user(self, email: str, username: str, password: str | None = None, **fields):
        """Create an active account. Raises IntegrityError if email or username is taken."""
        user = self.model(**{"is_active": True, **fields})
        user.set_email(email)
        user.set_username(username)
        user.set_password(password)
        user.index()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, username: str, password: str | None = None, **fields):
        """Raises ValidationError, which the createsuperuser command shows as one line."""
        for name, key in (("email", email_key(email)), ("username", username_key(username))):
            if self.filter(**{f"{name}_key": key}).exists():
                raise ValidationError(_("This %s is already taken.") % name)
        return self.create_user(
            email, username, password, **fields, is_staff=True, is_superuser=True
        )

    def audit_name_of(self, email: str) -> str:
        """Return the audit log's name for the account of this email, or ""."""
        user = self.by_email(email)
        return user.audit_name if user else ""

    def get_by_natural_key(self, email: str):
        user = self.by_email(email)
        if user is None:
            raise self.model.DoesNotExist
        return user

    def by_email(self, email: str):
        """Return the account of this address in any spelling, or None.

        Older accounts whose addresses normalize to the same one are matched by exact spelling."""
        keys = (key_of(email), email_key(email))
        found = {user.email_key: user for user in self.filter(email_key__in=keys)}
        return found.get(keys[0]) or found.get(keys[1])
