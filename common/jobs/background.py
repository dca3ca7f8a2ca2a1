"""Background jobs: a few threads of this process, started when first needed.

Daemon threads; anything that must survive is in the database first."""

import heapq
import itertools
import logging
import math
import os
import threading
import time
from collections.abc import Callable

from django.db import close_old_connections, connections

logger = logging.getLogger(__name__)

WORKERS = 3
MOST_WAITING = 5_000
# Opening a connection takes longer than most jobs, and jobs come in groups.
KEEP_SECONDS = 5.0


class Pool:
    """Jobs ordered by due time, and the threads that run them."""

    def __init__(self, workers: int = WORKERS):
        self.workers = workers
        self.reset()
        os.register_at_fork(after_in_child=self.reset)

    def reset(self) -> None:
        """Start empty. A forked child inherits its parent's jobs, but not its threads."""
        self.jobs: list[tuple[float, int, Callable, str]] = []
        self.due: dict[str, float] = {}
        self.threads: list[threading.Thread] = []
        self.at_work = 0
        self.is_closing = False
        self.changed = threading.Condition()
        self.numbers = itertools.count()

    def submit(self, work: Callable[[], object], *, delay: float = 0, name: str = "") -> bool:
        """Run the work after a delay in seconds; named work is queued only once.

        Returns False if the queue is full or the process is shutting down."""
        at = time.monotonic() + delay
        with self.changed:
            if self.is_closing:
                return False
            if name and self.due.get(name, at + 1) <= at:
                return True
            if len(self.jobs) >= MOST_WAITING:
                logger.error("Too much background work is waiting; some of it was dropped.")
                return False
            if name:
                self.due[name] = at
            heapq.heappush(self.jobs, (at, next(self.numbers), work, name))
            self.start_worker()
            self.changed.notify()
        return True

    def start_worker(self) -> None:
        self.threads = [thread for thread in self.threads if thread.is_alive()]
        if len(self.threads) < self.workers:
            thread = threading.Thread(target=self.serve, name="background", daemon=True)
            self.threads.append(thread)
            thread.start()

    def serve(self) -> None:
        while True:
            run(self.next_job())
            with self.changed:
                self.at_work -= 1
                self.changed.notify_all()

    def finish(self, patience: float) -> int:
        """Shut down: run the queued jobs now, and return how many were not done.

        Named jobs are dropped: their work is in a table, where the next process finds it."""
        with self.changed:
            self.is_closing = True
            self.jobs = [(0.0, number, work, "") for _, number, work, name in self.jobs if not name]
            self.changed.notify_all()
            self.changed.wait_for(lambda: not (self.jobs or self.at_work), patience)
            return len(self.jobs) + self.at_work

    def next_job(self) -> Callable[[], object]:
        """Wait for the next job that is due.

        An idle thread closes its connections, which would otherwise stay open until the server
        drops them."""
        close_at = time.monotonic() + KEEP_SECONDS
        with self.changed:
            while True:
                now = time.monotonic()
                due_at = self.jobs[0][0] if self.jobs else math.inf
                if due_at <= now:
                    at, _, work, name = heapq.heappop(self.jobs)
                    if name and self.due.get(name) != at:
                        continue  # replaced by an earlier run
                    self.due.pop(name, None)
                    self.at_work += 1
                    return work
                if close_at <= now:
                    connections.close_all()
                    close_at = math.inf
                else:
                    wake_at = min(due_at, close_at)
                    self.changed.wait(None if wake_at == math.inf else wake_at - now)


def run(work: Callable[[], object]) -> None:
    """Run one job. Its connection stays open for the next one, which often follows."""
    close_old_connections()
    try:
        work()
    except Exception:
        logger.exception("Background work failed.")


pool = Pool()
