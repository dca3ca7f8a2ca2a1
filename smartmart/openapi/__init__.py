"""Additions to the OpenAPI schema: a single language, real examples, error codes."""
