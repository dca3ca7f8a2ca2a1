"""The admin of the catalog."""

from catalog.admin import journal, products

__all__ = ["journal", "products"]
