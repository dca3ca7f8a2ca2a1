"""The table: medians, spread, ratios, targets."""

from dataclasses import dataclass
from statistics import median


@dataclass
class Row:
    name: str
    rates: list[float]
    p95: float
    against: str
    target: float | None
    # What the p95 may be, in seconds.
    limit: float | None = None

    @property
    def rate(self) -> float:
        return median(self.rates)


def ratio(row: Row, other: Row) -> float:
    """The median of the ratios slice by slice: what slows the machine slows both sides."""
    return median(a / b for a, b in zip(row.rates, other.rates, strict=True) if b)


def table(title: str, rows: list[Row]) -> list[str]:
    """Prints the table; returns the targets that were missed."""
    by_name = {row.name: row for row in rows}
    missed = []
    print(f"\n{title}\n{'':26}{'per second':>11} {'min-max':>15} {'p95 ms':>8}  ratio")
    for row in rows:
        spread = f"{min(row.rates):.0f}-{max(row.rates):.0f}"
        said = verdict(row, by_name)
        missed += [f"{row.name}: {said}"] if "missed" in said else []
        print(f"{row.name:26}{row.rate:>11.1f} {spread:>15} {row.p95 * 1000:>8.1f}  {said}")
    return missed


def verdict(row: Row, by_name: dict[str, Row]) -> str:
    if row.limit is not None:
        said = f"p95 below {row.limit:g} s"
        return f"{said} (target {'met' if row.p95 < row.limit else 'missed'})"
    if row.against not in by_name:
        return ""
    found = ratio(row, by_name[row.against])
    said = f"{found:.2f} x {row.against}"
    if row.target is None:
        return said
    return f"{said} (target {row.target}, {'met' if found >= row.target else 'missed'})"
