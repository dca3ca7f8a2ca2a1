"""Is a database cluster set up so that no node sells what another one has sold?"""

from common.cluster import Finding, findings


def cluster_findings() -> list[Finding]:
    """(level, message, advice) for each fault, level "error" or "warning"; none is good."""
    return findings()
