"""The header of a published table: where it stands, what its rows say of each column, which columns are years."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .subannual import whole_year

AREA = re.compile(r"^([EWSNKJLM]\d{8}|(TL|UK)[C-N][0-9A-Z]{0,3})$", re.IGNORECASE)
WHOLE = re.compile(r"^(UK|GB|GBR|(TL|UK)(B|X|Z[0-9A-Z]{0,3}))$", re.IGNORECASE)
FIRST_YEAR, LAST_YEAR = 1900, 2100
DEEPEST = 4
_WORD = (
    r"(?:[efpr]{1,2}|provisional|prelim(?:inary)?|revised|estimate[sd]?|final|"
    r"(?:foot)?notes?\s*\d{1,2}(?:\s*,\s*\d{1,2})*)")
_UNIT = r"(?:\u00a3?\s*(?:m|mn|bn|millions?|billions?|thousands?|0{3}s?)|\u00a3|numbers?|count)"
_REMARKS = (
    rf"(?:\s*(?:\[[^\]]*\]|\((?:{_WORD}|{_UNIT}|[a-z]|\d{{1,2}})\)|{_WORD}(?![a-z])"
    r"|[*\u2020\u2021\u00a7\u00b9\u00b2\u00b3\u2070-\u2079,]))*\s*$")
_YEAR = re.compile(
    rf"^(?:year|calendar year|fy|cy)?\s*((?:19|20)\d{{2}}|2100)(?:\.0+)?{_REMARKS}", re.IGNORECASE)
_DATE = re.compile(r"^((?:19|20)\d{2})-\d{2}-\d{2}([ T].*)?$")
_FINANCIAL = re.compile(
    rf"^(?:fy|financial year|year)?\s*((?:19|20)\d{{2}})\s*(?:[/\u2013-]|\bto\b)\s*(\d{{4}}|\d{{2}})(?!\d){_REMARKS}",
    re.IGNORECASE)
_BEGINS = re.compile(r"^(?:fy|cy|y)?\s*(?:19|20)\d{2}(?!\d)", re.IGNORECASE)
_HOLDS = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_FIGURE = re.compile(r"^[(+-]*[\u00a3$\u20ac]?\d[\d,.' \u00a0]*%?\)?$")


@dataclass
class Header:
    """The rows above the figures.

    Attributes
    ----------
    rows : list of int
        Rows of the header, from 0; the last one stands next to the figures.
    labels : list of list
        What these rows say of each column, from the top, without repetition.
    """

    rows: list
    labels: list

    def name(self, column: int) -> str:
        """Return a column as a message calls it: its letter and its heading."""
        label = self.label(column)
        return f"{letters(column)} '{label}'" if label else letters(column)

    def label(self, column: int) -> str:
        """Return the heading of a column that stands next to the figures."""
        return shown(self.labels[column][-1]) if self.labels[column] else ""


def letters(column: int) -> str:
    """Return a column's letters, as a spreadsheet shows them.

    >>> letters(0), letters(25), letters(26), letters(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    found = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        found = chr(65 + digit) + found
    return found


def shown(cell) -> str:
    """Return a cell as one line of text."""
    if isinstance(cell, (datetime.datetime, datetime.date)):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split()) if cell is not None else ""


def year_of(cell, financial: str = "") -> int | None:
    """Return the year that a cell is, None if it is none.

    Parameters
    ----------
    cell : str, int, float, datetime.date or None
        A known remark behind the year, as in ``2023 [p]`` or ``2023 revised``, does no harm; other words, as in ``2030
        target``, make it none.
    financial : {"", "first", "second"}
        Which year stands for ``2015/16``; empty: none.

    >>> year_of(2015.0), year_of("2023 [provisional]"), year_of("2022-12-31"), year_of("26"), year_of("2015/16")
    (2015, 2023, 2022, None, None)
    >>> year_of("2015/16", "first"), year_of("2015-2016", "second")
    (2015, 2016)
    """
    if isinstance(cell, (datetime.datetime, datetime.date)):
        return cell.year
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return int(cell) if FIRST_YEAR <= cell <= LAST_YEAR and cell == int(cell) else None
    if not isinstance(cell, str):
        return None
    text = cell.strip()
    match = _YEAR.match(text) or _DATE.match(text)
    if match:
        return int(match[1])
    pair = financial_year(text) if financial else None
    return whole_year(text) if pair is None else pair[financial == "second"]


def financial_year(text) -> tuple[int, int] | None:
    """Return the two years of a financial year, None if the text is none.

    >>> financial_year("2015/16"), financial_year("1999-2000"), financial_year("2015-12")
    ((2015, 2016), (1999, 2000), None)
    """
    match = _FINANCIAL.match(text.strip()) if isinstance(text, str) else None
    if not match:
        return None
    first = int(match[1])
    return (first, first + 1) if int(match[2]) in (first + 1, (first + 1) % 100) else None


def begins_with_year(cell) -> bool:
    """Tell whether a heading begins with a year, whatever follows.

    >>> begins_with_year("2030 target"), begins_with_year(2020), begins_with_year("Change 2020 to 2021")
    (True, True, False)
    """
    return bool(_BEGINS.match(shown(cell)))


def holds_year(cell) -> bool:
    """Tell whether a heading has a year in it.

    >>> holds_year("GVA 2019"), holds_year("31/12/2019"), holds_year("Y2019"), holds_year("E06000001")
    (True, True, True, False)
    """
    return bool(_HOLDS.search(shown(cell)))


