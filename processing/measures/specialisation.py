"""How specialised or diverse a district is: its shares of industries against the usual ones and among themselves."""

from __future__ import annotations

import numpy as np

from .concentration import herfindahl, shares_of
from .notes import counted, listed
from .quotients import location_quotients

INDICES = ("krugman", "hhi", "entropy", "unrelated", "related", "n_lq1")
ROUNDING = 1e-12


def krugman(shares, reference) -> np.ndarray:
    """Return Krugman's index of specialisation: 0 for the reference's own structure, 2 for no industry in common.

    ``K_r = sum_i |p_ri - p_i|``

    Parameters
    ----------
    shares : array of float, shape (industries, ...)
        Each industry's share of the district; sums to 1 over industries.
    reference : array of float, shape (industries, ...)
        Its share of what districts are compared with; sums to 1 over industries.

    Notes
    -----
    Krugman (1991).

    Examples
    --------
    >>> float(krugman(np.array([0.2, 0.1, 0.7, 0, 0]), np.array([0, 0, 0, 0.6, 0.4])))
    2.0
    """
    total = np.abs(np.asarray(shares, dtype=float) - np.asarray(reference, dtype=float)).sum(axis=0)
    return np.where(np.isnan(total), np.nan, np.minimum(total, 2.0))


def entropy(shares) -> np.ndarray:
    """Return Shannon's entropy in bits: 0 for one industry alone, log2 n for n industries of the same size.

    ``E_r = -sum_i p_ri log2 p_ri``, with 0 log2 0 = 0.

    Parameters
    ----------
    shares : array of float, shape (industries, ...)
        Sums to 1 over industries.

    Examples
    --------
    >>> float(entropy(np.array([0.5, 0.25, 0.25, 0])))
    1.5
    """
    shares = np.asarray(shares, dtype=float)
    return np.abs((shares * np.log2(np.where(shares > 0, shares, 1.0))).sum(axis=0))


def variety(shares, groups) -> tuple[np.ndarray, np.ndarray]:
    """Return unrelated variety, the entropy between groups of industries, and related variety, that inside them.

    ``U_r = -sum_g P_rg log2 P_rg``, ``V_r = sum_g P_rg sum_i (p_ri/P_rg) log2(P_rg/p_ri)``; they add to the entropy.

    Parameters
    ----------
    shares : array of float, shape (industries, ...)
        Sums to 1 over industries.
    groups : array of int, shape (industries,)
        Position of each industry's group.

    Notes
    -----
    Frenken, van Oort and Verburg (2007).

    Examples
    --------
    >>> [float(part) for part in variety(np.array([0.25, 0.25, 0.5]), np.array([0, 0, 1]))]
    [1.0, 0.5]
    """
    shares, groups = np.asarray(shares, dtype=float), np.asarray(groups, dtype=int)
    between = np.zeros((groups.max() + 1, *shares.shape[1:]))
    np.add.at(between, groups, shares)
    own = between[groups]
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = shares * np.log2(own / shares)
    inside[shares == 0] = 0.0
    return entropy(between), np.maximum(inside.sum(axis=0), 0.0)


def counted_codes(values, missing: str = "null", reference=None) -> tuple[np.ndarray, np.ndarray]:
    """Return which codes count in each period, and which districts have a value in all of these.

    Parameters
    ----------
    values : array of float, shape (areas, industries, periods)
    missing : {"null", "drop_codes"}
        ``null``: all codes count, so a district that lacks one is out. ``drop_codes``: the codes count that no
        district lacks (nor the reference). A district without any value in a period is out and drops no code.
    reference : array of float, shape (industries, periods), optional

    Returns
    -------
    kept : ndarray of bool, shape (industries, periods)
    complete : ndarray of bool, shape (areas, periods)

    >>> values = np.array([[[1.0], [2.0]], [[3.0], [np.nan]]])
    >>> [found.tolist() for found in counted_codes(values, "drop_codes")]
    [[[True], [False]], [[True], [True]]]
    """
    known = ~np.isnan(np.asarray(values, dtype=float))
    some = known.any(axis=1)
    kept = np.ones(known.shape[1:], dtype=bool)
    if missing == "drop_codes":
        kept = (known | ~some[:, None, :]).all(axis=0)
        if reference is not None:
            kept &= ~np.isnan(reference)
    return kept, some & (known | ~kept).all(axis=1) & kept.any(axis=0)


