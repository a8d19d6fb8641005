"""How far districts are from each other in what they make, and which are the nearest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

DIGITS = 12
CELLS = 4_000_000


@dataclass
class Nearest:
    """The nearest districts of each of some districts, one entry a pair, by district and rank.

    Attributes
    ----------
    rows, others : ndarray of int, shape (pairs,)
        Positions of the district and of the other.
    ranks : ndarray of int, shape (pairs,)
        From 1.
    distances : ndarray of float, shape (pairs,)
    """

    rows: np.ndarray
    others: np.ndarray
    ranks: np.ndarray
    distances: np.ndarray


def embedded(shares, kind: str = "hellinger") -> np.ndarray:
    """Return vectors whose squared difference, summed, is the squared distance (of ``cosine``: the distance).

    Each industry's part of a distance is so its term of that sum.

    Parameters
    ----------
    shares : array of float, shape (areas, industries)
        Shares of each industry, which sum to 1 over industries.
    kind : {"hellinger", "euclidean", "cosine"}

    >>> embedded(np.array([[0.5, 0.5]])).round(3).tolist()
    [[0.5, 0.5]]
    """
    shares = np.asarray(shares, dtype=float)
    if kind == "hellinger":
        return np.sqrt(shares / 2)
    if kind == "euclidean":
        return shares
    return shares / np.sqrt(2 * (shares**2).sum(axis=1, keepdims=True))


def distances(shares, rows=None, kind: str = "hellinger") -> np.ndarray:
    """Return the distance of some districts from all: 0 for the same mix of industries.

    ``hellinger``: ||sqrt p - sqrt q|| / sqrt 2, from 0 to 1 (nothing in common); ``euclidean``: ||p - q||, from 0 to
    sqrt 2; ``cosine``: 1 - p.q / (|p| |q|), from 0 to 1.

    Parameters
    ----------
    shares : array of float, shape (areas, industries)
        At least 0, sum 1 over industries.
    rows : array of int, shape (rows,), optional
        Which districts; all without it.
    kind : {"hellinger", "euclidean", "cosine"}

    Returns
    -------
    ndarray of float, shape (rows, areas)

    Raises
    ------
    ValueError
        A share is missing or below 0, or shares do not sum to 1.

    Notes
    -----
    Hellinger (1909).

    Examples
    --------
    >>> shares = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]])
    >>> distances(shares, [0]).round(3).tolist()
    [[0.0, 1.0, 0.541]]
    """
    shares = np.asarray(shares, dtype=float)
    if not (shares >= 0).all() or (np.abs(shares.sum(axis=1) - 1) > 1e-9).any():
        raise ValueError("A distance between mixes of industries needs shares of at least 0 that sum to 1.")
    vectors = embedded(shares, kind)
    rows = np.arange(len(vectors)) if rows is None else np.asarray(rows, dtype=int)
    found = _squares(vectors, rows)
    return np.minimum(found if kind == "cosine" else np.sqrt(found), np.sqrt(2) if kind == "euclidean" else 1.0)


def _squares(vectors, rows) -> np.ndarray:
    """Return the squared differences of some vectors from all, summed, a bounded part at a time."""
    found, size = np.empty((len(rows), len(vectors))), max(1, CELLS // max(1, vectors.size))
    for start in range(0, len(rows), size):
        part = vectors[rows[start:start + size]]
        found[start:start + size] = ((part[:, None] - vectors[None]) ** 2).sum(axis=2)
    return found


def standardised(traits) -> np.ndarray:
    """Return (x - mean) / sd of each trait over the districts, sd with n - 1; 0 for a trait that does not vary.

    Parameters
    ----------
    traits : array of float, shape (areas, traits)

    >>> standardised(np.array([[1.0, 5], [2, 5], [3, 5]])).tolist()
    [[-1.0, 0.0], [0.0, 0.0], [1.0, 0.0]]
    """
    traits = np.asarray(traits, dtype=float)
    centred = traits - traits.mean(axis=0)
    spread = traits.std(axis=0, ddof=1) if len(traits) > 1 else np.zeros(traits.shape[1])
    varies = spread > 1e-12 * np.abs(traits).max(axis=0, initial=0.0)
    return np.where(varies, centred / np.where(varies, spread, 1.0), 0.0)


def trait_distances(traits, rows=None) -> np.ndarray:
    """Return the root of the mean squared difference of standardised traits of some districts from all.

    Parameters
    ----------
    traits : array of float, shape (areas, traits)
        As `standardised` returns them.
    rows : array of int, shape (rows,), optional

    Returns
    -------
    ndarray of float, shape (rows, areas)

    >>> trait_distances(np.array([[0.0, 0.0], [1.0, 1.0]]), [0]).tolist()
    [[0.0, 1.0]]
    """
    traits = np.asarray(traits, dtype=float)
    rows = np.arange(len(traits)) if rows is None else np.asarray(rows, dtype=int)
    return np.sqrt(_squares(traits, rows) / traits.shape[1])


def combined(mix, traits, weight: float) -> np.ndarray:
    """Return one distance of two: ``d = sqrt((1 - w) d_mix^2 + w d_traits^2)``.

    Parameters
    ----------
    mix, traits : array of float, of one shape
    weight : float
        w, from 0 (the mix alone) to 1 (the traits alone).

    >>> float(combined(0.6, 0.8, 0.5).round(4))
    0.7071
    """
    return np.sqrt((1 - weight) * np.asarray(mix, dtype=float) ** 2 + weight * np.asarray(traits, dtype=float) ** 2)


def balanced_weight(mix, traits) -> float:
    """Return the weight at which both parts of a distance count the same on average, NaN where both are 0.

    ``w = mean d_mix^2 / (mean d_mix^2 + mean d_traits^2)``

    >>> balanced_weight(np.array([0.0, 0.1]), np.array([0.0, 0.3])).round(3).item()
    0.1
    """
    first, second = np.mean(np.square(mix)), np.mean(np.square(traits))
    return first / (first + second) if first + second > 0 else np.float64(np.nan)


def nearest(found, rows, candidates, order, number: int) -> Nearest:
    """Return the nearest candidates of each district, equal ones in a given order.

    Parameters
    ----------
    found : array of float, shape (rows, areas)
        Distances; equal to 12 digits is a tie.
    rows : array of int, shape (rows,)
        Positions of the districts, none of which is its own candidate.
    candidates : array of bool, shape (rows, areas)
    order : array of int, shape (areas,)
        The districts in the order in which ties are settled.
    number : int
        At most so many each.

    >>> one = nearest(np.array([[0.0, 0.2, 0.1, 0.2]]), [0], np.ones((1, 4), bool), [3, 2, 1, 0], 2)
    >>> one.others.tolist(), one.ranks.tolist()
    ([2, 3], [1, 2])
    """
    rows, order = np.asarray(rows, dtype=int), np.asarray(order, dtype=int)
    allowed = np.asarray(candidates, dtype=bool).copy()
    allowed[np.arange(len(rows)), rows] = False
    rising = np.where(allowed, np.round(found, DIGITS), np.inf)[:, order]
    places = order[np.argsort(rising, axis=1, kind="stable")[:, :number]]
    row, rank = np.nonzero(np.take_along_axis(allowed, places, axis=1))
    others = places[row, rank]
    return Nearest(rows[row], others, rank + 1, np.asarray(found)[row, others])


def partner_scores(has, rows=None) -> np.ndarray:
    """Return how much of what is related to a district's industries, and that it lacks, others have. 0 to 1.

    ``S_rs = sum_i (1 - M_ri) M_si D_ri / sum_i (1 - M_ri) D_ri``, with M = 1 for a location quotient of 1 or more and
    D_ri the density of r in i: the share of i's proximities that r has. NaN where r has all that is related to it.

    Parameters
    ----------
    has : array of bool, shape (areas, industries)
        Which industries each district has (`proximity.held`).
    rows : array of int, shape (rows,), optional
        Which districts look for partners.

    Returns
    -------
    ndarray of float, shape (rows, areas)

    Notes
    -----
    The score is this project's own; proximity and density are those of Hidalgo and others (2007).

    Examples
    --------
    >>> has = np.array([[1, 0, 0], [1, 1, 0], [0, 0, 1], [0, 1, 1]], dtype=bool)
    >>> partner_scores(has, [0]).tolist()
    [[0.0, 1.0, 0.0, 1.0]]
    """
    has = np.asarray(has, dtype=bool)
    wanted = lacked(has)[slice(None) if rows is None else np.asarray(rows, dtype=int)]
    above, below = wanted @ has.T.astype(float), wanted.sum(axis=1, keepdims=True)
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)


def lacked(has) -> np.ndarray:
    """Return how related each industry is to a district that lacks it: its density, 0 for those that it has.

    Parameters
    ----------
    has : array of bool, shape (areas, industries)

    Returns
    -------
    ndarray of float, shape (areas, industries)

    >>> lacked(np.array([[1, 0, 0], [1, 1, 0], [0, 0, 1]], dtype=bool)).tolist()
    [[0.0, 1.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    from .proximity import densities, proximities

    has = np.asarray(has, dtype=bool)[:, :, None]
    dense = np.nan_to_num(densities(has, proximities(has)))
    return np.where(has, 0.0, dense)[:, :, 0]
