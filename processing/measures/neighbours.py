"""Which districts are neighbours: by a common border, by a common point, or by distance."""

from __future__ import annotations

import numpy as np

from .notes import counted
from .overlay import need_index

GAP, BORDER = 0.0001, 0.001  # of a typical district's width


def contiguity(shapes, corners: bool = True) -> dict:
    """Return the neighbours of each district: those that it touches.

    Official boundaries are generalised, so two districts also touch across a gap, or an overlap, of a ten-thousandth
    of the typical width of a district (the square root of the median surface): 1.6 m for British districts (ours).

    Parameters
    ----------
    shapes : geopandas.GeoSeries, length n
        Polygons in a plane; missing ones have no neighbour.
    corners : bool
        Whether touching in a point is enough (``queen``); else the common border must be longer than a thousandth of
        the typical width (``rook``).

    Returns
    -------
    dict of int to list of int
        Position to the positions of its neighbours, rising; a neighbour is always mutual.

    Raises
    ------
    ValueError
        A package is missing.

    >>> import geopandas, shapely.geometry
    >>> row = [shapely.geometry.box(place, 0, place + 1, 1) for place in range(3)]
    >>> contiguity(geopandas.GeoSeries(row))
    {0: [1], 1: [0, 2], 2: [1]}
    """
    import geopandas

    need_index("Finding neighbours", "set NEIGHBOURS to 'nearest'")
    total, (places, shapes) = len(shapes), _there(shapes)
    if not len(shapes):
        return {place: [] for place in range(total)}
    width = float(np.sqrt(np.median(shapes.area)))
    wider = geopandas.GeoSeries(shapes.buffer(GAP * width).values)
    left = geopandas.GeoDataFrame({"one": np.arange(len(shapes))}, geometry=wider.values)
    right = geopandas.GeoDataFrame({"other": np.arange(len(shapes))}, geometry=shapes.values)
    pairs = geopandas.sjoin(left, right, predicate="intersects")[["one", "other"]].to_numpy()
    pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
    if not corners and len(pairs):
        borders = geopandas.GeoSeries(shapes.values[pairs[:, 1]]).boundary
        common = geopandas.GeoSeries(wider.values[pairs[:, 0]]).intersection(borders, align=False).length
        pairs = pairs[common.to_numpy() > BORDER * width]
    return _listed(places[np.concatenate([pairs, pairs[:, ::-1]])], total)


def nearest(shapes, number: int) -> dict:
    """Return for each district the districts whose centroids are nearest to its own; that need not be mutual.

    Parameters
    ----------
    shapes : geopandas.GeoSeries, length n
        Polygons in a plane; missing ones have no neighbour.
    number : int
        How many.

    Returns
    -------
    dict of int to list of int

    Raises
    ------
    ValueError
        There are not so many.

    >>> import geopandas, shapely.geometry
    >>> row = [shapely.geometry.box(place, 0, place + 1, 1) for place in (0, 1, 3)]
    >>> nearest(geopandas.GeoSeries(row), 1)
    {0: [1], 1: [0], 2: [1]}
    """
    from scipy.spatial import cKDTree

    total, (places, shapes) = len(shapes), _there(shapes)
    if len(shapes) <= number:
        raise ValueError(
            f"K: {counted(number, 'nearest district', 'nearest districts')} cannot be found among "
            f"{counted(len(shapes), 'district')} with a value and a shape. Take a smaller K, or another NEIGHBOURS.")
    centres = shapes.centroid
    points = np.column_stack([centres.x, centres.y])
    found = cKDTree(points).query(points, k=number + 1)[1]
    own = np.arange(len(points))[:, None]
    drop = found == own
    drop[:, -1] |= ~drop.any(axis=1)  # among many equal centres a district may not find itself
    pairs = np.stack([np.repeat(own.ravel(), number), found[~drop]], axis=1)
    return _listed(places[pairs], total)


def _there(shapes) -> tuple:
    """Return the positions of the shapes that there are, and these."""
    kept = ~(shapes.isna() | shapes.is_empty).to_numpy()
    return np.flatnonzero(kept), shapes[kept].reset_index(drop=True)


def _listed(pairs, total: int) -> dict:
    """Return pairs as a dict of every position to its neighbours."""
    first, second = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))].T
    parts = np.split(second, np.searchsorted(first, np.arange(1, total)))
    return {place: part.tolist() for place, part in enumerate(parts)}


def connected(neighbours: dict, labels=None) -> tuple:
    """Return the positions that have a neighbour, and their neighbours numbered among these.

    Parameters
    ----------
    neighbours : dict of int to list of int
    labels : sequence of str, optional
        With them positions come in the order of their labels, so that draws do not depend on that of a layer.

    >>> connected({0: [2], 1: [], 2: [0]})
    (array([0, 2]), {0: [1], 1: [0]})
    >>> connected({0: [2], 1: [], 2: [0]}, ["z", "y", "x"])[0].tolist()
    [2, 0]
    """
    there = [place for place, others in neighbours.items() if others]
    if labels is not None:
        there.sort(key=lambda place: str(labels[place]))
    kept = np.array(there, dtype=int)
    number = {int(place): new for new, place in enumerate(kept)}
    return kept, {number[place]: sorted(number[other] for other in neighbours[place]) for place in number}
