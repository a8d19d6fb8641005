"""Rows with more cells than headings."""

import numpy as np
import pytest

from industrial_atlas.processing.measures.headers import Header
from industrial_atlas.processing.measures.surplus import Surplus, shown

HEAD = ["code", "SIC07", "year", "value"]


def look(rows, head=None, values=(3,)):
    """Look at rows below a heading."""
    head = HEAD if head is None else head
    width = max(len(row) for row in [head, *rows])
    labels = [[text] if text else [] for text in [*head, *[""] * (width - len(head))]]
    surplus = Surplus([head, *rows], Header([0], labels), 1, values)
    surplus.look(rows, np.arange(1, len(rows) + 1), np.ones(len(rows), dtype=bool))
    return [place for place, _ in surplus.found]


def row(*cells):
    """Return a row of one district."""
    return ["E06000001", "C26", "2021", *cells]


def test_rows_as_long_as_the_header_are_nothing():
    assert look([row("12"), row(), row("1234")]) == []


@pytest.mark.parametrize("cells", [("1", "234"), ("1", "234", "567"), ("-1", "234.5"), ("7", "", "8")])
def test_figures_beyond_the_headings_are_refused(refusal, cells):
    text = refusal(look, [row("12"), row(*cells)])
    assert "row 3: E06000001 | C26 | 2021 | " in text and '"1,234"' in text and "delimiter" in text


def test_the_first_rows_are_named(refusal):
    text = refusal(look, [row("1", "234")] * 5)
    assert "5 rows" in text and "row 2:" in text and "row 4:" in text and "row 5:" not in text and "among others" in text


def test_a_name_with_a_comma_moves_the_figures(refusal):
    head = ["code", "name", "SIC07", "2021"]
    assert "City of" in refusal(look, [["E06000023", "Bristol", "City of", "C26", "5"]], head)


def test_a_figure_cut_in_two_is_seen_though_nothing_is_lost(refusal):
    assert "1 | 234 | " in refusal(look, [row("1", "234", ""), row("12", "note"), row("12", "note")], [*HEAD, "note"])


def test_text_beyond_the_headings_is_named():
    assert look([row("12"), row("7", "a note"), row("7", "", "a note")]) == [2, 3]


def test_a_delimiter_behind_each_row_does_no_harm():
    assert look([row("5", "234", "")] * 3, [*HEAD, "2022"], (3, 4)) == []


def test_columns_without_a_heading_are_no_rows_too_long():
    assert look([row("5", "6")], [*HEAD, ""]) == []


def test_a_row_in_one_line():
    assert shown(["a", None, 1.0, " b  c "]) == "a |  | 1 | b c"
