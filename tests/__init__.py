"""Tests of the house as a whole."""

import pytest

pytest.register_assert_rewrite("tests.english")
