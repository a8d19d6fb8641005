"""Numbers out of whatever a statistical table holds: figures, text figures and suppression markers."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .notes import Notes, counted, listed

MARKERS = ("", "*", "C", "[C]", "[X]", "[Z]", "[W]", "[U]", "[LOW]", "!", "~", "..", ":")
SUPPRESSED = frozenset(MARKERS) - {""}
LARGEST = 1e100
_DATE = re.compile(r"^(\d{4})-\d{2}-\d{2}([ T].*)?$")
_THOUSANDS = re.compile(r"^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$")


@dataclass
class Reading:
    """What was met in a column, so that one that is read in parts is told of once.

    Attributes
    ----------
    parsed, missing : int
        Cells of text that were read as numbers; that are empty or suppressed.
    seen : set of str
        The markers of the latter.
    """

    parsed: int = 0
    missing: int = 0
    seen: set = field(default_factory=set)

    def tell(self, name: str, notes: Notes) -> None:
        """Tell how much of a field was text, and how much of it was missing."""
        if self.parsed:
            notes.info(f"Field '{name}' is text: {counted(self.parsed, 'cell')} read as numbers.")
        if self.missing:
            verbs = ("is", "counts") if self.missing == 1 else ("are", "count")
            notes.warning(
                f"Field '{name}': {counted(self.missing, 'cell')} {verbs[0]} empty or suppressed "
                f"({listed(sorted(self.seen))}) and {verbs[1]} as missing, not as zero.")


def to_numbers(column, field: str, notes: Notes, dash: str = "missing") -> np.ndarray:
    """Return a column as numbers, NaN where there is none.

    Text that is wholly a number is parsed; a suppression marker is missing; both are counted in the notes.

    Parameters
    ----------
    column : pandas.Series, shape (n,)
        Numbers or text.
    field : str
        Name of the field, for messages.
    notes : Notes
        Receives the counts.
    dash : {"missing", "zero"}
        What a lone hyphen stands for.

    Returns
    -------
    ndarray of float, shape (n,)

    Raises
    ------
    ValueError
        A cell is other text, or infinite; the row is named (1 is the first).
    """
    reading = Reading()
    numbers = read_numbers(column, field, reading, dash)
    reading.tell(field, notes)
    return numbers


def read_numbers(column, field: str, reading: Reading, dash: str = "missing") -> np.ndarray:
    """Return a part of a column as numbers, as `to_numbers` does; rows in messages are those of its index.

    >>> reading = Reading()
    >>> read_numbers(pd.Series(["1", "[c]"]), "gva", reading).tolist(), reading.missing
    ([1.0, nan], 1)
    """
    if _is_text(column):
        if not isinstance(column.dtype, pd.CategoricalDtype):
            column = column.astype(object).astype("category")
        numbers = _parse(column, field, reading, dash)
    else:
        numbers = _plain_numbers(column, field)
    infinite = np.flatnonzero(np.abs(numbers) > LARGEST)
    if infinite.size:
        what = "infinite" if np.isinf(numbers[infinite[0]]) else "far too large"
        raise ValueError(
            f"Field '{field}', row {_row(column, infinite[0])}: the value is {what}. Correct or remove the row, then "
            "run again."
        )
    return numbers


def is_suppressed(column) -> np.ndarray:
    """Tell which cells hold a marker that stands for a figure; an empty cell or a lone hyphen is none.

    >>> is_suppressed(pd.Series(["1", "[c]", "", "-", None])).tolist()
    [False, True, False, False, False]
    """
    if not _is_text(column):
        return np.zeros(len(column), dtype=bool)
    category = column if isinstance(column.dtype, pd.CategoricalDtype) else column.astype(object).astype("category")
    marks = [str(text).strip().upper() in SUPPRESSED for text in category.cat.categories]
    return np.array([*marks, False])[np.asarray(category.cat.codes)]


def _row(column, place: int) -> str:
    """Return the number of a row, the first of the table being 1."""
    return f"{int(column.index[place]) + 1:,}"


def to_years(column, field: str, notes: Notes) -> np.ndarray:
    """Return a column of periods as whole years, -1 where there is none.

    Parameters
    ----------
    column : pandas.Series, shape (n,)
        Whole numbers, text, or dates (of which the year is taken).
    field : str
        Name of the field, for messages.
    notes : Notes
        Receives the counts.

    Returns
    -------
    ndarray of int, shape (n,)

    Raises
    ------
    ValueError
        A period is no whole year; the row is named.
    """
    if pd.api.types.is_datetime64_any_dtype(column):
        column = column.dt.year
    elif column.dtype == object and any(isinstance(value, datetime.date) for value in column):
        column = column.map(lambda value: value.year if isinstance(value, datetime.date) else value)
    elif _is_text(column):
        column = column.map(lambda text: _DATE.sub(r"\1", text.strip()) if isinstance(text, str) else text)
    try:
        numbers = to_numbers(column, field, notes)
    except ValueError as fault:
        raise ValueError(
            f"{str(fault).split(' is not')[0]} is no year. Write years as 2022 (for 2021/22 choose one of the two), or "
            "name the right field in PERIOD_FIELD."
        ) from None
    wrong = np.flatnonzero(~np.isnan(numbers) & ((numbers != np.floor(numbers)) | (numbers < 0) | (numbers > 9999)))
    if wrong.size:
        raise ValueError(
            f"Field '{field}', row {_row(column, wrong[0])}: {numbers[wrong[0]]:g} is no year. Choose the field that "
            "holds the year as PERIOD_FIELD."
        )
    return np.where(np.isnan(numbers), -1, numbers).astype(np.int64)


def _is_text(column) -> bool:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return not pd.api.types.is_numeric_dtype(column.cat.categories.dtype)
    if isinstance(column.dtype, pd.StringDtype):
        return True
    return column.dtype == object and any(isinstance(value, str) for value in column)


def _plain_numbers(column, field: str) -> np.ndarray:
    if pd.api.types.is_datetime64_any_dtype(column):
        raise ValueError(
            f"Field '{field}', row {_row(column, 0)}: a date is not a number. Choose a field of numbers, then run "
            "again.")
    if column.dtype != object:
        return column.to_numpy(dtype=float, na_value=np.nan)
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    wrong = np.flatnonzero(np.isnan(numbers) & column.notna().to_numpy())
    wrong = [row for row in wrong if column.iloc[row] == column.iloc[row]]
    if wrong:
        raise ValueError(
            f"Field '{field}', row {_row(column, wrong[0])}: '{column.iloc[wrong[0]]}' is not a number. Choose a field "
            "of numbers, then run again."
        )
    return numbers


def _parse(column, field: str, reading: Reading, dash: str) -> np.ndarray:
    """Parse a text column category by category: each distinct text is looked at once."""
    column = column.cat.remove_unused_categories()
    rows = np.asarray(column.cat.codes)
    texts = [str(text).strip() for text in column.cat.categories]
    missing = np.array([text.upper() in MARKERS or (text == "-" and dash != "zero") for text in texts] + [True])
    figures = np.array([0.0 if text == "-" else figure(text) for text in texts] + [np.nan])
    figures[missing] = np.nan
    wrong = np.flatnonzero((np.isnan(figures) & ~missing)[rows])
    if wrong.size:
        raise ValueError(
            f"Field '{field}', row {_row(column, wrong[0])}: '{texts[rows[wrong[0]]]}' is not a number. Choose a field "
            "of numbers, or correct the cell, then run again."
        )
    reading.parsed += int((~missing)[rows].sum())
    markers = missing[:-1].nonzero()[0]
    reading.missing += int(np.isin(rows, markers).sum())
    reading.seen.update(texts[place] or "(empty)" for place in markers)
    return figures[rows]


def figure(text: str) -> float:
    """Return text that is wholly a number as that number, NaN for other text.

    >>> figure("1,200.0"), figure("1_200"), figure("many")
    (1200.0, nan, nan)
    """
    if _THOUSANDS.match(text):
        text = text.replace(",", "")
    try:
        return np.nan if text.lower().lstrip("+-") == "nan" or "_" in text else float(text)
    except ValueError:
        return np.nan
