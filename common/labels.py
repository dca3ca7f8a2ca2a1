"""Labels of the codes in the audit log and the email outbox."""

from django.utils.translation import gettext_lazy as _

ACTIONS = (
    ("login", _("logged in")),
    ("login_failed", _("login failed")),
    ("login_locked", _("login locked")),
    ("admin_login", _("logged in to the admin")),
    ("admin_login_failed", _("admin login failed")),
    ("logged_out_everywhere", _("logged out everywhere")),
    ("refresh_token_reused", _("refresh token reused")),
    ("user_registered", _("registered")),
    ("user_created", _("account created")),
    ("user_activated", _("account activated")),
    ("user_deactivated", _("account deactivated")),
    ("user_deleted", _("account erased")),
    ("hold_ended", _("stock hold ended")),
    ("privacy_accepted", _("privacy policy accepted")),
    ("second_factor_on", _("second factor enabled")),
    ("second_factor_off", _("second factor disabled")),
    ("roles_changed", _("roles changed")),
    ("group_changed", _("group changed")),
    ("group_deleted", _("group deleted")),
    ("email_changed", _("email changed")),
    ("password_changed", _("password changed")),
    ("password_reset", _("password reset by email")),
    ("order_status", _("order status changed")),
    ("refund", _("refund recorded")),
    ("refund_done", _("refund paid back")),
    ("electronic_invoice", _("electronic invoice recorded")),
    ("payment_accept", _("payment accepted")),
    ("payment_make_order", _("order made after all")),
    ("payment_take_stock", _("stock taken afterwards")),
    ("payment_refunded", _("payment marked as refunded")),
    ("payment_dismissed", _("payment dismissed")),
    ("webhook_switched_off", _("webhook endpoint deactivated")),
)
MAILS = (
    ("verify_email", _("verify the email")),
    ("email_taken", _("the email has an account")),
    ("change_email", _("confirm a new email")),
    ("email_changed", _("the email was changed")),
    ("password_reset", _("new password")),
    ("password_changed", _("the password was changed")),
    ("order_made", _("order received")),
    ("order_review", _("order in review")),
    ("payment_pending", _("payment pending")),
    ("payment_failed", _("payment failed")),
    ("payment_lapsed", _("payment did not arrive")),
    ("checkout_abandoned", _("checkout left")),
    ("order_shipped", _("order shipped")),
    ("order_ready", _("order ready for pick-up")),
    ("order_delivered", _("order delivered")),
    ("order_cancelled", _("order cancelled")),
    ("refund_done", _("refund paid back")),
    ("order_reversed", _("payment reversed")),
    ("return_requested", _("return requested")),
    ("return_received", _("return received")),
    ("return_refused", _("return refused")),
    ("back_in_stock", _("product back in stock")),
    ("low_stock", _("low stock")),
    ("webhook_switched_off", _("webhook endpoint deactivated")),
)


def actions() -> tuple:
    """Choices of the model's field, as a callable: a new label needs no migration."""
    return ACTIONS


def mails() -> tuple:
    return MAILS
