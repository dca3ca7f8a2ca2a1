from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

VERBS = {"POST": "add", "PUT": "change", "PATCH": "change", "DELETE": "delete"}


class ReadsOpenWritesByModel(BasePermission):
    """Anyone can read; writes need the permission on the view's model (add, change, delete)."""

    def has_permission(self, request: Request, view) -> bool:
        if request.method in SAFE_METHODS:
            return True
        verb = "change" if view.action == "stock" else VERBS.get(request.method, "change")
        return bool(request.user) and request.user.has_perm(f"catalog.{verb}_{view.model_name}")


def sees_all(user, model_name: str) -> bool:
    """Return True for staff with the view permission, who also see hidden rows."""
    is_staff = getattr(user, "is_staff", False) or getattr(user, "is_superuser", False)
    return bool(is_staff) and user.has_perm(f"catalog.view_{model_name}")
