"""The schema of ePayco's payment data and notifications."""

from rest_framework import serializers


class PaymentDataSerializer(serializers.Serializer):
    """The data that opens ePayco's checkout; whole amounts have no decimals."""

    key = serializers.CharField(help_text="ePayco's public key.")
    test = serializers.BooleanField()
    invoice = serializers.CharField(help_text="INV- and a UUID4.")
    name = serializers.CharField()
    description = serializers.CharField(help_text="ASCII, at most 100 characters.")
    currency = serializers.CharField()
    amount = serializers.CharField(help_text="tax_base + tax + tax_ico")
    tax_base = serializers.CharField(help_text="The subtotal.")
    tax = serializers.CharField(help_text="IVA.")
    tax_ico = serializers.CharField(help_text="Consumption tax.")
    country = serializers.CharField()
    lang = serializers.CharField()
    external = serializers.CharField()
    response = serializers.URLField()
    confirmation = serializers.URLField()
    extra1 = serializers.CharField(help_text="The invoice.")
    name_billing = serializers.CharField()
    email_billing = serializers.EmailField()
    address_billing = serializers.CharField(required=False, help_text="If given.")
    mobilephone_billing = serializers.CharField(required=False, help_text="If given.")
    type_doc_billing = serializers.CharField(required=False, help_text="If given.")
    number_doc_billing = serializers.CharField(required=False, help_text="If given.")
    expires_at = serializers.DateTimeField()
    session_id = serializers.CharField(
        allow_null=True, help_text="A Smart Checkout v2 session, if the shop uses them."
    )


class ConfirmationSerializer(serializers.Serializer):
    """The fields of a notification that the shop uses; ePayco sends about fifty more."""

    x_ref_payco = serializers.CharField(max_length=64)
    x_transaction_id = serializers.CharField(max_length=64)
    x_amount = serializers.CharField(max_length=20)
    x_currency_code = serializers.CharField(max_length=8)
    x_id_invoice = serializers.CharField(max_length=64)
    x_cod_transaction_state = serializers.CharField(max_length=20)
    x_signature = serializers.CharField(max_length=64)
    x_test_request = serializers.CharField(required=False)
