"""The password hash, computed beside the requests and behind them."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.hashers import PBKDF2PasswordHasher

# How much less of a busy processor a hash gets than a page of the catalogue.
NICENESS = 10
LOWEST = 19


def step_back() -> None:
    """On Linux every thread has a priority of its own; elsewhere it is the process's, and stays."""
    if sys.platform == "linux":
        mine = threading.get_native_id()
        niceness = os.getpriority(os.PRIO_PROCESS, mine) + NICENESS
        os.setpriority(os.PRIO_PROCESS, mine, min(niceness, LOWEST))


class Workers:
    """As many hashes at a time as there are processors; the others wait in line."""

    def __init__(self):
        self.reset()

    def reset(self) -> None:
        """A forked child inherits the executor of its parent, but not its threads."""
        self.executor = ThreadPoolExecutor(os.cpu_count(), "hash", step_back)


class PatientPBKDF2(PBKDF2PasswordHasher):
    """Django's pbkdf2_sha256. A flood of log-ins costs seconds of processor time: they are spent
    in threads that give way to those that serve requests."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        return workers.executor.submit(super().encode, password, salt, iterations).result()


workers = Workers()
os.register_at_fork(after_in_child=workers.reset)
