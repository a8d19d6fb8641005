"""Shapes: their surface on the ellipsoid by QGIS, their overlay by geopandas."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsDistanceArea,
    QgsGeometry,
    QgsSpatialIndex,
    QgsUnitTypes,
    QgsWkbTypes,
)

SLIVER = 1e-9  # of the surface of a union


def surfaces(geometries, crs, context) -> tuple:
    """Return the surface of each polygon on the ellipsoid, in km2, and how many had to be made valid first."""
    import numpy as np

    measure = QgsDistanceArea()
    measure.setSourceCrs(crs, context.transformContext())
    measure.setEllipsoid(crs.ellipsoidAcronym() or "EPSG:7030")
    surface = np.full(len(geometries), np.nan)
    repaired = 0
    for row, geometry in enumerate(geometries):
        if geometry is None or geometry.isEmpty():
            continue
        if not geometry.isGeosValid():
            geometry = geometry.makeValid()
            repaired += 1
        square_metres = measure.measureArea(geometry)
        surface[row] = measure.convertAreaMeasurement(square_metres, QgsUnitTypes.AreaUnit.AreaSquareKilometers)
    return surface, repaired


def within(points, crs, polygons, target, context, step) -> list:
    """Return for each point the position of the first polygon that it lies in or on, -1 for none.

    Parameters
    ----------
    points, polygons : sequence of QgsGeometry
    crs, target : QgsCoordinateReferenceSystem
        Of the points and of the polygons.
    context : QgsProcessingContext
    step : callable
        ``step(done, total)``, called now and then.
    """
    transform = QgsCoordinateTransform(crs, target, context.transformContext())
    index, engines = QgsSpatialIndex(), []
    for place, polygon in enumerate(polygons):
        valid = polygon if polygon.isGeosValid() else _repaired(polygon)
        index.addFeature(place, valid.boundingBox())
        engines.append(QgsGeometry.createGeometryEngine(valid.constGet()))
        engines[-1].prepareGeometry()
    found = [-1] * len(points)
    for row, point in enumerate(points):
        if row % 5000 == 0:
            step(row, len(points))
        if point is None or point.isEmpty():
            continue
        moved = QgsGeometry(point)
        if crs.isValid() and target.isValid() and crs != target:
            moved.transform(transform)
        for place in sorted(index.intersects(moved.boundingBox())):
            if engines[place].intersects(moved.constGet()):
                found[row] = place
                break
    return found


def union(geometries) -> tuple:
    """Return the union of some polygons, and how many had to be made valid first; one alone stays as it is drawn.

    Holes that only rounding leaves along a border that is gone are closed.
    """
    there = [geometry for geometry in geometries if geometry is not None and not geometry.isEmpty()]
    valid = [geometry if geometry.isGeosValid() else _repaired(geometry) for geometry in there]
    repairs = sum(before is not after for before, after in zip(there, valid))
    if len(valid) < 2:
        return (valid[0] if valid else QgsGeometry()), repairs
    made = QgsGeometry.unaryUnion(valid)
    return made.removeInteriorRings(SLIVER * made.area()), repairs


def _repaired(geometry):
    """Return a polygon made valid, without the lines and points that may come of it."""
    made = geometry.makeValid()
    made.convertGeometryCollectionToSubclass(QgsWkbTypes.GeometryType.PolygonGeometry)
    return made


def to_geopandas(geometries, crs, target, context):
    """Return geometries as a GeoSeries in the target CRS; missing ones as None."""
    import geopandas
    import shapely.wkb
    move = crs.isValid() and target.isValid() and crs != target
    transform = QgsCoordinateTransform(crs, target, context.transformContext()) if move else None
    shapes = []
    for geometry in geometries:
        if geometry is None or geometry.isEmpty():
            shapes.append(None)
            continue
        geometry = QgsGeometry(geometry)
        if not geometry.isGeosValid():
            geometry = geometry.makeValid()
        if transform is not None:
            geometry.transform(transform)
        shapes.append(shapely.wkb.loads(bytes(geometry.asWkb())))
    return geopandas.GeoSeries(shapes)


def to_geoframe(frame, geometries, crs, target, context):
    """Return columns with geometries in the target CRS as a GeoDataFrame."""
    import geopandas

    shapes = to_geopandas(geometries, crs, target, context)
    return geopandas.GeoDataFrame(frame.reset_index(drop=True), geometry=shapes.values)


def planar_crs(first, second, notes):
    """Return an equal-area CRS in which two layers can be overlaid; theirs as it is where one has none."""
    if first.isValid() and second.isValid():
        return QgsCoordinateReferenceSystem("EPSG:3035")
    notes.warning("A layer has no coordinate reference system: both are taken to use the same coordinates.")
    return first if first.isValid() else second


def region_by_place(areas, regions, people, context, notes) -> tuple:
    """Return the region of each district by its place, and whether it lies in two.

    Parameters
    ----------
    areas : tables.Layer
        Column ``geometry``.
    regions : tables.Layer
        Columns ``region`` and ``geometry``.
    people : tables.Layer or None
        Columns ``population`` and ``geometry``.
    context : QgsProcessingContext
    notes : Notes
    """
    from .measures.overlay import largest_region

    planar = planar_crs(areas.crs, regions.crs, notes)
    districts = to_geopandas(areas["geometry"], areas.crs, planar, context)
    places = to_geoframe(regions[["region"]], regions["geometry"], regions.crs, planar, context)
    if people is not None:
        people = to_geoframe(people[["population"]], people["geometry"], people.crs, planar, context)
    return largest_region(districts, places, people)


def neighbours_of(areas, geometries, kind: str, number: int, notes, context) -> dict:
    """Return the neighbours of each of some districts of a layer; see `measures.neighbours`.

    Parameters
    ----------
    areas : tables.Layer
    geometries : sequence of QgsGeometry
    kind : {"queen", "rook", "nearest"}
    number : int
        How many, for ``nearest``.
    notes : Notes
        Told where the shapes are only roughly where they should be.
    context : QgsProcessingContext
    """
    import numpy as np

    from .measures.neighbours import contiguity, nearest

    if areas.schematic:
        notes.warning(f"The layer '{areas.name}' is schematic: who is whose neighbour is only roughly right.")
    if not areas.crs.isValid():
        notes.warning(f"The layer '{areas.name}' has no coordinate reference system: coordinates are taken as flat.")
    flat = QgsCoordinateReferenceSystem("EPSG:3035") if areas.crs.isGeographic() else areas.crs
    held = to_geopandas(geometries, areas.crs, flat, context)
    bounds = held[~held.isna()].bounds.to_numpy()
    if not np.isfinite(bounds[~np.isnan(bounds)]).all():
        raise ValueError(
            f"The coordinates of the layer '{areas.name}' do not fit its coordinate reference system "
            f"({areas.crs.authid() or 'none'}), so nobody's neighbours can be found. Set the layer's CRS to the one "
            "that its coordinates are in.")
    return nearest(held, number) if kind == "nearest" else contiguity(held, kind == "queen")
