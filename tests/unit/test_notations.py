"""Industries in several notations, and levels of codes that differ between districts and years."""

import numpy as np
import pytest

from industrial_atlas.processing.measures.shares import with_sum

MIXED = [("A", "26", 1, 2.0), ("A", "Total", 1, 10.0), ("B", "C26", 1, 3.0), ("B", "Total", 1, 10.0),
         ("A", "CI (26)", 2, 4.0), ("A", "Total", 2, 20.0), ("B", " c26 ", 2, 5.0), ("B", "Total", 2, 20.0)]


@pytest.fixture
def said(notes):
    return lambda: " ".join(text for _, text in notes)


def test_notations_of_one_industry_are_united(build, said):
    panel = build(MIXED)
    assert panel.industries == ["26"] and panel.values[:, 0].tolist() == [[2, 4], [3, 5]]
    assert "'26' is written 'C26', 'CI (26)' too (3 rows): taken as one." in said()


def test_two_notations_side_by_side_stay_two_industries(build, said):
    panel = build([*MIXED, ("A", "C26", 1, 2.0)])
    assert panel.industries == ["26", "C26", "CI (26)"]
    assert "taken as one" not in said()


def test_but_count_once_in_a_set_from_whichever_has_a_value(build, notes):
    """A has 26 and C26 in year 1 and CI (26) in year 2, B has C26 alone."""
    found = build([*MIXED, ("A", "C26", 1, 2.0)]).disjoint("finest", notes)
    assert found.industries == ["26"] and found.values[:, 0].tolist() == [[2, 4], [3, 5]] and found.present.all()


def test_without_a_total_notations_do_not_overlap_any_more(build):
    panel = build([("A", "26", 2.0), ("A", "F", 8.0), ("B", "C26", 3.0), ("B", "F", 7.0)])
    assert panel.totals.ravel().tolist() == [10, 10]


def test_labels_are_no_notations(build):
    assert build([("A", "4", 1.0), ("A", "26", 2.0), ("B", "C26", 3.0)]).industries == ["4", "26", "C26"]


def test_duplicates_are_refused_still(build, refusal):
    assert "26, 1" in refusal(build, [*MIXED, ("A", "26", 1, 2.0)])


PARTS = [f"26.{digit}" for digit in range(1, 9)]
LEVELS = [("A", "26", 2001, 8.0), ("A", "F", 2001, 2.0), ("A", "Total", 2001, 10.0),
          *(("A", part, 2002, 1.0) for part in PARTS), ("A", "F", 2002, 2.0), ("A", "Total", 2002, 10.0)]


@pytest.mark.parametrize(("level", "told"), [
    ("finest", "in 2001: 26 (1 district-period without 26.1, 26.2, 26.3 and 5 more)"),
    ("coarsest", "in 2002: 26.1 (1 district-period without 26)"),
])
def test_levels_that_differ_between_years_are_told(build, notes, warned, level, told):
    build(LEVELS).disjoint(level, notes)
    assert any(told in text and f"'{level}'" in text for text in warned())


def test_suppressed_parts_are_no_other_level(build, notes, warned):
    build([("A", "26-27", 2.0), ("A", "26", None), ("A", "27", None), ("A", "Total", 5.0),
           ("B", "26-27", 2.0), ("B", "26", 1.0), ("B", "27", 1.0), ("B", "Total", 5.0)]).disjoint("finest", notes)
    assert not any("level of codes" in text for text in warned())


def test_a_sum_of_all_is_missing_where_the_level_differs(build, notes):
    summed = with_sum(build(LEVELS), "finest", notes)
    assert summed.industries[-1] == "*" and np.isnan(summed.values[0, -1, 0]) and summed.values[0, -1, 1] == 10
