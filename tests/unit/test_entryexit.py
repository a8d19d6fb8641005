"""Entries, exits and how well a score foretells them: by hand and beside SciPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_atlas.processing.measures import entryexit

pytestmark = pytest.mark.filterwarnings("error")
NAN = np.nan
TRIES = settings(max_examples=40, deadline=None, derandomize=True)
CASES = st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=2, max_size=40)


def test_only_what_was_not_there_can_enter_and_only_what_was_there_can_go():
    before, after = np.array([[False, False, True, True]]), np.array([[True, False, True, False]])
    entered, exited = entryexit.entries_and_exits(before, after, np.ones((1, 4), bool))
    np.testing.assert_array_equal(entered, [[1, 0, NAN, NAN]])
    np.testing.assert_array_equal(exited, [[NAN, NAN, 0, 1]])


def test_what_is_not_known_of_both_years_is_neither():
    found = entryexit.entries_and_exits(np.array([False, True]), np.array([True, False]), np.zeros(2, bool))
    assert np.isnan(found).all()


def test_ties_count_half():
    """0.4 beats 0, 0, 1/3 and ties with 0.4; it loses to 1 and 1."""
    assert entryexit.auc([0.4, 0, 0.4, 0, 1 / 3, 1, 1], [1, 0, 0, 0, 0, 0, 0]) == pytest.approx(3.5 / 6)
    assert entryexit.auc([0.3, 0.3], [1, 0]) == 0.5


@pytest.mark.parametrize("happened", [[1, 1], [0, 0], [NAN, 1], [NAN, NAN]])
def test_without_both_kinds_of_cases_there_is_no_area(happened):
    assert np.isnan(entryexit.auc([0.1, 0.2], happened))


def test_cases_without_a_score_do_not_count():
    assert entryexit.auc([0.1, NAN, 0.9, 0.5], [0, 1, 1, NAN]) == 1


@TRIES
@given(CASES)
def test_scipy_finds_the_same_area(cases):
    stats = pytest.importorskip("scipy.stats")
    scores, happened = (np.array(column, float) for column in zip(*cases))
    yes = happened == 1
    if not 0 < yes.sum() < len(yes):
        return
    statistic = stats.mannwhitneyu(scores[yes], scores[~yes]).statistic
    assert entryexit.auc(scores, happened) == pytest.approx(statistic / (yes.sum() * (~yes).sum()))


@TRIES
@given(CASES)
def test_turning_the_score_round_turns_the_area_round(cases):
    scores, happened = (np.array(column, float) for column in zip(*cases))
    found = entryexit.auc(scores, happened)
    if not np.isnan(found):
        assert 0 <= found <= 1
        assert entryexit.auc(-scores, happened) == pytest.approx(1 - found)
        assert entryexit.auc(scores**3 + 5, happened) == pytest.approx(found), "the order alone counts"


def test_words_are_modest():
    assert [entryexit.word(area) for area in (0.3, 0.5, 0.59, 0.6, 0.75, 0.8)] == [
        "no better than a coin", "no better than a coin", "hardly better than a coin", "a little", "fairly", "well"]
