"""Which part of the world a map shows, and in which reference system."""

from __future__ import annotations

from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsCsException, QgsRectangle

BRITAIN = QgsRectangle(-9.5, 49.0, 2.8, 61.5)
LONDON = QgsRectangle(503500, 155800, 561900, 201000)
BRITISH_GRID = "EPSG:27700"


def map_crs(layer) -> QgsCoordinateReferenceSystem:
    """Return in which reference system a layer is drawn: the British grid for degrees in Britain, else its own."""
    if layer.crs().isGeographic() and BRITAIN.contains(layer.extent()):
        return QgsCoordinateReferenceSystem(BRITISH_GRID)
    return layer.crs()


def moved(extent: QgsRectangle, source, target, context) -> QgsRectangle:
    """Return a rectangle in another reference system; an empty one where that cannot be."""
    if not source.isValid() or not target.isValid() or source == target:
        return QgsRectangle(extent)
    try:
        return QgsCoordinateTransform(source, target, context).transformBoundingBox(QgsRectangle(extent))
    except QgsCsException:
        return QgsRectangle()


def are_equal(shapes) -> bool:
    """Tell whether shapes are all of one size, as hexagons of a map are: such a map is nowhere true."""
    surfaces = [shape.area() for shape in shapes]
    return len(surfaces) > 1 and 0 < max(surfaces) <= 1.001 * min(surfaces)


def around(extent: QgsRectangle, share: float, least: float = 0.0) -> QgsRectangle:
    """Return a rectangle with a margin, a share of its longer side on each side, and at least so wide and high."""
    grown = QgsRectangle(extent)
    grown.grow(max(extent.width(), extent.height()) * share)
    middle = grown.center()
    wide, high = max(grown.width(), least), max(grown.height(), least)
    return QgsRectangle(middle.x() - wide / 2, middle.y() - high / 2, middle.x() + wide / 2, middle.y() + high / 2)
