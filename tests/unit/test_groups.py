"""Districts in groups."""

import numpy as np
import pandas as pd

from industrial_atlas.processing.measures.groups import encode


def test_flags_of_industrial_regions_become_the_papers_words(notes):
    found = encode([1, 0.0, "1"], "tir", ["A", "B", "C"], notes)
    assert (found.labels, found.numbers.tolist(), list(notes)) == (["Non TIR", "TIR"], [1, 0, 1], [])


def test_other_flags_stay_as_they_are(notes):
    assert encode([1, 0], "coastal", ["A", "B"], notes).labels == ["0", "1"]
    assert encode([2, 0], "tir", ["A", "B"], notes).labels == ["0", "2"]


def test_density_classes_run_from_rural_to_urban(notes):
    found = encode(["Urban", "Rural", "Moderately urban"], "dens_class", list("ABC"), notes)
    assert (found.labels, found.numbers.tolist()) == (["Rural", "Moderately urban", "Urban"], [2, 0, 1])


def test_districts_without_a_group_are_a_group_of_their_own_and_named(notes, warned):
    found = encode(["UKC1", None, " ", float("nan")], "region", list("ABCD"), notes)
    assert (found.labels, found.numbers.tolist()) == (["UKC1", "no group"], [0, 1, 1, 1])
    assert warned() == ["3 districts without a value in 'region' are the group 'no group': B, C, D."]
    notes.clear()
    encode(["UKC1", None], "region", ["A", "B"], notes)
    assert warned() == ["1 district without a value in 'region' is the group 'no group': B."]


def test_whole_numbers_with_a_null_are_flags_too(notes):
    """A layer's integer field arrives as a nullable column, whose missing value is neither equal nor unequal to itself."""
    found = encode(pd.array([1, None, 0], dtype="Int64").tolist(), "tir", list("ABC"), notes)
    assert (found.labels, found.numbers.tolist()) == (["Non TIR", "TIR", "no group"], [1, 2, 0])


def test_true_and_false_are_flags_too(notes):
    assert encode([True, False], "tir", ["A", "B"], notes).labels == ["Non TIR", "TIR"]
    assert encode(["TIR", "Non TIR"], "tir", ["A", "B"], notes).labels == ["Non TIR", "TIR"]


def test_a_label_that_says_no_group_is_that_group(notes):
    found = encode(["No group", "a", None], "region", list("ABC"), notes)
    assert (found.labels, found.numbers.tolist()) == (["a", "no group"], [1, 0, 1])


def test_sums_are_over_the_members_and_a_missing_value_adds_nothing(notes):
    found = encode(["b", "a", "b"], "type", list("ABC"), notes)
    values = np.array([[1.0, 10.0], [2.0, np.nan], [4.0, 40.0]])
    np.testing.assert_array_equal(found.sums(values), [[2, 0], [5, 50]])
    assert np.isnan(values[1, 1]), "what is given is left as it was"


def test_one_group_that_holds_everything_is_said(notes, warned):
    counts = np.ones((2, 1, 1), dtype=bool)
    encode(["UKC1", "UKC2", "UKC2"], "region", ["A", "B", "C"], notes).tell(np.ones((3, 1, 1), dtype=bool), notes)
    assert warned() == []
    encode(["UKC1", "UKC1"], "region", ["A", "B"], notes).tell(counts, notes)
    assert warned() == ["All districts are in one group of 'region' (UKC1): it holds everything."]


def test_groups_of_one_district_each_are_said(notes, warned):
    encode(["Hull", "Leeds"], "name", ["A", "B"], notes).tell(np.ones((2, 1, 1), dtype=bool), notes)
    assert len(warned()) == 1 and "Each district is a group of its own by 'name'." in warned()[0]


def test_groups_are_the_same_whatever_their_case_and_spaces(notes):
    found = encode(["UKC1", " ukc1 ", "UKC2"], "region", list("ABC"), notes)
    assert (found.labels, found.numbers.tolist()) == (["UKC1", "UKC2"], [0, 0, 1])


def test_a_group_without_any_figure_is_named(notes, warned):
    counts = np.array([[[True, False]], [[True, True]], [[False, False]], [[False, False]]])
    encode(["a", "b", "c", "c"], "type", ["A", "B", "C", "D"], notes).tell(counts, notes)
    assert warned() == [
        "3 figures of a group, industry and period missing, since none of its districts has one: a, c."]
