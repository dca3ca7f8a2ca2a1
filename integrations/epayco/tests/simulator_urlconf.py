"""The shop's URLs in DEBUG: with the simulator of ePayco."""

from django.urls import include, path

from smartmart.urls import urlpatterns as shop

urlpatterns = [
    *shop,
    path("epayco-simulator/", include("integrations.epayco.simulator.urls")),
]
