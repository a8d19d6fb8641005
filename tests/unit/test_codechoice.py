"""Which codes are added up in each district and year. Expected choices are worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from industrial_atlas.processing.measures import codechoice, industrycodes
from industrial_atlas.processing.measures.codechoice import ABSENT, KNOWN, MISSING, Tally

RANGE = ["CL (29-30)", "29", "30"]
GROUPS_OF_27 = [f"27.{digit}" for digit in "123459"]


@pytest.fixture
def chosen():
    """`chosen(codes, columns)` returns the codes added up in each district-period; a column is one letter a code."""

    def make(codes, columns, level="finest", skip=False):
        states = np.array([["-?1".index(letter) for letter in column] for column in columns]).T
        make.tally = Tally()
        found = codechoice.choose(states, codes, industrycodes.intervals(codes), level, skip, make.tally)
        return [[code for code, used in zip(codes, column) if used] for column in found.T]

    return make


# One letter for each code: 1 has a value, ? a row without one, - no row.
@pytest.mark.parametrize(("letters", "level", "skip", "picked"), [
    ("111", "finest", False, ["29", "30"]), ("1--", "finest", False, ["CL (29-30)"]), ("-11", "finest", False, ["29", "30"]),
    ("11?", "finest", False, ["CL (29-30)"]), ("11-", "finest", False, ["CL (29-30)"]), ("1??", "finest", True, ["CL (29-30)"]),
    ("?1?", "finest", False, ["29", "30"]), ("?1?", "finest", True, ["29", "30"]), ("-1-", "finest", False, ["29"]),
    ("111", "coarsest", False, ["CL (29-30)"]), ("?11", "coarsest", False, ["29", "30"]),
    ("?1?", "coarsest", False, ["CL (29-30)"]), ("?1?", "coarsest", True, ["29", "30"]), ("-11", "coarsest", False, ["29", "30"]),
    ("???", "finest", False, ["29", "30"]), ("---", "finest", False, []),
])
def test_a_code_and_its_parts(chosen, letters, level, skip, picked):
    assert chosen(RANGE, [letters], level, skip) == [picked]


def test_a_part_that_only_other_districts_have_is_missed(chosen):
    """26.11 alone touches the group 26.1, but the table has 26.12 elsewhere: here 26.1 itself is the whole."""
    assert chosen(["26.1", "26.11", "26.12"], ["11-", "-11", "111"]) == [["26.1"], ["26.11", "26.12"], ["26.11", "26.12"]]


def test_parts_that_never_give_the_whole_leave_the_code_its_place(chosen):
    assert chosen(["27", "27.1"], ["11", "?1", "-1"]) == [["27"], ["27"], ["27.1"]]
    assert chosen(["27", "27.1"], ["?1"], skip=True) == [["27.1"]]


def test_levels_within_levels(chosen):
    codes = ["26-27", "26", "27", *GROUPS_OF_27]
    assert chosen(codes, ["111" + "1" * 6, "111" + "?" + "1" * 5, "11?" + "?" + "1" * 5, "--1" + "-" * 6]) == [
        ["26", *GROUPS_OF_27], ["26", "27"], ["26-27"], ["27"]]


def test_of_two_notations_the_first_with_a_value_counts(chosen):
    assert chosen(["26", "C26", "F"], ["11-", "-1-", "?1-", "1--", "??1"]) == [["26"], ["C26"], ["C26"], ["26"], ["26", "F"]]


def test_reasons_say_in_how_many_district_periods(chosen):
    chosen(RANGE, ["111", "111", "1--", "11?"])
    assert chosen.tally.reason("29", 2, 3, "district-periods") == (
        "counted in 2 of 3 district-periods: in 1 'CL (29-30)' holds it")
    assert chosen.tally.reason("CL (29-30)", 2, 4, "districts") == (
        "counted in 2 of 4 districts: in 2 its parts are counted (29, 30)")
    assert chosen.tally.wider["CL (29-30)"] == 1
    chosen(["27", "27.1"], ["?1"])
    assert chosen.tally.reason("27.1", 0, 1, "districts") == "not counted: '27' holds it and has no value"
    assert chosen.tally.reason("27", 1, 1, "districts") == ""


def test_what_stands_for_what_is_counted(chosen):
    chosen(RANGE, ["?11", "111", "?11"], "coarsest")
    assert chosen.tally.finer["CL (29-30)"] == 2


CODES = ["C (10-33)", "26-30", "26", "C26", "27", *GROUPS_OF_27, "28", "29", "30", "30.3", "20"]


@given(st.lists(st.lists(st.sampled_from([ABSENT, MISSING, KNOWN]), min_size=len(CODES), max_size=len(CODES)), min_size=1, max_size=6),
       st.sampled_from(["finest", "coarsest"]), st.booleans())
def test_nothing_counts_twice_and_all_that_is_not_counted_has_a_reason(cells, level, skip):
    states, tally, spans = np.array(cells).T, Tally(), industrycodes.intervals(CODES)
    found = codechoice.choose(states, CODES, spans, level, skip, tally)
    assert not (found & (states == ABSENT)).any()
    for column, picked in zip(states.T, found.T):
        codes = [code for code, used in zip(CODES, picked) if used]
        assert industrycodes.overlap(codes) is None
        for code, state, used in zip(CODES, column, picked):
            if state != ABSENT and not used:
                assert any(industrycodes.overlap([code, other]) for other in codes), "nothing is lost"
    left = ((states != ABSENT) & ~found).sum(axis=1)
    assert {code: number for code, number in zip(CODES, left.tolist()) if number} == {
        code: sum(cases.values()) for code, cases in tally.instead.items()}


@given(st.lists(st.lists(st.sampled_from([ABSENT, MISSING, KNOWN]), min_size=3, max_size=3), min_size=2, max_size=8),
       st.randoms(use_true_random=False))
def test_the_order_of_districts_changes_nothing(cells, random):
    order = list(range(len(cells)))
    random.shuffle(order)
    spans, states = industrycodes.intervals(RANGE), np.array(cells).T
    first = codechoice.choose(states, RANGE, spans, "finest", False, Tally())
    again = codechoice.choose(states[:, order], RANGE, spans, "finest", False, Tally())
    np.testing.assert_array_equal(first[:, order], again)
