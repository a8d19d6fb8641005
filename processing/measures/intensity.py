"""What is set against growth: a field, or one field over another, averaged over years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arealevels import choose
from .codes import encode
from .notes import counted, listed
from .numbers import to_numbers, to_years


@dataclass
class Intensity:
    """The intensity of each district.

    Attributes
    ----------
    areas : list of str
    x : ndarray of float, shape (areas,)
        NaN where there is none.
    y : ndarray of float, shape (areas,), or None
        The other value, where the table holds it.
    years : str
        The years averaged over, in words; empty without years.
    names : dict
        Name of each district, where the table has names.
    last : int or None
        The last of these years.
    """

    areas: list
    x: np.ndarray
    y: np.ndarray | None
    years: str
    names: dict
    last: int | None = None

    def tell_order(self, start: int, chosen: bool, notes) -> None:
        """Warn where x is of years after growth has started, unless the user chose its years."""
        if self.last is not None and self.last > start and not chosen:
            notes.warning(
                f"x is of all years of INTENSITY ({self.years}) and growth starts in {start}: what comes later may be "
                f"a result of growth. Choose the years of x in X_FROM and X_TO, such as those up to {start}.")


def intensity(table, fields: dict, span: tuple, level: str, nations: str, notes) -> Intensity:
    """Return the mean over the chosen years of x, and of y where the table has it.

    x is a column, or the mean of the yearly ratios numerator / denominator (ours: not the ratio of the sums, so that
    every year counts the same). A district needs a value in all of the years.

    Parameters
    ----------
    table : pandas.DataFrame, one row a district, or a district and year
        Columns ``area``; ``x``, or ``numerator`` and ``denominator``; optionally ``period``, ``y`` and ``name``.
    fields : dict
        The name of each column in the user's own table, for messages.
    span : tuple of int or None
        First and last year; None for the table's.
    level, nations : str
        Which areas count; see `arealevels.choose`.
    notes : Notes

    Raises
    ------
    ValueError
        No row, a year that is not there, or a district that stands twice in a year.
    """
    if not len(table):
        raise ValueError("INTENSITY: the table has no rows left. Check the layer, its selection and FILTER.")
    rows, areas, place, years = _cells(table, fields, span, level, nations, notes)
    shape = (len(areas), len(years))

    def block(name):
        held = np.full(shape, np.nan)
        held[place] = to_numbers(table[name], fields[name], notes)[rows]
        return held

    x = block("x") if "x" in table else _ratio(block("numerator"), block("denominator"), areas, fields, notes)
    means = [_mean(x, areas, "x", years, notes), _mean(block("y"), areas, "y", years, notes) if "y" in table else None]
    span_words = "" if years == [None] else f"mean of {years[0]} to {years[-1]}" if len(years) > 1 else str(years[0])
    names = {} if "name" not in table else dict(zip(table["area"], table["name"]))
    return Intensity(areas, *means, span_words, names, years[-1])


def _cells(table, fields: dict, span: tuple, level: str, nations: str, notes) -> tuple:
    """Return the rows that count, the districts, the cell of each row and the years."""
    number, labels = encode(table["area"])
    if (number < 0).all():
        raise ValueError(f"INTENSITY: field '{fields['area']}' is empty in every row. Choose the field of codes.")
    year = to_years(table["period"], fields["period"], notes) if "period" in table else np.zeros(len(table), dtype=int)
    lacking = (number < 0) | (year < 0)
    if lacking.any():
        notes.warning(f"INTENSITY: {counted(int(lacking.sum()), 'row')} without a code or year left out.")
    wanted = np.array([*choose(labels, level, nations, notes), False])
    rows = np.flatnonzero(~lacking & wanted[number])
    if not rows.size:
        raise ValueError("INTENSITY: no row is left to count. Check its codes and years.")
    rows = rows[_in_span(year[rows], span, "period" in table)]
    there, area = np.unique(number[rows], return_inverse=True)
    years, when = np.unique(year[rows], return_inverse=True)
    _refuse_duplicates(area, when, [labels[one] for one in there], years, "period" in table)
    return rows, [labels[one] for one in there], (area, when), years.tolist() if "period" in table else [None]


def _in_span(year, span: tuple, with_years: bool) -> np.ndarray:
    there = np.unique(year).tolist()
    if not with_years:
        if any(end is not None for end in span):
            raise ValueError("X_FROM and X_TO need the year of each row. Name its field in INTENSITY_PERIOD.")
        return np.ones(len(year), dtype=bool)
    for name, end in zip(("X_FROM", "X_TO"), span):
        if end is not None and end not in there:
            raise ValueError(f"{name}: INTENSITY has no year {end}; it has {listed(there, 60)}.")
    first, last = (end if end is not None else other for end, other in zip(span, (there[0], there[-1])))
    if first > last:
        raise ValueError(f"X_FROM ({first}) must not be later than X_TO ({last}).")
    return (first <= year) & (year <= last)


def _refuse_duplicates(area, when, labels, years, with_years: bool) -> None:
    times = np.bincount(area * len(years) + when)
    if times.max() > 1:
        cell = int(np.argmax(times > 1))
        where = f" in {years[cell % len(years)]}" if with_years else ""
        hint = "" if with_years else ", or name the field of years in INTENSITY_PERIOD"
        raise ValueError(
            f"INTENSITY: {labels[cell // len(years)]} has {times[cell]:,} rows{where}. Give a FILTER that leaves one "
            f"row for each district and year, such as \"industry\" = 'C (10-33)'{hint}.")


def _ratio(numerator, denominator, areas, fields: dict, notes) -> np.ndarray:
    none = denominator == 0
    if none.any():
        names = [areas[place] for place in np.flatnonzero(none.any(axis=1))]
        notes.warning(f"Field '{fields['denominator']}' is 0 in {counted(int(none.sum()), 'row')}: no x there. "
                      f"{listed(names)}.")
    return np.divide(numerator, denominator, out=np.full(numerator.shape, np.nan), where=~none)


def _mean(block, areas, name: str, years: list, notes) -> np.ndarray:
    """Return the mean over the years; say which districts lack some of them."""
    partly = np.isnan(block).any(axis=1) & ~np.isnan(block).all(axis=1)
    if partly.any():
        names = [area for area, lacks in zip(areas, partly) if lacks]
        notes.warning(f"{counted(len(names), 'district')} without {name} in every year from {years[0]} to "
                      f"{years[-1]}, so without {name}: {listed(names)}.")
    return block.mean(axis=1)
