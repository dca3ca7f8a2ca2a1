"""The API: Django REST framework, errors, the schema, CORS."""

from smartmart.configuration.environment import DEBUG

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["users.authentication.JWTWithAccessBlacklistAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "common.http.negotiation.AnyAccept",
    "DEFAULT_PARSER_CLASSES": ["common.http.parsers.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "common.http.pagination.PageNumbers",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "common.http.schema.ShopSchema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "smartmart.http.errors.ErrorHandler",
    "EXCEPTION_FORMATTER_CLASS": "smartmart.http.errors.ErrorFormatter",
    # Django's debug page is HTML; this API always responds with JSON.
    "ENABLE_IN_DEBUG_FOR_UNHANDLED_EXCEPTIONS": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "SmartMart API",
    "DESCRIPTION": "Catalogue, accounts, checkout and payment by ePayco.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "DEFAULT_GENERATOR_CLASS": "smartmart.openapi.generator.EnglishSchemaGenerator",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "smartmart.openapi.examples.add_examples",
    ],
    # The first version with webhooks.
    "OAS_VERSION": "3.1.0",
    "WEBHOOKS": [
        f"smartmart.http.webhooks.{name}"
        for name in (
            *("order_paid", "order_review", "order_status", "order_refunded", "order_reversed"),
            *("return_requested", "product_changed", "stock_low"),
        )
    ],
    # Fields with the same name but different choices.
    "ENUM_NAME_OVERRIDES": {
        "ErrorTypeEnum": "common.http.schema.ErrorType",
        "DocumentTypeEnum": "orders.models.DeliveryDetails.DocumentType",
        "TaxClassEnum": "common.money.taxes.TaxClass",
        "OrderStatusEnum": "orders.models.Order.Status",
    },
}
if DEBUG:
    # Front ends in development, on any port.
    CORS_ALLOWED_ORIGIN_REGEXES = [r"http://(localhost|127\.0\.0\.1)(:\d+)?\Z"]
CORS_ALLOW_HEADERS = (
    "accept",
    "accept-language",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "x-request-id",
)
CORS_EXPOSE_HEADERS = ("etag", "retry-after", "x-request-id")
