from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.soft_deleted import SoftDeleted


class Category(SoftDeleted):
    """A node of the category tree."""

    name = models.CharField(_("name"), max_length=150)
    slug = models.CharField(max_length=180, unique=True, null=True, editable=False)
    former_slug = models.CharField(max_length=180, blank=True, editable=False, default="")
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name=_("parent"),
    )
    is_active = models.BooleanField(_("active"), default=True)
    search_text = models.CharField(max_length=200, editable=False, default="")
    # When the name, and so the position in lists, last changed; NULL if never.
    moved_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True, db_index=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True, db_index=True)

    class Meta:
        db_table = "category"
        ordering = ["name", "id"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return self.name
