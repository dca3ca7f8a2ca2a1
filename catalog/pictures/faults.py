"""Errors of uploads."""

from django.conf import settings
from django.utils.translation import gettext as _


class PictureRefused(Exception):
    """The upload was rejected. code is the API's error code; the text is for people."""

    def __init__(self, code: str, text: str):
        super().__init__(text)
        self.code, self.text = code, text


def not_an_image() -> PictureRefused:
    return PictureRefused("invalid_image", _("Choose a JPEG, PNG, WebP or AVIF picture."))


def broken() -> PictureRefused:
    return PictureRefused("invalid_image", _("This picture is damaged or incomplete."))


def too_many_bytes() -> PictureRefused:
    most = settings.PICTURE_MAX_MB
    return PictureRefused("image_too_large", _("A picture may have at most %d MB.") % most)


def too_many_pixels() -> PictureRefused:
    most = settings.PICTURE_MAX_MEGAPIXELS
    return PictureRefused("image_too_large", _("A picture may have at most %d megapixels.") % most)
