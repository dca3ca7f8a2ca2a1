"""Check that a database cluster can't sell the same unit on two nodes."""

from common.cluster import Finding, findings


def cluster_findings() -> list[Finding]:
    """Return (level, message, advice) for each problem; level is "error" or "warning"."""
    return findings()
