from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.category import Category
from catalog.models.soft_deleted import SoftDeleted
from catalog.pictures.names import smallest_url, url_of
from common.money.taxes import TaxClass


class Product(SoftDeleted):
    """A product. Prices are in the shop's currency, with tax if PRICES_INCLUDE_TAX is set."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.CharField(max_length=230, unique=True, null=True, editable=False)
    # The slug of a deleted product, to be restored if it is still free.
    former_slug = models.CharField(max_length=230, blank=True, editable=False, default="")
    # Sort key: letters and digits of the name, which every collation sorts alike.
    sort_name = models.CharField(max_length=100, editable=False, default="")
    # Case-sensitive; sku_key is its digest, NULL if empty.
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
    # The main product of a variant. A main product's price and stock_quantity are the lowest price
    # and the sum of its visible variants, which catalog/services/main_products.py and each sale
    # maintain.
    variant_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="variants",
        verbose_name=_("variant of"),
    )
    # [[name, value], …] as JSON text: MySQL's JSON objects don't keep their order.
    options = models.CharField(_("options"), max_length=2000, blank=True, default="")
    # Digest of main product and options; NULL if not a variant, or deleted.
    variant_key = models.CharField(max_length=64, unique=True, null=True, editable=False)
    has_variants = models.BooleanField(_("has variants"), default=False, editable=False)
    # Search text of a main product's visible variants: codes and options.
    variants_text = models.TextField(editable=False, default="")
    # Search text: name and description in lower case without accents.
    search_text = models.TextField(editable=False, default="")
    # When name or price, and so the position in lists, last changed; NULL if never.
    moved_at = models.DateTimeField(null=True, editable=False, db_index=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        db_table = "product"
        ordering = ["-created_at", "-id"]
        verbose_name = _("product")
        verbose_name_plural = _("products")
        # A list reads one of these up to the end of its page. The sort column comes first, then
        # the columns of the conditions, so that rows before the page are skipped in the index
        # alone. With the conditions first MariaDB takes them for selective and reads the list
        # from its beginning instead of from the start of the page.
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
    # For an uploaded image, its URL when saved; shown_url follows picture (catalog/pictures/).
    image_url = models.CharField(_("image URL"), max_length=1000)
    picture = models.ForeignKey(
        "catalog.Picture",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    alt_text = models.CharField(_("alternative text"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        db_table = "productimage"
        ordering = ["position", "id"]
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def __str__(self) -> str:
        return self.alt_text or self.image_url.rpartition("/")[2]

    @property
    def small_url(self) -> str:
        picture = self.picture
        return smallest_url(picture.name, picture.sizes) if picture else self.image_url

    @property
    def shown_url(self) -> str:
        """Return the current URL. Use select_related("picture")."""
        return url_of(self.picture.name, self.picture.sizes) if self.picture else self.image_url
