"""Codes as they are compared and as they are shown."""

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures import codes


def test_codes_are_compared_stripped_and_upper_case_and_shown_as_first_seen():
    numbers, labels = codes.encode(pd.Series(["b1", " B1", "A2 ", "a2", "B1  "]))
    assert numbers.tolist() == [0, 0, 1, 1, 0]
    assert labels == ["b1", "A2"]


@pytest.mark.parametrize("cells, labels", [
    (["E06000002", "E06000001"], ["E06000002", "E06000001"]),
    (pd.Categorical(["b", "a", "b"], categories=["a", "b", "c"]), ["b", "a"]),
    ([26, 10], ["26", "10"]),
    ([26.0, 10.5], ["26", "10.5"]),
    (pd.array([26, None], dtype="Int64"), ["26"]),
    (["26", 26, 26.0], ["26"]),
    (["001", "1"], ["001", "1"]),
    (["01", "1.0"], ["01", "1.0"]),
    (["Ynys Môn", "YNYS MÔN"], ["Ynys Môn"]),
], ids=["text", "categories", "int", "float", "nullable", "mixed", "zeros", "text that looks like a number", "accents"])
def test_labels_stand_in_the_order_in_which_rows_use_them(cells, labels):
    assert codes.encode(pd.Series(cells))[1] == labels


@pytest.mark.parametrize("empty", [None, np.nan, "", "   "])
def test_missing_and_empty_codes_are_minus_one(empty):
    numbers, labels = codes.encode(pd.Series([empty, "A", empty]))
    assert (numbers.tolist(), labels) == ([-1, 0, -1], ["A"])


@pytest.mark.parametrize("cells", [[], [None, None], ["", " "]])
def test_a_column_without_codes_has_no_labels(cells):
    numbers, labels = codes.encode(pd.Series(cells, dtype=object))
    assert (numbers.tolist(), labels) == ([-1] * len(cells), [])


def test_more_codes_than_fit_in_a_byte():
    cells = [f"code {number}" for number in range(300)]
    numbers, labels = codes.encode(pd.Series(cells * 2))
    assert labels == cells
    assert numbers.tolist() == list(range(300)) * 2


def test_near_words_are_suggested():
    assert codes.nearest("totl", ["Total", "C (10-33)"]) == "did you mean Total?"
    assert codes.nearest("e06000001", ["E06000002", "E06000001"]).startswith("did you mean E06000001")


def test_without_a_near_word_all_of_a_few_are_listed():
    assert codes.nearest("zzz", ["A", "B"]) == "there are A, B."
    assert codes.nearest("zzz", [f"W{number}" for number in range(12)]).endswith("W8, W9 and 2 more.")
