"""Uploaded images: checked, converted to WebP in three sizes, stored, shown and cleaned up."""
