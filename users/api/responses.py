"""What the schema says about answers that differ from view to view."""

from common.schema import problem

ACCOUNTS = ["accounts"]
USERS = ["users"]
UNAUTHORIZED = problem("The token is dead.")
LOGIN_REFUSED = problem(
    "`invalid_credentials`: wrong password, unknown e-mail or inactive account."
)
THROTTLED = problem("Too many; wait as many seconds as Retry-After says.")
