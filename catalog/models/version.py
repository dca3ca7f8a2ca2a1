"""Bookkeeping: the version of the catalog, and conversions of its prices."""

from django.db import models


class CatalogVersion(models.Model):
    """Counts committed catalog writes, spread over several rows.

    A writer increments a random row as the last statement of its transaction; the sum of all
    rows is the catalog version. Several rows keep writers from queuing. Row 0 is never
    incremented: it is the lock for moving branches of the category tree."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    # Every write.
    writes = models.BigIntegerField()
    # Writes that can change the contents or order of lists: all but changes of stock and images.
    shape_writes = models.BigIntegerField()
    # Writes of categories; shape_writes counts them too.
    tree_writes = models.BigIntegerField(default=0)

    class Meta:
        db_table = "catalog_version"


class PriceConversion(models.Model):
    """A record that all prices were converted to the other mode. number counts from 1 and is
    unique, so that a conversion can't run twice."""

    number = models.PositiveIntegerField(unique=True)
    with_tax = models.BooleanField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "price_conversion"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}: {'with tax' if self.with_tax else 'without tax'}"
