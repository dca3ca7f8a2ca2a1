"""The admin of the catalog."""

from catalog.admin import categories, journal, products

__all__ = ["categories", "journal", "products"]
