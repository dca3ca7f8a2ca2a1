from django.contrib.auth.models import BaseUserManager
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.text import key_of


class AppUserManager(BaseUserManager):
    """Accounts, found by their e-mail whatever its case."""

    use_in_migrations = True

    def create_user(self, email: str, username: str, password: str | None = None, **fields):
        """Write an active account. Raises IntegrityError where e-mail or username is taken."""
        user = self.model(**{"is_active": True, **fields})
        user.set_email(email)
        user.set_username(username)
        user.set_password(password)
        user.index()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, username: str, password: str | None = None, **fields):
        """Raises a ValidationError, which the command createsuperuser shows as one line."""
        for name, value in (("email", email), ("username", username)):
            if self.filter(**{f"{name}_key": key_of(value)}).exists():
                raise ValidationError(_("This %s is already taken.") % name)
        return self.create_user(
            email, username, password, **fields, is_staff=True, is_superuser=True
        )

    def audit_name_of(self, email: str) -> str:
        """Whose account it is, if anybody's, as the audit log names it: without the address."""
        pk = self.filter(email_key=key_of(email)).values_list("pk", flat=True).first()
        return f"user:{pk}" if pk else ""

    def get_by_natural_key(self, email: str):
        return self.get(email_key=key_of(email))
