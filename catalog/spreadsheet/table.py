"""The table of products: its columns in English and Spanish, and its export."""

import tablib
from django.db.models import QuerySet
from import_export.fields import Field
from import_export.resources import ModelResource

from catalog.api.fields import Barcode, Name, Sku
from catalog.models import Product
from catalog.pictures import lists
from catalog.spreadsheet.cells import (
    CategoryCell,
    ImagesCell,
    JudgedCell,
    StockCell,
    TaxClassCell,
    TextCell,
    WholeCell,
    YesNoCell,
)
from catalog.spreadsheet.variant_cells import MainCell, OptionsCell
from common.spreadsheets.cells import PriceBeforeCell, PriceCell
from common.spreadsheets.columns import Columns

# Column names in English and Spanish. A file may use either, in any order, and omit some.
SPANISH = {
    "id": "id",
    "name": "nombre",
    "sku": "sku",
    "barcode": "codigo_de_barras",
    "variant_of": "variante_de",
    "options": "opciones",
    "category": "categoria",
    "price": "precio",
    "compare_at_price": "precio_anterior",
    "tax_class": "clase_de_impuesto",
    "stock": "existencias",
    "stock_at_export": "existencias_al_exportar",
    "active": "activo",
    "description": "descripcion",
    "images": "imagenes",
}
# Their names in the API are known too.
COLUMNS = Columns(SPANISH, also={"stock_quantity": "stock", "is_active": "active"})
COLUMN_OF = {
    "variant_of_id": "variant_of",
    "category_id": "category",
    "stock_quantity": "stock",
    "is_active": "active",
    lists.COLUMN: "images",
}
FIELDS = (
    *("name", "sku", "barcode", "category_id", "price", "compare_at_price", "tax_class"),
    *("stock_quantity", "is_active", "description", "variant_of_id", "options"),
    lists.COLUMN,
)


class ImagesField(Field):
    """The image URLs of an exported product."""

    def get_value(self, instance: Product) -> str:
        return lists.text_of(instance)


class ProductTable(ModelResource):
    """The columns of a product, one row each."""

    id = Field("pk", "id", readonly=True, widget=WholeCell())
    name = Field("name", "name", widget=JudgedCell(Name(max_length=200)))
    sku = Field("sku", "sku", widget=JudgedCell(Sku()))
    barcode = Field("barcode", "barcode", widget=JudgedCell(Barcode()))
    # Read by catalog/spreadsheet/variants.py, all rows at once.
    variant_of = Field("variant_of_id", "variant_of", readonly=True, widget=MainCell())
    options = Field("options", "options", readonly=True, widget=OptionsCell())
    category = Field("category_id", "category", widget=CategoryCell())
    price = Field("price", "price", widget=PriceCell())
    compare_at_price = Field("compare_at_price", "compare_at_price", widget=PriceBeforeCell())
    tax_class = Field("tax_class", "tax_class", widget=TaxClassCell())
    stock = Field("stock_quantity", "stock", widget=StockCell())
    stock_at_export = Field("stock_quantity", "stock_at_export", readonly=True, widget=WholeCell())
    active = Field("is_active", "active", widget=YesNoCell())
    description = Field("description", "description", widget=TextCell())
    images = ImagesField(lists.COLUMN, "images", widget=ImagesCell())

    class Meta:
        model = Product
        fields = tuple(SPANISH)
        export_order = tuple(SPANISH)


def table_of(products: QuerySet[Product], *, native: bool) -> tablib.Dataset:
    """Return products as a table. native: numbers as numbers, if the format has them."""
    resource = ProductTable()
    resource.fields["category"].widget.load()
    resource.fields["variant_of"].widget.load()
    dataset = resource.export(
        products.order_by("pk").prefetch_related("images__picture"), force_native_type=native
    )
    dataset.headers = COLUMNS.names()
    return dataset
