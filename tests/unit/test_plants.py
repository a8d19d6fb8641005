"""Rows of a table of plants as arrays."""

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures.groups import encode
from industrial_atlas.processing.measures.plants import Grouping, Plants
from industrial_atlas.processing.measures.prices import Prices

FIELDS = {"start": "gva_73", "end": "gva_16", "own_start": "owner_a", "own_end": "owner_b", "group": "tir"}


def table(first=0, **columns) -> pd.DataFrame:
    """A chunk of plants whose first row is row `first` of the table; what is not given is as good as any."""
    number = len(next(iter(columns.values())))
    usual = {"start": [1.0] * number, "end": [2.0] * number, "own_start": ["GB"] * number, "own_end": ["GB"] * number,
             "group": [1] * number}
    return pd.DataFrame({**usual, **columns}, index=pd.RangeIndex(first, first + number))


@pytest.fixture
def plants():
    """`plants(...)` reads plants with a flag."""

    def made(grouping=None, domestic=("GB", "uk"), index=None, years=(), **fields) -> Plants:
        return Plants({**FIELDS, **fields}, grouping or Grouping.of_flags(), domestic, index, years)

    return made


@pytest.fixture
def districts(notes):
    """`districts({"E1": 0}, "tir")` are the groups of districts."""

    def made(held: dict, field="tir") -> Grouping:
        return Grouping.of_districts(list(held), encode(list(held.values()), field, list(held), notes))

    return made


def test_owners_are_domestic_foreign_or_none(plants):
    words = ["GB", " gb ", "Uk", "US", "domestic", "", None, "  ", "0"]
    found = plants().arrays(table(own_start=words, own_end=pd.Categorical(words)))
    assert found["owner_start"].tolist() == found["owner_end"].tolist() == [0, 0, 0, 1, 1, 2, 2, 2, 1]


def test_owners_none_of_whom_is_domestic_are_told(plants, notes, warned):
    read = plants(domestic=("Scottish, Ltd", "Welsh,English"))
    read.arrays(table(own_start=["US"], own_end=["Cornish"]))
    read.finish(1, notes)
    assert warned() == [
        "No owner is one of those in DOMESTIC (Scottish, Ltd; Welsh,English), so all are foreign: US, Cornish. Separate "
        "several words by semicolons."]
    notes.clear()
    owners = read.arrays(table(own_start=["english", "scottish, ltd"], own_end=["Welsh", ""]))
    assert owners["owner_start"].tolist() == [0, 0] and owners["owner_end"].tolist() == [0, 2]
    read.finish(1, notes)
    assert warned() == [], "commas separate too"


@pytest.mark.parametrize("flags", [
    [1, 0, None], ["1", "0", ""], [1.0, 0.0, np.nan], [True, False, None], ["TIR", "Non TIR", " "],
    pd.array([1, 0, None], dtype="Int64"), [" tir", "NON TIR", "no group"],
], ids=str)
def test_a_flag_is_one_or_zero_in_any_dress(plants, flags, notes, warned):
    read = plants()
    assert read.arrays(table(group=flags))["group"].tolist() == [1, 0, 2]
    assert read.grouping.labels == ["Non TIR", "TIR", "no group"]
    read.finish(3, notes)
    assert read.counts() == {"N_SUPPRESSED": 0, "N_NO_GROUP": 1}
    assert warned()[0].startswith("1 plant with nothing in 'tir' is the group 'no group'.")


def test_another_flag_names_its_row_in_the_table(plants, refusal):
    text = refusal(plants().arrays, table(70_000, group=["1", "2", "0"]))
    assert text.startswith("FLAG_FIELD, field 'tir', row 70,002: '2' is no flag.")


def test_plants_go_by_their_district(plants, districts, notes, warned):
    read = plants(districts({"E01": 1, "e02": 0, "E03": None}), group="lad")
    notes.clear()
    found = read.arrays(table(group=["e01 ", "E02", "E03", "X1", None, "X1", "x2"], end=[2.0, 2, 2, 2, 2, 2, 0], start=[0.0] * 7))
    assert found["group"].tolist() == [1, 0, 2, 2, 2, 2, 2]
    read.finish(6, notes)
    assert warned() == [
        "4 plants whose district has no group in AREAS are the group 'no group'. Codes in 'lad' that are not in AREAS: X1. "
        "Districts whose field 'tir' is empty: E03."]
    assert read.counts()["N_NO_GROUP"] == 4, "a plant without output is in no group"


def test_groups_may_be_regions_and_flags_are_always_two(districts):
    assert districts({"A": "UKC1", "B": "UKD3"}, "region").labels == ["UKC1", "UKD3", "no group"]
    assert districts({"A": 1}).labels == ["Non TIR", "TIR", "no group"]


def test_districts_that_match_nothing_are_refused(plants, districts, notes, refusal):
    read = plants(districts({"E01": 1}), group="lad")
    read.arrays(table(group=["W01", "W02"]))
    text = refusal(read.finish, 2, notes)
    assert "'lad'" in text and "W01, W02" in text and "AREA_CODE" in text
    read = plants()
    read.arrays(table(group=[None, None]))
    assert "No plant has a group: field 'tir'" in refusal(read.finish, 2, notes)


