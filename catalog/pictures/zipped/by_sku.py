"""Assign the files of an archive to products by SKU, and store them product by product."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException

from catalog.admin.base import texts_of
from catalog.models import Product
from catalog.pictures import decoding
from catalog.pictures.attaching import attach
from catalog.pictures.faults import PictureRefused
from catalog.pictures.models import Picture
from catalog.pictures.storing import keep
from catalog.pictures.zipped.archives import Reader, ZipEntry, numbered
from catalog.services.names import sku_key

BATCH = 500


class Report(NamedTuple):
    """The result of one file."""

    path: str
    product: Product | None
    text: str
    is_fault: bool = False


Files = list[tuple[int, ZipEntry]]


def assigned(found: Iterable[ZipEntry]) -> tuple[dict[Product, Files], list[ZipEntry]]:
    """Return the files of each product in order, and those without a product.

    A file named exactly like a SKU belongs to it, even if the SKU ends in -2."""
    found = list(found)
    known = products_of(found)
    files: dict[Product, Files] = defaultdict(list)
    nobodys = []
    for entry in found:
        stem, place = entry.stem, 1
        if stem not in known and (parts := numbered(stem)):
            stem, place = parts
        if product := known.get(stem):
            files[product].append((place, entry))
        else:
            nobodys.append(entry)
    for each in files.values():
        each.sort(key=lambda file: (file[0], file[1].path))
    return files, nobodys


def products_of(found: list[ZipEntry]) -> dict[str, Product]:
    """Return the products by SKU, with one query for all."""
    skus = {entry.stem for entry in found}
    skus |= {parts[0] for sku in list(skus) if (parts := numbered(sku))}
    keys = {key: sku for sku in skus if (key := sku_key(sku))}
    products: dict[str, Product] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), BATCH):
        rows = Product.objects.filter(sku_key__in=wanted[start : start + BATCH], deleted_at=None)
        products |= {
            keys[product.sku_key]: product for product in rows.only("pk", "name", "sku_key")
        }
    return products


def write(reader: Reader, found: Iterable[ZipEntry], *, replace: bool) -> Iterator[list[Report]]:
    """Store the images and yield reports product by product. replace: remove existing images."""
    files, nobodys = assigned(found)
    text = _("No product has this SKU.")
    yield [Report(entry.path, None, text, is_fault=True) for entry in nobodys]
    for product, of_it in files.items():
        yield write_one(reader, product, of_it, replace=replace)


def write_one(reader: Reader, product: Product, files: Files, *, replace: bool) -> list[Report]:
    reports: list[Report] = []
    kept: list[tuple[ZipEntry, Picture]] = []
    for _place, entry in files:
        try:
            kept.append((entry, keep(decoding.encode(reader.read(entry)))))
        except PictureRefused as fault:
            reports.append(Report(entry.path, product, fault.text, is_fault=True))
        except APIException as error:
            reports.append(Report(entry.path, product, " ".join(texts_of(error)), is_fault=True))
    if not kept:
        return reports
    try:
        pictures = [picture for _entry, picture in kept]
        added = {i.picture_id for i in attach(product.pk, pictures=pictures, replace=replace)}
    except APIException as error:
        text = " ".join(texts_of(error))
        return reports + [Report(entry.path, product, text, is_fault=True) for entry, _p in kept]
    for entry, picture in kept:
        text = _("Added.") if picture.pk in added else _("The product has this picture already.")
        added.discard(picture.pk)
        reports.append(Report(entry.path, product, text))
    return reports
