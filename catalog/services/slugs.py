"""What is made from a name: its slug, and the text that lists are ordered by and searched in."""

import itertools

from django.db import models
from django.utils.text import slugify

from common.text import plain

STEP = 50


def sort_name(name: str) -> str:
    """Letters and digits only: where collations disagree is punctuation, case and accents."""
    kept = "".join(char if char.isalnum() else " " for char in plain(name))
    return " ".join(kept.split())[:100].strip()


def free_slug(model: type[models.Model], name: str, *, fallback: str) -> str:
    """The slug of a name, or the first of slug-2, slug-3, … that nothing uses.

    Two writers may be told the same one; the unique column lets one of them win."""
    longest = model._meta.get_field("slug").max_length - 8
    base = slugify(name)[:longest].strip("-_") or fallback
    for start in itertools.count(1, STEP):
        wanted = [base if n == 1 else f"{base}-{n}" for n in range(start, start + STEP)]
        taken = set(model.objects.filter(slug__in=wanted).values_list("slug", flat=True))
        if free := [slug for slug in wanted if slug not in taken]:
            return free[0]
    raise AssertionError("unreachable")
