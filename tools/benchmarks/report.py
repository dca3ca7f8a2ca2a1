"""The table: medians, spread, ratios, targets."""

from dataclasses import dataclass
from statistics import median, quantiles

from tools.benchmarks.client import Slice


@dataclass
class Row:
    name: str
    rates: list[float]
    p95: float
    against: str
    target: float | None
    # The maximum p95, in seconds.
    limit: float | None = None

    @property
    def rate(self) -> float:
        return median(self.rates)


def row(name: str, slices: list[Slice], against: str = "", target: float | None = None) -> Row:
    errors = sum(each.errors for each in slices)
    if errors:
        raise RuntimeError(f"{name}: {errors} errors")
    times = sorted(moment for each in slices for moment in each.times)
    p95 = quantiles(times, n=20)[-1] if len(times) > 1 else 0.0
    return Row(name, [each.rate for each in slices], p95, against, target)


def ratio(row: Row, other: Row) -> float:
    """Return the median of the ratios by slice: a slow machine affects both sides."""
    return median(a / b for a, b in zip(row.rates, other.rates, strict=True) if b)


def table(title: str, rows: list[Row]) -> list[str]:
    """Print the table and return the targets that were missed."""
    print(f"\n{title}\n{'':26}{'per second':>11} {'min-max':>15} {'p95 ms':>8}  ratio")
    for name, rate, spread, p95, said in (found := cells(rows)):
        print(f"{name:26}{rate:>11} {spread:>15} {p95:>8}  {said}")
    return [f"{name}: {said}" for name, *_, said in found if "missed" in said]


def cells(rows: list[Row]) -> list[tuple[str, str, str, str, str]]:
    """Return the name, rate, spread, p95 in ms and ratio of each row."""
    by_name = {row.name: row for row in rows}
    return [
        (
            row.name,
            f"{row.rate:,.1f}",
            f"{min(row.rates):.0f}-{max(row.rates):.0f}",
            f"{row.p95 * 1000:.1f}",
            verdict(row, by_name),
        )
        for row in rows
    ]


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
