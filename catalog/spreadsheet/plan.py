"""The changes that an imported table asks for."""

from dataclasses import dataclass, field
from typing import Any

from catalog.admin.bulk_forms import digest
from catalog.services.bulk.writes import RowChange

Fault = tuple[int, str, str, str]


@dataclass
class Plan:
    """The changes of a file. faults: (sheet row, column, value, expected content)."""

    changes: list[RowChange] = field(default_factory=list)
    creations: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unchanged: int = 0

    @property
    def digest(self) -> str:
        return digest([*self.changes, *(RowChange(0, {}, row) for row in self.creations)])

    def __len__(self) -> int:
        return len(self.changes) + len(self.creations)
