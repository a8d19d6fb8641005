"""How far all industries together are localised: the mutual information of districts and industries."""

from __future__ import annotations

import numpy as np

from .bootstrap import named
from .codes import key
from .notes import counted, listed
from .series import trailing_mean

ALL = "*"


def overall_localisation(values, weights=None) -> np.ndarray:
    """Return the overall index of localisation, in nats: 0 where every district has the same industries.

    ``L = sum_i (x_i/x) T_i``, T_i the relative Theil index of industry i against the districts' sizes, which are the
    sums over the industries; so L is the mutual information of the table of districts and industries.

    Parameters
    ----------
    values : array of float, shape (areas, industries, periods)
        Output or jobs, at least 0, of industries of which no two overlap. In each period only districts count that
        have a value in every industry (see `complete`).
    weights : array of float, shape (areas, draws), optional
        How often each draw of a bootstrap takes each district.

    Returns
    -------
    ndarray of float, shape (periods,), or (draws, periods) with weights
        NaN where no district is complete or none has output.

    Notes
    -----
    Cutrini (2010).

    Examples
    --------
    >>> overall_localisation(np.array([[[1.0], [0.0]], [[0.0], [1.0]]])).round(6).tolist()
    [0.693147]
    """
    values = np.asarray(values, dtype=float)
    held = np.where(complete(values)[:, None, :], values, 0.0)
    drawn = np.ones((1, len(values))) if weights is None else np.asarray(weights, dtype=float).T
    size = held.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.where(held > 0, held * np.log(held / size[:, None, :]), 0.0).sum(axis=1)
        industry = (drawn @ held.reshape(len(held), -1)).reshape(len(drawn), *held.shape[1:])
        total = industry.sum(axis=1)
        spread = np.where(industry > 0, industry * np.log(industry), 0.0).sum(axis=1)
        found = (drawn @ own - spread) / total + np.log(total)
    found = np.where(total > 0, np.maximum(found, 0.0), np.nan)
    return found[0] if weights is None else found


def complete(values) -> np.ndarray:
    """Return which districts have a value in every industry.

    Returns
    -------
    ndarray of bool, shape (areas, periods)

    >>> complete(np.array([[[1.0], [2.0]], [[np.nan], [2.0]]])).ravel().tolist()
    [True, False]
    """
    return ~np.isnan(values).any(axis=1)


def with_overall(found: dict, averages: dict, panel, years: int, average_of: str, notes, draws=None) -> tuple:
    """Return indices with one more row, that of all industries: its ``theil`` is the overall index.

    Parameters
    ----------
    found : dict of ndarray, shape (industries, periods)
        Indices of each industry.
    averages : dict of ndarray, shape (draws, industries, periods)
        Their averages in the draws of a bootstrap; empty without one.
    panel : Panel
        Of industries of which no two overlap.
    years, average_of
        As for the averages of the indices.
    notes : Notes
        Told how many districts are not complete.
    draws : tuple, optional
        Weights of shape (areas, draws) and the confidence in per cent.

    Returns
    -------
    found, averages : dict
        As they came, with one more industry.
    """
    values = np.where(np.isnan(panel.totals)[:, None, :], np.nan, panel.values)
    there = complete(values)
    if any(key(code) == ALL for code in panel.industries):
        raise ValueError(
            f"An industry is called '{ALL}', which is the row of all industries together. Rename it in the table.")
    _tell_left_out(panel, there, notes)
    means = trailing_mean(values, years) if average_of == "values" else None

    def average(of_year, weights=None):
        return trailing_mean(of_year, years) if means is None else overall_localisation(means, weights)

    theil = overall_localisation(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        coverage = np.nansum(np.where(there, panel.totals, 0.0), axis=0) / np.nansum(panel.totals, axis=0)
    row = {"theil": theil, "theil_av": average(theil), "n_areas": there.sum(axis=0), "coverage": coverage}
    if draws is not None:
        weights, confidence = draws
        drawn = overall_localisation(values, weights)
        row.update(named({"theil": drawn}, confidence))
        averages = {name: np.concatenate([held, np.full_like(held[:, :1], np.nan)], axis=1)
                    for name, held in averages.items()}
        averages["theil"][:, -1] = average(drawn, weights)
    blank = np.full(len(theil), np.nan)
    return {name: np.vstack([held, row.get(name, blank)]) for name, held in found.items()}, averages


def _tell_left_out(panel, there, notes) -> None:
    """Name the districts that lack an industry in some period."""
    gaps = ~there & ~np.isnan(panel.totals)
    if gaps.any():
        periods = np.array(["" if year is None else str(year) for year in panel.periods])
        names = [panel.areas[row] + ("" if gap.all() else f" ({listed(periods[gap], 3)})")
                 for row, gap in enumerate(gaps) if gap.any()]
        notes.warning(f"The overall index ('{ALL}') leaves out {counted(len(names), 'district')} for want of an "
                      f"industry: {listed(names)}.")
