"""Labels that do not lie on one another, lines that fit, and lines that break where something is missing."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from industrial_atlas.processing.measures.labelplaces import apart, around, runs, usual_step, wrapped

HEIGHTS = st.lists(st.tuples(st.floats(-50, 150), st.floats(0.5, 8)), min_size=1, max_size=12)


def test_labels_that_do_not_touch_stay_where_they_are():
    assert apart([1, 5, 9], [2, 2, 2], 0, 10).tolist() == [1, 5, 9]


def test_labels_in_one_place_spread_evenly_around_it():
    # three of height 2 around 5: 3, 5, 7; the order is that given
    assert apart([5, 5, 5], [2, 2, 2], 0, 10).tolist() == [3, 5, 7]


def test_labels_stay_inside_the_ends():
    assert apart([-3, 12], [2, 4], 0, 10).tolist() == [1, 8]


def test_the_moves_are_the_least_that_there_are():
    centres, sizes = [2.0, 2.5, 2.7, 8.0], [1.0, 2.0, 1.0, 1.0]
    found = apart(centres, sizes, 0, 10)
    grid = np.arange(0, 10.01, 0.25)
    gaps = [(one + other) / 2 for one, other in zip(sizes, sizes[1:])]
    best = min(
        sum((place - centre) ** 2 for place, centre in zip(places, centres))
        for places in itertools.combinations(grid, 4)
        if all(high - low >= gap for low, high, gap in zip(places, places[1:], gaps)))
    assert ((found - centres) ** 2).sum() <= best + 1e-9


@given(HEIGHTS)
def test_no_label_lies_on_another_whatever_the_heights(labels):
    centres, sizes = np.array(labels).T
    found = apart(centres, sizes, 0, 100)
    order = np.argsort(found)
    assert (np.diff(found[order]) >= ((sizes[order][1:] + sizes[order][:-1]) / 2) - 1e-6).all()
    assert found.min() >= sizes[order][0] / 2 - 1e-6 and found.max() <= 100 - sizes[order][-1] / 2 + 1e-6


def test_labels_without_room_are_refused(refusal):
    assert "no room for 2 labels" in refusal(apart, [1, 2], [6, 6], 0, 10)
    assert apart([], [], 0, 1).size == 0


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=1, max_size=15))
def test_labels_of_points_lie_in_the_box_and_apart(points):
    sizes = np.array([[20.0, 8.0]] * len(points))
    found = around(points, sizes, points, (0, 0, 100, 100), 3)
    placed = found[~np.isnan(found[:, 0])]
    assert ((placed >= [10, 4]) & (placed <= [90, 96])).all()
    for one, other in itertools.combinations(placed, 2):
        assert abs(one[0] - other[0]) >= 20 - 1e-9 or abs(one[1] - other[1]) >= 8 - 1e-9


def test_a_label_takes_the_side_with_fewer_points():
    # right of (50, 50) lies a point, left of it none
    found = around([[50, 50]], [[20, 8]], [[50, 50], [60, 50]], (0, 0, 100, 100), 3)
    assert found.tolist() == [[37, 50]]


@pytest.mark.parametrize(("text", "most", "lines"), [
    ("", 0, []), ("  a \n b\t", 0, ["a b"]), ("a" * 25, 0, ["a" * 10, "a" * 10, "a" * 5]),
    ("one two three four five", 2, ["one two", "three\u2026"]), ("a" * 25, 1, ["a" * 9 + "\u2026"]),
])
def test_text_is_broken_at_blanks_and_long_words_anywhere(text, most, lines):
    assert wrapped(text, 10, len, most) == lines


@given(st.text(max_size=60), st.integers(1, 12))
def test_no_line_is_wider_than_asked_and_no_letter_is_lost(text, width):
    lines = wrapped(text, width, len)
    assert all(len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_missing_year_breaks_the_line_whether_it_is_empty_or_not_there():
    assert runs([1, 2, 3, 4], [True, True, False, True], 1) == [slice(0, 2), slice(3, 4)]
    assert runs([1, 2, 4, 5], [True] * 4, 1) == [slice(0, 2), slice(2, 4)]
    assert runs([1, 2], [False, False], 1) == []


def test_the_usual_step_is_the_most_common():
    assert usual_step([2000, 2001, 2002, 2005]) == 1
    assert usual_step([2000, 2010, 2011]) == 10
