"""Image uploads in the product form, decoded before the form's transaction begins."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from catalog.pictures import decoding
from catalog.pictures.faults import PictureRefused
from catalog.pictures.models import Picture
from catalog.pictures.storing import keep
from catalog.services.transactions import CatalogBusy

FIELD = "uploads"
ACCEPT = ".jpg,.jpeg,.png,.webp,.avif"


@dataclass
class Uploads:
    """A form's uploads: the images, already stored, and the errors of the other files."""

    pictures: list[Picture] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_uploads(request: HttpRequest) -> Uploads:
    """Decode and store the uploaded files. Call it outside of transactions."""
    found = Uploads()
    for file in request.FILES.getlist(FIELD):
        try:
            found.pictures.append(keep(decoding.encode(decoding.read(file))))
        except (PictureRefused, CatalogBusy) as fault:
            found.faults.append(f"{shown_name(file.name)}: {fault}")
    return found


def shown_name(name: str) -> str:
    """Return a file name that is safe to show: the client can send any string."""
    printable = "".join(char if char.isprintable() else "\ufffd" for char in name or "")
    return Truncator(printable).chars(60)


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """A field for several files, which read_uploads reads."""

    widget = SeveralFiles

    def clean(self, data: Sequence | None, initial=None) -> list:
        return list(data or [])

    def has_changed(self, initial, data) -> bool:
        """Return False: no column of the product depends on this field."""
        return False


class PictureUploadForm(forms.ModelForm):
    """Mixin of the product form. found: the result of read_uploads."""

    found = Uploads()

    uploads = SeveralFilesField(
        label=_("upload pictures"),
        required=False,
        help_text=_("JPEG, PNG, WebP or AVIF; several at once. They are added behind the others."),
        widget=SeveralFiles({"accept": ACCEPT}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if FIELD in self.fields:
            self.fields[FIELD].show_hidden_initial = False

    def clean_uploads(self) -> list[Picture]:
        if self.found.faults:
            raise ValidationError(self.found.faults, code="invalid_image")
        return self.found.pictures
