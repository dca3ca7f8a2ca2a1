from django.contrib.auth.backends import ModelBackend


class ShopBackend(ModelBackend):
    """Permissions by groups."""
