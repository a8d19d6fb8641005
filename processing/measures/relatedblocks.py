"""Blocks of related industries, and how much of a district hangs on one of them."""

from __future__ import annotations

import numpy as np

from .notes import listed

TIE = 1e-12


def threshold(near) -> float:
    """Return the proximity from which a pair counts as related, if nobody says: mean plus one standard deviation.

    Parameters
    ----------
    near : array of float, shape (industries, industries)
        The diagonal does not count, nor do pairs that are NaN.

    >>> round(threshold(np.array([[0, 0.5, 0.2], [0.5, 0, 0.2], [0.2, 0.2, 0]])), 3)
    0.441
    """
    pairs = np.asarray(near, dtype=float)[np.triu_indices(len(near), 1)]
    pairs = pairs[~np.isnan(pairs)]
    return float(pairs.mean() + pairs.std()) if pairs.size else np.nan


def communities(weights) -> np.ndarray:
    """Return the community of each member of a network: what raises modularity most is joined until nothing does.

    Parameters
    ----------
    weights : array of float, shape (members, members)
        Symmetric, at least 0; 0 is no link. The diagonal does not count.

    Returns
    -------
    ndarray of int, shape (members,)
        Numbered in the order of their first member. A member without links is a community of its own.

    Notes
    -----
    Clauset, Newman and Moore (2004). Of joins that raise it equally the first in the order of the members is taken, so
    that the same network always gives the same communities.

    Examples
    --------
    >>> links = np.zeros((5, 5))
    >>> for one, other in ((0, 1), (1, 2), (0, 2), (3, 4)):
    ...     links[one, other] = links[other, one] = 1
    >>> communities(links).tolist()
    [0, 0, 0, 1, 1]
    """
    weights = np.nan_to_num(np.asarray(weights, dtype=float)).copy()
    np.fill_diagonal(weights, 0.0)
    labels, total = np.arange(len(weights)), weights.sum()
    if not total:
        return labels
    share = weights / total
    ends, alive = share.sum(axis=1), np.arange(len(weights))
    while len(alive) > 1:
        gain = share - np.outer(ends, ends)
        np.fill_diagonal(gain, -np.inf)
        best = gain.max()
        if best <= TIE:
            break
        one, other = np.unravel_index(np.argmax(gain >= best - TIE), gain.shape)
        share[one] += share[other]
        share[:, one] += share[:, other]
        ends[one] += ends[other]
        labels[labels == alive[other]] = alive[one]
        share, ends, alive = (
            np.delete(np.delete(share, other, 0), other, 1), np.delete(ends, other), np.delete(alive, other))
    return np.unique(labels, return_inverse=True)[1].reshape(-1)


def blocks(near, minimum: float, industries, sizes) -> tuple[np.ndarray, list]:
    """Return the block of each industry, 1 being that of the most output, and the names of the blocks.

    Parameters
    ----------
    near : array of float, shape (industries, industries)
        Proximities.
    minimum : float
        Pairs under it are not linked.
    industries : list of str
    sizes : array of float, shape (industries,)
        Output, which decides the order of blocks and of the industries in their names.

    Returns
    -------
    numbers : ndarray of int, shape (industries,)
        From 1.
    names : list of str
        The industries of each block, the largest first: three, and how many more.

    >>> near = np.array([[0, 0.9, 0.1], [0.9, 0, 0.1], [0.1, 0.1, 0]])
    >>> numbers, names = blocks(near, 0.5, ["b", "a", "c"], np.array([1.0, 2.0, 9.0]))
    >>> numbers.tolist(), names
    ([2, 2, 1], ['c', 'a, b'])
    """
    near, sizes = np.nan_to_num(np.asarray(near, dtype=float)), np.nan_to_num(np.asarray(sizes, dtype=float))
    order = np.array(sorted(range(len(industries)), key=lambda place: industries[place]))
    linked = np.where(near >= minimum - TIE, near, 0.0)
    found = np.empty(len(order), dtype=np.int64)
    found[order] = communities(linked[np.ix_(order, order)])
    held = np.bincount(found, sizes)
    first = [min(industries[place] for place in np.flatnonzero(found == block)) for block in range(len(held))]
    falling = sorted(range(len(held)), key=lambda block: (-held[block], first[block]))
    numbers = np.argsort(falling)[found] + 1
    names = []
    for block in range(1, len(held) + 1):
        inside = sorted(np.flatnonzero(numbers == block), key=lambda place: (-sizes[place], industries[place]))
        names.append(listed([industries[place] for place in inside], 3))
    return numbers, names


def lock_in(values, totals, numbers) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the block of which each district has most beyond the usual, its share of the total, and the usual share.

    Parameters
    ----------
    values : array of float, shape (areas, industries)
        NaN is missing: such a district has no share of blocks.
    totals : array of float, shape (areas,)
    numbers : array of int, shape (industries,)
        The block of each industry, from 1.

    Returns
    -------
    block, share, usual : ndarray of float, shape (areas,)
        NaN for a district that lacks a value or a total. The usual share is that of all districts that lack none. Of
        equal blocks the first is taken.

    >>> values = np.array([[1.0, 2.0, 2.0], [1.0, 1.0, 8.0]])
    >>> [found.tolist() for found in lock_in(values, np.array([10.0, 10.0]), np.array([1, 1, 2]))]
    [[1.0, 2.0], [0.3, 0.8], [0.25, 0.5]]
    """
    values, totals = np.asarray(values, dtype=float), np.asarray(totals, dtype=float)
    inside = np.asarray(numbers)[:, None] == np.arange(1, np.max(numbers) + 1)
    known = ~np.isnan(values).any(axis=1) & (totals > 0)
    sums = np.where(known[:, None], np.nan_to_num(values), 0.0) @ inside.astype(float)
    share = sums / np.where(known, totals, np.nan)[:, None]
    whole = totals[known].sum()
    usual = sums.sum(axis=0) / whole if whole > 0 else np.full(inside.shape[1], np.nan)
    block = np.nan_to_num(np.round(share - usual, 12), nan=-1.0).argmax(axis=1)
    return (np.where(known, block + 1.0, np.nan), share[np.arange(len(share)), block],
            np.where(known, usual[block], np.nan))
