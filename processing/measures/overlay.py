"""Which region a district lies in, by the geometry of both."""

from __future__ import annotations

import importlib.util

import numpy as np

STRADDLES = 0.01


def largest_region(districts, regions, people=None):
    """Return for each district the region that holds most of it, and whether a second one holds over 1 per cent.

    Parameters
    ----------
    districts : geopandas.GeoSeries, length n
        Polygons, or points, in an equal-area projection.
    regions : geopandas.GeoDataFrame
        Columns ``region`` and geometry (polygons); rows of one region are dissolved.
    people : geopandas.GeoDataFrame, optional
        Columns ``population`` and geometry (points, or polygons that are taken by a point inside them): a district
        is then split by people and not by surface, unless no one lives there.

    Returns
    -------
    regions : list of str or None, length n
        None for a district that meets no region.
    straddles : ndarray of float, shape (n,)
        1 or 0; NaN without a region, and for points.

    Raises
    ------
    ValueError
        The regions are no polygons.
    """
    import geopandas
    import pandas

    need_index("Assigning districts by place", "name the districts' region in REGION_FIELD")
    regions = regions[~(regions.geometry.is_empty | regions.geometry.isna())]
    if not regions.geom_type.str.contains("Polygon").all():
        raise ValueError("REGIONS must be polygons where districts are assigned by place. Give REGION_FIELD instead.")
    regions = regions[["region", "geometry"]].copy()
    regions["geometry"] = regions.geometry.buffer(0)
    regions = regions.dissolve(by="region", as_index=False)
    places = geopandas.GeoDataFrame({"district": np.arange(len(districts))}, geometry=districts.values, crs=None)
    regions = geopandas.GeoDataFrame(regions[["region"]], geometry=regions.geometry.values, crs=None)
    places = places[~(places.geometry.is_empty | places.geometry.isna())]
    if places.geom_type.str.contains("Point").all():
        parts = geopandas.sjoin(places, regions, predicate="intersects")[["district", "region"]].assign(size=1.0)
        parts = parts.drop_duplicates("district")
    else:
        parts = _by_people(places, regions, people) if people is not None else None
        settled = set() if parts is None else set(parts.loc[parts["size"] > 0, "district"])
        rest = places[~places["district"].isin(settled)]
        parts = pandas.concat([parts, _by_surface(rest, regions)]) if len(rest) else parts
    return _largest(parts, len(districts), places.geom_type.str.contains("Point").all())


def _by_surface(places, regions):
    import geopandas

    places = places.assign(geometry=places.geometry.buffer(0))
    parts = geopandas.overlay(places, regions, how="intersection", keep_geom_type=True)
    return parts.assign(size=parts.geometry.area)[["district", "region", "size"]]


def need_index(what: str, instead: str) -> None:
    """Say which package is missing where geopandas cannot search by place (it needs one beside Shapely 1).

    Parameters
    ----------
    what, instead : str
        What needs it, and what can be done without it.

    Raises
    ------
    ValueError
        The package is missing.
    """
    import shapely

    packages = ("rtree", "pygeos")
    if shapely.__version__ < "2" and not any(importlib.util.find_spec(package) for package in packages):
        raise ValueError(
            f"{what} needs the Python package rtree, which is missing. On Debian and Ubuntu: sudo apt install "
            f"python3-rtree; or {instead}."
        )


def _by_people(places, regions, people):
    import geopandas

    points = people.geometry.representative_point().values
    points = geopandas.GeoDataFrame({"size": people["population"].to_numpy(dtype=float)}, geometry=points, crs=None)
    inside = geopandas.sjoin(points, places, predicate="intersects").drop(columns="index_right")
    inside = inside[~inside.index.duplicated()]  # a point on a border counts once
    parts = geopandas.sjoin(inside, regions, predicate="intersects")
    return parts[~parts.index.duplicated()][["district", "region", "size"]]


def _largest(parts, number: int, points: bool) -> tuple[list, np.ndarray]:
    sizes = parts.groupby(["district", "region"])["size"].sum().reset_index()
    sizes = sizes[sizes["size"] > 0].sort_values(["district", "size", "region"], ascending=[True, False, True])
    found, straddles = [None] * number, np.full(number, np.nan)
    for district, group in sizes.groupby("district", sort=False):
        share = group["size"].to_numpy() / group["size"].sum()
        found[district] = group["region"].iloc[0]
        if not points:
            straddles[district] = float(len(share) > 1 and share[1] > STRADDLES)
    return found, straddles
