"""Payment gateways: their apps, keys, modes and URLs."""

from smartmart import env
from smartmart.configuration.environment import DEBUG, DEMO_SECRETS, PUBLIC_URL, SECRETS

GATEWAY_APPS = ["integrations.epayco"]
# The payment gateway of new checkouts.
PAYMENT_GATEWAY = "integrations.epayco.gateway"

P_CUST_ID_CLIENTE = SECRETS["P_CUST_ID_CLIENTE"]
P_KEY = SECRETS["P_KEY"]
EPAYCO_PUBLIC_KEY = SECRETS["EPAYCO_PUBLIC_KEY"]
EPAYCO_PRIVATE_KEY = SECRETS["EPAYCO_PRIVATE_KEY"]
EPAYCO_TEST = env.flag("EPAYCO_TEST", False)
EPAYCO_CURRENCY = env.choice("EPAYCO_CURRENCY", "COP", ("COP", "USD"))
EPAYCO_VERIFY = env.flag("EPAYCO_VERIFY", not DEBUG)
EPAYCO_CHECKOUT = env.choice("EPAYCO_CHECKOUT", "script", ("script", "session"))
# The demo's keys open no account at ePayco: the simulator on this server acts for it.
IS_DEMO = DEBUG and SECRETS["EPAYCO_PRIVATE_KEY"] == DEMO_SECRETS["EPAYCO_PRIVATE_KEY"]
ACTING = f"{PUBLIC_URL}/epayco-simulator" if IS_DEMO else ""
EPAYCO_API_URL = env.address("EPAYCO_API_URL", ACTING or "https://apify.epayco.co").geturl()
EPAYCO_VALIDATION_URL = env.address(
    "EPAYCO_VALIDATION_URL", ACTING or "https://secure.epayco.co"
).geturl()
# api: full refunds are requested from ePayco (docs/how-to/refunds.md). Never tried live.
EPAYCO_REFUNDS = env.choice("EPAYCO_REFUNDS", "manual", ("manual", "api"))
EPAYCO_OAUTH_URL = env.address(
    "EPAYCO_OAUTH_URL", ACTING or "https://eks-ms-authentication-service.epayco.io"
).geturl()
EPAYCO_REFUND_URL = env.address(
    "EPAYCO_REFUND_URL", ACTING or "https://apiflow-green.epayco.co"
).geturl()
