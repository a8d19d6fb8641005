"""Coordinates in which plain distance is that of Mahalanobis, industry by industry."""

from __future__ import annotations

import numpy as np

from .notes import Notes, counted, listed

SINGULAR = 1e-10


def pooled_covariance(values, groups) -> np.ndarray:
    """Return the covariance of values about the means of their groups.

    S = sum over groups of (x - group mean)(x - group mean)' / (number of rows - number of groups)

    Parameters
    ----------
    values : array of float, shape (rows, covariates)
    groups : array of int, shape (rows,)

    Returns
    -------
    ndarray of float, shape (covariates, covariates)
        NaN where every row is a group of its own.

    >>> pooled_covariance(np.array([[1.0], [3.0], [10.0], [14.0]]), np.array([0, 0, 1, 1])).tolist()
    [[5.0]]
    """
    _, place, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    means = np.stack([np.bincount(place, column) / sizes for column in values.T], axis=1)
    apart = values - means[place]
    freedom = len(values) - len(sizes)
    return apart.T @ apart / freedom if freedom else np.full((values.shape[1],) * 2, np.nan)


def coordinates(values, industries, treated, labels, names, notes: Notes) -> np.ndarray:
    """Return covariates so turned that Euclidean distance within an industry is the Mahalanobis distance.

    d^2 = (x - y)' S^-1 (x - y), S the covariance of the industry, pooled over treated firms and controls. Where that is
    singular, S is that of all industries, pooled over industries too; where this is singular as well, the covariance of
    all firms about one mean. A covariate that is the same for all firms of an industry counts nothing there; one that
    follows exactly from those before it counts nothing anywhere.

    Parameters
    ----------
    values : array of float, shape (firms, covariates)
    industries : array of int, shape (firms,)
        Position of each firm's industry in `labels`.
    treated : array of bool, shape (firms,)
    labels, names : list of str
        Industries and covariates.
    notes : Notes
        Told of covariates and covariances that do not serve.

    Returns
    -------
    ndarray of float, shape (firms, covariates)
        Unused columns are 0.

    Sources: Mahalanobis (1936); Rubin (1980).

    >>> coordinates(np.array([[1.0], [3.0], [10.0], [14.0]]), [0] * 4, np.array([1, 1, 0, 0]), ["i"], ["size"],
    ...             Notes()).ravel().round(3).tolist()
    [-2.683, -1.789, 1.342, 3.13]
    """
    industries, treated = np.asarray(industries), np.asarray(treated).astype(int)
    found = np.zeros(values.shape)
    used = _independent(values, names, notes)
    if not used.size:
        return found
    values = values[:, used]
    wider = [pooled_covariance(values, 2 * industries + treated), pooled_covariance(values, np.zeros(len(values), int))]
    constant, borrowed = {}, ([], [])
    for industry in np.unique(industries):
        rows = np.flatnonzero(industries == industry)
        varies = np.flatnonzero(np.ptp(values[rows], axis=0) > 0)
        for column in np.setdiff1d(np.arange(len(used)), varies):
            constant.setdefault(names[used[column]], []).append(labels[industry])
        if not varies.size:
            continue
        own = pooled_covariance(values[np.ix_(rows, varies)], treated[rows])
        choices = [own, *(matrix[np.ix_(varies, varies)] for matrix in wider)]
        number = next(place for place, matrix in enumerate(choices) if place == 2 or not is_singular(matrix))
        if number:
            borrowed[number - 1].append(labels[industry])
        found[np.ix_(rows, used[varies])] = whitened(values[np.ix_(rows, varies)], choices[number])
    _tell(constant, borrowed, notes)
    return found


def whitened(values, covariance) -> np.ndarray:
    """Return values, less their mean, in coordinates in which the covariance is the identity."""
    sd = np.sqrt(np.diag(covariance))
    root = np.linalg.cholesky(covariance / np.outer(sd, sd))
    return np.linalg.solve(root, ((values - values.mean(axis=0)) / sd).T).T


def is_singular(covariance) -> bool:
    """Tell whether a covariance cannot be inverted: too few rows, or one covariate follows from others.

    >>> is_singular(np.array([[1.0, 2.0], [2.0, 4.0]])), is_singular(np.eye(2))
    (True, False)
    """
    variance = np.diag(covariance)
    if not np.isfinite(covariance).all() or not (variance > 0).all():
        return True
    sd = np.sqrt(variance)
    return bool(np.linalg.eigvalsh(covariance / np.outer(sd, sd))[0] < SINGULAR)


def _independent(values, names, notes: Notes) -> np.ndarray:
    """Return the positions of the covariates that vary and do not follow exactly from those before them."""
    same, follows, used = [], [], []
    for column, name in enumerate(names):
        if not len(values) or not np.ptp(values[:, column]) > 0:
            same.append(name)
            continue
        both = pooled_covariance(values[:, [*used, column]], np.zeros(len(values), dtype=int))
        if is_singular(both):
            follows.append(name)
        else:
            used.append(column)
    if same:
        notes.warning(f"The same for all firms that can be compared, so it counts nothing in the distance: "
                      f"{listed(same)}.")
    if follows:
        notes.warning(f"Exactly given by the covariates before it, so it counts nothing more: {listed(follows)}.")
    return np.array(used, dtype=int)


def _tell(constant: dict, borrowed: tuple, notes: Notes) -> None:
    """Say where a covariate counts nothing, and where an industry takes the covariance of others."""
    for name, industries in constant.items():
        number = counted(len(industries), "industry", "industries")
        notes.warning(
            f"{name} is the same for all firms of {number}, so it counts nothing there: {listed(industries)}.")
    for industries, what in zip(borrowed, ("pooled over all industries", "of all firms about one mean")):
        if industries:
            number = counted(len(industries), "industry", "industries")
            notes.warning(f"Too few firms for a covariance of its own in {number}, where it is that {what}: "
                          f"{listed(industries)}.")
