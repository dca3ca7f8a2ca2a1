"""The ledger in the admin: its pages, and its actions on entries that need attention."""

from datetime import datetime, timezone

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import translation

from integrations.epayco.attention import words as attention_words
from integrations.epayco.attention.cases import Resolution
from integrations.epayco.models import LedgerAction, LedgerEntry
from integrations.epayco.states import STATES
from integrations.epayco.tests.ledger_rows import make_entry, refused, short_of_stock
from orders.models import Order
from orders.tests.factories import make_order
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db
LEDGER = reverse("admin:epayco_ledgerentry_changelist")
OPEN = reverse("admin:epayco_needsattention_changelist")


def page_of(entry) -> str:
    return reverse("admin:epayco_ledgerentry_change", args=[entry.pk])


def address_of(entry, way: str) -> str:
    return reverse("admin:epayco_ledgerentry_act", args=[entry.pk, way])


def shown(client, address: str, **query) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def test_ledger_finds_entries_by_reference_and_invoice(admin):
    entry, other = refused(), make_entry()

    for text in (entry.reference, entry.invoice):
        page = shown(admin, LEDGER, q=text)
        assert page_of(entry) in page
        assert page_of(other) not in page


def test_ledger_filters(admin):
    waiting = make_entry(settled_at=None, outcome="")
    needy, plain = refused("test_payment"), make_entry()

    def found(**query) -> set[int]:
        response = admin.get(LEDGER, query)
        return {entry.pk for entry in response.context["cl"].queryset}

    assert found(open="yes") == {needy.pk}
    assert found(open="no") == {waiting.pk, plain.pk}
    assert found(settled="no") == {waiting.pk}
    assert found(settled="yes") == {needy.pk, plain.pk}
    assert found(attention__exact="test_payment") == {needy.pk}


def test_lists_take_as_many_queries_for_many_entries_as_for_one(
    admin, django_assert_max_num_queries
):
    for _ in range(8):
        refused()

    for address in (LEDGER, OPEN):
        # Session, user, two of permissions, counts, the page.
        with django_assert_max_num_queries(9):
            assert admin.get(address).status_code == 200


def test_needs_attention_lists_open_entries_with_their_number(admin):
    needy, closed = refused(), refused()
    LedgerEntry.objects.filter(pk=closed.pk).update(attention_closed_at=closed.settled_at)

    response = admin.get(OPEN)

    assert [entry.pk for entry in response.context["cl"].queryset] == [needy.pk]
    assert response.context["title"].endswith(": 1")
    change = reverse("admin:epayco_needsattention_change", args=[needy.pk])
    assert address_of(needy, Resolution.DISMISSED) in shown(admin, change)


def test_page_tells_what_happened_and_shows_the_raw_notice_as_text(admin):
    entry = refused()
    hostile = {"x_customer_name": "<script>alert(1)</script>"}
    LedgerEntry.objects.filter(pk=entry.pk).update(fields=hostile, answer={"status": "Aceptada"})

    page = shown(admin, page_of(entry))

    assert str(attention_words.REASONS["amount_mismatch"]) in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page
    assert "Aceptada" in page


@pytest.mark.parametrize("reason", LedgerEntry.Attention.values)
def test_every_reason_has_its_words(admin, reason):
    assert reason in attention_words.REASONS
    shown(admin, page_of(make_entry(attention=reason)))


def test_page_tells_the_time_of_the_shop_and_not_utc(admin):
    entry = refused()
    LedgerEntry.objects.filter(pk=entry.pk).update(
        received_at=datetime(2026, 3, 4, 1, 30, tzinfo=timezone.utc)
    )

    page = shown(admin, page_of(entry))

    assert "20:30" in page
    assert "3 de marzo de 2026 a las 1:30" not in page
    assert "4 de marzo" not in page


def test_states_and_outcomes_are_words_of_the_readers_language():
    with translation.override("es"):
        states = {code: attention_words.state_word(code) for code in STATES}
        outcomes = [attention_words.outcome_word(word) for word in attention_words.OUTCOMES]
        assert attention_words.state_word("77") == "desconocido (77)"

    assert states["2"] == "rechazado"
    assert not {str(word) for _, word in STATES.values()} & set(states.values())
    assert not any(word in attention_words.OUTCOMES for word in outcomes)


