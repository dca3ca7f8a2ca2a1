"""Mounted under /epayco-simulator/ in DEBUG only. ePayco's own paths end without a slash."""

from django.urls import path

from integrations.epayco.simulator import api, refunds, views

urlpatterns = [
    path("", views.index, name="epayco-simulator"),
    path("pay/<str:invoice>/", views.pay, name="epayco-simulator-pay"),
    path("payments/", views.payments),
    path("login", api.log_in),
    path("payment/transaction", api.transaction),
    path("payment/session/create", api.create_session),
    path("validation/v1/reference/<str:ref_payco>", api.validation),
    path("api/v1/oauth/login", refunds.log_in),
    path("payment/api/v1/transaction/refund/<str:reference>", refunds.refund),
]
