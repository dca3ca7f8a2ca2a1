"""POST /products/{pk}/{slug}/images/: add an image to a product."""

from django.contrib.admin.models import CHANGE
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.base import FAILED, CatalogViewSet
from catalog.api.serializers import ProductSerializer
from catalog.models import Product
from catalog.pictures import decoding
from catalog.pictures.attaching import as_validation_error, attach
from catalog.pictures.faults import PictureRefused
from catalog.pictures.models import Picture
from catalog.pictures.storing import keep
from catalog.public import rendering
from catalog.public.tree import Tree
from catalog.services import change_log
from common.http.parsers import BodyTooLarge


class FormParser(MultiPartParser):
    def parse(self, stream, media_type=None, parser_context=None):
        try:
            return super().parse(stream, media_type, parser_context)
        except RequestDataTooBig as error:
            raise BodyTooLarge from error


class MayChangeProducts(BasePermission):
    def has_permission(self, request: Request, view) -> bool:
        return bool(request.user) and request.user.has_perm("catalog.change_product")


@extend_schema_field({"type": "string", "format": "binary"})
class UploadField(serializers.FileField):
    """A file field that leaves the validation of the content, even if empty, to the decoder."""

    def __init__(self, **kwargs):
        super().__init__(allow_empty_file=True, **kwargs)


class PictureUploadSerializer(serializers.Serializer):
    image = UploadField(help_text="A JPEG, PNG, WebP or AVIF file.")
    alt_text = serializers.CharField(
        max_length=200, allow_blank=True, default="", help_text="What the picture shows."
    )


class PictureUploads(CatalogViewSet):
    queryset = Product.objects.none()
    serializer_class = PictureUploadSerializer
    permission_classes = [MayChangeProducts]
    parser_classes = [FormParser]
    model_name = "product"

    @extend_schema(
        tags=["catalogue"],
        summary="Upload an image of a product",
        description="Adds it behind the images that the product has; an image that it has already "
        "isn't added again. To sort or remove images, `PATCH` the product with the list of "
        "`images` that it shall have: an uploaded image keeps its `sizes` under its `image_url`. "
        "400 `invalid_image` for what is no JPEG, PNG, WebP or AVIF, or is damaged; "
        "`image_too_large` for too many bytes or pixels; `too_many_images`.",
        responses={201: ProductSerializer, 412: FAILED},
    )
    def upload(self, request: Request, pk: int, slug: str) -> Response:
        body = self.read_body()
        product = Product.objects.filter(pk=pk, deleted_at=None).first()
        if product is None or product.slug != slug:
            raise NotFound()
        picture = kept(body["image"])
        check = self.precondition()
        if attach(pk, slug, pictures=[picture], alt_text=body["alt_text"], check=check):
            text = f"{_('pictures added')}: 1"
            change_log.log_by_api(request.user.pk, product, CHANGE, text)
        return self.written(pk, 201)

    def now(self, pk: int, tree: Tree) -> dict:
        return rendering.one_product(tree, None, sees_all=True, pk=pk)


def kept(file) -> Picture:
    """Decode and store the upload. Raises ValidationError if it is not a valid image."""
    try:
        return keep(decoding.encode(decoding.read(file)))
    except PictureRefused as fault:
        raise as_validation_error(fault) from None