def indices(values, totals, groups=None, reference=None, missing: str = "null") -> dict:
    """Return every index of specialisation of each district and period, NaN for a district that lacks a code.

    Shares are of the sum over the codes that count, so that they add to 1.

    Parameters
    ----------
    values : array of float, shape (areas, industries, periods)
        Output or jobs, at least 0, of industries that do not overlap; NaN is missing.
    totals : array of float, shape (areas, periods)
        All industries.
    groups : array of int, shape (industries,), optional
        The wider group of each industry; without it ``unrelated`` and ``related`` are NaN.
    reference : tuple of arrays, shapes (industries, periods) and (periods,), optional
        Values and total of a wider area to compare with, instead of the sum of the districts that have all codes.
    missing : {"null", "drop_codes"}
        See `counted_codes`.

    Returns
    -------
    dict of ndarray, shape (areas, periods)
        ``krugman`` (0 to 2), ``hhi`` (1/n to 1), ``entropy``, ``unrelated``, ``related`` (bits), ``n_lq1`` (industries
        with LQ >= 1), ``n_codes`` (codes with a value, of those that count), ``coverage`` (their sum / the total).
    """
    values, totals = np.asarray(values, dtype=float), np.asarray(totals, dtype=float)
    kept, complete = counted_codes(values, missing, None if reference is None else reference[0])
    counts = np.swapaxes(complete[:, None, :] & kept, 0, 1)
    held = np.where(counts, np.swapaxes(values, 0, 1), 0.0)
    share, sums = shares_of(held, counts), held.sum(axis=0)
    usual = held.sum(axis=1) if reference is None else np.where(kept, reference[0], 0.0)
    apart, inside = (np.full(sums.shape, np.nan),) * 2 if groups is None else variety(share, groups)
    quotient = location_quotients(values, totals, reference)["lq"]
    special = ((np.nan_to_num(quotient) >= 1 - ROUNDING) & kept).sum(axis=1)
    there = ~np.isnan(share[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        coverage = sums / np.where(totals > 0, totals, np.nan)
    return {
        "krugman": krugman(share, shares_of(usual, kept)[:, None, :]),
        "hhi": herfindahl(share, kept.sum(axis=0))[0], "entropy": entropy(share), "unrelated": apart, "related": inside,
        "n_lq1": np.where(there & (totals > 0), special, np.nan), "n_codes": (~np.isnan(values) & kept).sum(axis=1),
        "coverage": np.where(there, coverage, np.nan),
    }


def table(panel, groups, missing: str, notes) -> dict:
    """Return the indices of a panel, and tell which districts have none and which codes do not count.

    Parameters
    ----------
    panel : Panel
        Industries do not overlap.
    groups : array of int, shape (industries,), or None
    missing : {"null", "drop_codes"}
    notes : Notes

    Returns
    -------
    dict of ndarray, shape (areas, periods)
        As `indices` returns them.
    """
    found = indices(panel.values, panel.totals, groups, panel.reference, missing)
    reference = None if panel.reference is None else panel.reference[0]
    kept, complete = counted_codes(panel.values, missing, reference)
    if missing == "drop_codes":
        _tell_dropped(panel, kept, notes)
        _tell_left(panel, kept, found["coverage"], notes)
    lacking = panel.present.any(axis=1) & ~complete
    if lacking.any():
        notes.warning(f"{counted(int(lacking.sum()), 'district-period')} without an index, which needs a value of "
                      f"every code: {_named(panel, lacking)}. {_way_out(panel, missing, reference)}")
    empty = complete & np.isnan(found["entropy"])
    if empty.any():
        notes.warning(f"{counted(int(empty.sum()), 'district-period')} with a sum of 0, hence without an index: "
                      f"{_named(panel, empty)}.")
    if reference is not None:
        _tell_reference(panel, kept & np.isnan(reference), notes)
    elif len(panel.areas) == 1:
        notes.warning("A single district is what it is compared with, so its Krugman index is 0.")
    if len(panel.industries) == 1:
        notes.warning(f"Only one code counts ({panel.industries[0]}), so there is no mix to compare. INDUSTRIES and "
                      "INDUSTRY_LEVEL choose others.")
    return found


def codes_that_count(panel, missing: str) -> np.ndarray:
    """Return which codes of a panel count in each period, shape (industries, periods); see `counted_codes`."""
    return counted_codes(panel.values, missing, None if panel.reference is None else panel.reference[0])[0]


def codes_in_words(kept) -> str:
    """Return how many codes count, of how many, over all periods.

    >>> codes_in_words(np.array([[True, True], [True, True]])), codes_in_words(np.array([[True, True], [True, False]]))
    ('2 codes', '1 to 2 of 2 codes')
    """
    number = kept.sum(axis=0)
    most, least, whole = int(number.max()), int(number.min()), counted(len(kept), "code")
    if least == len(kept):
        return whole
    return f"{most:,} of {whole}" if least == most else f"{least:,} to {most:,} of {whole}"


def size(panel, kept) -> str:
    """Return how large a panel is, in words, and how many of its codes count in any period."""
    number = int(kept.any(axis=1).sum())
    return panel.size() if number == len(kept) else f"{number:,} of {panel.size()}"


def _tell_left(panel, kept, coverage, notes) -> None:
    """Warn how much of all output the codes that are left hold."""
    if kept.all():
        return
    whole = np.nansum(panel.totals, axis=0)
    held = np.nansum(coverage * panel.totals, axis=0)[whole > 0] / whole[whole > 0]
    if not held.size:
        return
    least, most = f"{held.min():.0%}", f"{held.max():.0%}"
    span = least if least == most else f"{least} to {most}"
    strong = (
        " That is less than half, so the indices say little of the districts as a whole. Take wider codes "
        "(INDUSTRY_LEVEL 'coarsest'), name in INDUSTRIES codes that every district has, or set MISSING to 'null'."
        if held.min() < 0.5 else "")
    notes.warning(f"Indices are of {codes_in_words(kept)}, which hold {span} of all output.{strong}")


def _named(panel, where) -> str:
    """Return districts as one phrase, each with its periods and with the codes that it lacks in them."""
    names = []
    for area in np.flatnonzero(where.any(axis=1)):
        gaps = np.flatnonzero(np.isnan(panel.values[area][:, where[area]]).any(axis=1))
        years = [year for year, there in zip(panel.periods, where[area]) if there and year is not None]
        parts = [f"{len(years)} periods" if len(years) > 2 else listed(years), listed([
            panel.industries[place] for place in gaps], 2)]
        within = ": ".join(filter(None, parts))
        names.append(f"{panel.areas[area]} ({within})" if within else panel.areas[area])
    return listed(names)


def _way_out(panel, missing: str, reference) -> str:
    if missing == "drop_codes":
        return "In these periods they have no value at all, or every code is missing in some district."
    kept = counted_codes(panel.values, "drop_codes", reference)[0]
    lost, number = int((~kept.all(axis=1)).sum()), len(panel.industries)
    return (f"MISSING 'drop_codes' would leave out {lost} of {counted(number, 'code')} instead, each in the periods in "
            "which a district lacks it.")


def _tell_dropped(panel, kept, notes) -> None:
    lost = np.flatnonzero(~kept.all(axis=1))
    if lost.size:
        names = []
        for place in lost:
            years = [year for year, counts in zip(panel.periods, kept[place]) if not counts and year is not None]
            every = len(years) in (0, len(panel.periods))
            names.append(panel.industries[place] + ("" if every else f" ({listed(years, 3)})"))
        notes.warning(f"{counted(len(names), 'code')} left out for all districts where one lacks it (MISSING is "
                      f"'drop_codes'): {listed(names, 60)}. Indices of different periods then rest on different codes."
                      if len(panel.periods) > 1 else
                      f"{counted(len(names), 'code')} left out for all districts, since one lacks it (MISSING is "
                      f"'drop_codes'): {listed(names, 60)}.")


def _tell_reference(panel, gaps, notes) -> None:
    if gaps.any():
        names = [panel.industries[code] + ("" if panel.periods[when] is None else f" ({panel.periods[when]})")
                 for code, when in np.argwhere(gaps)]
        notes.warning(f"REFERENCE_AREA has no value for {listed(names)}, so there is no Krugman index there. MISSING "
                      "'drop_codes' leaves such codes out.")
