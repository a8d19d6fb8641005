"""Quarters and months, which are no years."""

import datetime

import pytest

from industrial_atlas.processing.measures import subannual


@pytest.mark.parametrize("text", [
    "2021 Q1", "2021Q1", "Q1 2021", "Q4-2021", "Quarter 2 2021", "1st quarter 2021", "2021 quarter 3", "2021 Q1 [p]",
    "Jan 2021", "January 2021", "2021 JAN", "Jan-21", "Sept '21", "2021-03", "2021/11", "03/2021", "2021M03", "2021 H1",
    "Jan-Mar 2021", "Apr 2020-Mar 2021", "Oct 2020 to Sep 2021", "1 March 2021", "2021 W12",
])
def test_parts_of_a_year(text):
    assert subannual.is_part(text) and subannual.is_part(f" {text} ")


@pytest.mark.parametrize("text", [
    "2021", "2021 [p]", "2011/12", "2011-12", "1999-00", "2019-2020", "2021-03-31", "C (10-33)", "10-12", "26.1", "May",
    "March", "Q1", "Manufacturing", "Jan 2021-Dec 2021", "January to December 2021", "E06000001", "", None, 2021, 3.5,
])
def test_what_is_no_part_of_a_year(text):
    assert not subannual.is_part(text)


def test_a_year_from_january_to_december_is_a_year():
    assert subannual.whole_year("Jan 2021-Dec 2021") == 2021 and subannual.whole_year("Jan 2020-Dec 2021") is None


def test_one_date_a_year_is_a_year_and_two_are_not():
    dates = [datetime.date(2020, 12, 31), datetime.date(2021, 12, 31), "2021", None, "2020-12-31"]
    assert subannual.in_one_year(dates) == []
    assert subannual.in_one_year([*dates, "2021-06-30"]) == [datetime.date(2021, 12, 31), "2021-06-30"]


def test_refusals_say_what_to_do():
    assert "VALUE_COLUMN" in str(subannual.refusal_across("The table", ["2021 Q1"]))
    text = str(subannual.refusal_below("C 'date'", 4, ["2021 Q1"], "date=2021"))
    assert "row 5" in text and "ROWS, such as date=2021," in text
