from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UsersConfig(AppConfig):
    name = "users"
    verbose_name = _("Accounts")

    def ready(self):
        # Imported for their side effects: they register the schema extension and the reset email.
        from users.accounts import passwords  # noqa: F401
        from users.api import schema  # noqa: F401
