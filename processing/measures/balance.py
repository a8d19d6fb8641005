"""Whether treated firms and those they are compared with are alike: standardised mean differences."""

from __future__ import annotations

import numpy as np

from . import longtable

ALL = "*"
COUNTS = ("n_treated", "n_control", "n_tr_after", "n_co_after")


def balance(values, industries, treated, pairs, labels, names) -> dict:
    """Return means and standardised differences before and after matching, for each industry and all together.

    smd = (mean of treated - mean of controls) / sqrt((variance of treated + variance of controls) / 2), with the
    variances (n - 1) before matching on both sides of it, so that a smaller difference is a smaller number. After
    matching the controls of one treated firm share its weight.

    Parameters
    ----------
    values : array of float, shape (firms, covariates)
        Firms of industries that have treated firms and controls.
    industries : array of int, shape (firms,)
        Position of each firm's industry in `labels`.
    treated : array of bool, shape (firms,)
    pairs : tuple of ndarray of int, shape (pairs,)
        Positions of the treated firms and of their controls among all.
    labels, names : list of str
        Industries and covariates.

    Returns
    -------
    dict
        Field to column; ``*`` is all industries. ``smd_before`` and ``smd_after`` are None where there is no spread.

    Sources: Rosenbaum and Rubin (1985); Stuart (2010).

    >>> found = balance(np.array([[1.0], [3.0], [2.0], [8.0]]), [0] * 4, np.array([1, 1, 0, 0]), ([0, 1], [2, 2]),
    ...                 ["i"], ["size"])
    >>> [round(found[name][0], 3) for name in ("smd_before", "smd_after")], found["industry"]
    ([-0.949, 0.0], ['*', 'i'])
    """
    industries, treated = np.asarray(industries), np.asarray(treated).astype(bool)
    before, after = _weights(treated, pairs, len(values))
    columns = {name: [] for name in (
        "industry", "covariate", *COUNTS, "mean_tr", "mean_co", "smd_before", "mean_tr_a", "mean_co_a", "smd_after")}
    for industry in (None, *np.unique(industries)):
        rows = np.flatnonzero(industries == industry) if industry is not None else np.arange(len(values))
        inside = [weights[:, rows] for weights in (before, after)]
        found = _means(values[rows], *inside)
        counts = [int((weights > 0).sum()) for both in inside for weights in both]
        for place, name in enumerate(names):
            row = [ALL if industry is None else labels[industry], name, *counts]
            row += longtable.values(np.array([part[place] for part in found]))
            for column, value in zip(columns.values(), row):
                column.append(value)
    return columns


def _weights(treated, pairs, number: int) -> tuple:
    """Return the weights of treated and of controls before and after matching, shape (2, firms) each."""
    first, second = (np.asarray(part, dtype=int) for part in pairs)
    times = np.bincount(first, minlength=number)
    shares = np.bincount(second, 1.0 / times[first], minlength=number) if len(first) else np.zeros(number)
    return np.stack([treated, ~treated]).astype(float), np.stack([(times > 0).astype(float), shares])


def _means(values, before, after) -> list:
    """Return mean of treated, of controls and their standardised difference, before and after."""
    with np.errstate(invalid="ignore", divide="ignore"):
        means = [weights @ values / weights.sum(axis=1)[:, None] for weights in (before, after)]
        spread = [np.square(values - mean).T @ weights / (weights.sum() - 1) for mean, weights in zip(means[0], before)]
        sd = np.sqrt((spread[0] + spread[1]) / 2)
        sd[~(sd > 0)] = np.nan
        return [part for mean in means for part in (mean[0], mean[1], (mean[0] - mean[1]) / sd)]


def largest(columns: dict, name: str):
    """Return the largest absolute difference over the covariates of all industries together, None if there is none."""
    held = [abs(value) for value, industry in zip(columns[name], columns["industry"])
            if industry == ALL and value is not None]
    return max(held, default=None)
