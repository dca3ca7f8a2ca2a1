"""A bounded in-process cache; the least recently used entry is dropped first."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any


class Memory:
    """A dictionary of limited total size; each entry states its own size."""

    def __init__(self, limit: int):
        self.limit = limit
        self.used = 0
        self.entries: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Hashable) -> Any:
        with self.lock:
            entry = self.entries.get(key)
            if entry is None:
                return None
            self.entries.move_to_end(key)
            return entry[0]

    def put(self, key: Hashable, value: Any, size: int) -> None:
        """Store the value, unless it takes more than a tenth of the total size."""
        if size > self.limit // 10:
            return
        with self.lock:
            self.used += size - self.entries.pop(key, (None, 0))[1]
            self.entries[key] = (value, size)
            while self.used > self.limit:
                _, (_, freed) = self.entries.popitem(last=False)
                self.used -= freed

    def clear(self) -> None:
        with self.lock:
            self.entries.clear()
            self.used = 0
