"""Derive slug, sort name and search text from a name."""

import itertools

from django.db import models
from django.utils.text import slugify

from common.text import plain

STEP = 50


def sort_name(name: str) -> str:
    """Return letters and digits only: collations differ in punctuation, case and accents."""
    kept = "".join(char if char.isalnum() else " " for char in plain(name))
    return " ".join(kept.split())[:100].strip()


def free_slug(model: type[models.Model], name: str, *, fallback: str) -> str:
    """Return the slug of a name, or the first unused of slug-2, slug-3, …

    Two concurrent writers may get the same one; the unique column rejects the second."""
    longest = model._meta.get_field("slug").max_length - 8
    base = slugify(name)[:longest].strip("-_") or fallback
    # Most names are new, so the slug alone is looked for first.
    for start in itertools.chain([1], itertools.count(2, STEP)):
        end = start + STEP if start > 1 else 2
        wanted = [base if n == 1 else f"{base}-{n}" for n in range(start, end)]
        taken = set(model.objects.filter(slug__in=wanted).values_list("slug", flat=True))
        if free := [slug for slug in wanted if slug not in taken]:
            return free[0]
    raise AssertionError("unreachable")
