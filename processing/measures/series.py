"""Averages over years and what a series of them does: the paper's trailing averages and trends."""

from __future__ import annotations

import numpy as np

FLAT = 0.05


def missing_years(periods) -> list[int]:
    """Return the years that a series skips.

    >>> missing_years([1998, 1999, 2001])
    [2000]
    """
    return sorted(set(range(min(periods), max(periods) + 1)) - set(periods))


def trailing_mean(series, years: int) -> np.ndarray:
    """Return the mean of each value and the ones before it, NaN until there are enough and where one is NaN.

    Parameters
    ----------
    series : array of float, shape (..., periods)
    years : int
        Length of the window; 1 returns the series.

    >>> trailing_mean(np.array([1.0, 2.0, 6.0, np.nan]), 2).tolist()
    [nan, 1.5, 4.0, nan]
    """
    series = np.asarray(series, dtype=float)
    averages = np.full(series.shape, np.nan)
    if series.shape[-1] >= years:
        windows = np.lib.stride_tricks.sliding_window_view(series, years, axis=-1)
        averages[..., years - 1:] = windows.mean(axis=-1)
    return averages


def trend(series, periods, break_year=2000) -> dict | None:
    """Return what one series of averages does, None if it has no value.

    Parameters
    ----------
    series : array of float, shape (periods,)
        Averages of an index; NaN where there is none.
    periods : sequence of int
        The years.
    break_year : int or "auto"
        Where the series is split; ``auto`` is the year of its minimum.

    Returns
    -------
    dict
        ``first_yr``, ``first_av``, ``last_yr``, ``last_av``, ``change``, ``change_pc``, ``min_year``,
        ``break_year``, ``chg_before``, ``chg_after`` (None where the break lies outside) and the words ``trend``,
        ``tr_before``, ``tr_after``: ``up``, ``down`` or ``flat`` (within 5 per cent), a description and no test.

    Examples
    --------
    >>> found = trend(np.array([0.5, 0.3, 0.4]), [1998, 2000, 2002])
    >>> found["min_year"], found["trend"], found["tr_before"], found["tr_after"]
    (2000, 'down', 'down', 'up')
    """
    series = np.asarray(series, dtype=float)
    there = np.flatnonzero(~np.isnan(series))
    if not there.size:
        return None
    first, last = there[0], there[-1]
    lowest = there[np.argmin(series[there])]
    split = int(periods[lowest]) if break_year == "auto" else int(break_year)
    inside = [position for position in there if periods[position] == split]
    middle = inside[0] if inside and first < inside[0] < last else None
    found = {
        "first_yr": int(periods[first]), "first_av": float(series[first]),
        "last_yr": int(periods[last]), "last_av": float(series[last]),
        "change": float(series[last] - series[first]), "change_pc": _per_cent(series[first], series[last]),
        "trend": word(series[first], series[last]), "min_year": int(periods[lowest]), "break_year": split,
        "chg_before": None, "chg_after": None, "tr_before": None, "tr_after": None,
    }
    if middle is not None:
        found["chg_before"] = float(series[middle] - series[first])
        found["chg_after"] = float(series[last] - series[middle])
        found["tr_before"] = word(series[first], series[middle])
        found["tr_after"] = word(series[middle], series[last])
    return found


def interval(draws, confidence: float = 95.0) -> tuple:
    """Return the mean of the draws and their percentile interval, NaN where no draw has a value.

    Parameters
    ----------
    draws : array of float, shape (draws, ...)
        A draw without a value does not count.
    confidence : float
        Per cent.

    >>> [round(float(found), 2) for found in interval(np.arange(101.0), 90)]
    [50.0, 5.0, 95.0]
    """
    draws = np.asarray(draws, dtype=float)
    flat = draws.reshape(len(draws), -1)
    tails = [(1 - confidence / 100) / 2, (1 + confidence / 100) / 2]
    found = np.full((3, flat.shape[1]), np.nan)
    missing = np.isnan(flat)
    whole = ~missing.any(axis=0)
    found[0, whole] = flat[:, whole].mean(axis=0)
    found[1:, whole] = np.quantile(flat[:, whole], tails, axis=0)
    for place in np.flatnonzero(~whole & ~missing.all(axis=0)):
        known = flat[~missing[:, place], place]
        found[:, place] = [known.mean(), *np.quantile(known, tails)]
    return tuple(found.reshape(3, *draws.shape[1:]))


def tested(found: dict, draws, periods, confidence: float = 95.0) -> dict:
    """Return a trend with the bootstrap intervals of its changes, and a firmer word where they leave out 0.

    Parameters
    ----------
    found : dict
        As `trend` returns it.
    draws : array of float, shape (draws, periods)
        The averages in each draw; one without both ends of a change does not count.
    periods : sequence of int
    confidence : float
        Per cent.

    Returns
    -------
    dict
        Also ``change_lo``, ``change_hi``, ``before_lo``, ``before_hi``, ``after_lo``, ``after_hi``; ``concentrating``
        or ``dispersing`` takes the place of a word whose interval lies above or below 0.
    """
    place = {year: position for position, year in enumerate(periods)}
    found, years = dict(found), (found["first_yr"], found["break_year"], found["last_yr"])
    for name, change, said, start, end in (
        ("change", "change", "trend", years[0], years[2]), ("before", "chg_before", "tr_before", *years[:2]),
        ("after", "chg_after", "tr_after", *years[1:]),
    ):
        if found[change] is None:
            found.update({f"{name}_lo": None, f"{name}_hi": None})
            continue
        _, low, high = (float(bound) for bound in interval(draws[:, place[end]] - draws[:, place[start]], confidence))
        known = low == low
        found.update({f"{name}_lo": low if known else None, f"{name}_hi": high if known else None})
        if low > 0 or high < 0:
            found[said] = "concentrating" if low > 0 else "dispersing"
    return found


def word(start: float, end: float) -> str:
    """Return ``up``, ``down`` or ``flat``: a change within 5 per cent of the start is flat.

    >>> word(1.0, 1.04), word(1.0, 1.06), word(1.0, 0.9)
    ('flat', 'up', 'down')
    """
    change = end - start
    if abs(change) <= FLAT * abs(start) + 1e-15:
        return "flat"
    return "up" if change > 0 else "down"


def _per_cent(start: float, end: float):
    return float((end - start) / start * 100) if start else None
