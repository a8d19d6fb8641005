"""The reference tables that come with the project."""

import re

import pytest

from industrial_atlas.processing.measures import industrycodes, reference


def test_every_column_is_text_with_its_leading_zeros():
    divisions = [row["division"] for row in reference.read("sic2007")]
    assert divisions[:3] == ["01", "02", "03"]


def test_divisions_are_those_of_sic_2007():
    """88 of them: 01 to 99 without 04, 34, 40, 44, 48, 54, 57, 67, 76, 83 and 89."""
    divisions = {int(row["division"]) for row in reference.read("sic2007")}
    assert divisions == set(range(1, 100)) - {4, 34, 40, 44, 48, 54, 57, 67, 76, 83, 89}
    assert divisions == set(industrycodes.DIVISIONS)


def test_each_division_lies_in_its_section():
    for row in reference.read("sic2007"):
        section, division = industrycodes.interval(row["section"]), industrycodes.interval(row["division"])
        assert section[0] <= division[0] < division[1] <= section[1], row


def test_districts_have_one_row_a_code_and_a_nuts_2_region():
    rows = reference.read("lad_nuts2013")
    assert len({row["area"] for row in rows}) == len(rows) == 406
    assert all(re.fullmatch(r"(E0[6-9]|W06|S12)\d{6}", row["area"]) for row in rows)
    assert all(re.fullmatch(r"UK[C-M]\d", row["nuts2"]) for row in rows)
    assert len({row["nuts2"] for row in rows}) == 39


def test_regions_of_the_paper_are_regions_of_districts():
    named = [row["nuts2"] for row in reference.read("tir_paper")]
    assert len(named) == 11
    assert set(named) <= {row["nuts2"] for row in reference.read("lad_nuts2013")}


def test_a_table_that_is_not_there_is_an_error():
    with pytest.raises(FileNotFoundError):
        reference.read("lad_nuts1066")
