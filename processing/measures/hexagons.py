"""One equal hexagon per district: where each goes on a lattice, and how much of the map that keeps."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .notes import counted

MOST = 2500
HOLD, APART = 0.1, 2.0  # pull to the true place beside that of one neighbour; from an island to its coast
LARGEST = 2_000_000
_PLACES, _TIE = 6, 1e-6
_HEXAGONS = np.pi / np.sqrt(0.75)  # in a circle of a width's radius


@dataclass
class Lattice:
    """Hexagons with a corner up, in rows; odd rows stand half a hexagon further east.

    Attributes
    ----------
    west, south : float
        The centre of the first, in widths of a hexagon.
    columns, rows : int

    >>> small = Lattice(0.0, 0.0, 2, 2)
    >>> small.distance(np.array([0]), np.array([[1, 2, 3]])).tolist(), small.points[2].round(3).tolist()
    ([[1, 1, 2]], [0.5, 0.866])
    """

    west: float
    south: float
    columns: int
    rows: int

    @classmethod
    def over(cls, points, margin: float) -> Lattice:
        """Return a lattice that covers some points, and a margin around them.

        Raises
        ------
        ValueError
            That would be more than two million hexagons.
        """
        low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
        columns, rows = np.ceil((high - low) / (1, np.sqrt(0.75))).astype(int) + 1
        if columns * rows > LARGEST:
            raise ValueError(
                "The districts lie so far apart for their size that a map of hexagons would be nearly empty. Check the "
                "shapes and the layer's coordinate reference system, or give a larger SIZE.")
        return cls(float(low[0]), float(low[1]), int(columns), int(rows))

    def __post_init__(self):
        """Number the hexagons row by row."""
        row, column = np.divmod(np.arange(self.columns * self.rows), self.columns)
        self.column, self.row, self.axis = column, row, column - row // 2
        self.points = np.column_stack(
            [self.west + column + 0.5 * (row % 2), self.south + np.sqrt(0.75) * row])

    def distance(self, one, other):
        """Return the steps from hexagons to others, by their numbers."""
        across, up = self.axis[one] - self.axis[other], self.row[one] - self.row[other]
        return (abs(across) + abs(up) + abs(across + up)) // 2

    def around(self, cells, steps: int):
        """Return the hexagons around each of some, shape (cells, 6 or 18 ...), -1 beyond the edge.

        What is at place k of one has that one at the mirrored place, -1 - k.
        """
        moves = [(right, up) for up in range(-steps, steps + 1) for right in range(-steps, steps + 1)
                 if 0 < (abs(right) + abs(up) + abs(right + up)) // 2 <= steps]
        right, up = np.array(moves).T
        row = self.row[cells, None] + up
        column = self.axis[cells, None] + right + row // 2
        inside = (row >= 0) & (row < self.rows) & (column >= 0) & (column < self.columns)
        return np.where(inside, row * self.columns + column, -1)


@dataclass
class Placement:
    """Where each district went.

    Attributes
    ----------
    points : ndarray, shape (n, 2)
        Centres of the hexagons, in the unit of the centroids.
    column, row : ndarray of int, shape (n,)
        On the lattice, from its south-west; odd rows stand half a hexagon further east.
    moved : ndarray of float, shape (n,)
        From the centroid, in its unit.
    steps : ndarray of int, shape (pairs,)
        Hexagons from one district of each pair of neighbours to the other: 1 if they still touch.
    added : float
        By how many per cent the root mean square of `moved` is over that of the least-distance placement; not below 0.
    torn_before, torn : list of str
        Labels of regions in more pieces than on the ground: in the least-distance placement, and in this one.
    swaps : int
        Moves that joined torn regions.
    """

    points: np.ndarray
    column: np.ndarray
    row: np.ndarray
    moved: np.ndarray
    steps: np.ndarray
    added: float
    torn_before: list
    torn: list
    swaps: int


def place(codes, centroids, pairs, groups, width: float, evenly: bool = True, step=None) -> Placement:
    """Return a hexagon for each district, whatever their order in the layer; see `placed` for the rest.

    Parameters
    ----------
    codes : sequence of str, length n
        Distinct; equal choices are made in their order.
    centroids, pairs, groups, width, evenly, step
        As for `placed`.
    """
    order = np.array(sorted(range(len(codes)), key=lambda place: str(codes[place])), dtype=int)
    rank = np.argsort(order)
    ranked = np.sort(rank[np.asarray(pairs, dtype=int).reshape(-1, 2)], axis=1)
    turn = np.lexsort(ranked.T[::-1])
    held = [[labels[place] for place in order] for labels in groups]
    found = placed(np.asarray(centroids, dtype=float)[order], ranked[turn], held, width, evenly, step)
    steps = np.empty_like(found.steps)
    steps[turn] = found.steps
    return replace(found, points=found.points[rank], column=found.column[rank], row=found.row[rank],
                   moved=found.moved[rank], steps=steps)


def placed(centroids, pairs, groups, width: float, evenly: bool = True, step=None) -> Placement:
    """Return a hexagon for each district, so that no two share one and no region is torn.

    Districts are first spread evenly (`evened`) or stay at their centroids, then go to the hexagons of a lattice with
    the least sum of squared distances, ``sum |h_i - x_i|^2``; what this tears is joined, and neighbours are drawn
    together by swaps that tear nothing (`hexrepair`).

    Parameters
    ----------
    centroids : ndarray, shape (n, 2)
        In a plane, in an order that does not depend on the layer's, such as by code.
    pairs : ndarray of int, shape (p, 2)
        Neighbours, each pair once.
    groups : list of sequence of str or None, each of length n
        Regions that must stay in one piece, such as nations and then regions.
    width : float
        From one side of a hexagon to the opposite one.
    evenly : bool
    step : callable, optional
        Called with (done, total); may raise to cancel.

    Raises
    ------
    ValueError
        There are more than 2,500 districts, or the width is not above 0.

    Source: assignment by Crouse (2016), "On implementing 2D rectangular assignment algorithms", IEEE Transactions on
    Aerospace and Electronic Systems 52(4), as in scipy; spreading, joining and drawing together are ours.

    >>> found = placed(np.array([[0.0, 0.0], [1.0, 0.1], [9.0, 0.0]]), np.array([[0, 1], [1, 2]]), [], 2.0)
    >>> found.steps.tolist(), sorted(found.column.tolist())
    ([1, 1], [0, 1, 2])
    """
    from . import hexrepair

    step = step or (lambda done, total: None)
    if len(centroids) > MOST:
        raise ValueError(
            f"There are {counted(len(centroids), 'area')}, a hexagon map takes up to {MOST:,}. Filter the layer to a "
            "part of the country, or take larger areas.")
    if not width > 0:
        raise ValueError("A hexagon must have a size above 0 km2. Give the surface of one in SIZE.")
    true = _scaled(centroids, width)
    step(0, 10)
    aim = evened(true, pairs) if evenly else true
    lattice = Lattice.over(np.concatenate([true, aim]), max(reach_of(true), reach_of(aim)) + 1)
    nearest = assigned(true, lattice)
    step(2, 10)
    bodies = hexrepair.bodies(groups, pairs, len(true))
    board = hexrepair.Board(lattice, assigned(aim, lattice) if evenly else nearest.copy(), aim, pairs, bodies)
    step(4, 10)
    swaps = board.join(step)
    board.part_islands()
    board.draw_together(step)
    cells = board.cells
    origin = centroids.mean(axis=0)
    column, row = lattice.column[cells], lattice.row[cells]
    lowest = row.min() - row.min() % 2  # an even row stays one
    moved, least = (np.linalg.norm(lattice.points[held] - true, axis=1) for held in (cells, nearest))
    return Placement(
        origin + width * lattice.points[cells], column - column.min(), row - lowest, width * moved,
        lattice.distance(cells[pairs[:, 0]], cells[pairs[:, 1]]), _over(moved, least),
        hexrepair.torn(bodies, nearest, lattice), hexrepair.torn(bodies, cells, lattice), swaps)


def evened(points, pairs):
    """Return points spread so that neighbours are one apart, in the direction in which they lie (ours).

    Least squares: ``sum |p_j - p_i - u_ij|^2 + 0.1 sum |p_i - x_i|^2`` over pairs of neighbours and over districts,
    with the unit vector ``u`` from one centroid to the other. Islands then move along, see `moored`.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        Centroids, in widths of a hexagon.
    pairs : ndarray of int, shape (p, 2)

    Returns
    -------
    ndarray, shape (n, 2)
        With the mean of the points.

    >>> evened(np.array([[-0.1, 0.0], [0.1, 0.0]]), np.array([[0, 1]])).round(2).tolist()
    [[-0.48, 0.0], [0.48, 0.0]]
    """
    from scipy import sparse
    from scipy.sparse.linalg import spsolve

    first, second = pairs.T
    across = points[second] - points[first]
    length = np.linalg.norm(across, axis=1)
    length[length == 0] = np.inf  # districts at one place: no direction
    total, rows = len(points), np.arange(len(pairs))
    ends = sparse.coo_matrix(
        (np.repeat([-1.0, 1.0], len(pairs)), (np.tile(rows, 2), np.concatenate([first, second]))),
        shape=(len(pairs), total)).tocsr()
    normal = (ends.T @ ends + HOLD * sparse.identity(total)).tocsc()
    wish = across / length[:, None]
    found = np.column_stack([spsolve(normal, ends.T @ wish[:, axis] + HOLD * points[:, axis]) for axis in (0, 1)])
    found = moored(points, found, parts_of(pairs, total))
    return (found - found.mean(axis=0) + points.mean(axis=0)).round(_PLACES)


def moored(points, found, parts):
    """Return spread points with every part of the map drawn up to the rest, from the largest part outwards (ours).

    A part goes along the shortest line between centroids to two widths from the district at the other end, or to the
    first half width beyond at which all of it is so far from all that lies already.

    Parameters
    ----------
    points, found : ndarray, shape (n, 2)
        Centroids, and the same spread, in widths of a hexagon.
    parts : ndarray of int, shape (n,)
        Which districts hang together.

    >>> three = np.array([[0.0, 0.0], [1.0, 0.0], [9.0, 0.0]])
    >>> moored(three, three, np.array([0, 0, 1])).tolist()
    [[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]]
    """
    from scipy.spatial import cKDTree

    found = found.copy()
    there = parts == np.argmax(np.bincount(parts))
    while not there.all():
        lying, rest = np.flatnonzero(there), np.flatnonzero(~there)
        apart, nearest = cKDTree(points[lying]).query(points[rest])
        island = rest[np.argmin(apart.round(_PLACES))]
        coast, part = lying[nearest[np.argmin(apart.round(_PLACES))]], parts == parts[island]
        line = points[island] - points[coast]
        line = line / (np.linalg.norm(line) or 1.0)
        tree, shape = cKDTree(found[lying]), found[part] - found[island] + found[coast]
        away = APART
        while tree.query(shape + away * line)[0].min() < APART - _TIE and line.any():
            away += 0.5
        found[part] = shape + away * line
        there |= part
    return found


def assigned(points, lattice: Lattice):
    """Return for each point the hexagon that it goes to, with the least sum of squared distances.

    >>> assigned(np.array([[0.2, 0.0], [0.0, 0.0]]), Lattice(0.0, 0.0, 2, 1)).tolist()
    [1, 0]
    """
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial import cKDTree
    from scipy.spatial.distance import cdist

    near = np.flatnonzero(cKDTree(points).query(lattice.points)[0] <= reach_of(points))
    away = cdist(points, lattice.points[near], "sqeuclidean")
    away += _TIE * np.arange(len(near)) / len(near)  # of equal sums the one further south-west, whatever the rounding
    return near[linear_sum_assignment(away)[1]]


def reach_of(points) -> float:
    """Return how far from the nearest district a hexagon may lie to be of use, in widths.

    Three times the least radius, from two widths, in which no more districts lie than hexagons in one half as large
    again.

    >>> reach_of(np.array([[0.0, 0.0], [50.0, 0.0]])), reach_of(np.zeros((100, 2)))
    (6.0, 13.5)
    """
    from scipy.spatial import cKDTree

    tree, reach = cKDTree(points), 2.0
    while max(map(len, tree.query_ball_point(points, reach))) > _HEXAGONS * (1.5 * reach) ** 2:
        reach *= 1.5
    return 3 * reach


def _scaled(centroids, width: float):
    """Return centroids about their mean in widths, rounded: shifting a map must not change it by its last digits."""
    return ((centroids - centroids.mean(axis=0)) / width).round(_PLACES)


def parts_of(pairs, total: int):
    """Return the number of the part in which each district lies, where neighbours are linked.

    >>> parts_of(np.array([[0, 2]]), 3).tolist()
    [0, 1, 0]
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    links = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(total, total))
    return connected_components(links, directed=False)[1]


def _over(moved, least) -> float:
    """Return by how many per cent one root mean square is over another; 0 where neither moved."""
    one, other = np.sqrt((moved**2).mean()), np.sqrt((least**2).mean())
    return float(100 * (one / other - 1)) if other > 0 else 0.0


def width_of(surface: float) -> float:
    """Return the width of a hexagon, from one side to the opposite one, that has a surface: sqrt(2 A / sqrt 3).

    >>> round(width_of(np.sqrt(3) / 2), 12)
    1.0
    """
    return float(np.sqrt(2 * surface / np.sqrt(3)))


def corners(points, width: float):
    """Return the six corners of each hexagon, one up, against the clock, shape (n, 6, 2).

    >>> corners(np.array([[0.0, 0.0]]), np.sqrt(3)).round(3)[0, 0].tolist()
    [0.0, 1.0]
    """
    turn = np.pi / 2 + np.pi / 3 * np.arange(6)
    return points[:, None, :] + width / np.sqrt(3) * np.column_stack([np.cos(turn), np.sin(turn)])[None, :, :]
