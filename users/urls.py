from django.urls import include, path
from rest_framework.routers import SimpleRouter

from users.api.addresses.views import AddressViewSet
from users.api.passwords import (
    PasswordChangeView,
    PasswordResetConfirmView,
    PasswordResetView,
)
from users.api.profile import DeactivateView, ProfileView
from users.api.sessions import LoginView, LogoutAllView, LogoutView, RefreshView
from users.api.sign_up import RegisterView, VerifyEmailView
from users.api.users.views import UserViewSet

router = SimpleRouter()
router.register("users/addresses", AddressViewSet, basename="address")
router.register("users", UserViewSet, basename="user")

urlpatterns = [
    path("register/", RegisterView.as_view(), name="register"),
    path("verifyemail/<str:token>/", VerifyEmailView.as_view(), name="verify-email"),
    path("login/", LoginView.as_view(), name="login"),
    path("refresh/", RefreshView.as_view(), name="refresh"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("logout/all/", LogoutAllView.as_view(), name="logout-all"),
    path("password/change/", PasswordChangeView.as_view(), name="password-change"),
    path("password/reset/", PasswordResetView.as_view(), name="password-reset"),
    path(
        "password/reset/confirm/", PasswordResetConfirmView.as_view(), name="password-reset-confirm"
    ),
    path("users/profile/", ProfileView.as_view(), name="profile"),
    path("users/deactivate/", DeactivateView.as_view(), name="deactivate"),
    path("", include(router.urls)),
]
