"""From rows to observations, in blocks."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from industrial_atlas.processing.measures import importing
from industrial_atlas.processing.measures.cells import Cells
from industrial_atlas.processing.measures.layout import Wanted, describe
from industrial_atlas.processing.measures.notes import Notes

COLUMNS = ("area", "name", "industry", "ind_name", "period", "value", "marker")


def run(table, notes=None, block=2, merged=(), **wanted):
    """Import rows in small blocks; return observations as tuples, and the importer."""
    notes, wanted = Notes() if notes is None else notes, Wanted(**wanted)
    importer = importing.Importer(describe(table, wanted, notes, merged=merged), Cells(), wanted, merged)
    for start in range(0, len(table), block):
        importer.add(table[start:start + block])
    found = importer.finish(notes)
    return list(zip(*(list(found.columns()[name]) for name in COLUMNS))), importer, found


TABLE = [["Title"], ["code", "Industry", 2020, 2021], ["E06000001", "C", 1, "[c]"], [], ["E06000002", "C", None, 0],
         ["Total", "C", 1, 0], ["Source: ONS"]]


def test_each_cell_is_an_observation(notes, warned):
    found, importer, observations = run(TABLE, notes)
    assert found == [
        ("E06000001", None, "C", None, 2020, 1.0, None), ("E06000001", None, "C", None, 2021, None, "[c]"),
        ("E06000002", None, "C", None, 2020, None, None), ("E06000002", None, "C", None, 2021, 0.0, None)]
    assert observations.counts() == {
        "N_ROWS": 4, "N_AREAS": 2, "N_INDUSTRIES": 1, "N_PERIODS": 2, "N_VALUES": 2, "N_MISSING": 2, "N_SUPPRESSED": 1,
        "N_ZERO": 1, "N_NEGATIVE": 0}
    assert importer.skipped == 1 and any("Total" in text for text in warned())


def test_every_row_that_is_no_observation_is_reported():
    _, importer, _ = run(TABLE)
    told = {(row, what) for row, _, what, _, _ in importer.report.rows}
    assert {(1, "note"), (6, "row left out"), (7, "note"), (None, "blank rows")} <= told


@given(st.integers(1, 9), st.lists(st.lists(st.one_of(
    st.none(), st.just("[c]"), st.floats(-1e9, 1e9, allow_nan=False)), min_size=2, max_size=2), min_size=1, max_size=8))
def test_what_goes_in_comes_out_however_the_rows_are_cut(block, values):
    rows = [["code", "SIC07", "2020", "2021"], *([f"E{6000001 + place:08d}", "C", *row] for place, row in enumerate(values))]
    found, _, _ = run(rows, block=block)
    plain = [cell if isinstance(cell, float) else None for cell in itertools.chain(*values)]
    assert [row[5] for row in found] == plain
    assert [row[6] for row in found] == [cell if cell == "[c]" else None for cell in itertools.chain(*values)]


def test_merged_codes_hold_for_all_their_rows():
    rows = [["code", "SIC07", "2020"], ["E06000001", "C", 1], [None, "F", 2], [None, "G", 3]]
    found, _, _ = run(rows, merged=[(1, 0, 3, 0)])
    assert [(row[0], row[2]) for row in found] == [("E06000001", "C"), ("E06000001", "F"), ("E06000001", "G")]


def test_a_code_and_its_name_in_one_column_are_parted_unless_two_would_be_one():
    rows = [["code", "industry", "2020"], ["E06000001", "26 : Computers", 1], ["E06000001", "Total", 2]]
    assert [row[2:4] for row in run(rows)[0]] == [("26", "Computers"), ("Total", None)]
    rows[2][1] = "26 : Something else"
    assert [row[2] for row in run(rows)[0]] == ["26 : Computers", "26 : Something else"]


def test_names_of_places_are_taken_where_the_column_is_named():
    rows = [["Place", "industry", "2020"], ["Hartlepool", "C", 1], ["Source: ONS, 2021", None, None]]
    found, importer, _ = run(rows, columns={"area": "Place"})
    assert [row[0] for row in found] == ["Hartlepool"] and importer.late == 1


def test_rows_of_another_kind_are_left_out_by_a_rule():
    rows = [["code", "industry", "year", "measure", "value"], *(
        ["E06000001", "C", 2020, measure, 1] for measure in ("Count", "Percent"))]
    assert len(run(rows, rows=("measure=count",))[0]) == 1


@pytest.mark.parametrize(("rows", "word", "wanted"), [
    ([["code", "SIC07", "value"], ["E06000001", "C", 1]], "PERIOD", {}),
    ([["code", "2020"], ["E06000001", 1]], "INDUSTRY", {}),
    ([["code", "SIC07", "2020"], ["E06000001", "C", 1], ["E06000001", "c", 1]], "rows 2 and 3", {}),
    ([["code", "SIC07", "2020"], ["E06000001", None, 1]], "no row of figures", {"columns": {"industry": "B"}}),
    ([["code", "SIC07", "2020", "x"], *(["E06000001", f"C{n}", "many", 1] for n in (10, 11))], "VALUE_COLUMN",
     {"layout": "long", "columns": {"value": "2020"}, "period": 2020}),
])
def test_observations_that_no_measure_would_take_are_refused(refusal, rows, word, wanted):
    assert word in refusal(run, rows, **wanted)


def test_a_long_list_of_rows_is_cut_and_counted():
    report = importing.Report()
    for row in range(importing.LISTED_ROWS + 5):
        report.add(row, None, "note", "because", "x" * 999)
    columns = report.columns()
    assert len(columns["row"]) == importing.LISTED_ROWS + 1 and columns["why"][-1].startswith("5 more")
    assert len(columns["text"][0]) == importing.WIDEST


def test_columns_make_their_values_as_they_are_asked_for():
    assert list(importing.Column(np.array([0, -1, 1]), ["a", "b"])) == ["a", None, "b"]
    assert list(importing.Column(np.array([1.5, np.nan]))) == [1.5, None]
    assert list(importing.Column(np.array([2020, 2021]))) == [2020, 2021]


def long_rows(*cells):
    """Return a table of one figure for each period and district."""
    return [["code", "SIC07", "date", "value"], *([f"E0600000{n}", "C", *pair] for n, pair in enumerate(cells, 1))]


@pytest.mark.parametrize(("cells", "row", "rule"), [
    ([("2021 Q1", 1), ("2021 Q2", 2)], 2, "date=2021,"), ([("2021", 1), ("2021-03", 2), ("2021-04", 2)], 3, "date=2021,"),
    ([("Jan 2021", 1)], 2, "date=2021,"), ([("2021-03-01", 1), ("2021-03-01", 1), ("2021-06-01", 2)], 4, "date=2021-03-01,"),
    ([("2011-11", 1), ("2011-12", 2)], 2, "date=2011,"),
])
def test_parts_of_years_in_a_column_are_refused_by_row(refusal, cells, row, rule):
    text = refusal(run, long_rows(*cells))
    assert f"the first in row {row}" in text and rule in text


def test_a_rule_may_keep_the_years_among_quarters():
    found, _, _ = run(long_rows(("2021", 1), ("2021 Q1", 2), ("2022", 3)), rows=("date=2021", "date=2022"))
    assert [(row[4], row[5]) for row in found] == [(2021, 1.0), (2022, 3.0)]
    assert [row[4] for row in run(long_rows(("2020-12-31", 1), ("2021-12-31", 2)))[0]] == [2020, 2021]
    assert [row[4] for row in run(long_rows(("Jan 2021-Dec 2021", 1)))[0]] == [2021]


def test_a_lone_per_cent_is_missing_and_named(notes, warned):
    found, importer, observations = run(long_rows(("2021", 5), ("2021", "12%"), ("2021", 7)), notes)
    assert [(row[5], row[6]) for row in found] == [(5.0, None), (None, "%"), (7.0, None)]
    assert observations.counts()["N_MISSING"] == 1 and observations.counts()["N_SUPPRESSED"] == 0
    assert any("'12%', the first D3" in text and "read as missing" in text for text in warned())
    assert (3, "D", "missing value: cell", "per cent in a column of other figures", "12%") in importer.report.rows


def test_a_column_of_per_cents_is_read_and_said_to_be_one(notes, warned):
    found, _, _ = run(long_rows(("2021", "5%"), ("2021", "12%"), ("2021", "[c]")), notes)
    assert [row[5] for row in found] == [5.0, 12.0, None]
    assert any("column D 'value'" in text and "12% is 12" in text for text in warned())


def test_figures_without_a_heading_are_named(notes, warned):
    rows = [["code", "SIC07", "2020", None], ["E06000001", "C", 1, 5], ["E06000002", "C", 1, None], ["note", None, None, 9]]
    _, importer, _ = run(rows, notes)
    assert any("column D is without a heading: 1 figure left out, the first in row 2" in text for text in warned())
    assert (None, "D", "column", "without a heading: 1 figure left out, the first in row 2", None) in importer.report.rows


def test_levels_of_areas_are_counted_and_kept(notes):
    rows = [["code", "SIC07", "2020"], *([code, "C", 1] for code in ("E06000001", "E12000001", "E12000002", "E92000001"))]
    found, importer, _ = run(rows, notes)
    assert len(found) == 4
    assert any("2 regions (E12), 1 district (E06), 1 country (E92)" in text for _, text in notes)
    assert (None, "A", "level of areas", "2 regions (E12): rows kept", None) in importer.report.rows


def test_rows_too_long_are_named(notes, warned):
    rows = [["code", "SIC07", "2020"], ["E06000001", "C", "1"], ["E06000002", "C", "2", "a note"]]
    wanted = Wanted()
    described = describe(rows, wanted, notes)
    importer = importing.Importer(
        described, Cells(typed=False), wanted, (), importing.Surplus(rows, described.header, described.first, described.values))
    importer.add(rows)
    importer.finish(notes)
    assert any("1 row with more cells than headings" in text and "row 3 (E06000002 | C | 2 | a note)" in text for text in warned())
    assert any(row[:3] == (3, None, "row too long") for row in importer.report.rows)


def test_figures_without_a_code_are_rows_left_out(notes, warned):
    rows = [["code", "name", "2020"], ["E06000001", "Hartlepool", 1], *([f"E0700000{n}", f"Place {n}", 1] for n in range(3)), [None, "Middlesbrough", "1,500"], ["date", None, "2021"],
            ["E060000O3", "Redcar", 1999], ["Source: ONS, 2021"]]
    found, importer, _ = run(rows, notes, industry="Total")
    assert len(found) == 4 and importer.skipped == 2 and importer.late == 2
    assert any("2 rows with figures left out" in text and "Middlesbrough | 1,500" in text for text in warned())


def test_text_in_place_of_figures_is_told_in_one_line(notes, warned):
    rows = [["code", "SIC07", "2020", "2021"], *([f"E{6000001 + n:08d}", "C", 1, n] for n in range(9)),
            *([f"E{7000001 + n:08d}", "C", 1, f"{n}b"] for n in range(9))]
    run(rows, notes)
    told = [text for text in warned() if "text where a number is meant" in text]
    assert len(told) == 1 and "9 cells '0b', '1b'" in told[0] and "the first D11" in told[0]


def test_whole_countries_are_rows_as_others():
    rows = [["code", "SIC07", "2020"], *([code, "C", 1] for code in ("UK", "TLB", "TLC3", "TLZZ"))]
    assert [row[0] for row in run(rows)[0]] == ["UK", "TLB", "TLC3", "TLZZ"]