@pytest.mark.parametrize("word", sorted({word for _, word in STATES.values()}))
def test_every_state_has_its_word(word):
    assert word in attention_words.STATES


@pytest.mark.parametrize("way", list(Resolution))
def test_action_asks_for_a_note_first_and_does_nothing_yet(admin, way):
    entry = refused()

    page = shown(admin, address_of(entry, way))

    assert 'name="note"' in page
    assert "csrfmiddlewaretoken" in page
    assert str(way.label) in page
    assert not LedgerAction.objects.exists()


def test_button_makes_the_order_and_records_who_clicked(admin, staff):
    entry = refused()

    response = admin.post(address_of(entry, Resolution.MAKE_ORDER), {"note": "Fine."}, follow=True)

    assert response.redirect_chain == [(page_of(entry), 302)]
    assert Order.objects.get().ref_payco == entry.reference
    action = LedgerAction.objects.get()
    assert (action.user, action.note) == (staff, "Fine.")
    page = response.content.decode()
    assert "Fine." in page
    assert Order.objects.get().invoice_id in page
    assert all(address_of(entry, way) not in page for way in Resolution)


def test_second_click_acts_no_second_time(admin):
    entry = refused()
    for _ in range(2):
        response = admin.post(address_of(entry, Resolution.MAKE_ORDER), {"note": ""}, follow=True)
        assert response.status_code == 200

    assert Order.objects.count() == LedgerAction.objects.count() == 1


def test_dismissal_without_a_reason_asks_again(admin):
    entry = refused()

    response = admin.post(address_of(entry, Resolution.DISMISSED), {"note": " "})

    assert response.status_code == 200
    assert response.context["form"].errors["note"]
    entry.refresh_from_db()
    assert entry.needs_attention


def test_stock_that_is_still_short_is_said_to_be(admin):
    entry, order = short_of_stock()
    order.items.get().product.__class__.objects.update(stock_quantity=0)

    response = admin.post(address_of(entry, Resolution.TAKE_STOCK), {"note": ""}, follow=True)

    assert [message.level_tag for message in response.context["messages"]] == ["error"]


def test_action_needs_the_token_of_its_form(staff):
    entry = refused()
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff)

    assert client.post(address_of(entry, Resolution.DISMISSED), {"note": "x"}).status_code == 403
    assert not LedgerAction.objects.exists()


def test_who_may_only_look_gets_no_button(client):
    viewer = make_user(groups=(), is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename="view_ledgerentry"))
    client.force_login(viewer)
    entry = refused()

    assert address_of(entry, Resolution.DISMISSED) not in shown(client, page_of(entry))
    for call in (client.get, client.post):
        assert call(address_of(entry, Resolution.DISMISSED), {"note": "x"}).status_code == 403
    assert not LedgerAction.objects.exists()


def test_staff_without_permission_see_nothing_of_the_ledger(client):
    client.force_login(make_user(groups=(), is_staff=True))
    entry = refused()

    for address in (LEDGER, OPEN, page_of(entry), address_of(entry, Resolution.DISMISSED)):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("model", ["ledgerentry", "needsattention"])
def test_nothing_is_added_changed_or_deleted(client, superuser, model):
    client.force_login(superuser)
    entry = refused()

    assert client.get(reverse(f"admin:epayco_{model}_add")).status_code == 403
    for page in ("change", "delete"):
        address = reverse(f"admin:epayco_{model}_{page}", args=[entry.pk])
        assert client.post(address, {"post": "yes", "outcome": "paid"}).status_code == 403
    body = {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
    client.post(reverse(f"admin:epayco_{model}_changelist"), body)
    assert LedgerEntry.objects.filter(pk=entry.pk, outcome="refused").exists()


@pytest.mark.parametrize(
    "address", ["999999/do/dismissed/", "1/do/steal/", f"{10**30}/do/refunded/"]
)
def test_unknown_entry_or_action_is_404(admin, address):
    assert admin.get(f"{LEDGER}{address}").status_code == 404


def test_order_page_lists_its_ledger_for_those_who_may_see_it(admin, client):
    order = make_order()
    entry = make_entry(invoice=order.invoice_id, outcome="order_made")
    page = reverse("admin:orders_order_change", args=[order.pk])

    assert page_of(entry) in shown(admin, page)

    viewer = make_user(groups=(), is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename="view_order"))
    client.force_login(viewer)
    assert page_of(entry) not in shown(client, page)
