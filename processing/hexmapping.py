"""Districts for a hexagon map: their places in a plane, who is whose neighbour, and the hexagons as shapes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingException,
    QgsRectangle,
    QgsUnitTypes,
    QgsWkbTypes,
)

from . import shapes

BRITISH = "EPSG:27700"
_BRITAIN = QgsRectangle(-9.5, 49.0, 2.5, 61.5)
_NEAREST = 6


@dataclass
class Ground:
    """Where districts lie.

    Attributes
    ----------
    layer : tables.Layer
        Those with a shape, in the CRS of the map, in the order of the layer.
    centroids : ndarray, shape (n, 2)
    pairs : ndarray of int, shape (p, 2)
        Neighbours.
    surface : float
        Of all districts, in square units of the CRS; for points that of the rectangle around them.
    metres : float
        In a unit of the CRS.
    left_out : int
        Districts without a shape.
    """

    layer: object
    centroids: object
    pairs: object
    surface: float
    metres: float
    left_out: int


def ground(areas, context, notes) -> Ground:
    """Return where the districts of a layer lie; those without a shape are left out, and said."""
    import numpy as np

    kinds = {shape.type() for shape in areas["geometry"] if not shape.isEmpty()}
    if not kinds <= {QgsWkbTypes.GeometryType.PolygonGeometry, QgsWkbTypes.GeometryType.PointGeometry} or not kinds:
        raise QgsProcessingException(
            f"AREAS: the layer '{areas.name}' has neither polygons nor points. Choose the layer of districts.")
    areas, left_out = _with_shapes(areas, notes)
    crs = _plane(areas, notes)
    held = shapes.to_geopandas(areas["geometry"], areas.crs, crs, context)
    centres = held.centroid
    centroids = np.column_stack([centres.x, centres.y])
    if not np.isfinite(centroids).all():
        raise QgsProcessingException(
            f"The coordinates of the layer '{areas.name}' do not fit its coordinate reference system "
            f"({areas.crs.authid() or 'none'}). Set the layer's CRS to the one that its coordinates are in.")
    pairs, surface = _neighbours(areas, held, notes), float(held.area.sum())
    if not areas.polygons:
        surface = float(np.prod(np.ptp(centroids, axis=0)))
    metres = QgsUnitTypes.fromUnitToUnitFactor(crs.mapUnits(), QgsUnitTypes.DistanceUnit.DistanceMeters)
    return Ground(replace(areas, crs=crs), centroids, pairs, surface, metres if crs.isValid() else 1.0, left_out)


def _with_shapes(areas, notes) -> tuple:
    """Return a layer without the districts that have no shape, and how many these are."""
    from .measures.notes import counted, listed

    there = [not shape.isEmpty() for shape in areas["geometry"]]
    if all(there):
        return areas, 0
    names = [code for code, kept in zip(areas["area"], there) if not kept]
    notes.warning(f"{counted(len(names), 'district')} of '{areas.name}' without a shape left out: {listed(names)}.")
    return replace(areas, table=areas.table[there].reset_index(drop=True)), len(names)


def _plane(areas, notes):
    """Return the layer's own CRS if it is a plane, the British National Grid for British districts in degrees."""
    if not areas.crs.isValid():
        notes.warning(f"The layer '{areas.name}' has no coordinate reference system: its coordinates count as metres.")
        return areas.crs
    if not areas.crs.isGeographic():
        return areas.crs
    if not all(_BRITAIN.contains(shape.boundingBox().center()) for shape in areas["geometry"]):
        raise QgsProcessingException(
            f"AREAS: the layer '{areas.name}' is in degrees ({areas.crs.authid()}), in which hexagons are squashed. "
            "Reproject it to a coordinate reference system in metres first (Processing, Reproject layer).")
    notes.info(f"The layer '{areas.name}' is in degrees: the hexagons are in the British National Grid ({BRITISH}).")
    return QgsCoordinateReferenceSystem(BRITISH)


def _neighbours(areas, held, notes):
    """Return pairs of neighbours, each once: districts that touch; of points, which touch nothing, the nearest."""
    import numpy as np

    from .measures.neighbours import contiguity, nearest

    if areas.polygons:
        found = contiguity(held)
        if areas.schematic:
            notes.warning(f"The layer '{areas.name}' is schematic: who is whose neighbour is only roughly right.")
    else:
        notes.warning(
            f"The layer '{areas.name}' has points, so nobody's neighbours are known: each district is kept near the "
            f"{_NEAREST} nearest ones, and no share of neighbours is given.")
        found = nearest(held, min(_NEAREST, len(held) - 1)) if len(held) > 1 else {}
    pairs = [(min(one, other), max(one, other)) for one, others in found.items() for other in others]
    return np.unique(np.array(pairs, dtype=int).reshape(-1, 2), axis=0)


def polygons(corners) -> list:
    """Return rings of corners as polygons."""
    return [QgsGeometry.fromPolygonXY([[QgsPointXY(*corner) for corner in ring]]) for ring in corners.tolist()]
