"""Pictures in the admin of products."""
