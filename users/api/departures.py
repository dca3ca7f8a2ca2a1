"""Deactivate or erase an account together with its unpaid checkouts, in one transaction.

The account's own part is in users/accounts/services.py, that of the checkouts in
business_logic/checkout/departures.py."""

from business_logic.checkout import departures
from common.db.transactions import retried_transaction
from users.accounts import services
from users.models import AppUser


@retried_transaction
def change(user: AppUser, data: dict, *, actor: AppUser, address: str) -> AppUser:
    """Save validated fields; deactivation releases the stock that the account holds.

    Raises ValidationError for the last active superuser."""
    changed = services.change(user, data, actor=actor, address=address)
    if not changed.is_active:
        departures.end_holds(changed.pk)
    return changed


@retried_transaction
def deactivate(user: AppUser, *, actor: AppUser, address: str) -> None:
    """Deactivate the account and release its holds. Raises like change()."""
    services.deactivate(user, actor=actor, address=address)
    departures.end_holds(user.pk)


@retried_transaction
def erase(user: AppUser, *, actor: AppUser, address: str) -> None:
    """Erase the personal data of the account, its unpaid checkouts and its returns.

    Raises like change(), and Http404 if it was erased before."""
    services.erase(user, actor=actor, address=address)
    departures.forget_buyer(user.pk)
