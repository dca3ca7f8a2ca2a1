"""The search index: plain tables that work alike on every database."""

from django.db import models


class SearchState(models.Model):
    """A single row, locked while the index is changed."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    # False while the index is incomplete: searches then scan the rows.
    is_ready = models.BooleanField(default=False)
    # Incremented by each rebuild, which invalidates everything that processes have cached.
    generation = models.BigIntegerField(default=0)
    # Incremented with each word added to the vocabulary.
    revision = models.BigIntegerField(default=0)

    class Meta:
        db_table = "search_state"


class SearchPending(models.Model):
    """A written product whose words aren't in the index yet. One row per write, so that indexing
    one write never drops the note of the next."""

    product_id = models.BigIntegerField()

    class Meta:
        db_table = "search_pending"


class SearchDocument(models.Model):
    """The compressed words that the index holds of a product, needed to remove them."""

    product_id = models.BigIntegerField(primary_key=True)
    content = models.BinaryField()

    class Meta:
        db_table = "search_document"


class SearchPosting(models.Model):
    """The products in a segment of 65,536 ids that have this word in this field."""

    word = models.BigIntegerField()
    field = models.PositiveSmallIntegerField()
    segment = models.PositiveIntegerField()
    ids = models.BinaryField()

    class Meta:
        db_table = "search_posting"
        constraints = [
            models.UniqueConstraint(
                fields=["word", "field", "segment"], name="catalog_search_posting_unique"
            )
        ]


class SearchVocabulary(models.Model):
    """All words of the index, one per line, a few thousand per row. Append-only."""

    words = models.BinaryField()

    class Meta:
        db_table = "search_vocabulary"


class SearchSlip(models.Model):
    """A word under the digest of each form made by deleting one or two letters."""

    form = models.BigIntegerField(db_index=True)
    word = models.CharField(max_length=64)

    class Meta:
        db_table = "search_slip"
