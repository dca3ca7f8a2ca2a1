from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from common.colombia.places.views import PlacesView
from smartmart.http.docs import DocsView, RedocView, SchemaView
from smartmart.http.home import home
from smartmart.http.shop import ShopView
from smartmart.monitoring.health import HealthView, ReadyView
from smartmart.monitoring.metrics import MetricsView
from smartmart.privacy.views import ExportView

urlpatterns = [
    path("admin", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("", include("smartmart.http.well_known")),
    path("health/", HealthView.as_view(), name="health"),
    path("health/ready/", ReadyView.as_view(), name="ready"),
    path("metrics/", MetricsView.as_view(), name="metrics"),
    path("places/", PlacesView.as_view(), name="places"),
    path("shop/", ShopView.as_view(), name="shop"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
    path("redoc/", RedocView.as_view(), name="redoc"),
    path("users/profile/export/", ExportView.as_view(), name="profile-export"),
    path("", include("users.urls")),
    path("", include("catalog.urls")),
    path("", include("orders.urls")),
    path("", include("integrations.epayco.urls")),
]
if settings.DEBUG:
    urlpatterns += [
        path("epayco-simulator/", include("integrations.epayco.simulator.urls")),
        path("mail/", include("smartmart.mailbox.urls")),
        path("", include("smartmart.http.storefront")),
    ]
else:
    urlpatterns += [path("", home, name="home")]

handler400 = "smartmart.http.errors.bad_request"
handler403 = "smartmart.http.errors.permission_denied"
handler404 = "smartmart.http.errors.not_found"
handler500 = "smartmart.http.errors.server_error"
