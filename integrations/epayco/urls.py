from django.urls import path

from integrations.checkout.quote import QuoteView
from integrations.checkout.views import CheckoutStatusView, CheckoutView
from integrations.epayco.confirmation.view import EpaycoConfirmationView
from integrations.epayco.response.view import response_page

urlpatterns = [
    path("epayco/checkout/", CheckoutView.as_view(), name="epayco-checkout"),
    path("epayco/quote/", QuoteView.as_view(), name="epayco-quote"),
    path("epayco/checkout/<str:invoice>/", CheckoutStatusView.as_view(), name="epayco-status"),
    path("epayco/response/", response_page, name="epayco-response"),
    path("checkoutconfirmation/", EpaycoConfirmationView.as_view(), name="epayco-confirmation"),
]
