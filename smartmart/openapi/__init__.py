"""What the OpenAPI schema says beyond the views: one language, real examples, error codes."""
