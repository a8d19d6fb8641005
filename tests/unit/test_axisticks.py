"""Axes: round marks that cover the values, and 0 where it belongs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from industrial_atlas.processing.measures.axisticks import log_ticks, span, ticks, with_ends


@pytest.mark.parametrize(("values", "zero", "ends"), [
    ([1, 10], "auto", (0, 10)), ([7, 10], "auto", (7, 10)), ([6, 10], "auto", (0, 10)), ([1, 10], "no", (1, 10)),
    ([-10, -7], "auto", (-10, -7)), ([-10, -1], "auto", (-10, 0)), ([-1, 2], "no", (-1, 2)), ([7, 10], "yes", (0, 10)),
    ([0, 0], "auto", (0, 1)), ([0, np.nan, 0], "no", (0, 1)), ([4, 4], "auto", (3.8, 4.2)), ([4, 4], "yes", (0, 4)),
])
def test_zero_is_on_the_axis_where_values_come_near_it(values, zero, ends):
    assert span(values, zero) == pytest.approx(ends)


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.integers(2, 12))
def test_marks_are_even_and_cover_the_values(low, width, most):
    assume(width > 1e-9 * abs(low))
    marks = ticks(low, low + width, most)
    step = np.diff(marks)
    assert marks[0] <= low + 1e-6 * step[0] and marks[-1] >= low + width - 1e-6 * step[0]
    assert 2 <= len(marks) <= most + 1 and np.allclose(step, step[0], rtol=1e-4)


def test_marks_of_years_are_whole():
    assert ticks(2020, 2022, 10, True).tolist() == [2020, 2021, 2022]


def test_ends_keep_their_room():
    assert with_ends([0, 5, 10, 15], 4, 15, 2).tolist() == [4, 10, 15]


def test_marks_of_ratios_lie_around_the_values():
    assert log_ticks(3, 40).tolist() == [2, 5, 10, 20, 50]
    assert log_ticks(1e-3, 1e6).tolist() == [1e-3, 1e-1, 1e1, 1e3, 1e5]
