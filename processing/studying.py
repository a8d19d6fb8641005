"""Reading the regions that may be studied, and their shapes."""

from __future__ import annotations

from dataclasses import replace

from . import destinations, shapes, tables


def read(algorithm, parameters, context, feedback, notes) -> tuple:
    """Return the regions (`measures.studychoice.Regions`), the layer that holds them, and how many are unmatched."""
    from .measures import longtable, studychoice

    panel = algorithm.read_observations(parameters, context, feedback, notes)
    if not algorithm.code_list(parameters, "INDUSTRIES", context):
        panel = panel.disjoint(algorithm.text(parameters, "INDUSTRY_LEVEL", context), notes)
    place = longtable.map_period(panel, algorithm.number_or_none(parameters, "PERIOD", context), "PERIOD")
    areas, field, met, unmatched = None, "", None, 0
    if algorithm.given(parameters, "AREAS"):
        areas, field, met = _read_areas(algorithm, parameters, context, feedback, notes)
        unmatched = algorithm.match(parameters, context, notes, panel.areas, areas["area"])
    names = {} if areas is None else dict(zip(areas["area"], areas["name"]))
    skip = algorithm.text(parameters, "MISSING", context) == "skip"
    found = studychoice.regions(panel, place, None if areas is None else areas.table, field, skip, names, notes)
    studychoice.limit(found, algorithm.code_list(parameters, "CANDIDATES", context), met, notes)
    return found, areas, unmatched


def _read_areas(algorithm, parameters, context, feedback, notes) -> tuple:
    """Return the districts or regions, the field of regions (empty for none), and the codes that meet the filter."""
    source = tables.open_source(algorithm, parameters, "AREAS", context)
    field = algorithm.find_field(parameters, "REGION_FIELD", context, source, notes, required=False) or ""
    named = algorithm.find_field(
        parameters, "REGION_NAME", context, source, notes, required=False) if field else None
    mapped = bool(destinations.sink_path(parameters.get("MAP")))
    extra = {"region": field, "reg_name": named} if field else {}
    areas = algorithm.read_areas(parameters, context, feedback, notes, extra, mapped=mapped)
    where = algorithm.text(parameters, "FILTER", context)
    if not where:
        return areas, field, None
    met = tables.read(
        algorithm, parameters, "AREAS", context, feedback, {"area": areas.keys[0]}, where=where)["area"]
    return areas, field, met.dropna().tolist()


def drawn(areas, regions, notes):
    """Return the layer of regions to be drawn: the districts of each joined, or the layer as it is."""
    import pandas as pd

    from .measures.groups import WITHOUT, encode
    from .measures.notes import Notes, counted

    if regions.members is None:
        return areas
    groups = encode(areas["region"].tolist(), regions.field, areas["area"].tolist(), Notes())
    held, places = areas["geometry"].tolist(), groups.numbers.tolist()
    made = [shapes.union([shape for shape, at in zip(held, places) if at == number])
            for number in range(len(groups.labels))]
    repaired = sum(number for _, number in made)
    if repaired:
        notes.warning(f"{counted(repaired, 'polygon')} of '{areas.name}' had to be repaired.")
    names = dict(zip(regions.areas, regions.names))
    table = pd.DataFrame({
        "area": groups.labels, "name": [None if label == WITHOUT else names.get(label) for label in groups.labels]})
    table["geometry"] = pd.Series([shape for shape, _ in made], dtype=object)
    return replace(areas, table=table)
