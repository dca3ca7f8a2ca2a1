from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.taxes import TaxClass


class Category(models.Model):
    """A node of the category tree. name_key is NULL once it is deleted: its name is free again."""

    name = models.CharField(_("name"), max_length=150)
    # A digest of the normal form of the name; unique among what is not deleted.
    name_key = models.CharField(max_length=64, unique=True, null=True, editable=False)
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
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When the name changed last, and with it the place in a list; NULL if never.
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


class Product(models.Model):
    """What is for sale. Prices are in the shop's currency; PRICES_INCLUDE_TAX says how."""

    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=64, unique=True, null=True, editable=False)
    slug = models.CharField(max_length=230, unique=True, null=True, editable=False)
    # The slug of a deleted product, so that a restored one gets it back where it is still free.
    former_slug = models.CharField(max_length=230, blank=True, editable=False, default="")
    # What lists are ordered by: letters and digits of the name, alike under every collation.
    sort_name = models.CharField(max_length=100, editable=False, default="")
    # Printable, told apart by every letter; sku_key is its digest, NULL where there is none.
    sku = models.CharField(_("SKU"), max_length=64, blank=True, default="")
    sku_key = models.CharField(max_length=64, unique=True, null=True, editable=False)
    barcode = models.CharField(_("barcode"), max_length=14, blank=True, default="", db_index=True)
    description = models.TextField(_("description"), blank=True)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)
    compare_at_price = models.DecimalField(
        _("price before"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    tax_class = models.CharField(
        _("tax class"), max_length=12, choices=TaxClass.choices, default=TaxClass.STANDARD
    )
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
    # The main product of a variant. price and stock_quantity of a main product are the lowest and
    # the sum of its visible variants', kept by catalog/services/variants.py and by every sale.
    variant_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="variants",
        verbose_name=_("variant of"),
    )
    # [[name, value], …] as JSON text: a JSON object loses its order on MySQL.
    options = models.CharField(_("options"), max_length=2000, blank=True, default="")
    # A digest of main product and options; NULL for what is no variant, or deleted.
    variant_key = models.CharField(max_length=64, unique=True, null=True, editable=False)
    has_variants = models.BooleanField(_("has variants"), default=False, editable=False)
    # What the visible variants of a main product are found by: codes and options.
    variants_text = models.TextField(editable=False, default="")
    # Name and description in lower case without accents; what ?search= looks through.
    search_text = models.TextField(editable=False, default="")
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When name or price changed last, and with it the place in a list; NULL if never.
    moved_at = models.DateTimeField(null=True, editable=False, db_index=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        db_table = "product"
        ordering = ["-created_at", "-id"]
        verbose_name = _("product")
        verbose_name_plural = _("products")
        # A list walks one of these and stops at the end of its page. The order comes first and
        # then all that decides whether a row belongs to the list, so that rows before the page
        # are passed in the index alone. With the conditions first MariaDB takes them for
        # selective and reads the list from its beginning instead of from where the page starts.
        indexes = [
            models.Index(
                fields=[
                    *("created_at", "id", "is_active", "deleted_at"),
                    *("category", "price", "stock_quantity", "variant_of"),
                ],
                name="product_newest",
            ),
            models.Index(
                fields=["price", "id", "is_active", "deleted_at", "category", "variant_of"],
                name="product_price",
            ),
            models.Index(
                fields=["sort_name", "id", "is_active", "deleted_at", "category", "variant_of"],
                name="product_name",
            ),
            models.Index(
                fields=["updated_at", "id", "is_active", "deleted_at", "category", "variant_of"],
                name="product_changed",
            ),
            models.Index(
                fields=["category", "is_active", "deleted_at", "created_at", "id", "variant_of"],
                name="product_in_category",
            ),
        ]
        constraints = [
            models.CheckConstraint(name="catalog_product_price_ge_0", condition=Q(price__gte=0)),
            models.CheckConstraint(
                name="catalog_product_stock_ge_0", condition=Q(stock_quantity__gte=0)
            ),
            models.CheckConstraint(
                name="catalog_product_compare_at_price_gt_price",
                condition=Q(compare_at_price=None) | Q(compare_at_price__gt=F("price")),
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

    def __str__(self) -> str:
        return self.alt_text or self.image_url.rpartition("/")[2]


class StockMovement(models.Model):
    """One change of a product's stock: how much, why, for which order, by whom. Append-only."""

    class Reason(models.TextChoices):
        INITIAL = "initial", _("initial stock")
        EDIT = "edit", _("edited")
        SALE = "sale", _("sale")
        RETURN = "return", _("return")
        IMPORT = "import", _("import")

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="movements", verbose_name=_("product")
    )
    change = models.BigIntegerField(_("change"))
    quantity_after = models.PositiveIntegerField(_("stock afterwards"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    invoice = models.CharField(_("invoice"), max_length=60, blank=True, db_index=True)
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("person"),
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        db_table = "stock_movement"
        ordering = ["-id"]
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock journal")

    def __str__(self) -> str:
        return f"{self.change:+d} → {self.quantity_after}"


class StockAlert(models.Model):
    """Somebody who wants one mail when the product is back in stock."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="alerts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=8, default="es")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "stock_alert"
        constraints = [
            models.UniqueConstraint(fields=["product", "user"], name="catalog_stockalert_once")
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.user_id}"


class CatalogVersion(models.Model):
    """Counts the committed writes to the catalogue, spread over several rows.

    A writer raises one row, picked at random, as the last statement of its transaction; the sum
    over all rows names the state of the catalogue. Several rows, so that writers do not queue.
    Row 0 is never raised: who moves branches of the category tree locks it."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    # Every write.
    writes = models.BigIntegerField()
    # Only writes that can change which products a list holds, or their order: all but changes of
    # stock and of pictures.
    shape_writes = models.BigIntegerField()
    # Only writes of categories; shape_writes counts them, too.
    tree_writes = models.BigIntegerField(default=0)

    class Meta:
        db_table = "catalog_version"


# Django finds an app's models here.
from catalog.search.models import (  # noqa: E402, F401
    SearchDocument,
    SearchPending,
    SearchPosting,
    SearchSlip,
    SearchState,
    SearchVocabulary,
)


class PriceConversion(models.Model):
    """That all prices were converted from one mode to the other; number counts from 1, so that
    none is written twice."""

    number = models.PositiveIntegerField(unique=True)
    with_tax = models.BooleanField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "price_conversion"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}: {'with tax' if self.with_tax else 'without tax'}"
