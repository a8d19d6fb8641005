"""Headings below the header: the same again, or those of a second table."""

import pytest

from industrial_atlas.processing.measures.cells import Cells
from industrial_atlas.processing.measures.importing import Importer
from industrial_atlas.processing.measures.layout import Wanted, describe
from industrial_atlas.processing.measures.notes import Notes

HEAD = ["LAD code", "LAD name", "2021", "2022"]
FIRST = [HEAD, ["E06000001", "Hartlepool", 1, 2]]
LAST = ["E06000002", "Middlesbrough", 3, 4]


def run(table, notes=None, **wanted):
    """Import rows; return area, name, industry, period and value of each observation, and the importer."""
    notes, wanted = Notes() if notes is None else notes, Wanted(**wanted)
    importer = Importer(describe(table, wanted, notes), Cells(), wanted)
    importer.add(table)
    found = importer.finish(notes).columns()
    return list(zip(*(list(found[name]) for name in ("area", "name", "industry", "period", "value")))), importer


@pytest.mark.parametrize("second", [
    ["LAD code", "LAD name", "2022", "2021"], ["lad_code", "LAD name", "2020", "2021"], ["Code", "Name", "2022", "2023"],
    ["Code", "Name", "2022/23", "2021/22"], ["LAD code", "LAD name", "2021", "2022", "2023"],
])
def test_other_headings_below_stop_the_run(refusal, second):
    text = refusal(run, [*FIRST, [], second, LAST], industry="Total")
    assert "Row 4 is a row of headings" in text and second[2] in text and "row 1" in text and "SHEET" in text


@pytest.mark.parametrize("second", [
    ["Area", "mnemonic", "26 : Computers", "Total"], ["District", "Code", "27 : Electrical", "28 : Machinery"]])
def test_other_industries_below_stop_the_run(refusal, second):
    rows = [["Area", "mnemonic", "Total", "26 : Computers"], ["Hartlepool", "E06000001", 100, 30], ["date", "2022"], second,
            ["Hartlepool", "E06000001", 31, 110]]
    assert "Row 4 is a row of headings" in refusal(run, rows)


def test_the_same_header_on_each_page_is_left_out_and_counted(notes):
    found, importer = run([*FIRST, [], [*HEAD, None], LAST], notes, industry="Total")
    assert [row[4] for row in found] == [1, 2, 3, 4] and importer.skipped == 0
    assert any("1 row that repeats the header" in text for _, text in notes)
    assert any(row[:3] == (4, None, "header repeated") for row in importer.report.rows)


def test_a_header_of_two_rows_may_be_repeated_too():
    head = [["code", "2021", None], [None, "C", "F"]]
    found, _ = run([*head, ["E06000001", 1, 2], *head, ["E06000002", 3, 4]])
    assert [row[4] for row in found] == [1, 2, 3, 4]


@pytest.mark.parametrize("row", [
    ["E060000O2", "Middlesbrough", 1999, 2005], ["E060000O2", "Middlesbrough", 2021, 2022], [None, "Total", 1999, 2000], ["Total", None, "-", "-"], ["LAD code", "Great Britain"],
    ["Source", "LAD name: ONS", "2021"],
])
def test_figures_and_notes_are_no_headings(row):
    assert len(run([*FIRST, row, LAST], industry="Total")[0]) == 4


def test_figures_that_read_like_years_are_no_headings_beside_the_name_of_a_district():
    rows = [["Place", "SIC07", "2021", "2022"], ["Hartlepool", "C", 2021, 2022], ["Redcar", "C", 2022, 2023]]
    assert len(run(rows, columns={"area": "Place"})[0]) == 4


def test_headings_are_no_district_where_any_text_may_be_one(refusal):
    rows = [["Place", "2021", "2022"], ["Hartlepool", 1, 2], ["Place", "2022", "2021"], ["Redcar", 3, 4]]
    assert "Row 3" in refusal(run, rows, columns={"area": "Place"}, industry="Total")
