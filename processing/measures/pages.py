"""The pages of an atlas: which values of a field get one, in which order."""

from __future__ import annotations

import numpy as np

from .codes import encode, key, nearest
from .notes import Notes, counted

MOST = 300


def page_values(column, wanted, field: str, notes: Notes, known=None) -> list[str]:
    """Return the values that get a page: those wanted in their order, else all.

    All: whole numbers and years from the lowest, other values as they first appear.

    Parameters
    ----------
    column : pandas.Series, shape (n,)
        The field of the rows that are mapped.
    wanted : sequence of str
        Empty for all.
    field : str
        Its name, for messages.
    notes : Notes
        Told of rows without a value, and of values wanted that have no row.
    known : callable, optional
        Returns the values in all rows of the table, the ones that are not mapped as well.

    Raises
    ------
    ValueError
        A value that the table does not hold, none at all, or too many.

    >>> import pandas as pd
    >>> page_values(pd.Series(["2023", "1998", "2023"]), (), "period", Notes())
    ['1998', '2023']
    >>> page_values(pd.Series(["b", "a", "b"]), ("A",), "industry", Notes())
    ['a']
    """
    numbers, labels = encode(column)
    without = int((numbers < 0).sum())
    if without:
        notes.warning(f"{counted(without, 'row')} without a value in field '{field}' left out: they are on no page.")
    found = _chosen(labels, wanted, field, notes, known) if wanted else _in_order(labels)
    if not found:
        raise ValueError(f"PAGE_FIELD: field '{field}' has no value in any row that is mapped. Check FILTER.")
    if len(found) > MOST:
        raise ValueError(
            f"PAGE_FIELD: field '{field}' has {len(found):,} values, and an atlas has {MOST} pages at most. List the "
            "values to show in PAGE_VALUES, or give a field such as industry or period.")
    return found


def _in_order(labels: list[str]) -> list[str]:
    """Return numbers from the lowest, other values as they are."""
    try:
        return sorted(labels, key=float)
    except ValueError:
        return labels


def _chosen(labels, wanted, field: str, notes: Notes, known) -> list[str]:
    """Return the values wanted, once each; one with no row that is mapped is kept if the table knows it."""
    there = {key(label): label for label in labels}
    missing = [value for value in wanted if key(value) not in there]
    if missing:
        others = {key(label): label for label in (known() if known else labels)}
        for value in missing:
            if key(value) not in others:
                raise ValueError(
                    f"PAGE_VALUES: field '{field}' has no value '{value}': {nearest(value, others.values())}")
            notes.warning(f"'{others[key(value)]}' has no row that meets FILTER: its page says so.")
        there = {**others, **there}
    return list(dict.fromkeys(there[key(value)] for value in wanted))


def of_page(column, value: str) -> np.ndarray:
    """Return which rows belong on the page of a value, shape (n,)."""
    numbers, labels = encode(column)
    place = {key(label): number for number, label in enumerate(labels)}.get(key(value), -2)
    return numbers == place
