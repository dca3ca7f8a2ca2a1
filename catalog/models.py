from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Category(models.Model):
    """A node of the category tree. name_key is NULL once it is deleted: its name is free again."""

    name = models.CharField(_("name"), max_length=150)
    # A digest of the normal form of the name; unique among what is not deleted.
    name_key = models.CharField(max_length=64, unique=True, null=True, editable=False)
    slug = models.CharField(max_length=180, unique=True, null=True, editable=False)
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
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        db_table = "category"
        ordering = ["name", "id"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """What is for sale. price is before tax, in the shop's currency."""

    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=64, unique=True, null=True, editable=False)
    slug = models.CharField(max_length=230, unique=True, null=True, editable=False)
    description = models.TextField(_("description"), blank=True)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)
    stock_quantity = models.PositiveIntegerField(_("stock"), default=0)
    is_active = models.BooleanField(_("active"), default=True)
    category = models.ForeignKey(
        Category,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="products",
        verbose_name=_("category"),
    )
    # Name and description in lower case without accents; what ?search= looks through.
    search_text = models.TextField(editable=False, default="")
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        db_table = "product"
        ordering = ["-created_at", "-id"]
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.CheckConstraint(name="catalog_product_price_ge_0", condition=Q(price__gte=0)),
            models.CheckConstraint(
                name="catalog_product_stock_ge_0", condition=Q(stock_quantity__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProductImage(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="images")
    image_url = models.URLField(_("image URL"), max_length=1000)
    alt_text = models.CharField(_("alternative text"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        db_table = "productimage"
        ordering = ["position", "id"]
        verbose_name = _("image")
        verbose_name_plural = _("images")


class CatalogVersion(models.Model):
    """Counts the committed writes to the catalogue, spread over several rows.

    A writer raises one row, picked at random, as the last statement of its transaction; the sum
    over all rows names the state of the catalogue. Several rows, so that writers do not queue."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    # Every write.
    writes = models.BigIntegerField()
    # Only writes that can change which products and categories a list holds, or the tree.
    shape_writes = models.BigIntegerField()

    class Meta:
        db_table = "catalog_version"
