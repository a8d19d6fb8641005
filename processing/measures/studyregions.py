"""Which region to study for which industry: scores by rank, and the best assignment of regions to industries."""

from __future__ import annotations

import numpy as np

DIGITS = 12


def scores(quotients, shares) -> dict:
    """Return the score of each region for each industry: high where it is specialised in it and holds much of it.

    ``score = (n + 1 - rank of LQ) + (n + 1 - rank of share)``, n being the number of regions, ranks from 1 for the
    highest among the regions that have a quotient, equal ones with their mean. So 2n is first in both, for every
    industry.

    Parameters
    ----------
    quotients, shares : array of float, shape (industries, regions)
        Location quotient, and share of the industry; NaN is missing. Equal to 12 digits is a tie.

    Returns
    -------
    dict of ndarray, shape (industries, regions)
        ``lq_rank``, ``share_rank``, ``score`` (2 to 2n), NaN where either is missing.

    Examples
    --------
    >>> found = scores(np.array([[2.0, 1.0, 0.5]]), np.array([[0.2, 0.5, 0.2]]))
    >>> found["score"].tolist()
    [[4.5, 5.0, 2.5]]
    """
    import pandas as pd

    quotients, shares = np.asarray(quotients, dtype=float), np.asarray(shares, dtype=float)
    missing = np.isnan(quotients) | np.isnan(shares)
    ranks = [
        pd.DataFrame(np.where(missing, np.nan, np.round(block, DIGITS))).rank(axis=1, ascending=False).to_numpy()
        for block in (quotients, shares)]
    return {"lq_rank": ranks[0], "share_rank": ranks[1], "score": 2 * (quotients.shape[1] + 1) - ranks[0] - ranks[1]}


def assigned(score, reuse: bool = False, step=None) -> np.ndarray:
    """Return the region of each industry: as many industries as can be, with the largest sum of scores.

    Each region is used once, or with `reuse` as often as it is best. Of equally good assignments it is the one in which
    the first industry has the first region that it can have, then the second industry, and so on.

    Parameters
    ----------
    score : array of float, shape (industries, regions)
        At least 0, in order of precedence; NaN cannot be assigned.
    reuse : bool
    step : callable, optional
        ``step(done, total)`` is called as industries are settled; it may raise to stop.

    Returns
    -------
    ndarray of int, shape (industries,)
        Position of the region, -1 for an industry that stays open.

    Notes
    -----
    An assignment problem (Kuhn 1955), solved by scipy.

    Examples
    --------
    >>> score = np.array([[6.0, 5.0], [6.0, 2.0]])
    >>> assigned(score).tolist(), assigned(score, reuse=True).tolist()
    ([1, 0], [0, 0])
    """
    score = np.round(np.asarray(score, dtype=float), DIGITS)
    number, regions = score.shape
    if reuse:
        best = np.where(np.isnan(score), -1.0, score)
        return np.where(best.max(axis=1, initial=-1) >= 0, best.argmax(axis=1), -1) if regions else np.full(number, -1)
    benefit, forbidden = _benefit(score)
    found, best = _solve(benefit)
    for row in range(number):
        if step:
            step(row, number)
        while min(found[row], regions) > 0:  # is there an equally good one in which this industry has an earlier region
            tried = benefit.copy()
            tried[row, min(found[row], regions):] = forbidden
            other, total = _solve(tried)
            if total < best - 1e-6:
                break
            found = other
        benefit[row, np.arange(benefit.shape[1]) != found[row]] = forbidden
    return np.where(found < regions, found, -1)


def _benefit(score) -> tuple[np.ndarray, float]:
    """Return scores with a place for each open industry, worth less than any sum of scores, and what is worse still."""
    number = len(score)
    staying_open = -(1.0 + np.nan_to_num(score).max(initial=0.0) * number)
    forbidden = staying_open * (number + 1)
    benefit = np.concatenate([np.where(np.isnan(score), forbidden, score), np.full((number, number), staying_open)], 1)
    return benefit, forbidden


def _solve(benefit) -> tuple[np.ndarray, float]:
    """Return the column of each row in an assignment of the largest sum, and that sum."""
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(benefit, maximize=True)
    return columns, float(benefit[rows, columns].sum())
