"""Error responses for the schema."""

from common.http.schema import problem

ACCOUNTS = ["accounts"]
USERS = ["users"]
UNAUTHORIZED = problem("The token is invalid, expired or revoked.")
LOGIN_REFUSED = problem("`invalid_credentials`: wrong password, unknown email or inactive account.")
THROTTLED = problem("Too many requests. Wait the number of seconds in Retry-After.")
