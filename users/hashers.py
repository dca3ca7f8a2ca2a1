"""The password hash, computed for a few at a time."""

import os
from threading import BoundedSemaphore

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from users.exceptions import HashesBusy

PROCESSES = int(os.environ.get("WEB_CONCURRENCY") or 2)
THREADS = int(os.environ.get("WEB_THREADS") or 8)
# All processes together compute as many hashes at a time as there are processors.
AT_ONCE = max(1, (os.cpu_count() or 1) // PROCESSES)
# Requests that compute or wait; the other threads of the process serve everybody else.
AT_MOST = max(AT_ONCE, THREADS - 2)

computing = BoundedSemaphore(AT_ONCE)
places = BoundedSemaphore(AT_MOST)


def need_room() -> None:
    """Before anything else is done for a request that needs a hash. Raises HashesBusy."""
    if not places.acquire(blocking=False):
        raise HashesBusy
    places.release()


class PatientPBKDF2(PBKDF2PasswordHasher):
    """Django's pbkdf2_sha256. A flood of log-ins costs seconds of processor time: few requests wait
    for it, and the others are told to come again."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """Raises HashesBusy at once where too many wait already."""
        if not places.acquire(blocking=False):
            raise HashesBusy
        try:
            with computing:
                return super().encode(password, salt, iterations)
        finally:
            places.release()
