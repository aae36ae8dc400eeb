"""Keys of rows."""

from __future__ import annotations

from itertools import pairwise

from lajur.registers.authority.ids import uuid7


def test_keys_are_version_seven_and_strictly_increase():
    keys = [uuid7() for _ in range(20_000)]
    assert {(key.version, key.variant) for key in keys} == {(7, "specified in RFC 4122")}
    assert all(one < two for one, two in pairwise(keys))
