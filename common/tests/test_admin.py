import pytest
from django.core import mail
from django.utils import timezone

from common import audit
from common.models import AuditEvent, OutboxMail


@pytest.mark.django_db
def test_a_mail_is_owed_again(client, superuser, django_capture_on_commit_callbacks):
    client.force_login(superuser)
    row = OutboxMail.objects.create(
        kind="password_changed",
        to="ana@example.com",
        next_try_at=timezone.now(),
        sent_at=timezone.now(),
    )
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            "/admin/common/outboxmail/", {"action": "send_again", "_selected_action": [row.pk]}
        )
    assert answer.status_code == 302
    assert mail.outbox[0].to == ["ana@example.com"]


@pytest.mark.django_db
def test_the_audit_log_is_only_read(client, superuser):
    client.force_login(superuser)
    assert client.get("/admin/common/auditevent/").status_code == 200
    assert client.post("/admin/common/auditevent/add/").status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("es", "reembolso registrado"), ("en", "refund")])
def test_an_event_is_told_in_words_with_its_moment(client, superuser, language, words):
    client.force_login(superuser)
    audit.record("refund", actor=superuser, subject="order:INV-7")
    event = AuditEvent.objects.get(action="refund")

    page = client.get(
        f"/admin/common/auditevent/{event.pk}/change/", headers={"accept-language": language}
    )

    text = page.content.decode()
    assert f"{words} " in text
    assert "object (" not in text
    assert str(event.at.year) in text


@pytest.mark.django_db
def test_a_mail_is_shown_as_it_reads_but_for_secrets(client, superuser):
    client.force_login(superuser)
    now = timezone.now()
    for kind in ("password_changed", "password_reset"):
        OutboxMail.objects.create(
            kind=kind, to="a@b.co", next_try_at=now, context={"first_name": "Ana", "user_id": 1}
        )

    shown, secret = OutboxMail.objects.order_by("pk")
    page = client.get(f"/admin/common/outboxmail/{shown.pk}/change/").content.decode()
    assert "cerramos todas tus sesiones" in page and "first_name" not in page
    page = client.get(f"/admin/common/outboxmail/{secret.pk}/change/").content.decode()
    assert "token=" not in page and "/password/reset/" not in page
