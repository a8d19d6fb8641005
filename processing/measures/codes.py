"""Codes as they are compared: text, stripped, upper-cased; and as they are shown: stripped, as first seen."""

from __future__ import annotations

import difflib
import unicodedata

import numpy as np
import pandas as pd

from .notes import listed


def as_text(value) -> str:
    """Return a code as stripped text; a whole number loses the decimal point that a spreadsheet gave it.

    >>> as_text(" E06000001 "), as_text(26.0), as_text("007")
    ('E06000001', '26', '007')
    """
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        value = int(value)
    return unicodedata.normalize("NFC", str(value)).strip()


def key(value) -> str:
    """Return the form in which two codes are compared.

    >>> key(" ci-cl (26-30) ")
    'CI-CL (26-30)'
    """
    return as_text(value).upper()


def encode(column) -> tuple[np.ndarray, list[str]]:
    """Number a column of codes.

    Parameters
    ----------
    column : pandas.Series, shape (n,)
        Codes of any type; missing and empty codes are allowed.

    Returns
    -------
    numbers : ndarray of int, shape (n,)
        Position of each row's code in `labels`; -1 where there is none.
    labels : list of str
        The codes as first seen, stripped, one per distinct key.
    """
    category = column.astype("category") if not isinstance(column.dtype, pd.CategoricalDtype) else column
    numbers = np.asarray(category.cat.codes)
    known: dict[str, int] = {}
    labels: list[str] = []
    lookup = np.full(len(category.cat.categories) + 1, -1, dtype=np.int64)
    for position in _first_seen(numbers, len(category.cat.categories)):
        label = as_text(category.cat.categories[position])
        if label:
            lookup[position] = known.setdefault(label.upper(), len(labels))
            if lookup[position] == len(labels):
                labels.append(label)
    return lookup[numbers], labels


def _first_seen(numbers: np.ndarray, size: int) -> np.ndarray:
    """Return the used category positions in the order in which rows first use them."""
    first = np.full(size + 1, len(numbers), dtype=np.int64)
    first[numbers[::-1]] = np.arange(len(numbers) - 1, -1, -1)
    used = np.flatnonzero(first[:size] < len(numbers))
    return used[np.argsort(first[used], kind="stable")]


def nearest(word: str, known) -> str:
    """Return a hint naming the nearest known words, or all of a few.

    >>> nearest("totl", ["Total", "C (10-33)"])
    'did you mean Total?'
    """
    known = [str(item) for item in known]
    folded = {item.upper(): item for item in known}
    close = difflib.get_close_matches(str(word).upper(), list(folded), n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(folded[item] for item in close)}?"
    return f"there are {listed(known)}."
