"""Static files and uploaded images."""

from smartmart import env
from smartmart.configuration import BASE_DIR
from smartmart.configuration.environment import DEBUG, PUBLIC_URL

STATIC_URL = "/static/"
# Static files are served from the packages, without collectstatic.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# Absolute, for front ends on other hosts. The shop itself serves /media/ too.
MEDIA_URL = env.address("MEDIA_URL", f"{PUBLIC_URL}/media").geturl() + "/"
MEDIA_S3_BUCKET = env.text("MEDIA_S3_BUCKET")
# Empty on disk if a bucket is used.
MEDIA_ROOT = "" if MEDIA_S3_BUCKET else env.text("MEDIA_ROOT", str(BASE_DIR / "media"))
MEDIA_S3_REGION = env.text("MEDIA_S3_REGION")
MEDIA_S3_ENDPOINT = env.text("MEDIA_S3_ENDPOINT")
MEDIA_S3_ENDPOINT = MEDIA_S3_ENDPOINT and env.address("MEDIA_S3_ENDPOINT").geturl()
MEDIA_S3_DOMAIN = env.text("MEDIA_S3_DOMAIN")
STORAGES = {
    "default": env.picture_storage(
        MEDIA_S3_BUCKET, MEDIA_S3_REGION, MEDIA_S3_ENDPOINT, MEDIA_S3_DOMAIN
    ),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PICTURE_MAX_MB = env.integer("PICTURE_MAX_MB", 10, minimum=1, maximum=50)
PICTURE_MAX_MEGAPIXELS = env.integer("PICTURE_MAX_MEGAPIXELS", 30, minimum=1, maximum=100)
PICTURE_UPLOAD_MAX_MB = env.integer("PICTURE_UPLOAD_MAX_MB", 50, minimum=1, maximum=500)
PICTURE_GRACE_DAYS = env.integer("PICTURE_GRACE_DAYS", 14, minimum=1)
