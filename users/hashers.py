"""Hash passwords, a few at a time."""

import os
from threading import BoundedSemaphore

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from users.exceptions import HashesBusy

PROCESSES = int(os.environ.get("WEB_CONCURRENCY") or 2)
THREADS = int(os.environ.get("WEB_THREADS") or 8)
# Across all processes, as many hashes run at a time as there are processors.
AT_ONCE = max(1, (os.cpu_count() or 1) // PROCESSES)
# Requests that hash or wait for it; the process's other threads serve other requests.
AT_MOST = max(AT_ONCE, THREADS - 2)

computing = BoundedSemaphore(AT_ONCE)
places = BoundedSemaphore(AT_MOST)


def need_room() -> None:
    """Check the queue before any other work of a request that needs a hash. Raises HashesBusy."""
    if not places.acquire(blocking=False):
        raise HashesBusy
    places.release()


class PatientPBKDF2(PBKDF2PasswordHasher):
    """Django's pbkdf2_sha256 with a bounded queue: in a burst of logins a few requests wait, the
    others get 503."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """Raises HashesBusy immediately if too many requests are waiting."""
        if not places.acquire(blocking=False):
            raise HashesBusy
        try:
            with computing:
                return super().encode(password, salt, iterations)
        finally:
            places.release()
