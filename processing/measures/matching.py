"""Pairs of the nearest: each of some points with points of another set, each of these used once or over again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

DIGITS = 9
_NEARLY = 10.0 ** (1 - DIGITS)
_EDGES = 20_000
_EACH = 4
_CELLS = 2_000_000
_SAMPLE = 16


@dataclass
class Pairs:
    """Who is matched with whom.

    Attributes
    ----------
    treated, control : ndarray of int, shape (pairs,)
        Positions in the two sets, in the order of `treated`, then of the distance.
    distance : ndarray of float, shape (pairs,)
        To nine decimals.
    nearest : ndarray of float, shape (treated points,)
        Distance to the nearest control, used or not; infinite where there is none.
    """

    treated: np.ndarray
    control: np.ndarray
    distance: np.ndarray
    nearest: np.ndarray


def match(treated, controls, number: int = 1, caliper: float = np.inf, replacement: bool = False, step=None) -> Pairs:
    """Return the nearest controls of each treated point.

    With replacement each takes its nearest `number`. Without, pairs are taken by ascending distance over all pairs: the
    next is the shortest of which neither point is in a pair yet. Of several rounds each gives every treated point one
    more control of those that are left, so that nobody has two before all have one. Distances that agree to nine
    decimals are ties, which go to the treated point, then to the control, that comes first.

    Parameters
    ----------
    treated, controls : array of float, shape (points, dimensions)
        Coordinates in which distance is Euclidean, such as those of `mahalanobis`.
    number : int
        Controls for each treated point.
    caliper : float
        The longest distance of a pair.
    replacement : bool
        Whether a control may be used several times.
    step : callable, optional
        ``step(done, total)``, called now and then.

    Source: Rubin (1973); that pairs go by ascending distance instead of by the order of rows is our choice.

    >>> found = match([[0.0], [1.0]], [[1.2], [5.0]])
    >>> found.treated.tolist(), found.control.tolist(), found.distance.tolist()
    ([0, 1], [1, 0], [5.0, 0.2])
    """
    treated, controls = (np.asarray(points, dtype=float).round(DIGITS + 1) for points in (treated, controls))
    if not treated.shape[1]:
        treated, controls = np.zeros((len(treated), 1)), np.zeros((len(controls), 1))
    if not len(treated) or not len(controls):
        empty = np.zeros(0, dtype=int)
        return Pairs(empty, empty, np.zeros(0), np.full(len(treated), np.inf))
    caliper = min(round(float(caliper), DIGITS), np.finfo(float).max)
    near = _nearest(treated, controls, min(number, len(controls)) if replacement else 1)
    if replacement:
        rows, columns = np.nonzero(near[0] <= caliper)
        found = rows, near[1][rows, columns], near[0][rows, columns]
    else:
        found = _rounds(treated, controls, number, caliper, step or (lambda done, total: None))
    order = np.lexsort((found[1], found[2], found[0]))
    return Pairs(*(np.asarray(part)[order] for part in found), near[0][:, 0])


def _nearest(treated, controls, number: int) -> tuple:
    """Return distances and positions of the nearest controls, shape (treated, number), ties by position."""
    from scipy.spatial import cKDTree
    from scipy.spatial.distance import cdist

    size = min(number + 1, len(controls))
    distance, place = cKDTree(controls).query(treated, np.arange(1, size + 1))
    distance = distance.round(DIGITS)
    tied = (np.diff(distance, axis=1) == 0).any(axis=1)
    distance, place = distance[:, :number], place[:, :number]
    rows, span = np.flatnonzero(tied), max(1, _CELLS // len(controls))
    for block in (rows[start:start + span] for start in range(0, len(rows), span)):
        between = cdist(treated[block], controls).round(DIGITS)
        for column in range(number):
            first = between.argmin(axis=1)
            distance[block, column], place[block, column] = between[np.arange(len(block)), first], first
            between[np.arange(len(block)), first] = np.inf
    return distance, place


@dataclass
class _Places:
    """Points that lie on one another as one place each, so that many alike cost no more than one.

    ``members[p]`` are the points of place p that are free, the last first.
    """

    points: np.ndarray
    members: list

    @classmethod
    def of(cls, points) -> _Places:
        distinct, place, sizes = np.unique(points, axis=0, return_inverse=True, return_counts=True)
        order, ends = np.argsort(place.ravel(), kind="stable").tolist(), np.cumsum(sizes).tolist()
        return cls(distinct, [order[start:end][::-1] for start, end in zip([0, *ends], ends)])

    def free(self) -> np.ndarray:
        return np.flatnonzero(np.fromiter(map(len, self.members), int, len(self.members)))


def _rounds(treated, controls, number: int, caliper: float, step) -> tuple:
    """Return treated, control and distance of pairs, each control used once, a round for each control wanted."""
    found, givers, wanting = [], _Places.of(controls), np.arange(len(treated))
    for done in range(number):
        pairs = _once(
            treated[wanting], givers, caliper, lambda part, total, done=done: step(done + part / total, number))
        if not pairs:
            break
        rows, columns, distances = (np.array(part) for part in zip(*pairs))
        found.append((wanting[rows], columns, distances))
        wanting = np.sort(wanting[rows])
    return tuple(map(np.concatenate, zip(*found))) if found else (np.zeros(0, int), np.zeros(0, int), np.zeros(0))


def _once(treated, givers: _Places, caliper: float, step) -> list:
    """Return (treated, control, distance) by ascending distance, each point in one pair.

    All pairs up to some distance are taken in their order, then all of what is left up to a longer one, and so on: no
    pair is passed over, and few of them are ever looked at.
    """
    seekers, found, reach = _Places.of(treated), [], -1.0
    while reach < caliper:
        rows, columns = seekers.free(), givers.free()
        if not len(rows) or not len(columns):
            break
        step(len(found), len(treated))
        edges, reach = _shortest(seekers.points[rows], givers.points[columns], reach, caliper)
        _take(edges, rows, columns, seekers.members, givers.members, found)
    return found


def _shortest(treated, controls, reach: float, caliper: float) -> tuple:
    """Return the shortest pairs as (distance, treated, control) in order, and the distance up to which they are all."""
    from scipy.spatial import cKDTree
    from scipy.spatial.distance import cdist

    wanted = max(_EDGES, _EACH * max(len(treated), len(controls)))
    if len(treated) * len(controls) <= wanted:
        distance, limit = cdist(treated, controls).round(DIGITS).ravel(), caliper
        first, second = np.divmod(np.arange(distance.size), len(controls))
    else:
        some = treated[:: -(-len(treated) // _SAMPLE)]
        between = np.sort(cdist(some, controls).ravel())
        share = int(wanted / (len(treated) * len(controls)) * len(between))
        between = between[between > reach + _NEARLY]
        limit = min(float(between[min(share, len(between) - 1)]) if len(between) else np.inf, caliper)
        limit = round(limit, DIGITS) if limit < np.finfo(float).max else caliper
        near = cKDTree(treated).sparse_distance_matrix(cKDTree(controls), limit + _NEARLY, output_type="ndarray")
        first, second, distance = near["i"], near["j"], near["v"].round(DIGITS)
    kept = np.flatnonzero(distance <= limit)
    kept = kept[np.argsort(distance[kept], kind="stable")]
    return (distance[kept], first[kept], second[kept]), limit


def _take(edges, rows, columns, seekers: list, givers: list, found: list) -> None:
    """Take pairs in the order of their distance, of equal ones in that of treated, then of controls."""
    distances, first, second = edges
    rows, columns = rows[first].tolist(), columns[second].tolist()
    starts = np.flatnonzero(np.diff(distances, prepend=-1.0)).tolist()
    for distance, start, end in zip(distances[starts].tolist(), starts, [*starts[1:], len(rows)]):
        if end == start + 1:
            if seekers[rows[start]] and givers[columns[start]]:
                _take_alike(distance, {rows[start]: [columns[start]]}, seekers, givers, found)
            continue
        beside = {}
        for seeker, giver in zip(rows[start:end], columns[start:end]):
            if seekers[seeker] and givers[giver]:
                beside.setdefault(seeker, []).append(giver)
        _take_alike(distance, beside, seekers, givers, found)


def _take_alike(distance: float, beside: dict, seekers: list, givers: list, found: list) -> None:
    """Take pairs of one distance: `beside` holds the places of controls at it for each place of treated points."""
    points = [(point, seeker) for seeker in beside for point in seekers[seeker]]
    for point, seeker in sorted(points) if len(points) > 1 else points:
        there = [giver for giver in beside[seeker] if givers[giver]]
        if there:
            giver = min(there, key=lambda one: givers[one][-1]) if len(there) > 1 else there[0]
            found.append((point, givers[giver].pop(), distance))
            seekers[seeker].pop()
