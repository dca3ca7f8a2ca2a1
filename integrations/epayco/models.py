from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations.epayco.querysets import LedgerQuerySet


class LedgerEntry(models.Model):
    """A correctly signed notification as received, with its outcome. Never deleted.

    fields and digest never change. A notification that differs in nothing relevant only
    increments deliveries, and so does any beyond a payment's fiftieth."""

    class Attention(models.TextChoices):
        OUT_OF_STOCK = "out_of_stock", _("Paid, but the stock is short")
        AMOUNT_MISMATCH = "amount_mismatch", _("The amount differs")
        CURRENCY_MISMATCH = "currency_mismatch", _("The currency differs")
        UNKNOWN_INVOICE = "unknown_invoice", _("Unknown invoice")
        SECOND_PAYMENT = "second_payment", _("The invoice was paid already")
        REFERENCE_REUSED = "reference_reused", _("Payment already used for another invoice")
        TEST_PAYMENT = "test_payment", _("Test payment")
        TEST_UNCLEAR = "test_unclear", _("Not clear whether it is a test")
        NOT_VERIFIED = "not_verified", _("Could not be verified for an hour")
        UNKNOWN_STATE = "unknown_state", _("Unknown state")
        UNKNOWN_REFERENCE = "unknown_reference", _("ePayco does not know the payment")
        PENDING_TOO_LONG = "pending_too_long", _("Pending too long")
        REVERSED_AFTER_SHIPPING = "reversed_after_shipping", _("Reversed after shipping")
        LATE_PAYMENT = "late_payment", _("Late payment")
        PAID_BACK_TWICE = "paid_back_twice", _("Paid back twice")

    digest = models.CharField(max_length=64, unique=True)
    reference = models.CharField(_("payment reference"), max_length=64, db_index=True)
    # Position among its payment's notifications, from 0. It is unique, so that concurrent ones
    # can't exceed the limit. NULL in old rows.
    place = models.PositiveSmallIntegerField(null=True, editable=False)
    transaction_id = models.CharField(max_length=64)
    invoice = models.CharField(_("invoice"), max_length=64, db_index=True)
    claimed_state = models.CharField(max_length=20)
    amount = models.CharField(_("amount"), max_length=20)
    currency = models.CharField(_("currency"), max_length=8)
    fields = models.JSONField(_("notice"), default=dict)
    # ePayco's response to the verification; empty if not verified.
    answer = models.JSONField(_("ePayco's response"), default=dict)
    deliveries = models.PositiveIntegerField(_("deliveries"), default=1)
    received_at = models.DateTimeField(_("received at"), auto_now_add=True, db_index=True)
    last_received_at = models.DateTimeField(_("last received at"))
    # Set with the outcome when the notification is settled; NULL until then.
    settled_at = models.DateTimeField(_("settled at"), null=True, db_index=True)
    outcome = models.CharField(_("outcome"), max_length=40, blank=True)
    attention = models.CharField(
        _("needs attention"), max_length=30, choices=Attention.choices, blank=True
    )
    attention_closed_at = models.DateTimeField(null=True)

    # Outcomes and invoices of the payment's other notifications, as far as they were read.
    told: frozenset[tuple[str, str]] = frozenset()

    objects = LedgerQuerySet.as_manager()

    class Meta:
        db_table = "epayco_ledger"
        ordering = ["-id"]
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        indexes = [
            models.Index(fields=["attention", "attention_closed_at"], name="epayco_attention_open")
        ]
        constraints = [
            models.UniqueConstraint(fields=["reference", "place"], name="epayco_ledger_place_once")
        ]

    def __str__(self) -> str:
        return f"{self.reference} ({self.claimed_state})"

    @property
    def needs_attention(self) -> bool:
        return bool(self.attention) and self.attention_closed_at is None


class NeedsAttention(LedgerEntry):
    """The entries that need attention, as a separate list in the admin."""

    class Meta:
        proxy = True
        # No permissions of its own: those of the ledger apply.
        default_permissions = ()
        verbose_name = _("payment that needs attention")
        verbose_name_plural = _("needs attention")


class LedgerAction(models.Model):
    """An action on an entry that needed attention: who, when, what, why."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="actions")
    action = models.CharField(_("action"), max_length=30)
    note = models.TextField(_("note"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("person"),
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        db_table = "epayco_ledger_action"
        ordering = ["id"]
        verbose_name = _("action")
        verbose_name_plural = _("actions")

    def __str__(self) -> str:
        return f"{self.action} ({self.entry_id})"
