"""HTTPS, cookies and headers."""

from smartmart import env
from smartmart.configuration.environment import PUBLIC_SCHEME, TRUSTED_PROXIES

HTTPS = PUBLIC_SCHEME == "https"
SECURE_SSL_REDIRECT = HTTPS
# ePayco follows no redirects; load balancer probes and Prometheus use HTTP.
SECURE_REDIRECT_EXEMPT = [r"^checkoutconfirmation/$", r"^health/", r"^metrics/$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# Preloading takes months to undo, so it is opt-in.
SECURE_HSTS_PRELOAD = env.flag("HSTS_PRELOAD", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "smartmart.http.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
