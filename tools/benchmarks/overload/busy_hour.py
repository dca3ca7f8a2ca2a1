"""A busy hour: more requests than the shop can handle, in a shop's usual mix, sent on schedule.

First the crowd sends as many as the shop can answer, one after another on each connection: its
peak. Then it sends eight times as many, whether or not the earlier ones were answered. Served
requests are compared with the peak, and rejected ones must have a Retry-After. ePayco's
notifications for the checkouts that were served must all be served."""

import time
from dataclasses import dataclass

from tools.benchmarks import servers
from tools.benchmarks.overload.crowd import NOTICE, READ, Crowd, Seen

TIMES = 8
RECOVERED_SECONDS, GOOD_ANSWERS = 5.0, 20
# In less time a busy machine answers next to nothing.
SHORTEST_SECONDS = 4.0


def recovery(crowd: Crowd, usual: float) -> float:
    """Return the seconds until this many consecutive reads take no longer than usual at the
    peak."""
    begun, good = time.monotonic(), 0
    while good < GOOD_ANSWERS and time.monotonic() - begun < 30:
        seen = crowd.seen = Seen()
        crowd.send(READ, crowd.read_request())
        while crowd.calls:
            crowd.turn(0.01)
        good = good + 1 if seen.served and seen.times[READ][0] <= usual else 0
    return time.monotonic() - begun


@dataclass
class Hour:
    """The results, with the expected values."""

    peak: Seen
    busy: Seen
    recovered: float
    memory: tuple[float, float]

    def lines(self) -> list[tuple[str, str, bool]]:
        """Return lines of (name, result, whether it is as expected)."""
        peak, busy = self.peak, self.busy
        share = busy.goodput / max(peak.goodput, 0.001)
        notices = len(busy.times[NOTICE])
        lost = busy.refused[NOTICE] + sum(
            count for kind, count in busy.broken.items() if kind.startswith(NOTICE)
        )
        sent = busy.sent / busy.seconds / max(peak.goodput, 0.001)
        grown = self.memory[1] - self.memory[0]
        crowd = f"{peak.cpu_share:.0%}, {busy.cpu_share:.0%}"
        return [
            ("CPU of the crowd, peak and busy", crowd, busy.cpu_share <= 0.25),
            ("sent", f"{sent:.1f} x the peak of {peak.goodput:.0f} a second", sent >= TIMES * 0.9),
            ("served, of the peak", f"{share:.2f}", share >= 0.9),
            ("p99 of reads, s", f"{busy.p99(READ):.2f}", busy.p99(READ) <= 1),
            ("refused without Retry-After", str(busy.unsaid), not busy.unsaid),
            ("neither served nor refused", str(dict(busy.broken)), not busy.broken),
            ("notices served, not", f"{notices}, {lost}", notices > 0 and not lost),
            ("p99 of notices, s", f"{busy.p99(NOTICE):.2f}", busy.p99(NOTICE) <= 1),
            ("recovered after, s", f"{self.recovered:.1f}", self.recovered <= RECOVERED_SECONDS),
            ("memory, MiB", f"{self.memory[0]:.0f} to {self.memory[1]:.0f}", grown < 50),
        ]


def measure(
    shop: servers.Server, tokens: list[str], prices: dict[int, str], seconds: float
) -> Hour:
    crowd = Crowd(shop.port, tokens, prices)
    seconds = max(seconds, SHORTEST_SECONDS)
    crowd.run(2.0, None)
    peak, before = crowd.run(seconds, None), shop.memory()
    busy = crowd.run(seconds * 2, TIMES * max(peak.goodput, 10.0))
    recovered = recovery(crowd, max(peak.p99(READ), 0.25))
    return Hour(peak, busy, recovered, (before, shop.memory()))


def table(hour: Hour) -> list[str]:
    """Print the results and return those that are not as expected."""
    print("\na busy hour")
    lines = hour.lines()
    for what, how, is_good in lines:
        print(f"{what:30}{how:>34}  {'met' if is_good else 'missed'}")
    return [f"busy hour, {what}: {how}" for what, how, is_good in lines if not is_good]
