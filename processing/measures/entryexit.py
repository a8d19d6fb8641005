"""Which industries districts gained and lost between two years, and how well relatedness foretold it."""

from __future__ import annotations

import numpy as np

DIGITS = 12


def entries_and_exits(before, after, known) -> tuple[np.ndarray, np.ndarray]:
    """Return where an industry entered and where one was lost: 1 if so, 0 if not, NaN where it could not.

    Only what a district did not have can enter, and only what it had can be lost.

    Parameters
    ----------
    before, after : array of bool, any shape
        Whether the district has the industry, in the first and in the last year.
    known : array of bool, same shape
        Whether that is known of both years.

    >>> [found.tolist() for found in entries_and_exits(*np.array([[0, 0, 1, 1], [0, 1, 1, 0], [1, 1, 1, 1]], bool))]
    [[0.0, 1.0, nan, nan], [nan, nan, 0.0, 1.0]]
    """
    before, after, known = (np.asarray(one, dtype=bool) for one in (before, after, known))
    entered = np.where(known & ~before, after.astype(float), np.nan)
    return entered, np.where(known & before, (~after).astype(float), np.nan)


def auc(scores, happened) -> float:
    """Return the chance that a case in which it happened has a higher score than one in which it did not.

    ``(sum of the ranks of those in which it happened - n1 (n1 + 1) / 2) / (n1 n0)``: 1 foretells all, 0.5 nothing.

    Parameters
    ----------
    scores : array of float, any shape
    happened : array of float, same shape
        1 or 0; where either is NaN there is no case.

    Returns
    -------
    float
        NaN where it happened in all cases or in none. A tie counts half.

    Notes
    -----
    The area under the curve of Hanley and McNeil (1982), by the statistic of Mann and Whitney (1947).

    Examples
    --------
    >>> auc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])
    0.75
    """
    scores, happened = np.asarray(scores, dtype=float), np.asarray(happened, dtype=float)
    cases = ~(np.isnan(scores) | np.isnan(happened))
    scores, yes = np.round(scores[cases], DIGITS), happened[cases] == 1
    ones, others = int(yes.sum()), int((~yes).sum())
    if not ones or not others:
        return float("nan")
    _, place, times = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(times) - (times - 1) / 2)[place.reshape(-1)]
    return float((ranks[yes].sum() - ones * (ones + 1) / 2) / (ones * others))


def word(area: float) -> str:
    """Return an area under the curve in a word: up to 0.6 hardly, 0.7 a little, 0.8 fairly, else well (ours).

    >>> word(0.55), word(0.65), word(0.9), word(0.4)
    ('hardly better than a coin', 'a little', 'well', 'no better than a coin')
    """
    if area <= 0.5:
        return "no better than a coin"
    limits = ((0.6, "hardly better than a coin"), (0.7, "a little"), (0.8, "fairly"))
    return next((text for limit, text in limits if area < limit), "well")
