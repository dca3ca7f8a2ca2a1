from django.urls import path

from integrations.epayco.checkout_views import CheckoutStatusView, CheckoutView
from integrations.epayco.confirmation_view import EpaycoConfirmationView
from integrations.epayco.quote_view import QuoteView
from integrations.epayco.response_view import response_page

urlpatterns = [
    path("epayco/checkout/", CheckoutView.as_view(), name="epayco-checkout"),
    path("epayco/quote/", QuoteView.as_view(), name="epayco-quote"),
    path("epayco/checkout/<str:invoice>/", CheckoutStatusView.as_view(), name="epayco-status"),
    path("epayco/response/", response_page, name="epayco-response"),
    path("checkoutconfirmation/", EpaycoConfirmationView.as_view(), name="epayco-confirmation"),
]
