"""Shift-share: how much of a district's change is national, how much its mix of industries, how much its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from . import longtable
from .notes import counted, listed
from .panel import Panel
from .prices import deflated

PARTS = ("national", "mix", "local", "homothetic", "compet", "allocation")
WHOLE = ("n_codes", "caution")
SUMMED = ("x_start", "x_end", "change", "national", "mix", "local", "compet", "allocation")


def shift_share(values, reference=None) -> dict:
    """Return the parts of the change of each district and industry, NaN where a date has no value.

    Dunn: ``national = x0 (G - 1)``, ``mix = x0 (G_i - G)``, ``local = x1 - x0 G_i``; they add to the change. G_i is
    x_i1 / x_i0 and G = x1 / x0, over the districts that have a value at all dates and the industries that have a G_i,
    so that the mix of all districts together is 0. Esteban-Marquillas splits the local part: with the output that the
    national structure would give, ``homothetic h = x_r0 x_i0 / x0``, and the district's own growth g_ri,
    ``compet = h (g_ri - G_i)`` and ``allocation = (x0 - h) (g_ri - G_i)``, both NaN where x0 is 0.

    Parameters
    ----------
    values : array of float, shape (areas, industries, dates)
        Output or jobs, at least 0, of industries that do not overlap. With more dates than two the parts are the sums
        of those from each date to the next (dynamic); ``homothetic`` is that of the first date.
    reference : array of float, shape (industries, dates), optional
        Values of a wider area, which give G_i and G instead of the districts.

    Returns
    -------
    dict of ndarray, shape (areas, industries)
        ``x_start``, ``x_end`` (as they are), ``change`` and the parts; and from the first date to the last ``growth``
        G_i, shape (industries,), NaN for an industry that is 0 or missing at a start, and ``overall`` G, shape ().

    Notes
    -----
    Dunn (1960); Esteban-Marquillas (1972); dynamic: Barff and Knight (1988).

    Examples
    --------
    >>> found = shift_share(np.array([[[10.0, 12.0], [20.0, 30.0]], [[30.0, 28.0], [40.0, 30.0]]]))
    >>> [[round(float(part), 6) for part in found[name][0]] for name in ("change", "national", "mix", "local")]
    [[2.0, 10.0], [0.0, 0.0], [0.0, 0.0], [2.0, 10.0]]
    """
    values = np.asarray(values, dtype=float)
    pairs = ~np.isnan(values).any(axis=2)
    usual = np.where(pairs[:, :, None], values, 0.0).sum(axis=0) if reference is None else np.asarray(reference, float)
    grows = (usual[:, :-1] > 0).all(axis=1) & ~np.isnan(usual).any(axis=1)
    pairs &= grows
    held, usual = np.where(pairs[:, :, None], values, 0.0), np.where(grows[:, None], usual, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = _steps(held, usual)
        growth, overall = usual[:, -1] / usual[:, 0], np.divide(usual[:, -1].sum(), usual[:, 0].sum())
    found = {name: np.where(pairs, steps[name][..., 0] if name == "homothetic" else steps[name].sum(axis=2), np.nan)
             for name in PARTS}
    ends = {"x_start": values[..., 0], "x_end": values[..., -1]}
    change = np.where(pairs, values[..., -1] - values[..., 0], np.nan)
    return {**ends, "change": change, **found, "growth": growth, "overall": overall}


def _steps(held, usual) -> dict:
    """Return the parts from each date to the next, shape (areas, industries, dates - 1)."""
    start, end = held[..., :-1], held[..., 1:]
    own = usual[:, 1:] / np.where(usual[:, :-1] > 0, usual[:, :-1], np.nan)
    own, whole = np.nan_to_num(own), usual[:, 1:].sum(axis=0) / usual[:, :-1].sum(axis=0)
    faster = end / np.where(start > 0, start, np.nan) - own
    homothetic = start.sum(axis=1)[:, None] * (usual[:, :-1] / usual[:, :-1].sum(axis=0))
    return {
        "national": start * (whole - 1), "mix": start * (own - whole), "local": end - start * own,
        "homothetic": homothetic, "compet": homothetic * faster, "allocation": (start - homothetic) * faster,
    }


def totals(found: dict) -> dict:
    """Return the parts of each district, summed over the industries that it has all parts of.

    Parameters
    ----------
    found : dict of ndarray
        As `shift_share` returns them.

    Returns
    -------
    dict of ndarray, shape (areas,)
        ``n_codes`` (industries summed), ``caution`` (1 where these are fewer than `codes_that_count`, else 0),
        ``x_start``, ``x_end``, ``change``, ``national``, ``mix``, ``local``, ``compet``, ``allocation``, ``zero_start``
        (the local part of industries that start from 0, so that the last three add to it), and ``change_pc``,
        ``nat_pc``, ``mix_pc``, ``local_pc`` in per cent of ``x_start``. NaN where no industry is summed; per cent NaN
        where ``x_start`` is 0.

    >>> found = totals(shift_share(np.array([[[10.0, 12.0], [20.0, 30.0]], [[30.0, 28.0], [40.0, 30.0]]])))
    >>> found["n_codes"].tolist(), found["change"].tolist(), found["change_pc"].tolist()
    ([2, 2], [12.0, -12.0], [40.0, -17.142857142857142])
    """
    pairs = ~np.isnan(found["change"])
    some = pairs.any(axis=1)
    number = pairs.sum(axis=1)
    columns = {"n_codes": number, "caution": np.where(some, (number < codes_that_count(found)).astype(float), np.nan)}
    for name in SUMMED:
        columns[name] = np.where(some, np.nansum(np.where(pairs, found[name], 0.0), axis=1), np.nan)
    fresh = np.where(pairs & np.isnan(found["compet"]), found["local"], 0.0).sum(axis=1)
    columns["zero_start"] = np.where(some, fresh, np.nan)
    start = np.where(columns["x_start"] > 0, columns["x_start"], np.nan)
    for name, part in (("change_pc", "change"), ("nat_pc", "national"), ("mix_pc", "mix"), ("local_pc", "local")):
        columns[name] = columns[part] / start * 100
    return columns


def codes_that_count(found: dict) -> int:
    """Return the number of industries that have a national growth, so that a district can have parts of them."""
    return int((~np.isnan(found["growth"])).sum())


def largest_gap(found: dict) -> float:
    """Return the largest absolute difference between a change and the sum of its three parts.

    >>> largest_gap({"change": np.array([3.0]), "national": np.array([1.0]), "mix": np.array([0.5]),
    ...              "local": np.array([1.0])})
    0.5
    """
    gaps = np.abs(found["change"] - found["national"] - found["mix"] - found["local"])
    return float(np.nanmax(gaps, initial=0.0))


def dates(periods, first, last, every: bool, gaps: str) -> list[int]:
    """Return the positions of the years that a change is taken over.

    Parameters
    ----------
    periods : list of int or None
        The years of the table, in order.
    first, last : int or None
        The years that the user named; the first and last of the table where there are none.
    every : bool
        All years from the first to the last (dynamic), not these two alone.
    gaps : {"error", "allow"}
        What a year between them means that the table does not have; only for `every`.

    Raises
    ------
    ValueError
        A year is not there, the first is not before the last, or years are missing.

    >>> dates([1998, 1999, 2001], None, None, False, "error"), dates([1998, 1999, 2001], 1998, 1999, True, "error")
    ([0, 2], [0, 1])
    """
    if periods == [None]:
        raise ValueError("A change needs years, and the table has none. Name the field of years in PERIOD_FIELD.")
    there = ", ".join(str(year) for year in periods)
    for name, year in (("FROM", first), ("TO", last)):
        if year is not None and year not in periods:
            raise ValueError(f"{name}: the table has no year {year}; it has {there}.")
    first, last = periods[0] if first is None else first, periods[-1] if last is None else last
    if len(periods) == 1:
        raise ValueError(f"A change needs two years, and the table has {there} alone. Add a year, or check its filter.")
    if first >= last:
        raise ValueError(f"FROM must be before TO: {first} is not before {last}. The table has {there}.")
    if not every:
        return [periods.index(first), periods.index(last)]
    lacking = sorted(set(range(first, last)) - set(periods))
    if lacking and gaps == "error":
        raise ValueError(
            f"Years are missing ({listed(lacking)}), so the change is not a sum of yearly changes. Set GAPS to 'allow' "
            "to go from each year to the next that there is, or DYNAMIC to no.")
    return list(range(periods.index(first), periods.index(last) + 1))


def prepared(panel: Panel, places, index, notes) -> Panel:
    """Return a panel of some periods, in the prices of one year if there is a price index (`prices.Prices`)."""
    periods = [panel.periods[place] for place in places]

    def priced(block):
        return deflated(block[..., places], index, panel.industries, periods, notes)

    reference = panel.reference and (priced(panel.reference[0]), panel.reference[1][places])
    return replace(panel, periods=periods, values=priced(panel.values), totals=panel.totals[:, places],
                   present=panel.present[..., places], reference=reference)


def table(panel: Panel, notes) -> tuple[dict, dict]:
    """Return the parts of a panel's changes by district and industry, and by district; tell what has none.

    Parameters
    ----------
    panel : Panel
        Its periods are the dates; industries do not overlap.
    notes : Notes

    Raises
    ------
    ValueError
        There is no change to take apart.
    """
    found = shift_share(panel.values, panel.reference and panel.reference[0])
    if np.isnan(found["change"]).all():
        raise ValueError(
            f"There is no change to take apart: no district has values in {listed(panel.periods)} of an industry "
            "that starts above 0 in all districts or REFERENCE_AREA. Check the table, the years and INDUSTRIES.")
    summed = totals(found)
    _tell(panel, found, summed, notes)
    return found, summed


def pair_columns(panel: Panel, found: dict, names: dict) -> dict:
    """Return parts as columns, one row for each district and industry that the table has at some date.

    Parameters
    ----------
    panel : Panel
    found : dict of ndarray, shape (areas, industries)
    names : dict
        Name of each district; the panel's own names fill what is not there.
    """
    area, industry = np.nonzero(panel.present.any(axis=2))
    called = np.array(longtable.district_names(panel.areas, names, panel.names), dtype=object)
    columns = {
        "area": np.array(panel.areas, dtype=object)[area].tolist(), "name": called[area].tolist(),
        "industry": np.array(panel.industries, dtype=object)[industry].tolist(),
        "from_yr": [panel.periods[0]] * len(area), "to_yr": [panel.periods[-1]] * len(area),
    }
    shown = ("x_start", "x_end", "change", *PARTS)
    columns.update({name: longtable.values(found[name][area, industry]) for name in shown})
    return columns


def total_columns(panel: Panel, summed: dict, names: dict) -> dict:
    """Return the sums of districts as columns, one row for each district that the table has at some date."""
    area = np.flatnonzero(panel.present.any(axis=(1, 2)))
    called = longtable.district_names(panel.areas, names, panel.names)
    columns = {"area": [panel.areas[place] for place in area], "name": [called[place] for place in area]}
    columns.update({name: longtable.values(column[area], name in WHOLE) for name, column in summed.items()})
    return columns


def _tell(panel: Panel, found: dict, summed: dict, notes) -> None:
    """Tell what has no parts: industries without national growth, and districts that lack a value."""
    lost = np.flatnonzero(np.isnan(found["growth"]))
    if lost.size:
        whose = "the districts that have values" if panel.reference is None else "REFERENCE_AREA"
        notes.warning(
            f"{counted(lost.size, 'industry', 'industries')} without a value above 0 in {whose} at the start, so "
            "without a growth to compare with: NULL, and in no total: "
            f"{listed([panel.industries[place] for place in lost])}.")
    wanted = codes_that_count(found)
    partly = np.flatnonzero(panel.present.any(axis=(1, 2)) & (summed["n_codes"] < wanted))
    if partly.size:
        names = [f"{panel.areas[place]} ({summed['n_codes'][place]} of {wanted})" for place in partly]
        verb = "lack" if partly.size > 1 else "lacks"
        notes.warning(
            f"{counted(partly.size, 'district')} {verb} a value of some industries at a date: the totals are over "
            f"those that are there (n_codes, caution), so compare them with care: {listed(names)}.")
    fresh = int((~np.isnan(found["change"]) & np.isnan(found["compet"])).sum())
    if fresh:
        notes.info(f"{counted(fresh, 'change')} from 0: all of it is local, and the split into 'compet' and "
                   "'allocation' is NULL ('zero_start' of the totals).")
    if len(panel.areas) == 1 and panel.reference is None:
        notes.warning("A single district is what it is compared with, so its local part is 0. Name a wider row in "
                      "REFERENCE_AREA.")
