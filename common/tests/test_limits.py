import threading
from datetime import timedelta

import pytest
from django.db.models import F, QuerySet
from django.utils import timezone
from rest_framework.exceptions import Throttled

from common import limits
from common.http.net import client_network
from common.models import RateCounter


@pytest.fixture(autouse=True)
def throttled(settings):
    settings.THROTTLING = True


@pytest.mark.django_db
def test_so_many_pass_and_the_next_waits():
    for _ in range(3):
        limits.hit("test", "ana", 3, 60)
    with pytest.raises(Throttled) as refused:
        limits.hit("test", "ana", 3, 60)
    assert 0 < refused.value.wait <= 60
    limits.hit("test", "luz", 3, 60)
    limits.hit("other", "ana", 3, 60)


@pytest.mark.django_db
def test_a_window_that_ended_starts_anew():
    assert limits.allows("test", "ana", 1, 60)
    assert not limits.allows("test", "ana", 1, 60)
    RateCounter.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    limits.refusals.kept.clear()
    assert limits.allows("test", "ana", 1, 60)
    assert not limits.allows("test", "ana", 1, 60)
    assert RateCounter.objects.count() == 1


@pytest.mark.django_db
def test_refusals_do_not_lengthen_the_wait():
    limits.hit("test", "ana", 1, 60)
    ends = RateCounter.objects.get().expires_at
    for _ in range(5):
        assert not limits.allows("test", "ana", 1, 60)
    assert RateCounter.objects.get().expires_at == ends
    assert RateCounter.objects.get().count == 1


@pytest.mark.django_db
def test_what_is_given_back_was_never_counted():
    for _ in range(5):
        limits.hit("test", "ana", 1, 60)
        limits.undo_hit("test", "ana")
    limits.undo_hit("test", "ana")
    assert RateCounter.objects.get().count == 0


@pytest.mark.django_db
def test_a_cache_that_is_down_changes_nothing(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    limits.hit("test", "ana", 1, 60)
    assert not limits.allows("test", "ana", 1, 60)


@pytest.mark.django_db
def test_the_switch_turns_all_off(settings):
    settings.THROTTLING = False
    for _ in range(5):
        limits.hit("test", "ana", 1, 60)
    assert not RateCounter.objects.exists()


@pytest.mark.django_db
def test_who_comes_just_after_the_first_finds_room(monkeypatch):
    """The window starts after it was looked for, and before its end is read."""
    update = QuerySet.update

    def overtaken(rows: QuerySet, **values: object) -> int:
        counted = update(rows, **values)
        if not RateCounter.objects.exists():
            ends = timezone.now() + timedelta(seconds=60)
            RateCounter.objects.create(key=limits.key("test", "ana"), count=1, expires_at=ends)
        return counted

    monkeypatch.setattr(QuerySet, "update", overtaken)
    limits.hit("test", "ana", 2, 60)
    assert not limits.allows("test", "ana", 2, 60)


def hits_at_once(times: int, limit: int) -> int:
    from common.tests.race import race

    RateCounter.objects.all().delete()
    limits.refusals.kept.clear()
    return race(lambda _: limits.allows("race", "ana", limit, 60), times).count(True)


@pytest.mark.db_server
@pytest.mark.django_db(transaction=True)
def test_a_race_gets_no_more_through():
    for _ in range(5):
        assert hits_at_once(16, 5) == 5
        assert hits_at_once(16, 16) == 16


@pytest.mark.db_server
@pytest.mark.django_db(transaction=True)
def test_without_the_atomic_update_more_get_through(monkeypatch):
    """The twin of the test above: read, compare, add, as DRF's throttles do."""
    everybody_has_read = threading.Barrier(16)

    def read_then_write(key, limit, window):
        row, _ = RateCounter.objects.get_or_create(
            pk=key, defaults={"expires_at": timezone.now() + timedelta(seconds=window)}
        )
        if row.count >= limit:
            return 1.0
        everybody_has_read.wait(60)
        RateCounter.objects.filter(pk=key).update(count=F("count") + 1)
        return None

    monkeypatch.setattr(limits, "seconds_over", read_then_write)
    assert hits_at_once(16, 5) > 5


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
        ("unix", "unix"),
        ("", ""),
    ],
)
def test_who_can_choose_an_address_freely_counts_once(address, counted):
    assert client_network(address) == counted


@pytest.mark.django_db
def test_a_refusal_is_repeated_without_a_query_until_room_is_given_back(
    django_assert_num_queries,
):
    limits.hit("test", "ana", 1, 60)
    assert not limits.allows("test", "ana", 1, 60)
    with django_assert_num_queries(0):
        assert not limits.allows("test", "ana", 1, 60)
    limits.undo_hit("test", "ana")
    assert limits.allows("test", "ana", 1, 60)


@pytest.mark.django_db
def test_a_refusal_is_not_repeated_for_longer_than_a_moment(monkeypatch):
    limits.hit("test", "ana", 1, 60)
    assert not limits.allows("test", "ana", 1, 60)
    RateCounter.objects.all().delete()
    now = limits.time.monotonic()
    monkeypatch.setattr(limits.time, "monotonic", lambda: now + limits.REPEAT_SECONDS)
    assert limits.allows("test", "ana", 1, 60)
