"""The admin of accounts, groups and revoked tokens."""

from users.admin import accounts, groups, tokens

__all__ = ["accounts", "groups", "tokens"]
