"""How far an index of concentration would be different had chance drawn other districts: bootstrap intervals."""

from __future__ import annotations

import numpy as np

from .codes import key
from .concentration import INDICES, counted_districts, top_number
from .series import interval, trailing_mean


def resample(areas: int, draws: int, seed: int, codes=None) -> np.ndarray:
    """Return how often each draw takes each district: as many districts as there are, with replacement.

    Parameters
    ----------
    areas, draws : int
    seed : int
        The same seed gives the same numbers.
    codes : sequence of str, length areas, optional
        With them the same seed gives a district the same draws wherever it stands in the table.

    Returns
    -------
    ndarray of float, shape (areas, draws)
        Every column sums to the number of districts.

    Notes
    -----
    Efron and Tibshirani (1993). A draw takes whole districts with all their industries and years.

    >>> resample(3, 4, 1).sum(axis=0).tolist()
    [3.0, 3.0, 3.0, 3.0]
    """
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(areas, np.full(areas, 1 / areas), size=draws).T.astype(float)
    if codes is None:
        return drawn
    rank = np.argsort(np.argsort([key(code) for code in codes], kind="stable"), kind="stable")
    return drawn[rank]


def indices(values, totals, reference, weights, percent: float = 5.0, step=None) -> dict:
    """Return every index of concentration in every draw; a district drawn w times counts as w districts.

    Parameters
    ----------
    values : array of float, shape (areas, industries, periods)
        Output or jobs, at least 0; NaN is missing.
    totals : array of float, shape (areas, periods)
    reference : array of float, shape (areas,), or None
        Size of each district in the reference; None for the totals.
    weights : array of float, shape (areas, draws)
        How often each draw takes each district.
    percent : float
        Size of the top, in per cent of the districts; their number stays that of the data.
    step : callable, optional
        Called as ``step(done, total)`` after each period; may raise to stop.

    Returns
    -------
    dict of ndarray, shape (draws, industries, periods)
        ``theil``, ``gini``, ``gini_lq``, ``hhi``, ``hhi_n``, ``top_shr``; NaN where a draw has no output.
    """
    size, counts = counted_districts(values, totals, reference)
    _, industries, periods = counts.shape
    own = np.broadcast_to(totals[:, None, :], values.shape)
    found = {name: np.full((weights.shape[1], industries, periods), np.nan) for name in INDICES}
    work = np.empty((3, *weights.shape))
    top = top_number(counts.sum(axis=0), percent)
    for period in range(periods):
        here = counts[:, :, period]
        x, q, t = (_scaled(np.where(here, held[:, :, period], 0.0)) for held in (values, size, own))
        sums = _linear(x, q, here, weights)
        for name in ("theil", "hhi", "hhi_n"):
            found[name][:, :, period] = sums[name]
        for place in np.flatnonzero(x.sum(axis=0) > 0):
            column = x[:, place], q[:, place], t[:, place]
            sized, plain = _ginis(*column, here[:, place], reference is None, weights, work)
            with np.errstate(divide="ignore", invalid="ignore"):
                output = sums["output"][:, place]
                found["gini"][:, place, period] = 1 - sized / (output * sums["size"][:, place])
                found["gini_lq"][:, place, period] = plain
                held = _top(column[0], int(top[place, period]), weights)
                found["top_shr"][:, place, period] = held / np.where(output > 0, output, np.nan)
        if step is not None:
            step(period + 1, periods)
    for name in ("theil", "gini", "gini_lq", "hhi_n"):
        np.maximum(found[name], 0.0, out=found[name])
    return found


def _scaled(block) -> np.ndarray:
    """Return columns with 1 as their largest value: no index knows the unit, and squares stay in range."""
    largest = block.max(axis=0)
    return block / np.where(largest > 0, largest, 1.0)


def _linear(x, q, here, weights) -> dict:
    """Return the indices that are sums over districts, so that a draw is a row of a matrix product."""
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(x > 0, x * np.log(x / q), 0.0)
        drawn = weights.T
        output, size, number = drawn @ x, drawn @ q, drawn @ here.astype(float)
        output[output == 0] = np.nan
        hhi = drawn @ x**2 / output**2
        return {
            "output": output, "size": size, "theil": drawn @ terms / output + np.log(size / output), "hhi": hhi,
            "hhi_n": np.where(number > 1, (hhi - 1 / number) / (1 - 1 / number), np.nan),
        }


def _ginis(x, q, t, here, same: bool, weights, work) -> tuple:
    """Return twice the area under the Lorenz curve by size, not yet divided, and the Gini of the quotients.

    The order of the districts is that of the data in every draw, so each is sorted once and not in every draw.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        by_size = np.argsort(np.where(here, x / q, np.inf))
        quotient = np.where(here & (t > 0), x / t, np.nan)
    drawn, held, curve = work
    np.take(weights, by_size, axis=0, out=drawn)
    np.multiply(drawn, x[by_size, None], out=held)
    np.cumsum(held, axis=0, out=curve)
    curve *= 2
    curve -= held
    curve *= drawn
    sized = q[by_size] @ curve
    by_quotient = by_size if same else np.argsort(quotient)
    if not same:
        np.take(weights, by_quotient, axis=0, out=drawn)
    counted = ~np.isnan(quotient[by_quotient])
    drawn *= counted[:, None]
    height = np.where(counted, quotient[by_quotient], 0.0)
    np.cumsum(drawn, axis=0, out=curve)
    number, total = curve[-1].copy(), height @ drawn
    curve *= 2
    curve -= drawn
    curve *= drawn
    with np.errstate(divide="ignore", invalid="ignore"):
        return sized, np.where(total > 0, height @ curve / (number * total) - 1, np.nan)


def _top(x, k: int, weights) -> np.ndarray:
    """Return the output of the k largest districts of each draw; one drawn w times is w of them."""
    order = np.argsort(-x, kind="stable")
    rows = min(len(x), 2 * k + 20)
    while rows < len(x) and weights[order[:rows]].sum(axis=0).min() < k:
        rows = min(len(x), 2 * rows)
    drawn = weights[order[:rows]]
    before = np.cumsum(drawn, axis=0) - drawn
    return x[order[:rows]] @ np.clip(k - before, 0, drawn)


def named(draws: dict, confidence: float) -> dict:
    """Return mean and interval of each index as fields: ``_bm``, ``_lo`` and ``_hi`` after its name.

    Parameters
    ----------
    draws : dict of ndarray, shape (draws, ...)
    confidence : float
        Per cent.
    """
    found = {}
    for name, held in draws.items():
        found.update(zip((f"{name}_bm", f"{name}_lo", f"{name}_hi"), interval(held, confidence)))
    return found


def averages(panel, draws: dict, reference, weights, percent: float, years: int, average_of: str, step=None) -> dict:
    """Return the trailing averages of each index in each draw.

    Parameters
    ----------
    panel : Panel
    draws : dict of ndarray, shape (draws, industries, periods)
        As `indices` returns them for the panel.
    reference, weights, percent, step
        As for `indices`.
    years : int
        Periods in an average.
    average_of : {"index", "values"}
        Mean of the indices, or index of the mean values.

    Returns
    -------
    dict of ndarray, shape (draws, industries, periods)
    """
    if average_of == "index" or years == 1:
        return {name: trailing_mean(held, years) for name, held in draws.items()}
    means = trailing_mean(panel.values, years), trailing_mean(panel.totals, years)
    return indices(*means, reference, weights, percent, step)
