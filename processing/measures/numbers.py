"""Numbers out of whatever a statistical table holds: figures, text figures and suppression markers."""

from __future__ import annotations

import datetime
import re

import numpy as np
import pandas as pd

from .notes import Notes, counted, listed

MARKERS = ("", "*", "C", "[C]", "[X]", "[Z]", "[W]", "[U]", "[LOW]", "!", "~", "..", ":")
_THOUSANDS = re.compile(r"^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$")


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
    if not _is_text(column):
        numbers = pd.to_numeric(column.astype("object"), errors="coerce") if column.dtype == object else column
        numbers = numbers.to_numpy(dtype=float, na_value=np.nan)
    else:
        numbers = _parse(column.astype("category"), field, notes, dash)
    infinite = np.flatnonzero(np.isinf(numbers))
    if infinite.size:
        raise ValueError(
            f"Field '{field}', row {infinite[0] + 1:,}: the value is infinite. Correct or remove the row, "
            "then run again."
        )
    return numbers


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
    if column.dtype == object and any(isinstance(value, datetime.date) for value in column):
        column = column.map(lambda value: value.year if isinstance(value, datetime.date) else value)
    numbers = to_numbers(column, field, notes)
    wrong = np.flatnonzero(~np.isnan(numbers) & ((numbers != np.floor(numbers)) | (np.abs(numbers) > 99999)))
    if wrong.size:
        raise ValueError(
            f"Field '{field}', row {wrong[0] + 1:,}: {numbers[wrong[0]]:g} is no year. Choose the field that "
            "holds the year as PERIOD_FIELD."
        )
    return np.where(np.isnan(numbers), -1, numbers).astype(np.int64)


def _is_text(column) -> bool:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return not pd.api.types.is_numeric_dtype(column.cat.categories.dtype)
    return column.dtype == object and any(isinstance(value, str) for value in column)


def _parse(column, field: str, notes: Notes, dash: str) -> np.ndarray:
    """Parse a text column category by category: each distinct text is looked at once."""
    rows = np.asarray(column.cat.codes)
    figures = np.full(len(column.cat.categories) + 1, np.nan)
    markers = np.zeros(figures.size, dtype=bool)
    parsed = np.zeros(figures.size, dtype=bool)
    seen = []
    for position, text in enumerate(column.cat.categories):
        text = str(text).strip()
        if text == "-" and dash == "zero":
            figures[position] = 0.0
        elif text == "-" or text.upper() in MARKERS:
            markers[position] = True
            seen.append(text or "(empty)")
        else:
            figures[position] = _figure(text)
            parsed[position] = not np.isnan(figures[position])
            if not parsed[position]:
                row = int(np.flatnonzero(rows == position)[0]) + 1
                raise ValueError(
                    f"Field '{field}', row {row:,}: '{text}' is not a number. Choose a field of numbers, or "
                    "correct the cell, then run again."
                )
    if parsed.any():
        notes.info(f"Field '{field}' is text: {counted(int(parsed[rows].sum()), 'cell')} read as numbers.")
    if markers.any():
        number = int(markers[rows].sum())
        verb = "is" if number == 1 else "are"
        notes.warning(
            f"Field '{field}': {counted(number, 'cell')} {verb} empty or suppressed ({listed(sorted(set(seen)))}) "
            "and count as missing, not as zero."
        )
    return figures[rows]


def _figure(text: str) -> float:
    if _THOUSANDS.match(text):
        text = text.replace(",", "")
    try:
        return np.nan if text.lower().lstrip("+-") == "nan" or "_" in text else float(text)
    except ValueError:
        return np.nan
