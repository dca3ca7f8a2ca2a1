"""The search index: plain tables that mean the same on every database."""

from django.db import models


class SearchState(models.Model):
    """One row. Whoever changes the index holds its lock."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    # False while the index is not whole: lists are then searched row by row.
    is_ready = models.BooleanField(default=False)
    # Raised by each rebuild, after which nothing that a process remembers is valid.
    generation = models.BigIntegerField(default=0)
    # Raised with each word that is added to the vocabulary.
    revision = models.BigIntegerField(default=0)

    class Meta:
        db_table = "search_state"


class SearchPending(models.Model):
    """A product was written and its words are not yet in the index. One row for each write, so
    that indexing one write never drops the note of the next."""

    product_id = models.BigIntegerField()

    class Meta:
        db_table = "search_pending"


class SearchDocument(models.Model):
    """What the index holds of a product, compressed: needed to take it out again."""

    product_id = models.BigIntegerField(primary_key=True)
    content = models.BinaryField()

    class Meta:
        db_table = "search_document"


class SearchPosting(models.Model):
    """Which products of a segment of 65,536 ids have this word in this field."""

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
    """Every word of the index, a few thousand to a row, one on a line. Only ever appended to."""

    words = models.BinaryField()

    class Meta:
        db_table = "search_vocabulary"


class SearchSlip(models.Model):
    """A word under the digest of each form that is left of it by deleting a letter or two."""

    form = models.BigIntegerField(db_index=True)
    word = models.CharField(max_length=64)

    class Meta:
        db_table = "search_slip"
