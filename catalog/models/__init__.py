from catalog.models.category import Category
from catalog.models.product import Product, ProductImage
from catalog.models.stock import StockAlert, StockMovement
from catalog.models.version import CatalogVersion, PriceConversion
from catalog.pictures.models import Picture
from catalog.search.models import (
    SearchDocument,
    SearchPending,
    SearchPosting,
    SearchSlip,
    SearchState,
    SearchVocabulary,
)

__all__ = [
    "CatalogVersion",
    "Category",
    "Picture",
    "PriceConversion",
    "Product",
    "ProductImage",
    "SearchDocument",
    "SearchPending",
    "SearchPosting",
    "SearchSlip",
    "SearchState",
    "SearchVocabulary",
    "StockAlert",
    "StockMovement",
]
