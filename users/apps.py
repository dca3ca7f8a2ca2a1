from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "users"

    def ready(self):
        # Imported for what it registers.
        from users import schema  # noqa: F401
