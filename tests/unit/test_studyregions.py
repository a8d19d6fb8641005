"""Study regions: scores by hand, the assignment against all permutations, ties in the order of codes."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_atlas.processing.measures.studyregions import assigned, scores

pytestmark = pytest.mark.filterwarnings("error")
TRIES = settings(max_examples=60, deadline=None, derandomize=True)


def test_scores_by_hand():
    """Quotients 2, 1, 1, 0.5: ranks 1, 2.5, 2.5, 4; shares .1, .4, .2, .3: ranks 4, 1, 3, 2; n + 1 = 5."""
    found = scores(np.array([[2.0, 1.0, 1.0, 0.5]]), np.array([[0.1, 0.4, 0.2, 0.3]]))
    assert found["lq_rank"].tolist() == [[1, 2.5, 2.5, 4]] and found["share_rank"].tolist() == [[4, 1, 3, 2]]
    assert found["score"].tolist() == [[5, 6.5, 4.5, 4]]


def test_the_first_place_counts_the_same_where_a_region_is_missing():
    """n is the number of candidates for every industry: the first of three and the first of two score 6."""
    found = scores(np.array([[3.0, 2.0, 1.0], [np.nan, 2.0, 1.0]]), np.array([[0.5, 0.3, 0.2], [np.nan, 0.6, 0.4]]))
    assert found["score"][0].tolist() == [6, 4, 2] and found["score"][1, 1:].tolist() == [6, 4]
    assert np.isnan(found["score"][1, 0]) and np.isnan(found["lq_rank"][1, 0])


def test_ties_of_floating_point_are_ties():
    assert scores(np.array([[0.3, 0.1 + 0.2]]), np.array([[0.5, 0.5]]))["score"].tolist() == [[3, 3]]


def brute(score):
    """The best assignment among all: most industries, largest sum, then the earliest regions in order."""
    number, regions = score.shape
    best = None
    for places in itertools.permutations([*range(regions), *[regions + row for row in range(number)]], number):
        if any(at >= regions + row + 1 or (regions <= at != regions + row) for row, at in enumerate(places)):
            continue
        if any(at < regions and np.isnan(score[row, at]) for row, at in enumerate(places)):
            continue
        there = [(row, at) for row, at in enumerate(places) if at < regions]
        found = -len(there), -round(sum(score[cell] for cell in there), 9), tuple(min(at, regions) for at in places)
        best = found if best is None else min(best, found)
    return [at if at < regions else -1 for at in best[2]]


@st.composite
def tables(draw):
    """Scores of one to three industries and one to four regions, many of them equal, some missing."""
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    cell = st.one_of(st.integers(2, 5), st.just(4.5), st.just(np.nan))
    return np.array(draw(st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=rows, max_size=rows)), float)


@TRIES
@given(tables())
def test_the_assignment_is_the_best_of_all_and_of_equal_ones_the_first(score):
    assert assigned(score).tolist() == brute(score)


def test_the_assignment_of_five_is_the_best_of_all_permutations():
    score = np.random.default_rng(4).integers(2, 14, (5, 6)) / 2
    best = max(sum(score[row, at] for row, at in enumerate(places)) for places in itertools.permutations(range(6), 5))
    found = assigned(score)
    assert sum(score[row, at] for row, at in enumerate(found)) == best and len(set(found)) == 5


def test_an_industry_that_alone_would_take_the_region_of_another_gives_way():
    """Both want region 0; the second loses 4 by going elsewhere, the first only 1."""
    assert assigned(np.array([[6.0, 5.0], [6.0, 2.0]])).tolist() == [1, 0]


def test_fewer_regions_than_industries_leave_those_open_that_score_least():
    assert assigned(np.array([[4.0], [6.0], [5.0]])).tolist() == [-1, 0, -1]
    assert assigned(np.array([[4.0], [6.0], [5.0]]), reuse=True).tolist() == [0, 0, 0]


def test_an_industry_nobody_can_have_stays_open_and_takes_nothing():
    assert assigned(np.array([[np.nan, np.nan], [2.0, 3.0]])).tolist() == [-1, 1]
    assert assigned(np.array([[np.nan, np.nan], [2.0, 3.0]]), reuse=True).tolist() == [-1, 1]
    assert assigned(np.empty((2, 0))).tolist() == [-1, -1] == assigned(np.empty((2, 0)), True).tolist()


def test_as_many_industries_as_can_be_come_before_the_sum():
    """Only region 0 will do for the first: it gets it, though the second would score 9 there."""
    assert assigned(np.array([[2.0, np.nan], [9.0, 2.0]])).tolist() == [0, 1]


def test_equal_scores_go_by_order_and_cancel_stops():
    assert assigned(np.full((3, 5), 4.0)).tolist() == [0, 1, 2]
    calls = []
    assigned(np.full((3, 5), 4.0), step=lambda done, total: calls.append((done, total)))
    assert calls == [(0, 3), (1, 3), (2, 3)]


def test_many_are_settled_in_good_time():
    score = np.random.default_rng(5).integers(1, 9, (60, 200)).astype(float)
    found = assigned(score)
    assert len(set(found.tolist())) == 60 and (score[np.arange(60), found] == 8).all()
