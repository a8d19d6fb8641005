"""How near industries are to each other, and how near each is to what a district has already."""

from __future__ import annotations

import numpy as np

ROUNDING = 1e-12
DIGITS = 12


def held(quotients, minimum: float = 1.0) -> np.ndarray:
    """Return which industries each district has: ``M_ri = 1 if LQ_ri >= minimum``; one without a quotient it has not.

    Parameters
    ----------
    quotients : array of float, any shape
        Location quotients; NaN is missing.
    minimum : float
        Above 0; a quotient that falls short of it by a part of 1e-12 reaches it.

    >>> held(np.array([1.0, 0.99, np.nan])).tolist()
    [True, False, False]
    """
    return np.nan_to_num(np.asarray(quotients, dtype=float)) >= minimum * (1 - ROUNDING)


def together(has) -> np.ndarray:
    """Return how many districts have both of two industries; the diagonal is how many have one.

    Parameters
    ----------
    has : array of bool, shape (areas, industries, periods)

    Returns
    -------
    ndarray of float, shape (industries, industries, periods)

    >>> together(np.array([[[1], [1]], [[1], [0]]]))[:, :, 0].tolist()
    [[2.0, 1.0], [1.0, 1.0]]
    """
    yearly = _yearly(has)
    return np.moveaxis(np.swapaxes(yearly, 1, 2) @ yearly, 0, -1)


def proximities(has) -> np.ndarray:
    """Return how near industries are: the smaller of the chances that who has one has the other. 0 to 1.

    ``phi_ij = min(P(i|j), P(j|i)) = n_ij / max(k_i, k_j)``; 0 on the diagonal and where no district has one of the two.

    Parameters
    ----------
    has : array of bool, shape (areas, industries, periods)
        Which industries each district has.

    Returns
    -------
    ndarray of float, shape (industries, industries, periods)

    Notes
    -----
    Hidalgo, Klinger, Barabasi and Hausmann (2007).

    Examples
    --------
    >>> proximities(np.array([[[1], [1]], [[1], [0]], [[1], [1]]]))[:, :, 0].round(3).tolist()
    [[0.0, 0.667], [0.667, 0.0]]
    """
    both = together(has)
    number = np.diagonal(both).T
    larger = np.maximum(number[:, None], number[None, :])
    near = np.divide(both, larger, out=np.zeros_like(both), where=larger > 0)
    near[np.arange(len(near)), np.arange(len(near))] = 0.0
    return near


def densities(has, near) -> np.ndarray:
    """Return how much of what is near an industry each district has. 0 to 1; NaN where nothing is near it.

    ``density_ri = sum_j M_rj phi_ij / sum_j phi_ij``, j other than i.

    Parameters
    ----------
    has : array of bool, shape (areas, industries, periods)
    near : array of float, shape (industries, industries, periods) or (industries, industries)
        Proximities; the diagonal does not count, and a pair that is NaN adds nothing.

    Returns
    -------
    ndarray of float, shape (areas, industries, periods)

    Notes
    -----
    Hidalgo and others (2007). The ecomplexity package counts an industry as near to itself, which adds M_ri to the sum
    above and 1 to the sum below.

    Examples
    --------
    >>> near = np.array([[0, 0.5, 0.25], [0.5, 0, 0], [0.25, 0, 0]])
    >>> densities(np.array([[[0], [1], [0]]]), near)[0, :, 0].round(3).tolist()
    [0.667, 0.0, 0.0]
    """
    near = np.nan_to_num(np.asarray(near, dtype=float)).copy()
    near[np.arange(len(near)), np.arange(len(near))] = 0.0
    near = _yearly(near) if near.ndim == 3 else near[None]
    below = near.sum(axis=1)[:, None, :]
    above = _yearly(has) @ near
    found = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return np.moveaxis(np.minimum(found, 1.0), 0, -1)


def ranks(scores, candidates, order) -> np.ndarray:
    """Return the place of each candidate in its row, 1 for the highest score; NaN for what is none.

    Parameters
    ----------
    scores : array of float, shape (rows, columns)
        Equal to 12 digits is a tie; a candidate without a score has no place.
    candidates : array of bool, shape (rows, columns)
    order : array of int, shape (columns,)
        The columns in the order in which ties are settled.

    >>> ranks(np.array([[0.2, 0.5, 0.2, 0.9]]), np.array([[1, 1, 1, 0]], bool), np.array([3, 2, 1, 0])).tolist()
    [[3.0, 1.0, 2.0, nan]]
    """
    scores = np.round(np.asarray(scores, dtype=float), DIGITS)
    candidates = np.asarray(candidates, dtype=bool) & ~np.isnan(scores)
    falling = np.where(candidates, -np.nan_to_num(scores), np.inf)[:, order]
    places = np.asarray(order)[np.argsort(falling, axis=1, kind="stable")]
    found = np.empty(scores.shape)
    np.put_along_axis(found, places, np.arange(1.0, scores.shape[1] + 1)[None], axis=1)
    return np.where(candidates, found, np.nan)


def value_to_one(value, own, industry, everything) -> np.ndarray:
    """Return what would have to be added to a value for a location quotient of 1; below 0, what could be lost.

    ``d = (x_r x_i - x_ri x) / (x + x_ri - x_r - x_i)``: what is added counts in the district's total, in the industry
    and in the whole as well. NaN where there is nothing outside both the district and the industry.

    Parameters
    ----------
    value, own, industry, everything : array of float, shapes that fit each other
        x_ri, x_r, x_i and x.

    >>> round(float(value_to_one(10.0, 100.0, 200.0, 1000.0)), 3)  # (10 + d) / (100 + d) = (200 + d) / (1000 + d)
    14.085
    """
    value, own, industry, everything = (np.asarray(one, dtype=float) for one in (value, own, industry, everything))
    outside = everything + value - own - industry
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (own * industry - value * everything) / outside
    return np.where((outside > ROUNDING * everything) & np.isfinite(found), found, np.nan)


def _yearly(block) -> np.ndarray:
    """Return a block with its periods first, each in one piece: else matrices are multiplied slowly."""
    return np.ascontiguousarray(np.moveaxis(np.asarray(block), -1, 0), dtype=float)
