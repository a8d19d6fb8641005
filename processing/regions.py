"""Regions that districts belong to: reading their jobs, and finding a district's region by its place."""

from __future__ import annotations

from dataclasses import replace

from qgis.core import QgsProcessingException, QgsWkbTypes

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
    if not (areas.shapes and regions.shapes):
        raise QgsProcessingException(
            "Districts can only go to regions by place if both have shapes. Name the districts' region in "
            "REGION_FIELD.")
    people = read_people(algorithm, parameters, context, feedback, notes)
    return shapes.region_by_place(areas, regions, people, context, notes)


def read_people(algorithm, parameters, context, feedback, notes):
    """Return where people live, columns ``population`` and ``geometry``; None if that is not given."""
    from .measures.numbers import to_numbers

    if not algorithm.given(parameters, "POPULATION"):
        return None
    source = tables.open_source(algorithm, parameters, "POPULATION", context)
    field = algorithm.find_field(parameters, "POPULATION_FIELD", context, source, notes, "population")
    held = tables.read(algorithm, parameters, "POPULATION", context, feedback, {"population": field}, True)
    held["population"] = to_numbers(held["population"], field, notes)
    return tables.Layer.of(held, source)


def read_input(algorithm, parameters, context, feedback, notes) -> tuple:
    """Return the input with all its fields, and the field of each column that is read from it.

    Without REGION_TABLE the code alone is read; with it, observations.
    """
    from .measures.districts import is_schematic
    from .measures.roles import refuse_sum, tell_either

    source = tables.open_source(algorithm, parameters, "INPUT", context)
    if algorithm.given(parameters, "REGION_TABLE"):
        columns = algorithm.observation_fields(parameters, context, notes, "INPUT")
        refuse_sum(columns["value"])
    else:
        columns = {"area": algorithm.find_field(parameters, "AREA_FIELD", context, source, notes, "area")}
    if source.fields().lookupField("schematic") >= 0:
        columns["schematic"] = "schematic"
    spatial = source.wkbType() != QgsWkbTypes.Type.NoGeometry
    frame = tables.read(algorithm, parameters, "INPUT", context, feedback, columns, spatial, True)
    if not len(frame):
        raise QgsProcessingException(
            f"INPUT: the layer '{source.sourceName()}' has no rows. Check its filter and its selection.")
    if "value" in columns:
        tell_either(columns["value"], frame["value"], notes)
    return tables.Layer.of(frame, source, schematic=is_schematic(frame)), columns


def attach(algorithm, parameters, context, feedback, notes, layer, codes, rows):
    """Return the region of each code (`measures.regionlookup.Regions`), by what the parameter REGIONS says.

    Parameters
    ----------
    layer : tables.Layer
        Column ``geometry``.
    codes : list of str
        Area codes of the layer.
    rows : ndarray of int
        Position in `codes` of each row of the layer, -1 for none.
    """
    from .measures import regionlookup

    kind = algorithm.text(parameters, "REGIONS", context)
    if kind == "place":
        return _by_layer(algorithm, parameters, context, feedback, notes, layer, codes, rows)
    if kind == "table":
        table, columns = algorithm.read_table(parameters, "LOOKUP", context, feedback, notes, {
            "code": ("LOOKUP_CODE", "area", True), "region": ("LOOKUP_REGION", "", True),
            "name": ("LOOKUP_NAME", "", False), "weight": ("LOOKUP_WEIGHT", "", False)})
        return regionlookup.by_table(codes, table, columns, notes)
    return regionlookup.by_reference(codes, kind)


def _by_layer(algorithm, parameters, context, feedback, notes, layer, codes, rows):
    """Return the region of each code by its place in the polygons of REGION_LAYER."""
    from .measures.codes import as_text
    from .measures.longtable import values
    from .measures.regionlookup import Regions

    source = tables.open_source(algorithm, parameters, "REGION_LAYER", context)
    columns = {"region": algorithm.find_field(parameters, "REGION_CODE", context, source, notes, "area")}
    named = algorithm.find_field(parameters, "REGION_NAME", context, source, notes, "name", False)
    columns.update({"name": named} if named else {})
    frame = tables.read(algorithm, parameters, "REGION_LAYER", context, feedback, columns, geometry=True)
    regions = tables.Layer.of(clean_codes(frame, source.sourceName(), notes), source)
    if not (regions.polygons and layer.shapes):
        wrong, what = ("INPUT", "no shapes") if regions.polygons else ("REGION_LAYER", "no polygons")
        raise QgsProcessingException(
            f"{wrong}: the layer '{layer.name if regions.polygons else regions.name}' has {what}, so nothing can go by "
            "place. Choose another layer, or another of REGIONS.")
    if layer.schematic:
        notes.warning(f"The layer '{layer.name}' is schematic: where its districts lie is only roughly right.")
    held = _one_shape_each(layer, codes, rows)
    people = read_people(algorithm, parameters, context, feedback, notes)
    found, straddles = shapes.region_by_place(held, regions, people, context, notes)
    called = zip(regions["region"], regions["name"]) if named else ()
    names = {code: as_text(name) for code, name in called if name is not None and name == name}
    return Regions(found, [names.get(region) for region in found], values(straddles, whole=True))


def clean_codes(frame, layer: str, notes):
    """Return regions with clean codes; those without one are left out, and said."""
    from .measures.codes import encode
    from .measures.notes import counted

    numbers, labels = encode(frame["region"])
    if (numbers < 0).any():
        notes.warning(f"{counted(int((numbers < 0).sum()), 'feature')} of '{layer}' without a code left out.")
    frame = frame[numbers >= 0].reset_index(drop=True)
    frame["region"] = [labels[number] for number in numbers if number >= 0]
    return frame


def _one_shape_each(layer, codes, rows):
    """Return the layer with one row for each code; rows of one code must have the same shape."""
    import pandas as pd

    held = {}
    for row, shape in zip(rows.tolist(), layer["geometry"]):
        if row >= 0 and held.setdefault(row, shape).asWkb() != shape.asWkb():
            raise QgsProcessingException(
                f"INPUT: {codes[row]} stands in several features with different shapes. Dissolve the layer by its code "
                "first (Processing, Dissolve), or choose a lookup as REGIONS.")
    table = pd.DataFrame({"geometry": pd.Series([held[row] for row in range(len(codes))], dtype=object)})
    return replace(layer, table=table)
