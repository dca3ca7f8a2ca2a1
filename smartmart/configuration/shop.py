"""The shop: who it is, its taxes, delivery, stock and deadlines."""

from decimal import Decimal

from smartmart import env

SHOP_NAME = env.text("SHOP_NAME", "SmartMart")
# The name that authenticator apps show.
OTP_TOTP_ISSUER = SHOP_NAME
SHOP_LEGAL_NAME = env.text("SHOP_LEGAL_NAME")
SHOP_BRAND = env.text("SHOP_BRAND")
SHOP_TAX_ID = env.tax_id("SHOP_TAX_ID")
SHOP_ADDRESS = env.text("SHOP_ADDRESS")
SHOP_PHONE = env.text("SHOP_PHONE")
SHOP_EMAIL = env.text("SHOP_EMAIL")
SHOP_TERMS_URL = env.text("SHOP_TERMS_URL") and env.address("SHOP_TERMS_URL").geturl()
SHOP_PRIVACY_URL = env.text("SHOP_PRIVACY_URL") and env.address("SHOP_PRIVACY_URL").geturl()
SHOP_PICKUP_ADDRESS = env.text("SHOP_PICKUP_ADDRESS")

TAX_RATE = env.rate("TAX_RATE", "0.19")
TAX_RATE_REDUCED = env.rate("TAX_RATE_REDUCED", "0.05")
TAX_RATE_CONSUMPTION = env.rate("TAX_RATE_CONSUMPTION", "0.08")
TAX_RATE_CHANGES = env.rate_changes("TAX_RATE_CHANGES", ("standard", "reduced", "consumption"))
PRICES_INCLUDE_TAX = env.flag("PRICES_INCLUDE_TAX", False)
CHECKOUT_TTL_SECONDS = env.integer("CHECKOUT_TTL_SECONDS", 300, minimum=1)
PENDING_HOLD_HOURS = env.integer("PENDING_HOLD_HOURS", 72)
PENDING_HOLD_UNITS = env.integer("PENDING_HOLD_UNITS", 200)
# 0: no reminders.
ABANDONED_CHECKOUT_HOURS = env.integer("ABANDONED_CHECKOUT_HOURS", 0)
LATE_PAYMENT_DAYS = env.integer("LATE_PAYMENT_DAYS", 10)
CHECKOUT_RETENTION_DAYS = env.integer("CHECKOUT_RETENTION_DAYS", 30)
RETURN_RETENTION_DAYS = env.integer("RETURN_RETENTION_DAYS", 365)
DELIVERY_FLAT_RATE = env.decimal("DELIVERY_FLAT_RATE", "12000", below=Decimal(10**9))
DELIVERY_FREE_FROM = env.decimal("DELIVERY_FREE_FROM", "200000", below=Decimal(10**12))
LOW_STOCK_THRESHOLD = env.integer("LOW_STOCK_THRESHOLD", 5)
LOW_STOCK_EMAIL = env.text("LOW_STOCK_EMAIL")
