"""Tries to get in where nobody belongs: python -m security [--short]."""
