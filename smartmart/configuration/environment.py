"""What differs between machines: debug mode, secrets, URLs, proxies."""

from smartmart import env

DEBUG = env.flag("DEBUG", False)
DEMO_SECRETS = {
    "SECRET_KEY": "demo-secret-key-for-development-only",
    "P_CUST_ID_CLIENTE": "000000",
    "P_KEY": "demo-p-key-for-development-only",
    "EPAYCO_PUBLIC_KEY": "demo-public-key",
    "EPAYCO_PRIVATE_KEY": "demo-private-key",
}
SECRETS = env.secrets(DEMO_SECRETS, debug=DEBUG)
SECRET_KEY = SECRETS["SECRET_KEY"]
PUBLIC = env.address("PUBLIC_URL", "http://localhost:8000")
PUBLIC_URL, PUBLIC_SCHEME, PUBLIC_HOST = PUBLIC.geturl(), PUBLIC.scheme, PUBLIC.hostname
FRONTEND_URL = env.text("FRONTEND_URL") and env.address("FRONTEND_URL").geturl()
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", f"{PUBLIC_HOST},localhost,127.0.0.1,[::1]")
CORS_ALLOWED_ORIGINS = env.words("CORS_ALLOWED_ORIGINS", env.origin(FRONTEND_URL))
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", env.origin(PUBLIC_URL))
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 0)
