"""The shop's addresses as a developer's machine has them: with the stand-in for ePayco."""

from django.urls import include, path

from smartmart.urls import urlpatterns as shop

urlpatterns = [
    *shop,
    path("epayco-simulator/", include("integrations.epayco.simulator.urls")),
]
