"""Image uploads in the product admin."""
