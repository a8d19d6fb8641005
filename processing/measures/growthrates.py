"""How fast output grows between two years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .longtable import district_names
from .notes import counted, listed
from .prices import deflated, words

SMALL = 5
KINDS = {"cagr": "per cent a year", "log_change": "log change"}


@dataclass
class Growth:
    """The growth of each district.

    Attributes
    ----------
    areas : list of str
    values : ndarray of float, shape (areas,)
        NaN where there is none.
    words : str
        What grows, when, and in which prices.
    start : int
        The year in which it starts.
    """

    areas: list
    values: np.ndarray
    words: str
    start: int


def growth(start, end, years: int, kind: str = "cagr") -> np.ndarray:
    """Return growth, NaN where it starts at 0 or below, or ends below 0 (for ``log_change`` at 0 or below).

    ``cagr`` = ((end / start)^(1 / years) - 1) x 100, per cent a year; ``log_change`` = ln(end / start).

    Parameters
    ----------
    start, end : array of float, any shape
    years : int
    kind : {"cagr", "log_change"}

    >>> growth([100.0, 0.0, 50.0], [121.0, 5.0, 0.0], 2).round(9).tolist()
    [10.0, nan, -100.0]
    """
    start, end = np.asarray(start, dtype=float), np.asarray(end, dtype=float)
    grown = (start > 0) & ((end >= 0) if kind == "cagr" else (end > 0))
    ratio = np.divide(end, start, out=np.full(np.broadcast(start, end).shape, np.nan), where=grown)
    return (ratio ** (1 / years) - 1) * 100 if kind == "cagr" else np.log(ratio)


def growth_of(panel, industries: bool, level: str, span: tuple, kind: str, index, notes) -> Growth:
    """Return the growth of the sum of a panel's industries, or of its totals.

    Parameters
    ----------
    panel : Panel
    industries : bool
        Whether its industries grow, added up; else the total of all industries.
    level : str
        Which of overlapping codes count; see `industrycodes.disjoint`.
    span : tuple of int or None
        First and last year; None for the panel's.
    kind : {"cagr", "log_change"}
    index : Prices or None
    notes : Notes
        Told of districts without growth, and of those whose growth is of small figures.

    Raises
    ------
    ValueError
        There are no two years, or a year is not there.
    """
    first, last = ends(panel.periods, span)
    places = [panel.periods.index(first), panel.periods.index(last)]
    if industries:
        panel = panel.disjoint(level, notes)
        codes, values = panel.industries, panel.values[:, :, places]
    else:
        codes, values = ["Total"], panel.totals[:, None, places]
    sums = deflated(values, index, codes, [first, last], notes).sum(axis=1)
    found = growth(sums[:, 0], sums[:, 1], last - first, kind)
    missing = np.isnan(sums).any(axis=1)
    _tell(panel.areas, missing, f"a value in both {first} and {last}", notes)
    _tell(panel.areas, np.isnan(found) & ~missing, f"growth, since it starts at 0 or below, or ends so ({first}, "
          f"{last})", notes)
    _tell_small(panel, (values.sum(axis=1) < SMALL).any(axis=1) & ~np.isnan(found), (first, last), notes)
    what = listed(codes, 3) if industries else "all industries"
    return Growth(panel.areas, found, f"growth of {what}, {first} to {last} ({KINDS[kind]}, {words(index)})", first)


def ends(periods: list, span: tuple) -> tuple:
    """Return the first and the last year of a change, those of the table where the user named none.

    Raises
    ------
    ValueError
        There are no two years, a year is not there, or the first is not the earlier.

    >>> ends([2000, 2010, 2020], (None, 2010))
    (2000, 2010)
    """
    if len(periods) < 2:
        raise ValueError("OBSERVATIONS: growth needs two years or more. Name the field of years in PERIOD_FIELD.")
    first, last = (year if year is not None else end for year, end in zip(span, (periods[0], periods[-1])))
    for name, year in (("FROM", first), ("TO", last)):
        if year not in periods:
            raise ValueError(f"{name}: the table has no year {year}; it has {listed(periods, 60)}.")
    if first >= last:
        raise ValueError(f"FROM ({first}) must be earlier than TO ({last}).")
    return first, last


def _tell_small(panel, small, years: tuple, notes) -> None:
    if small.any():
        called = district_names(panel.areas, {}, panel.names)
        names = [name or code for name, code, below in zip(called, panel.areas, small) if below]
        notes.warning(f"{counted(len(names), 'district')} with less than {SMALL} in {years[0]} or {years[1]}: "
                      f"published output is rounded to whole numbers, so their growth is uncertain: {listed(names)}.")


def _tell(areas, gone, what: str, notes) -> None:
    if gone.any():
        names = [code for code, lacks in zip(areas, gone) if lacks]
        notes.warning(f"{counted(len(names), 'district')} without {what}: {listed(names)}.")
