"""How much of an industry's concentration lies between groups of districts, and how much within them."""

from __future__ import annotations

import numpy as np

from .concentration import comparable, relative_theil
from .series import trailing_mean

NEGLIGIBLE = 1e-12


def decompose(values, totals, groups, reference=None, names=None) -> dict:
    """Return the relative Theil index of each industry and period in two parts, and what each group adds to it.

    ``T = T_between + T_within``, ``T_between = sum_g s_g ln(s_g / q_g)``, ``T_within = sum_g s_g T_g``; s_g and q_g are
    the group's shares of industry and reference, T_g is the index inside the group, with shares that add up to 1 there.

    Parameters
    ----------
    values : array of float, shape (areas, industries, periods)
        Output or jobs, at least 0; NaN is missing. Each industry and period is over the districts that count in it
        (`concentration.comparable`).
    totals : array of float, shape (areas, periods)
        All industries.
    groups : Groups
        The group of each district.
    reference : array of float, shape (areas,) or (areas, periods), optional
        Size of each district in the reference; by default the totals.
    names : sequence of str, optional
        Codes of the districts, for messages.

    Returns
    -------
    dict of dict of ndarray
        ``whole``, shape (industries, periods): ``t_between``, ``t_within``, ``t_total`` (nats), ``between_pc`` (NaN
        where the total is 0), ``n_areas``, ``n_groups``, ``coverage``. ``parts``, shape (industries, periods, groups):
        ``share``, ``ref_share``, ``n_areas``, ``t_group`` (NaN for a group without output), ``c_between``, ``c_within``
        and their sum ``contrib``, which adds up to the total. An industry without output has NaN, and so has a group of
        which no district counts.

    Raises
    ------
    ValueError
        A district has output but no size in the reference.

    Notes
    -----
    Theil (1967); Bruelhart and Traeger (2005); Cutrini (2009).

    Examples
    --------
    >>> from .groups import Groups
    >>> values, totals = np.array([[[2.0]], [[3.0]], [[5.0]]]), np.array([[10.0], [30.0], [60.0]])
    >>> found = decompose(values, totals, Groups(np.array([0, 0, 1]), ["north", "south"], "region"))["whole"]
    >>> [round(float(found[name][0, 0]), 4) for name in ("t_between", "t_within", "t_total")]
    [0.0204, 0.0271, 0.0475]
    """
    basis = comparable(values, totals, reference, names)
    parts = _parts(basis, groups)
    total = relative_theil(basis["share"], basis["weight"])
    between, within = (_added(parts[name], total) for name in ("c_between", "c_within"))
    with np.errstate(divide="ignore", invalid="ignore"):
        per_cent = np.where(total > NEGLIGIBLE, between / (between + within) * 100, np.nan)
    return {
        "whole": {
            "t_between": between, "t_within": within, "t_total": total, "between_pc": per_cent,
            "n_areas": basis["n_areas"], "n_groups": (parts["n_areas"] > 0).sum(axis=-1), "coverage": basis["coverage"],
        },
        "parts": parts,
    }


def _parts(basis: dict, groups) -> dict:
    """Return the share, the index and the two terms of each group, shape (industries, periods, groups)."""
    share, weight = basis["share"], basis["weight"]
    number = groups.sums(basis["counts"])
    there = (number > 0) & ~np.isnan(share + weight).any(axis=0)
    held, size = (np.where(there, groups.sums(block), np.nan) for block in (share, weight))
    with np.errstate(divide="ignore", invalid="ignore"):
        own, level = held[groups.numbers], np.log(held / size)
        inside = np.where(share > 0, share / own * np.log((share / own) / (weight / size[groups.numbers])), 0.0)
        index = np.where(held > 0, np.maximum(groups.sums(inside), 0.0), np.nan)
        between, within = (np.where(held > 0, held * term, 0.0 * held) for term in (level, index))
    found = {
        "share": held, "ref_share": size, "n_areas": number, "t_group": index, "c_between": between, "c_within": within,
        "contrib": between + within,
    }
    return {name: np.moveaxis(block, 0, -1) for name, block in found.items()}


def _added(terms, total) -> np.ndarray:
    """Return the sum over groups, never under 0; NaN where there is no index."""
    return np.where(np.isnan(total), np.nan, np.maximum(np.nansum(terms, axis=-1), 0.0))


def table(panel, groups, reference=None, years: int = 5, average_of: str = "index") -> dict:
    """Return the decomposition of a panel with its trailing averages.

    Parameters
    ----------
    panel : Panel
    groups : Groups
    reference : array of float, shape (areas,), optional
        Size of each district in the reference; by default the totals.
    years : int
        Periods in an average.
    average_of : {"index", "values"}
        Mean of the yearly terms, or terms of the mean values.

    Returns
    -------
    dict of dict of ndarray
        As `decompose`, with ``between_av``, ``within_av``, ``total_av`` in ``whole`` and ``contrib_av`` in ``parts``.
    """
    found = decompose(panel.values, panel.totals, groups, reference, panel.areas)
    named = {"between_av": "t_between", "within_av": "t_within", "total_av": "t_total"}
    if average_of == "values" and years > 1:
        means = trailing_mean(panel.values, years), trailing_mean(panel.totals, years)
        averages = decompose(*means, groups, reference, panel.areas)
        contribution = averages["parts"]["contrib"]
    else:
        averages = {"whole": {name: trailing_mean(found["whole"][name], years) for name in named.values()}}
        contribution = np.moveaxis(trailing_mean(np.moveaxis(found["parts"]["contrib"], -1, 0), years), 0, -1)
    found["whole"].update({name: averages["whole"][yearly] for name, yearly in named.items()})
    found["parts"]["contrib_av"] = contribution
    return found
