"""Threads that start together, each with its own connection."""

import threading
from collections.abc import Callable

from django.db import connection


def race(work: Callable[[int], object], times: int) -> list:
    """Call work(0), work(1), … at once and return what each returned."""
    results: list = [None] * times
    line = threading.Barrier(times)

    def run(number: int) -> None:
        try:
            line.wait(60)
            results[number] = work(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results
