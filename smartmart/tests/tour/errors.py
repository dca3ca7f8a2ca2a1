"""Errors that any call can return, recorded once."""

from unittest import mock

from django.db import OperationalError
from rest_framework.test import APIClient

from smartmart.tests.tour.catalogue import COFFEE


def visit(tour):
    shop = {"shared": True}
    tour.post(tour.anyone, "/login/", '{"email": ', status=400, **shop)
    tour.get(tour.anyone, "/products/", status=400, HTTP_HOST="other.example", **shop)
    tour.get(tour.anyone, "/users/profile/", status=401, **shop)
    tour.get(stranger(), "/users/profile/", status=401, **shop)
    tour.get(tour.shopper, "/users/", status=403, **shop)
    tour.get(tour.anyone, "/products/none-such/", status=404, **shop)
    tour.post(tour.anyone, "/login/", '{"email": "' + "x" * 2_700_000 + '"}', status=413, **shop)
    tour.post(tour.anyone, "/login/", "<login/>", status=415, CONTENT_TYPE="text/xml", **shop)
    old = {"HTTP_IF_MATCH": '"seen-long-ago"'}
    coffee = tour.get(tour.staff, f"/products/{COFFEE}/")
    url = f"/products/{coffee['id']}/{COFFEE}/"
    tour.patch(tour.staff, url, {"price": "1.00"}, status=412, **old, **shop)
    too_many(tour)
    with mock.patch("users.api.profile.ProfileView.get", side_effect=OperationalError):
        tour.get(tour.shopper, "/users/profile/", status=503, **shop)


def stranger() -> APIClient:
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION="Bearer no-token")
    return client


def too_many(tour):
    body = {"email": "nobody@mail.example", "password": "guess"}
    tour.settings.THROTTLING = True
    for _ in range(40):
        tour.anyone.post("/login/", body)
    tour.post(tour.anyone, "/login/", body, status=429, shared=True)
    tour.settings.THROTTLING = False
