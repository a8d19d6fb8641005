"""Districts as a layer gives them, and how they match a table."""

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures import districts

NAN = np.nan


def layer(codes, **columns) -> pd.DataFrame:
    """A layer of districts."""
    return pd.DataFrame({"area": pd.Series(codes, dtype=object), **columns})


def test_codes_are_stripped_and_names_are_text(notes):
    found = districts.check(layer([" E1", "E2 "], name=[" Hartlepool ", NAN]), "lads", "LAD23CD", notes)
    assert found["area"].tolist() == ["E1", "E2"]
    assert found["name"].tolist() == ["Hartlepool", None]
    assert notes == []


def test_features_without_a_code_are_left_out_and_counted(notes, warned):
    found = districts.check(layer([None, "E1", ""], geometry=["a", "b", "c"]), "lads", "LAD23CD", notes)
    assert found["geometry"].tolist() == ["b"]
    assert found.index.tolist() == [0]
    assert warned() == ["2 features of 'lads' without a code in field 'LAD23CD' left out."]


def test_an_empty_layer_is_refused(notes, refusal):
    told = refusal(districts.check, layer([]), "lads", "LAD23CD", notes)
    assert "The layer 'lads' has no features" in told
    assert "Check its filter and its selection" in told


def test_a_field_without_codes_is_refused(notes, refusal):
    told = refusal(districts.check, layer([None, " "]), "lads", "LAD23CD", notes)
    assert "Field 'LAD23CD' of 'lads' is empty in every row" in told
    assert "Choose the field of district codes" in told


@pytest.mark.parametrize("codes", [["E1", "E2", "E1"], ["E1", "E2", "e1 "]])
def test_a_district_in_several_features_is_refused(codes, notes, refusal):
    told = refusal(districts.check, layer(codes), "lads", "LAD23CD", notes)
    assert "Layer 'lads': district E1 stands in several features (1 feature too many in all)" in told
    assert "dissolve it by 'LAD23CD' first" in told and "filter the layer to one" in told


@pytest.mark.parametrize("mark, schematic", [
    (1, True), ("1", True), (1.0, True), ("true", True), (" TRUE ", True), (True, True), (0, False), ("0", False),
    (None, False),
    ("no", False), (NAN, False),
])
def test_a_layer_is_schematic_where_it_says_so(mark, schematic):
    assert districts.is_schematic(pd.DataFrame({"schematic": pd.Series([None, mark], dtype=object)})) is schematic


def test_a_layer_that_says_nothing_is_not_schematic():
    assert districts.is_schematic(layer(["E1"])) is False


def test_codes_on_both_sides_match_whatever_their_case():
    assert districts.unmatched(["E1", "E2"], [" e2", "E1 "]) == (0, [])


def test_codes_on_one_side_only_are_counted_and_listed():
    number, sentences = districts.unmatched([f"E{place}" for place in range(12)], ["E11", "W1"])
    assert number == 12
    assert sentences == [
        "11 districts are in the table only: E0, E1, E2, E3, E4, E5, E6, E7, E8, E9 and 1 more.",
        "1 district is in the boundaries only: W1.",
    ]


def test_no_code_on_both_sides_is_refused_showing_some_of_each(refusal):
    told = refusal(districts.unmatched, ["E1", "E2", "E3", "E4"], ["Hartlepool"])
    assert "No district of the table is in the boundaries" in told
    assert "the table has E1, E2, E3 and 1 more" in told
    assert "the boundaries have Hartlepool" in told
    assert "Check that both use codes of the same kind and year" in told


def test_positions_in_a_table():
    assert districts.positions(["E2", "e1", "E9"], [" E1 ", "E2"]) == [1, 0, -1]
    assert districts.positions([], ["E1"]) == []
