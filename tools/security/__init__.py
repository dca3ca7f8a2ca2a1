"""Tries to get in where nobody belongs: python -m tools.security [--short]."""
