"""Ask ePayco within the limits of one run: its time, and failures in a row."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from integrations.epayco import client
from integrations.epayco.exceptions import (
    InvalidResponse,
    NoResponse,
    NotOffered,
    Refused,
)
from integrations.epayco.reconciliation import turns

logger = logging.getLogger(__name__)

# After this many consecutive failures the rest waits for the next run.
PATIENCE = 3
# The next run, five minutes later, continues.
RUN_SECONDS = 240


@dataclass
class LimitedRun:
    """What one run asks. unasked counts payments without a response; notes are for the operator."""

    asked: int = 0
    unasked: int = 0
    silent: int = 0
    notes: list[str] = field(default_factory=list)
    can_search: bool = True
    ends: float = field(default_factory=lambda: time.monotonic() + RUN_SECONDS)

    def in_time(self, name: str, wanted: list[str]) -> Iterator[str]:
        """Yield as many payments as a run may check, until its time is over."""
        now = turns.this_run(name, wanted)
        asked = 0
        for item in now:
            if time.monotonic() > self.ends:
                break
            asked += 1
            yield item
        if left := len(wanted) - asked:
            self.notes.append(f"Left for the next run: {left}.")

    def search(self, invoice: str) -> list[str]:
        """Return an invoice's unknown payments, as far as ePayco lists them."""
        if not self.can_search:
            return []
        try:
            return self.ask(lambda: client.references_of(invoice)) or []
        except NotOffered:
            self.can_search = False
            self.notes.append("ePayco does not offer the search by invoice; it was left out.")
            return []

    def ask(self, question: Callable[[], Any]) -> Any:
        """Return the response, or None if there is none. Raises Refused, NotOffered."""
        if self.silent >= PATIENCE:
            self.unasked += 1
            return None
        try:
            found = question()
        except (Refused, NotOffered):
            self.asked, self.silent = self.asked + 1, 0
            raise
        except NoResponse as error:
            logger.warning("ePayco gave no usable response: %s", error)
            self.unasked += 1
            # An invalid response about one payment is no outage: continue with the others.
            self.silent = 0 if isinstance(error, InvalidResponse) else self.silent + 1
            return None
        self.asked, self.silent = self.asked + 1, 0
        return found
