"""A user's own proximities: pairs and squares, other notations, and every refusal."""

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures import proximitytable

pytestmark = pytest.mark.filterwarnings("error")
NAN = np.nan
FIELDS = {"industry": "from", "other": "to", "proximity": "phi"}


@pytest.fixture
def pairs(notes):
    """`pairs(rows, industries)` returns the matrix."""

    def made(rows, industries=("i", "j", "k")):
        return proximitytable.from_pairs(pd.DataFrame(rows, columns=list(FIELDS)), FIELDS, list(industries), notes)

    return made


@pytest.fixture
def square(notes):
    """`square(codes, columns, industries)` returns the matrix."""

    def made(codes, columns, industries=("i", "j")):
        return proximitytable.from_square(pd.DataFrame({"industry": codes, **columns}), "code", list(industries), notes)

    return made


def test_one_direction_of_a_pair_is_enough(pairs, notes):
    found = pairs([("j", "i", 0.5), ("I ", "k", "0.25"), ("k", "j", 1), ("i", "i", 1)])
    np.testing.assert_array_equal(found, [[0, 0.5, 0.25], [0.5, 0, 1], [0.25, 1, 0]])
    assert [text for level, text in notes if level == "warning"] == []


def test_a_pair_that_is_absent_is_missing_and_told(pairs, notes):
    found = pairs([("i", "j", 0.5), ("j", "k", None)])
    np.testing.assert_array_equal(found, [[0, 0.5, NAN], [0.5, 0, NAN], [NAN, NAN, 0]])
    assert "PROXIMITY lacks 2 pairs of industries: such a pair adds nothing to a density." in [text for _, text in notes]


def test_an_industry_that_is_absent_is_named(pairs, warned):
    found = pairs([("i", "j", 0.5), ("i", "z", 0.1)])
    assert np.isnan(found[2, :2]).all()
    assert warned() == ["PROXIMITY lacks 1 industry of the observations: without density, and counted for no other: k."]


def test_other_notations_are_the_same_industries(pairs):
    found = pairs([("C26", "F (41-43)", 0.5), ("F (41-43)", "30.3", 0.2)], ("26", "F", "303 : Aircraft"))
    np.testing.assert_array_equal(found, [[0, 0.5, NAN], [0.5, 0, 0.2], [NAN, 0.2, 0]])


def test_rows_without_a_code_are_left_out(pairs, warned):
    pairs([("i", "j", 0.5), (None, "j", 0.1), ("i", "k", 0.1), ("j", "k", 0.1)])
    assert warned() == ["PROXIMITY: 1 row without both industries left out."]


@pytest.mark.parametrize(("rows", "words"), [
    ([("i", "j", 1.2)], ("i and j have 1.2", "from 0 to 1")), ([("i", "j", -0.1)], ("-0.1",)),
    ([("i", "j", "inf")], ("inf",)),
    ([("i", "j", 0.2), ("j", "i", 0.3)], ("0.2 one way and 0.3 the other", "no direction")),
    ([("i", "j", 0.2), ("i", "j", 0.2)], ("row 2", "stands twice", "filtered to one")),
    ([("x", "y", 0.2)], ("fewer than two industries", "x, y")), ([("i", "x", 0.2)], ("fewer than two industries",)),
    ([("i", "j", "much")], ("'phi'", "'much' is not a number")), ([], ("no rows",)),
])
def test_wrong_pairs_are_refused(pairs, refusal, rows, words):
    text = refusal(pairs, rows)
    assert all(word in text for word in words), text


def test_a_square_is_read_by_its_names_and_not_by_its_order(square):
    found = square(["j", "i"], {"i": [0.4, 1], "J": [1, 0.4]})
    np.testing.assert_array_equal(found, [[0, 0.4], [0.4, 0]])


@pytest.mark.parametrize(("codes", "columns", "words"), [
    (["i", "j"], {"i": [1, 0.5]}, ("not square", "no column for the row j")),
    (["i", "j"], {"i": [1, 0.5], "j": [0.5, 1], "k": [0, 0]}, ("not square", "no row for the column k")),
    (["i", "j"], {"V1": [1, 0.5], "V2": [0.5, 1]}, ("no column is named", "industry, other")),
    (["i", "j"], {"i": [1, 0.5], "j": [0.4, 1]}, ("one way", "the other")),
    (["i", "i"], {"i": [1, 1]}, ("row 2", "names i a second time")), (["i", None], {"i": [1, 1]}, ("row 2", "is empty")),
    (["i", "j"], {"i": [1, 2], "j": [2, 1]}, ("i and j have 2",)), ([], {}, ("no rows",)),
])
def test_wrong_squares_are_refused(square, refusal, codes, columns, words):
    text = refusal(square, codes, columns)
    assert all(word in text for word in words), text
