"""Sheets of an Excel workbook, row by row; formulas are never evaluated, their stored results are taken."""

from __future__ import annotations

import importlib.util
import io
import re
import warnings
import zipfile
import zlib

from .grid import Book, Grid

CHUNK = 1 << 20
EVERY = 500
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_BROKEN = (
    zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError, EOFError, TypeError, IndexError, AttributeError,
    zlib.error,
)


def open_book(opener, name: str) -> Book:
    """Return a workbook; `opener` opens its bytes, `name` is for messages.

    Raises
    ------
    ValueError
        openpyxl is not installed, or the workbook is damaged.
    """
    if importlib.util.find_spec("openpyxl") is None:
        raise ValueError(
            "The Python package openpyxl is missing, which reads workbooks. On Windows and macOS install it with the "
            "QPIP plugin; on Debian and Ubuntu with: sudo apt install python3-openpyxl. Or save the sheet as .csv.")
    book = _load(opener, name)
    sheets = book.worksheets
    if not sheets:
        raise ValueError(f"INPUT: the workbook '{name}' has no sheet of cells, only charts. Choose another file.")
    hidden = tuple(sheet.title for sheet in sheets if getattr(sheet, "sheet_state", "visible") != "visible")
    return Book([sheet.title for sheet in sheets], lambda title: _grid(opener, name, book, title), hidden)


def _load(opener, name: str, stored: bool = True):
    import openpyxl

    try:
        with opener() as stream, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            packed = io.BytesIO(stream.read())  # a file that stays open cannot be moved or saved anew on Windows
            return openpyxl.load_workbook(packed, read_only=True, data_only=stored, keep_links=False)
    except _BROKEN as fault:
        raise _damaged(name, fault) from None


def _damaged(name: str, fault) -> ValueError:
    why = " ".join(str(fault).split())[:120].rstrip(".")
    return ValueError(
        f"INPUT: the workbook '{name}' is damaged ({why or type(fault).__name__}). Download it again, or open it in a "
        "spreadsheet program and save it anew.")


def _grid(opener, name: str, book, title: str) -> Grid:
    """Return one sheet; what a row-wise reader does not see is looked up in its XML."""
    formulas, merged, percents = _look(book[title], name)

    def rows(step):
        stored = _rows(book[title], name, step)
        if formulas:
            stored = _with_formulas(stored, _rows(_load(opener, name, stored=False)[title], name, step))
        return _with_percents(stored, percents) if percents else stored

    return Grid(rows, title, merged=merged, typed=True)


def _rows(sheet, name: str, step):
    """Yield the rows of a sheet as tuples of values."""
    total = sheet.max_row or 1
    sheet.reset_dimensions()  # some programs write a wrong extent, and cells outside it would be lost
    rows, done = sheet.iter_rows(values_only=True), 0
    while True:
        try:
            row = next(rows, None)
        except _BROKEN as fault:
            raise _damaged(name, fault) from None
        if row is None:
            return
        done += 1
        if done % EVERY == 0:
            step(done, max(total, done))
        yield row


def _look(sheet, name: str) -> tuple[bool, list, dict]:
    """Tell whether a sheet has formulas, which of its cells are merged, and by row which columns show per cents."""
    path, formulas, merged, rest = getattr(sheet, "_worksheet_path", ""), False, [], b""
    archive = getattr(sheet.parent, "_archive", None)
    if archive is None or path not in archive.namelist():
        return True, [], {}
    shown, percents = _percent_cells(sheet.parent), {}
    try:
        with archive.open(path) as stream:
            while chunk := stream.read(CHUNK):
                chunk, rest = rest + chunk, chunk[-200:]
                formulas = formulas or bool(_FORMULA.search(chunk))
                merged += _MERGED.findall(chunk) if b"mergeCell" in chunk else []
                for letters, row in shown.findall(chunk) if shown else ():
                    percents.setdefault(int(row) - 1, set()).add(_column(letters))
    except _BROKEN as fault:
        raise _damaged(name, fault) from None
    places = {(int(top) - 1, _column(left), int(bottom) - 1, _column(right)) for left, top, right, bottom in merged}
    return formulas, sorted(places), percents


def _percent_cells(book):
    """Return what finds the cells that the workbook shows as per cents, None if it has no such format."""
    styles, formats = getattr(book, "_cell_styles", ()), getattr(book, "_number_formats", ())
    percent = {9, 10, *(164 + place for place, text in enumerate(formats) if "%" in text)}
    wanted = "|".join(str(place) for place, style in enumerate(styles) if style.numFmtId in percent)
    pattern = rf'<(?:\w+:)?c\s[^>]*?\br="([A-Z]+)(\d+)"[^>]*?\bs="(?:{wanted})"'
    return re.compile(pattern.encode("ascii")) if wanted else None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _with_formulas(stored, written):
    """Yield stored values, and the text of a formula where its result was never stored."""
    for values, formulas in zip(stored, written):
        yield tuple(
            _formula_text(formula) if value is None and formula is not None else value
            for value, formula in zip(values, formulas))


def _formula_text(formula) -> str:
    text = str(getattr(formula, "text", formula) or "")
    return text if text.startswith("=") else f"={text}"


def _with_percents(rows, percents: dict):
    """Yield rows in which a number that the sheet shows as a per cent is one: 0.12 is the text 12%."""
    for place, row in enumerate(rows):
        columns = percents.get(place)
        yield row if not columns else tuple(
            f"{cell * 100:.15g}%" if column in columns and type(cell) in (int, float) else cell
            for column, cell in enumerate(row))
