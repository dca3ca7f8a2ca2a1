"""Run manage.py reconcile_payments, and see what it did."""

import csv
import io

from django.core.management import call_command

from integrations.epayco.tests import epayco_server as misbehaviour
from integrations.epayco.tests.factories import confirm, notice

REFERENCE = "310000321"


def reconcile(*args: str) -> tuple[int, str]:
    """The exit code and the table, without its head."""
    out, code = io.StringIO(), 0
    try:
        call_command("reconcile_payments", *args, stdout=out, stderr=io.StringIO())
    except SystemExit as end:
        code = end.code
    return code, out.getvalue()


def table(*args: str) -> tuple[int, list[list[str]]]:
    code, out = reconcile("--csv", "-", *args)
    return code, list(csv.reader(io.StringIO(out)))[1:]


def record_unverified(api, epayco, checkout, state="1", how="fail"):
    epayco.misbehave = getattr(misbehaviour, how)
    assert confirm(api, notice(checkout, state, x_ref_payco=REFERENCE)).status_code == 503
    epayco.misbehave = None
