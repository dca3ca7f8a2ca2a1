"""Work that no request waits for: a few threads of this process, made when first needed.

They are daemons and hold nothing that must survive: what must, stands in a table first."""

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
# To open a connection takes longer than most jobs, and jobs come in flocks.
KEEP_SECONDS = 5.0


class Pool:
    """Jobs by the time they are due, and the threads that run them."""

    def __init__(self, workers: int = WORKERS):
        self.workers = workers
        self.reset()
        os.register_at_fork(after_in_child=self.reset)

    def reset(self) -> None:
        """Start empty. A forked child inherits the jobs of its parent, but not its threads."""
        self.jobs: list[tuple[float, int, Callable, str]] = []
        self.due: dict[str, float] = {}
        self.threads: list[threading.Thread] = []
        self.at_work = 0
        self.is_closing = False
        self.changed = threading.Condition()
        self.numbers = itertools.count()

    def submit(self, work: Callable[[], object], *, delay: float = 0, name: str = "") -> bool:
        """Run the work after a delay in seconds; work with a name waits in line only once.

        False where too much is waiting already, or the process is about to end."""
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
            self.hire()
            self.changed.notify()
        return True

    def hire(self) -> None:
        self.threads = [thread for thread in self.threads if thread.is_alive()]
        if len(self.threads) < self.workers:
            thread = threading.Thread(target=self.serve, name="background", daemon=True)
            self.threads.append(thread)
            thread.start()

    def serve(self) -> None:
        while True:
            run(self.take())
            with self.changed:
                self.at_work -= 1
                self.changed.notify_all()

    def finish(self, patience: float) -> int:
        """The process ends: do now what was put off, and return how many jobs were not done.

        What has a name finds its work in a table, and so does the next process."""
        with self.changed:
            self.is_closing = True
            self.jobs = [(0.0, number, work, "") for _, number, work, name in self.jobs if not name]
            self.changed.notify_all()
            self.changed.wait_for(lambda: not (self.jobs or self.at_work), patience)
            return len(self.jobs) + self.at_work

    def take(self) -> Callable[[], object]:
        """Wait for the next job that is due.

        A thread that has nothing to do for a while leaves no connection behind, which would
        idle until the server drops it."""
        close_at = time.monotonic() + KEEP_SECONDS
        with self.changed:
            while True:
                now = time.monotonic()
                due_at = self.jobs[0][0] if self.jobs else math.inf
                if due_at <= now:
                    at, _, work, name = heapq.heappop(self.jobs)
                    if name and self.due.get(name) != at:
                        continue  # an earlier run has taken its place
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
    """Do one job. Its connection stays for the next one, which often comes at once."""
    close_old_connections()
    try:
        work()
    except Exception:
        logger.exception("Background work failed.")


pool = Pool()
