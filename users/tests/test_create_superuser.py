import pytest
from django.core.management import call_command

from users.models import AppUser


@pytest.mark.django_db
def test_a_superuser_is_made_from_the_environment(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "s3cret-Pass-1")
    call_command("createsuperuser", "--noinput", email="Root@example.com", username="root")

    user = AppUser.objects.get()
    assert user.is_superuser
    assert user.is_staff
    assert AppUser.objects.get_by_natural_key("root@example.com") == user
