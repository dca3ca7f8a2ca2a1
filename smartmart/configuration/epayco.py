"""ePayco: keys, modes and URLs."""

from smartmart import env
from smartmart.configuration.environment import DEBUG, SECRETS

P_CUST_ID_CLIENTE = SECRETS["P_CUST_ID_CLIENTE"]
P_KEY = SECRETS["P_KEY"]
EPAYCO_PUBLIC_KEY = SECRETS["EPAYCO_PUBLIC_KEY"]
EPAYCO_PRIVATE_KEY = SECRETS["EPAYCO_PRIVATE_KEY"]
# The payment gateway of new checkouts.
PAYMENT_GATEWAY = "integrations.epayco.gateway"
EPAYCO_TEST = env.flag("EPAYCO_TEST", False)
EPAYCO_CURRENCY = env.choice("EPAYCO_CURRENCY", "COP", ("COP", "USD"))
EPAYCO_VERIFY = env.flag("EPAYCO_VERIFY", not DEBUG)
EPAYCO_CHECKOUT = env.choice("EPAYCO_CHECKOUT", "script", ("script", "session"))
EPAYCO_API_URL = env.text("EPAYCO_API_URL", "https://apify.epayco.co").rstrip("/")
EPAYCO_VALIDATION_URL = env.text("EPAYCO_VALIDATION_URL", "https://secure.epayco.co").rstrip("/")
# api: full refunds are requested from ePayco (docs/how-to/refunds.md). Never tried live.
EPAYCO_REFUNDS = env.choice("EPAYCO_REFUNDS", "manual", ("manual", "api"))
EPAYCO_OAUTH_URL = env.text(
    "EPAYCO_OAUTH_URL", "https://eks-ms-authentication-service.epayco.io"
).rstrip("/")
EPAYCO_REFUND_URL = env.text("EPAYCO_REFUND_URL", "https://apiflow-green.epayco.co").rstrip("/")
