"""What a check of manage.py doctor finds."""

from integrations.epayco.doctor.checks import FAIL, OK, WARN, Finding, in_production

__all__ = ["FAIL", "OK", "WARN", "Finding", "in_production", "worst"]

ORDER = (OK, WARN, FAIL)


def worst(found: list[Finding], good: str) -> Finding:
    """One finding out of several: the gravest level, everything that was found, each cure once."""
    if not found:
        return Finding(OK, good)
    return Finding(
        max((each.level for each in found), key=ORDER.index),
        " ".join(each.detail for each in found),
        " ".join(dict.fromkeys(each.fix for each in found if each.fix)),
    )
