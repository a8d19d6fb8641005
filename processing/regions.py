"""Regions that districts belong to: reading their jobs, and finding a district's region by its place."""

from __future__ import annotations

from qgis.core import QgsProcessingException

from . import fields, shapes, tables


def read(algorithm, parameters, context, feedback, notes) -> tuple:
    """Return the regions of the parameter REGIONS, and the national share.

    Returns
    -------
    tables.Layer
        Columns ``region``, ``share`` (a fraction) and ``geometry``.
    float or None
        The national share, where it is known.
    """
    from .measures.traditional import clean_regions

    source = tables.open_source(algorithm, parameters, "REGIONS", context)
    columns = {"region": algorithm.find_field(parameters, "REGION_CODE", context, source, notes, "area")}
    for column, name in (("share", "SHARE_FIELD"), ("total", "TOTAL_FIELD")):
        found = algorithm.find_field(parameters, name, context, source, notes, required=False)
        if found:
            columns[column] = found
    given = algorithm.field_list(parameters, "JOBS_FIELDS")
    named = [fields.find(source, "JOBS_FIELDS", name, "", notes) for name in given]
    columns.update({f"jobs {place}": name for place, name in enumerate(dict.fromkeys(named))})
    nations = algorithm.text(parameters, "NATIONS", context)
    frame = tables.read(algorithm, parameters, "REGIONS", context, feedback, columns, geometry=True)
    frame, national = clean_regions(frame, source.sourceName(), columns, nations, notes)
    return tables.Layer.of(frame, source), national


def by_place(algorithm, parameters, context, feedback, notes, areas, regions) -> tuple:
    """Return the region of each district by its place, and whether it lies in two; see `shapes.region_by_place`."""
    from .measures.numbers import to_numbers

    if not (areas.shapes and regions.shapes):
        raise QgsProcessingException(
            "Districts can only go to regions by place if both have shapes. Name the districts' region in "
            "REGION_FIELD.")
    people = None
    if algorithm.given(parameters, "POPULATION"):
        source = tables.open_source(algorithm, parameters, "POPULATION", context)
        field = algorithm.find_field(parameters, "POPULATION_FIELD", context, source, notes, "population")
        held = tables.read(algorithm, parameters, "POPULATION", context, feedback, {"population": field}, True)
        held["population"] = to_numbers(held["population"], field, notes)
        people = tables.Layer.of(held, source)
    return shapes.region_by_place(areas, regions, people, context, notes)