def test_no_more_than_a_thousand_unknown_codes_are_kept(plants, districts, notes, warned):
    read = plants(districts({"E01": 1}), group="lad")
    for part in range(3):
        read.arrays(table(group=[f"X{part * 600 + row}" for row in range(599)] + ["E01"]))
    assert len(read.unknown) == 1000
    read.finish(1800, notes)
    assert "X9 and 990 more, at least." in warned()[-1]


def test_text_is_read_as_numbers_and_told_once_for_all_chunks(plants, notes, warned):
    read = plants()
    for _ in range(2):
        found = read.arrays(table(start=["1,000", "", "-"], end=[2.0, 3.0, 4.0]))
        assert found["start"].tolist()[0] == 1000 and np.isnan(found["start"][1:]).all()
    read.finish(6, notes)
    assert list(notes) == [("info", "Field 'gva_73' is text: 2 cells read as numbers.")], "an empty cell is no plant"


def test_a_suppressed_output_leaves_its_plant_out(plants, notes, warned):
    read = plants()
    assert len(read.arrays(table(start=["1", "2"], end=["3", "4"]))["group"]) == 2
    found = read.arrays(table(2, start=["1", "[c]", "5", "0"], end=["*", "2", "6", "7"], group=[1, 1, 0, 1]))
    assert found["start"].tolist() == [5, 0] and found["end"].tolist() == [6, 7] and found["group"].tolist() == [0, 1]
    read.finish(4, notes)
    assert read.counts()["N_SUPPRESSED"] == 2
    assert warned() == [
        "2 plants with a suppressed output left out, since it is not known whether there was one at that date (the first "
        "is row 3)."]


@pytest.mark.parametrize(("cells", "words"), [
    (["5", "many"], ("row 11", "'many'")), ([1.0, np.inf], ("row 11", "infinite")), (["1e999", "1"], ("row 10", "infinite")),
])
def test_a_cell_that_is_no_number_names_its_row_in_the_table(plants, refusal, cells, words):
    text = refusal(plants().arrays, table(9, start=cells))
    assert "'gva_73'" in text and all(word in text for word in words)


@pytest.mark.parametrize(("weights", "words"), [
    ([1.0, np.nan], "row 6: the weight is missing"), ([1.0, -0.5], "row 6: the weight is below zero (-0.5)"),
    (["", "1"], "row 5: the weight is missing"), (["1", "*"], "row 6: the weight is missing"),
])
def test_weights_must_be_there(plants, refusal, weights, words):
    text = refusal(plants(weight="gross").arrays, table(4, weight=weights))
    assert words in text and "WEIGHT_FIELD, field 'gross'" in text


def test_weights_are_handed_on(plants):
    assert plants(weight="gross").arrays(table(weight=["1.5", "0"]))["weight"].tolist() == [1.5, 0]
    assert "weight" not in plants().arrays(table(group=[1]))


def test_output_is_put_into_the_prices_of_one_year(plants):
    index = Prices(2000, {"": {1973: 10.0, 2000: 50.0, 2016: 100.0}})
    found = plants(index=index, years=(1973, 2016)).arrays(table(start=[2.0, np.nan], end=[8.0, 0.0]))
    assert found["start"][0] == 10 and np.isnan(found["start"][1]) and found["end"].tolist() == [4, 0]


def test_each_industry_may_have_its_own_prices(plants, notes, warned):
    index = Prices(2000, {"26": {1973: 10.0, 2000: 50.0, 2016: 100.0}, "Total": {1973: 25.0, 2000: 50.0, 2016: 50.0}})
    read = plants(index=index, years=(1973, 2016), industry="sic")
    found = read.arrays(table(industry=["26", " 26", "29", None], start=[1.0] * 4, end=[1.0] * 4))
    assert found["start"].tolist() == [5, 5, 2, 2] and found["end"].tolist() == [0.5, 0.5, 1, 1]
    assert read.arrays(table(industry=[26, 29]))["start"].tolist() == [5, 2]
    read.finish(6, notes)
    assert warned() == [
        "2 industries take the price indices of a wider one: (no industry) by that of Total, 29 by that of Total. Prices of "
        "what is inside them may have moved otherwise."]


def test_prices_by_industry_need_the_industry_or_a_total(plants, refusal):
    with pytest.raises(ValueError, match="INDUSTRY_FIELD"):
        plants(index=Prices(2000, {"26": {2000: 1.0}}), years=(1973, 2016))
    total = Prices(2000, {"26": {2000: 1.0}, "Total": {1973: 25.0, 2000: 50.0, 2016: 50.0}})
    assert plants(index=total, years=(1973, 2016)).arrays(table(group=[1]))["start"].tolist() == [2]
    lacking = plants(index=Prices(2000, {"": {1973: 1.0, 2000: 1.0}}), years=(1973, 2016))
    assert "no index for 2016" in refusal(lacking.arrays, table(group=[1]))


def test_output_that_is_all_suppressed_is_refused(plants, notes, refusal):
    read = plants()
    read.arrays(table(start=["[c]", "*"], end=["1", "2"]))
    assert "not suppressed" in refusal(read.finish, 0, notes)


def test_a_table_without_rows_is_refused(plants, notes, refusal):
    assert "no rows" in refusal(plants().finish, 0, notes)
