"""Workbooks: sheets, merged cells, stored results of formulas."""

import zipfile

import pytest

from industrial_atlas.processing.sources.files import open_book

openpyxl = pytest.importorskip("openpyxl")


@pytest.fixture
def saved(tmp_path):
    """`saved(change)` writes a workbook that `change(book)` made and opens it again."""

    def doing(change):
        book = openpyxl.Workbook()
        change(book)
        book.save(tmp_path / "book.xlsx")
        return open_book(str(tmp_path / "book.xlsx"))

    return doing


def test_sheets_hidden_ones_and_charts(saved):
    from openpyxl.chart import BarChart, Reference

    def change(book):
        book.active.append(["x", 1])
        book.create_sheet("Hidden").sheet_state = "hidden"
        chart = BarChart()
        chart.add_data(Reference(book.active, min_col=2, min_row=1))
        book.create_chartsheet("Chart").add_chart(chart)

    book = saved(change)
    assert (book.sheets, book.hidden) == (["Sheet", "Hidden"], ("Hidden",))


def test_merged_cells_and_formulas(saved):
    def change(book):
        for row in ([2020, None], ["=1+1", 5]):
            book.active.append(row)
        book.active.merge_cells("A1:B1")

    grid = saved(change).open_sheet("Sheet")
    assert grid.merged == [(0, 0, 0, 1)] and grid.typed
    assert grid.head() == [(2020,), ("=1+1", 5)]


def test_numbers_shown_as_per_cents_are_per_cents(saved):
    def change(book):
        for row in ([2020, "x"], [0.07, 5], [0.5, True], [7, 0.25]):
            book.active.append(row)
        for place, kind in (("A2", "0%"), ("A3", "0.00%"), ("B3", "0%"), ("B4", '#,##0.0"%"'), ("B4", "0.0%;-0.0%")):
            book.active[place].number_format = kind

    assert saved(change).open_sheet("Sheet").head() == [(2020, "x"), ("7%", 5), ("50%", True), (7, "25%")]


def test_cells_outside_the_extent_that_the_file_claims_are_read(saved, tmp_path):
    saved(lambda book: [book.active.append([row, row]) for row in range(3)])
    with zipfile.ZipFile(tmp_path / "book.xlsx") as old, zipfile.ZipFile(tmp_path / "short.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A1:B3"', b'ref="A1"'))
    assert open_book(str(tmp_path / "short.xlsx")).open_sheet("Sheet").head() == [(0, 0), (1, 1), (2, 2)]


def test_a_sheet_that_breaks_off_is_damaged(saved, tmp_path, refusal):
    saved(lambda book: [book.active.append([row] * 9) for row in range(300)])
    with zipfile.ZipFile(tmp_path / "book.xlsx") as old, zipfile.ZipFile(tmp_path / "cut.xlsx", "w") as new:
        for name in old.namelist():
            held = old.read(name)
            new.writestr(name, held[:len(held) // 2] if name.endswith("sheet1.xml") else held)
    assert "damaged" in refusal(lambda: open_book(str(tmp_path / "cut.xlsx")).open_sheet("Sheet").head())
