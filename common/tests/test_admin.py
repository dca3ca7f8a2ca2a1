import pytest
from django.core import mail
from django.utils import timezone

from common.models import OutboxMail


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
