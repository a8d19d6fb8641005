"""A user's own proximities of industries, as pairs or as a square, matched to the industries of a table."""

from __future__ import annotations

import numpy as np

from . import codes
from .industrycodes import intervals
from .notes import counted, listed
from .numbers import to_numbers

TOLERANCE = 1e-9


def from_pairs(table, fields: dict, industries, notes) -> np.ndarray:
    """Return proximities from a table of one row a pair; one direction of a pair is enough.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``industry``, ``other``, ``proximity``.
    fields : dict
        The name of each column in the user's own table, for messages.
    industries : list of str
        Those that are wanted.
    notes : Notes
        Told of industries and pairs that the table lacks.

    Returns
    -------
    ndarray of float, shape (industries, industries)
        0 to 1, symmetric; the diagonal is 0, and a pair that the table lacks is NaN.

    Raises
    ------
    ValueError
        A pair stands twice or is not symmetric, a proximity is not from 0 to 1, or fewer than two industries are there.
    """
    _some(table)
    first, labels = codes.encode(table["industry"])
    second, others = codes.encode(table["other"])
    place = {codes.key(label): number for number, label in enumerate(labels)}
    for label in others:
        if codes.key(label) not in place:
            place[codes.key(label)] = len(labels)
            labels = [*labels, label]
    second = np.array([place[codes.key(label)] for label in others] + [-1])[second]
    values = to_numbers(table["proximity"], fields["proximity"], notes)
    there = (first >= 0) & (second >= 0)
    if not there.all():
        notes.warning(f"PROXIMITY: {counted(int((~there).sum()), 'row')} without both industries left out.")
    rows = np.flatnonzero(there)
    cells = first[rows] * len(labels) + second[rows]
    _, kept = np.unique(cells, return_index=True)
    if len(kept) < len(cells):
        again = rows[np.setdiff1d(np.arange(len(cells)), kept)[0]]
        raise ValueError(
            f"PROXIMITY, row {again + 1:,}: the pair {labels[first[again]]} and {labels[second[again]]} stands twice. "
            "Remove one of them; a table of several years is to be filtered to one.")
    near = np.full((len(labels), len(labels)), np.nan)
    near[first[rows], second[rows]] = values[rows]
    return _matched(near, labels, industries, notes)


def from_square(table, field: str, industries, notes) -> np.ndarray:
    """Return proximities from a square table: a column of codes, and a column for each of them.

    Parameters
    ----------
    table : pandas.DataFrame
        Column ``industry``, and further columns that are named for the industries.
    field : str
        The name of the column of codes in the user's own table, for messages.
    industries, notes
        As in `from_pairs`.

    Returns
    -------
    ndarray of float, shape (industries, industries)
        As `from_pairs`.

    Raises
    ------
    ValueError
        Rows and columns are not named for the same industries; or as `from_pairs`.
    """
    _some(table)
    numbers, labels = codes.encode(table["industry"])
    _, first = np.unique(numbers, return_index=True)
    wrong = np.setdiff1d(np.arange(len(numbers)), first[numbers[first] >= 0])
    if wrong.size:
        label = numbers[wrong[0]]
        what = "is empty" if label < 0 else f"names {labels[label]} a second time"
        raise ValueError(
            f"PROXIMITY, row {wrong[0] + 1:,}: field '{field}' {what}. Each row of a square table is named for one "
            "industry, as its columns are.")
    columns = {codes.key(name): name for name in table.columns if name != "industry"}
    lacking = [label for label in labels if codes.key(label) not in columns]
    rows = {codes.key(label) for label in labels}
    extra = [name for key, name in columns.items() if key not in rows]
    if len(lacking) == len(labels):
        raise ValueError(
            f"PROXIMITY: no column is named for an industry of field '{field}' ({listed(labels, 3)}). Give a square "
            "table whose rows and columns are named for the same industries, or pairs with the fields industry, other "
            "and proximity.")
    if lacking or extra:
        said = [f"{what} {listed(names, 5)}" for what, names in (
            ("no column for the row", lacking), ("no row for the column", extra)) if names]
        raise ValueError(
            f"PROXIMITY: the table is not square: it has {' and '.join(said)}. Rows and columns are to be named for "
            "the same industries; leave other fields out.")
    near = np.column_stack([to_numbers(table[columns[codes.key(label)]], label, notes) for label in labels])
    return _matched(near, labels, industries, notes)


def _some(table) -> None:
    if not len(table):
        raise ValueError("PROXIMITY: the table has no rows. Check the layer, its filter and its selection.")


def _matched(near, labels, industries, notes) -> np.ndarray:
    """Return checked proximities in the order of the industries that are wanted."""
    near = _symmetric(near, labels)
    places = np.array(_places(industries, labels))
    lacking = [code for code, place in zip(industries, places) if place < 0]
    if len(industries) - len(lacking) < 2:
        raise ValueError(
            f"PROXIMITY: fewer than two industries of the observations are in it. The observations have "
            f"{listed(industries, 3)}; PROXIMITY has {listed(labels, 3)}.")
    if lacking:
        notes.warning(f"PROXIMITY lacks {counted(len(lacking), 'industry', 'industries')} of the observations: without "
                      f"density, and counted for no other: {listed(lacking)}.")
    found = np.where((places[:, None] >= 0) & (places[None, :] >= 0), near[np.ix_(places, places)], np.nan)
    np.fill_diagonal(found, 0.0)
    known = places >= 0
    absent = int(np.isnan(found[np.ix_(known, known)]).sum()) // 2
    if absent:
        notes.info(f"PROXIMITY lacks {counted(absent, 'pair')} of industries: such a pair adds nothing to a density.")
    return found


def _symmetric(near, labels) -> np.ndarray:
    """Return proximities with both directions of each pair; wrong ones raise."""
    near = near.copy()
    np.fill_diagonal(near, 0.0)
    wrong = np.argwhere((near < 0) | (near > 1) | np.isinf(near))
    if len(wrong):
        one, other = wrong[0]
        raise ValueError(
            f"PROXIMITY: {labels[one]} and {labels[other]} have {near[one, other]:g}. A proximity is a number from 0 "
            "to 1; divide by the largest, or use shares.")
    apart = np.argwhere(np.abs(near - near.T) > TOLERANCE)
    if len(apart):
        one, other = apart[0]
        raise ValueError(
            f"PROXIMITY: {labels[one]} and {labels[other]} have {near[one, other]:g} one way and {near[other, one]:g} "
            "the other. Proximity has no direction: take the smaller of the two, or their mean, for both.")
    return np.where(np.isnan(near), near.T, near)


def _places(industries, labels) -> list:
    """Return where each industry stands among the labels, in whatever notation; -1 where it does not."""
    by_key = {codes.key(label): place for place, label in enumerate(labels)}
    spans = {span: by_key[codes.key(label)] for label, span in intervals(list(labels)).items()}
    wanted = intervals(list(industries))
    return [by_key.get(codes.key(code), spans.get(wanted.get(code), -1)) for code in industries]
