"""Find the uploaded images behind the URLs of a product."""

from collections.abc import Iterable

from catalog.pictures.models import Picture
from catalog.pictures.names import name_in


def uploaded(urls: Iterable[str]) -> dict[str, Picture]:
    """Return the uploaded images behind these URLs, locked until the commit against the sweep.

    One query, or none if no URL is an uploaded image's."""
    names = {url: name for url in urls if (name := name_in(url))}
    if not names:
        return {}
    rows = Picture.objects.select_for_update().filter(name__in=set(names.values()))
    found = {picture.name: picture for picture in rows.exclude(digest=None).order_by("pk")}
    use(found.values())
    return {url: found[name] for url, name in names.items() if name in found}


def held(pictures: Iterable[Picture]) -> list[Picture]:
    """Lock the images; return them in the same order, without those that a sweep has removed."""
    wanted = [picture.pk for picture in pictures]
    rows = Picture.objects.select_for_update().filter(pk__in=set(wanted)).exclude(digest=None)
    found = {picture.pk: picture for picture in rows.order_by("pk")}
    use(found.values())
    return [found[pk] for pk in wanted if pk in found]


def use(pictures: Iterable[Picture]) -> None:
    if idle := [picture.pk for picture in pictures if picture.unused_since is not None]:
        Picture.objects.filter(pk__in=idle).update(unused_since=None)
