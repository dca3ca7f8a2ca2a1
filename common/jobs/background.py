"""Background jobs: a few threads of this process, started when first needed.

Anything that must survive is in the database first."""

import logging
import os
import sched
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress

from django.db import connections

logger = logging.getLogger(__name__)

WORKERS = 3
MOST_WAITING = 5_000


class Pool:
    """Jobs that wait for their time, and the threads that run them."""

    def __init__(self, workers: int = WORKERS):
        self.workers = workers
        self.reset()
        os.register_at_fork(after_in_child=self.reset)

    def reset(self) -> None:
        """Start empty. A forked child inherits its parent's jobs, but not its threads."""
        self.executor = ThreadPoolExecutor(self.workers, thread_name_prefix="background")
        self.jobs: set[Future] = set()
        self.later = sched.scheduler(time.monotonic)
        self.named: dict[str, sched.Event] = {}
        self.clock: threading.Thread | None = None
        self.is_closing = False
        self.lock, self.changed = threading.RLock(), threading.Event()

    def submit(self, work: Callable[[], object], *, delay: float = 0, name: str = "") -> bool:
        """Run the work after a delay in seconds; named work is queued only once.

        Returns False if the queue is full or the process is shutting down."""
        at = time.monotonic() + delay
        with self.lock:
            if self.is_closing:
                return False
            queued = self.named.get(name)
            if queued and queued.time <= at:
                return True
            if len(self.jobs) + len(self.later.queue) >= MOST_WAITING:
                logger.error("Too much background work is waiting; some of it was dropped.")
                return False
            if queued:
                self.drop(queued)
            if delay or name:
                self.put_off(at, work, name)
            else:
                self.start(work)
        return True

    def put_off(self, at: float, work: Callable[[], object], name: str) -> None:
        event = self.later.enterabs(at, 0, self.start, (work, name))
        if name:
            self.named[name] = event
        if self.clock is None:
            self.clock = threading.Thread(target=self.run_clock, name="clock", daemon=True)
            self.clock.start()
        self.changed.set()

    def drop(self, event: sched.Event) -> None:
        # The clock may have taken it already.
        with suppress(ValueError):
            self.later.cancel(event)

    def run_clock(self) -> None:
        """Start each job when it is due."""
        while True:
            self.changed.wait(self.later.run(blocking=False))
            self.changed.clear()

    def start(self, work: Callable[[], object], name: str = "") -> None:
        # The interpreter rejects new jobs when it exits.
        with self.lock, suppress(RuntimeError):
            self.named.pop(name, None)
            job = self.executor.submit(run, work)
            self.jobs.add(job)
            job.add_done_callback(self.jobs.discard)

    def finish(self, patience: float) -> int:
        """Shut down: run the queued jobs now, and return how many were not done.

        Named jobs are dropped: their work is in a table, where the next process finds it."""
        with self.lock:
            self.is_closing = True
            for event in self.later.queue:
                self.drop(event)
                work, name = event.argument
                if not name:
                    self.start(work)
            jobs = set(self.jobs)
        left = wait(jobs, patience).not_done
        self.executor.shutdown(wait=False, cancel_futures=True)
        return len(left)


def run(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:
        logger.exception("Background work failed.")
    finally:
        connections.close_all()


pool = Pool()
