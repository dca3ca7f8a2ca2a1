"""Findings of the checks of manage.py doctor."""

from integrations.epayco.doctor.checks import FAIL, OK, WARN, Finding, in_production

__all__ = ["FAIL", "OK", "WARN", "Finding", "in_production", "worst"]

ORDER = (OK, WARN, FAIL)


def worst(found: list[Finding], good: str) -> Finding:
    """Merge findings: the worst level, all messages, and each fix once."""
    if not found:
        return Finding(OK, good)
    return Finding(
        max((each.level for each in found), key=ORDER.index),
        " ".join(each.detail for each in found),
        " ".join(dict.fromkeys(each.fix for each in found if each.fix)),
    )
