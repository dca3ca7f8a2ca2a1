"""The whole shop as a Hypothesis state machine: the invariants hold, whatever people and ePayco do.

Every step is a real request. ePayco's own record of the payments (truth) is part of the model, and
answers in the place of its network; a sequence runs with EPAYCO_VERIFY on or off."""

import json
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db.models import F
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from integrations.epayco.models import LedgerEntry
from orders.models import Checkout, PaymentAttempt
from smartmart.tests.shop_payments import (
    CHANGES,
    Payment,
    claimed,
    deciding,
    is_well_formed,
    signature,
)
from smartmart.tests.shop_people import SOME, People


class ShopModel(People):
    @precondition(lambda self: Checkout.objects.exists())
    @rule(
        which=SOME,
        state=st.sampled_from(["1", "1", "1", "3", "3", "2"]),
        trick=st.sampled_from([""] * 6 + ["amount", "currency", "test", "invoice"]),
        is_told=st.booleans(),
    )
    def pay(self, which: int, state: str, trick: str, is_told: bool):
        """Somebody pays at ePayco, having altered a field perhaps; a notice comes of it or not."""
        checkouts = Checkout.objects.order_by("-pk")
        checkout = checkouts[which % len(checkouts)]
        payment = Payment(
            reference=str(310_000_000 + len(self.payments)),
            invoice="INV-elsewhere" if trick == "invoice" else checkout.invoice,
            amount="1000" if trick == "amount" else f"{checkout.total:f}",
            currency="USD" if trick == "currency" else "COP",
            state=state,
            is_test=trick == "test",
        )
        self.payments.append(payment)
        self.count("payments")
        if is_told:
            self.deliver(payment.notice())

    @precondition(lambda self: self.payments)
    @rule(which=SOME, state=st.sampled_from(["1", "1", "2", "9"]), is_told=st.booleans())
    def progress(self, which: int, state: str, is_told: bool):
        """A pending payment ends, an approved one is reversed: no other change is ePayco's way."""
        payment = self.payments[-1 - which % len(self.payments)]
        if payment.state in ("1", "3"):
            payment.state = "6" if payment.state == "1" else state
            self.count("reversals" if payment.state == "6" else "late ends")
            if is_told:
                self.deliver(payment.notice())

    @precondition(lambda self: self.payments)
    @rule(
        which=SOME,
        changes=st.lists(CHANGES, max_size=2),
        resigned=st.booleans(),
        times=st.integers(1, 2),
    )
    def notify(self, which: int, changes: list[tuple[str, str]], resigned: bool, times: int):
        """A notice, genuine or altered on its way, signed anew or not, once or twice."""
        genuine = self.payments[-1 - which % len(self.payments)].notice()
        fields = self.changed(genuine, changes)
        if resigned and not any(name == "x_signature" for name, _ in changes):
            fields["x_signature"] = signature(fields)
        for _ in range(times):
            self.deliver(fields)

    def changed(self, genuine: dict[str, str], changes: list[tuple[str, str]]) -> dict[str, str]:
        fields = dict(genuine)
        for name, value in changes:
            other = self.payments[0]
            value = {
                "<same>.00": f"{Decimal(genuine['x_amount']):.2f}",
                "<lower>": genuine["x_id_invoice"].lower(),
                "<other>": other.reference if name == "x_ref_payco" else other.invoice,
            }.get(value, value)
            fields[name] = value
            if name == "x_id_invoice":
                fields["x_id_factura"] = value
        return fields

    def deliver(self, fields: dict[str, str]) -> None:
        answer = self.anybody.deliver(fields)
        self.count("notices")
        if fields["x_signature"] != signature(fields) or not is_well_formed(fields):
            assert answer.status_code == 400, answer.content
            return self.count("refused notices")
        self.books.recorded(json.dumps(deciding(fields)))
        payment = claimed(fields)
        if settings.EPAYCO_VERIFY:
            payment = None if self.is_silent else self.truth(payment.reference)
        unverified = answer.status_code == 503 and payment is None
        assert answer.status_code == 200 or unverified, answer.status_code
        return self.books.believed(payment) if payment else self.count("unverified notices")

    @rule(what=st.sampled_from(["silence", "reconciliation", "flush"]))
    def something_happens(self, what: str):
        if what == "silence":
            self.is_silent = not self.is_silent
        elif what == "flush":
            cache.clear()
        else:
            self.reconcile()

    def reconcile(self) -> None:
        """ePayco is asked: from here on everything that it can answer for is settled."""
        unpaid = set(Checkout.objects.filter(order=None).values_list("invoice", flat=True))
        try:
            call_command("reconcile_payments", "--since", "30d", stdout=NOWHERE, stderr=NOWHERE)
        except SystemExit:
            assert self.is_silent
        if self.is_silent:
            return
        for payment in self.payments:
            self.books.may_be_believed(payment)
            if payment.invoice in unpaid:
                self.books.believed(payment)
        waiting = LedgerEntry.objects.filter(settled_at=None).values_list("reference", flat=True)
        assert not [one for one in waiting if self.truth(one)]
        self.count("reconciliations")

    # --- Time and the cache ---

    @rule(minutes=st.sampled_from([1, 6, 90, 73 * 60]))
    def let_time_pass(self, minutes: int):
        """Everything that is dated gets older; copies in the cache are gone after five minutes."""
        ago = timedelta(minutes=minutes)
        Checkout.objects.update(
            expires_at=F("expires_at") - ago,
            hold_until=F("hold_until") - ago,
            pending_until=F("pending_until") - ago,
            created_at=F("created_at") - ago,
        )
        PaymentAttempt.objects.update(created_at=F("created_at") - ago, at=F("at") - ago)
        LedgerEntry.objects.update(received_at=F("received_at") - ago)
        if minutes >= 5:
            cache.clear()

    # --- What is always true ---

    @invariant()
    def the_books_are_right(self):
        self.count("steps")
        faults = self.books.faults()
        assert not faults, faults


class Nowhere:
    """What a command prints is read by nobody here."""

    def write(self, text: str = "") -> None:
        pass

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False


NOWHERE = Nowhere()
