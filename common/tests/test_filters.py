import pytest

from common.http import filters
from common.models import RateCounter


class Sample(filters.ListFilterSet):
    flag = filters.StrictBooleanFilter()
    least = filters.StrictNumberFilter()
    search = filters.SearchTextFilter()


def judge(name: str, value: str):
    """What the value means; raises KeyError where it is refused."""
    form = Sample({name: value}, queryset=RateCounter.objects.none()).form
    form.is_valid()
    return form.cleaned_data[name]


@pytest.mark.parametrize(
    ("name", "value", "meaning"),
    [
        ("flag", "true", True),
        ("flag", "False", False),
        ("flag", "", None),
        ("least", "12.50", "12.50"),
        ("least", "-3", "-3"),
        ("updated_after", "2026-01-02T03:04:05Z", "2026-01-02 03:04:05+00:00"),
        ("updated_after", "2026-01-02T03:04:05+02:00", "2026-01-02 01:04:05+00:00"),
        ("updated_after", "2026-01-02T03:04:05 02:00", "2026-01-02 01:04:05+00:00"),
        ("updated_after", "2026-01-02T03:04", "2026-01-02 03:04:00+00:00"),
        ("updated_after", "2026-01-02", "2026-01-02 00:00:00+00:00"),
        ("updated_after", "0001-01-01T00:00:00+14:00", "0001-01-01 00:00:00+00:00"),
    ],
)
def test_good_values(name, value, meaning):
    found = judge(name, value)
    assert found == meaning or str(found) == meaning


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("flag", "yes"),
        ("flag", "1"),
        ("flag", "truee"),
        ("least", "NaN"),
        ("least", "Infinity"),
        ("least", "1e5"),
        ("least", "٣"),
        ("least", "1_000"),
        ("least", "9" * 13),
        ("least", "0x10"),
        ("updated_after", "now"),
        ("updated_after", "2026-02-30"),
        ("updated_after", "2026-01-02T03:04:05\x00"),
        ("updated_after", "2" * 100),
        ("search", "a\x00b"),
        ("search", "x" * 201),
    ],
)
def test_bad_values(name, value):
    with pytest.raises(KeyError):
        judge(name, value)
