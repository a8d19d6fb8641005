"""A table of districts of any vintages, summed or averaged to the districts of one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .districttable import Table, numbered
from .notes import Notes, counted, listed
from .vintages import named


@dataclass
class Harmonised:
    """Rows of one vintage, in the order in which the table first has them.

    Attributes
    ----------
    area : list of str
    row : ndarray of int, shape (m,)
        A row of the table that has the same keys.
    values : dict of str to ndarray of float, shape (m,)
    size : ndarray of float, shape (m,), or None
    words : dict of str to list
        The words on which all parts agree, None where they do not.
    estimated : ndarray of bool, shape (m,)
        Rows that a split has had a hand in.
    parts : ndarray of int, shape (m,)
        Districts of the table in each.
    gap : float
        Largest relative difference between the totals of a key before and after.
    missing : int
        Numbers that are missing.
    """

    area: list
    row: np.ndarray
    values: dict
    size: np.ndarray | None
    words: dict
    estimated: np.ndarray
    parts: np.ndarray
    gap: float
    missing: int


def harmonise(table: Table, moves: pd.DataFrame, missing: str, notes: Notes) -> Harmonised:
    """Return the table by the districts that its codes lead to.

    Counts: y_t = sum over old districts d of w_dt x_d. Rates: y_t = sum w_dt s_d x_d / sum w_dt s_d, with s the size;
    where one district alone leads to t its rate stays. w is 1 but where a district is split.

    Parameters
    ----------
    table : Table
        No district has two rows with the same keys, nor rows beside its own parts: see `districttable.once`.
    moves : DataFrame
        As `vintages.moves` returns it.
    missing : {"null", "skip"}
        A district of which a part is missing or has no row: NaN, or what there is of it.
    notes : Notes
        Told of districts with such parts.

    Raises
    ------
    ValueError
        A size is below zero.

    >>> table = Table(["E07000205", "E07000206"], np.array([0, 1]), {}, {"jobs": np.array([3.0, 4.0])})
    >>> from industrial_atlas.processing.measures.vintages import moves
    >>> found = harmonise(table, moves(table.labels, 2023), "null", Notes())
    >>> found.area, found.values["jobs"].tolist(), found.parts.tolist(), found.gap
    (['E07000244'], [7.0], [2], 0.0)
    """
    if table.size is not None and (table.size < 0).any():
        raise ValueError("WEIGHT_FIELD has values below zero, with which no mean can be taken. Correct them.")
    groups = _grouped(table, moves)
    row, weight = groups.row, groups.weight
    sizes = None if table.size is None else table.size[row] * weight
    made = {
        name: _sums(held[row] * weight, groups, missing) if sizes is None else _means(held[row], sizes, groups, missing)
        for name, held in table.values.items()}
    size = None if sizes is None else _sums(sizes, groups, missing)
    _tell(table, made, groups, missing, notes)
    flagged = groups.count(np.abs(weight - 1) > 1e-12) > 0
    if table.flags is not None:
        flagged |= groups.count(table.flags[row]) > 0
    return Harmonised(
        groups.area, row[groups.first], made, size, {name: _agreed(held, groups) for name, held in table.words.items()},
        flagged, groups.parts, _gap(table, made, size, row[groups.first]),
        int(sum(np.isnan(held).sum() for held in made.values())))


@dataclass
class _Groups:
    """Pairs of a row of the table and a district that it leads to, grouped into rows of the result.

    Attributes
    ----------
    row : ndarray of int, shape (pairs,)
        Row of the table.
    weight : ndarray of float, shape (pairs,)
        Share of the row's value that goes there.
    number : ndarray of int, shape (pairs,)
        Row of the result.
    first : ndarray of int, shape (m,)
        The first pair of each row of the result.
    area : list of str
        Its district.
    parts : ndarray of int, shape (m,)
        How many pairs it has.
    partial : ndarray of bool, shape (m,)
        Whether a part of the district has no pair.
    """

    row: np.ndarray
    weight: np.ndarray
    number: np.ndarray
    first: np.ndarray
    area: list
    parts: np.ndarray
    partial: np.ndarray

    def count(self, weights) -> np.ndarray:
        """Return the sum of something over the pairs of each row of the result."""
        return np.bincount(self.number, weights, len(self.first))


def _grouped(table: Table, moves: pd.DataFrame) -> _Groups:
    row, step = _steps(table.place, moves)
    towards, areas = pd.factorize(moves["new"])
    keys = numbered(table.keys, len(table.place))[row]
    number, distinct = pd.factorize(keys * max(1, len(areas)) + towards[step])
    first = np.full(len(distinct), len(row), dtype=np.int64)
    np.minimum.at(first, number, np.arange(len(row)))
    covered = np.bincount(number, moves["covers"].to_numpy()[step], len(distinct))
    return _Groups(
        row, moves["weight"].to_numpy()[step], number, first, areas[towards[step][first]].tolist(),
        np.bincount(number, minlength=len(distinct)), covered < moves["whole"].to_numpy()[step][first])


def _steps(place: np.ndarray, moves: pd.DataFrame) -> tuple:
    """Return row of the table and row of the moves for each pair of the two."""
    order = np.argsort(moves["place"].to_numpy(), kind="stable")
    number = np.bincount(moves["place"].to_numpy(), minlength=place.max(initial=0) + 1)
    start = np.concatenate([[0], np.cumsum(number)])
    times = number[place]
    row = np.repeat(np.arange(len(place)), times)
    within = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    return row, order[start[place[row]] + within]


def _sums(held, groups: _Groups, missing: str) -> np.ndarray:
    """Return the sum of each group; without its missing parts, or NaN where there are any."""
    absent = np.isnan(held)
    total, lacking = groups.count(np.where(absent, 0.0, held)), groups.count(absent)
    if missing == "skip":
        return np.where(lacking == groups.parts, np.nan, total)
    return np.where((lacking > 0) | groups.partial, np.nan, total)


def _means(held, sizes, groups: _Groups, missing: str) -> np.ndarray:
    """Return the mean of each group weighted by size; the rate itself where a group is one district."""
    absent = np.isnan(held) | np.isnan(sizes)
    above = _sums(np.where(absent, np.nan, held * sizes), groups, missing)
    below = _sums(np.where(absent, np.nan, sizes), groups, missing)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(below > 0, above / below, np.nan)
    alone = (groups.parts == 1) & ~(groups.partial & (missing == "null"))
    return np.where(alone, held[groups.first], mean)


def _agreed(column, groups: _Groups) -> list:
    """Return the word that all rows of a group have, None where they differ or have none."""
    codes, distinct = pd.factorize(column)
    rows = len(groups.first)
    low, high = np.full(rows, len(distinct), dtype=np.int64), np.full(rows, -1, dtype=np.int64)
    np.minimum.at(low, groups.number, codes[groups.row])
    np.maximum.at(high, groups.number, codes[groups.row])
    known = [*(str(word) for word in distinct), None]
    return [known[place] for place in np.where(low == high, low, -1)]


def _gap(table: Table, made: dict, size, first) -> float:
    """Return the largest relative difference between the totals of a key before and after."""
    keys = numbered(table.keys, len(table.place))
    worst = 0.0
    for name, held in table.values.items():
        before = np.nan_to_num(held if table.size is None else held * table.size)
        after = np.nan_to_num(made[name] if table.size is None else made[name] * size)
        number = keys.max(initial=-1) + 1
        there, now = np.bincount(keys, before, number), np.bincount(keys[first], after, number)
        scale = np.maximum(np.abs(there), 1e-12 * np.bincount(keys, np.abs(before), number))
        with np.errstate(invalid="ignore", divide="ignore"):
            gaps = np.nan_to_num(np.abs(now - there) / scale, nan=0.0, posinf=1.0)
        worst = max(worst, float(gaps.max(initial=0.0)))
    return worst


def _tell(table: Table, made: dict, groups: _Groups, missing: str, notes: Notes) -> None:
    """Name the districts of which a part is missing."""
    outcome = "are empty" if missing == "null" else "are those of the other parts"
    hint = "; MISSING 'skip' would take the parts that there are" if missing == "null" else ""
    several = groups.parts > 1

    def listing(which):
        return listed(dict.fromkeys(named(area, area) for area, there in zip(groups.area, which) if there))

    if groups.partial.any():
        notes.warning(
            f"{counted(int(groups.partial.sum()), 'row')} of merged districts lack the row of a part and "
            f"{outcome}{hint}: {listing(groups.partial)}.")
    for name, held in table.values.items():
        absent = np.isnan(held) if table.size is None else np.isnan(held) | np.isnan(table.size)
        lacking = (groups.count(absent[groups.row]) > 0) & several
        if lacking.any():
            notes.warning(
                f"Field '{name}': {counted(int(lacking.sum()), 'number')} of merged districts lack that of a part and "
                f"{outcome}{hint}: {listing(lacking)}.")
        weightless = several & ~lacking & ~groups.partial & np.isnan(made[name])
        if weightless.any():
            notes.warning(
                f"Field '{name}': {counted(int(weightless.sum()), 'mean')} of merged districts are empty, since the "
                f"weights of the parts add to 0: {listing(weightless)}.")
