"""Email."""

from email.utils import formataddr

from smartmart import env
from smartmart.configuration import BASE_DIR
from smartmart.configuration.environment import DEBUG, PUBLIC_HOST
from smartmart.configuration.shop import SHOP_NAME

EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
if DEBUG:
    # /mail/ shows sent emails, whichever backend sends them.
    MAILBOX_FORWARDS_TO, EMAIL_BACKEND = EMAIL_BACKEND, "smartmart.mailbox.backend.MailboxBackend"
EMAIL_FILE_PATH = env.text("EMAIL_FILE_PATH", str(BASE_DIR / "mail"))
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
# Emails are sent in background threads, so that no response waits for the mail server.
MAIL_IN_BACKGROUND = True
DEFAULT_FROM_EMAIL = env.text(
    "DEFAULT_FROM_EMAIL", formataddr((SHOP_NAME, f"no-reply@{PUBLIC_HOST}"))
)
