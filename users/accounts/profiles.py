"""Update a user's own profile."""

from django.db import IntegrityError

from common.db.transactions import autocommit
from users.exceptions import taken
from users.models import AppUser


def change_profile(user: AppUser, data: dict) -> AppUser:
    """Save validated profile fields; the email address is not one of them.

    Raises ValidationError if the username was taken in the meantime."""
    if not data:
        return user
    for name, value in data.items():
        if name == "username":
            user.set_username(value)
        else:
            setattr(user, name, value)
    user.index()
    try:
        columns = [*data, "username_key", "search_text", "updated_at"]
        autocommit(lambda: user.save(update_fields=columns))
    except IntegrityError as error:
        raise taken("username") from error
    return user
