"""manage.py check --deploy: no warnings for a sound setup, one for each risk."""

import pytest

from integrations import checks
from smartmart.tests.test_settings import start

LOCAL = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DEPLOY = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")


def test_a_proper_production_has_no_warning():
    end = start(*DEPLOY)

    assert end.returncode == 0, end.stderr


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("EPAYCO_VERIFY", "false", "integrations.W002"),
        ("EPAYCO_TEST", "true", "integrations.W003"),
        ("PUBLIC_URL", "http://shop.example.com", "integrations.W004"),
    ],
)
def test_a_risk_is_named_before_it_is_taken(name, value, told):
    end = start(*DEPLOY, **{name: value})

    assert end.returncode == 1
    assert told in end.stderr


def test_a_cache_of_one_process_is_no_cache_for_a_shop(settings):
    assert checks.check_cache_is_shared(None) == []
    settings.CACHES = LOCAL
    assert [found.id for found in checks.check_cache_is_shared(None)] == ["integrations.W001"]


def test_without_deploy_nothing_is_said():
    assert start("manage.py", "check", "--fail-level", "WARNING", EPAYCO_TEST="1").returncode == 0


@pytest.mark.parametrize(("is_cluster", "errors"), [(True, 1), (False, 0)])
def test_a_redis_cluster_is_refused(monkeypatch, settings, is_cluster, errors):
    settings.CACHE_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(checks, "redis_is_cluster", lambda: is_cluster)

    assert [error.id for error in checks.check_redis_is_one(None)] == ["integrations.E002"] * errors


def test_a_redis_that_does_not_answer_is_not_called_a_cluster(settings):
    settings.CACHE_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": settings.CACHE_URL,
        }
    }

    assert checks.check_redis_is_one(None) == []
