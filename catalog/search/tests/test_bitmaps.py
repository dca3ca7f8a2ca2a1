"""Sets of ids as integers."""

import random

import pytest

from catalog.search import bitmaps


@pytest.mark.parametrize("share", [0.001, 0.05, 0.13, 0.5, 1])
def test_ids_come_out_as_they_went_in(share):
    random.seed(7)
    ids = [number for number in range(9000) if random.random() < share] or [5]

    bits = bitmaps.of_ids(ids)

    assert list(bitmaps.descending(bits)) == ids[::-1]
    assert bitmaps.newest(bits, 3, 20) == ids[::-1][3:23]
