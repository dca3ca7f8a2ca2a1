"""The security tests: python -m tools.security [--short]."""