def as_block(rows, width: int = 0) -> np.ndarray:
    """Return rows of different lengths as a block of cells, None where a row is shorter.

    >>> as_block([["a"], ["b", 1]]).tolist()
    [['a', None], ['b', 1]]
    """
    width = max(width, max((len(row) for row in rows), default=0), 1)
    nothing = (None,) * width
    block = np.empty((len(rows), width), dtype=object)
    if rows:
        block[:] = [(*row, *nothing[len(row):])[:width] for row in rows]
    return block


def tidy(block: np.ndarray) -> np.ndarray:
    """Return a block with blank text as None and other text without blanks at its ends.

    >>> tidy(np.array([[" a ", " "], [1, None]], dtype=object)).tolist()
    [['a', None], [1, None]]
    """
    return per_distinct(block, lambda cell: cell.strip() or None if isinstance(cell, str) else cell, object)


def per_distinct(block: np.ndarray, function, kind) -> np.ndarray:
    """Apply a function to each distinct cell of a block, None among them.

    >>> per_distinct(np.array([["a", None], ["a", "b"]], dtype=object), lambda cell: cell == "a", bool)
    array([[ True, False],
           [ True, False]])
    """
    codes, distinct = pd.factorize(block.ravel())
    found = np.empty(len(distinct) + 1, dtype=kind)
    for place, cell in enumerate(distinct):
        found[place] = function(cell)
    found[-1] = function(None)
    return found[codes].reshape(block.shape)


def is_area(cell) -> bool:
    """Tell whether a cell is a code of an area in an ONS, ITL or NUTS system.

    >>> is_area("e06000001 "), is_area("TLC3"), is_area("UK"), is_area("Darlington"), is_area(None)
    (True, True, False, False, False)
    """
    return isinstance(cell, str) and bool(AREA.match(cell.strip()))


def is_whole(cell) -> bool:
    """Tell whether a cell is the code of a whole country, or of what lies in no region of one (TLZ, Extra-Regio).

    >>> is_whole("UK"), is_whole("TLB"), is_whole("TLZZ"), is_whole("TLC3")
    (True, True, True, False)
    """
    return isinstance(cell, str) and bool(WHOLE.match(cell.strip()))


def is_figure(cell) -> bool:
    """Tell whether a cell is a number or reads like one; a year is both.

    >>> is_figure(3), is_figure("1,234"), is_figure("A1"), is_figure(None)
    (True, True, False, False)
    """
    if isinstance(cell, str):
        return bool(_FIGURE.match(cell.strip()))
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def header_above(block: np.ndarray, first: int, key: int, merged=(), financial: str = "") -> Header:
    """Return the header above the first row of figures.

    Parameters
    ----------
    block : ndarray of object, shape (n, m)
        The first rows of the sheet.
    first : int
        The first row with the code of an area.
    key : int
        The column of these codes.
    merged : sequence of tuple
        Merged cells; the others of each say what its first says.
    financial : str
        As for `year_of`.

    Raises
    ------
    ValueError
        There is nothing above the first row of figures.
    """
    block = spread(block, merged)
    there = ~per_distinct(block, lambda cell: cell is None, bool)
    years = per_distinct(block, lambda cell: year_of(cell, financial) is not None or bool(financial_year(cell)), bool)
    figures = per_distinct(block, is_figure, bool) & ~years
    filled = [row for row in range(first) if there[row].any()]
    group = _joined(filled, first)
    if not group:
        raise ValueError(
            f"No row stands above row {first + 1:,}, the first with the code of an area, so no column has a heading. "
            "Add a row of headings to the file.")
    worded = [row for row in group if not figures[row].any() and there[row].sum() >= 2]
    bottom = worded[-1] if worded else group[-1]
    rows = [bottom]
    for row in reversed([row for row in group if row < bottom]):
        beside = there[row, key + 1:].sum()
        if figures[row].any() or len(rows) == DEEPEST or not (beside >= 2 or years[row, 1:].any()):
            break
        rows.insert(0, row)
    return Header(rows, _labels(block, rows, merged))


def header_at(block: np.ndarray, row: int, merged=()) -> Header:
    """Return a header of the one row that the user named."""
    return Header([row], _labels(spread(block, merged), [row], merged))


def spread(block: np.ndarray, merged) -> np.ndarray:
    """Return a block in which each merged cell says everywhere what it says at its start."""
    if not merged:
        return block
    block = block.copy()
    for top, left, bottom, right in merged:
        if top < len(block) and left < block.shape[1]:
            block[top:bottom + 1, left:right + 1] = block[top, left]
    return block


def _joined(filled: list, first: int) -> list:
    """Return the rows above the first row of figures that no empty row parts from each other."""
    group = []
    for row in reversed(filled):
        if group and group[0] != row + 1:
            break
        group.insert(0, row)
    return group


def _labels(block: np.ndarray, rows: list, merged) -> list:
    """Return what the header says of each column; in upper rows a word holds until the next one to its right."""
    held = []
    for row in rows:
        cells = list(block[row])
        if row != rows[-1]:
            for column in range(1, len(cells)):
                cells[column] = cells[column - 1] if cells[column] is None else cells[column]
        held.append(cells)
    labels = []
    for parts in zip(*held):
        own = [part for place, part in enumerate(parts) if part is not None and part not in parts[:place]]
        labels.append(own)
    if len(rows) > 1:
        _unsay(labels, held)
    return labels


def _unsay(labels: list, held: list) -> None:
    """Take back what was carried to columns that have no heading of their own."""
    for column, own in enumerate(labels):
        if held[-1][column] is None and column and own == labels[column - 1][:len(own)]:
            labels[column] = []
