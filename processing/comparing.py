"""Reading what comparators are looked for by: mixes of industries, covariates and classes of districts."""

from __future__ import annotations

from . import destinations, industrynames, tables


def read(algorithm, parameters, context, feedback, notes) -> tuple:
    """Return the mixes (`measures.mixes.Mixes`), the districts, the choices, and how many districts are unmatched."""
    from .measures import comparisons, longtable, mixes

    panel = algorithm.read_observations(parameters, context, feedback, notes)
    areas, fields, unmatched = None, {}, 0
    if algorithm.given(parameters, "AREAS"):
        areas, fields = _read_traits(algorithm, parameters, context, feedback, notes)
        unmatched = algorithm.match(parameters, context, notes, panel.areas, areas["area"])
    names = {} if areas is None else dict(zip(areas["area"], areas["name"]))
    place = longtable.map_period(panel, algorithm.number_or_none(parameters, "PERIOD", context), "PERIOD")
    level, missing, by, distance = (
        algorithm.text(parameters, name, context) for name in ("INDUSTRY_LEVEL", "MISSING", "BY", "DISTANCE"))
    found = mixes.mixes(panel, level, place, missing, names, notes)
    found.labels = industrynames.read(algorithm, parameters, context, feedback, notes, found.industries)
    if areas is not None:
        found = comparisons.with_traits(found, areas.table, fields, notes)
    choice = comparisons.Choice(
        by, distance, algorithm.parameterAsInt(parameters, "N", context),
        algorithm.parameterAsDouble(parameters, "WEIGHT", context), fields.get("class", "").lower() == "tir")
    return found, areas, choice, unmatched


def _read_traits(algorithm, parameters, context, feedback, notes) -> tuple:
    """Return the districts with covariates and classes, and the field of each of these columns."""
    source = tables.open_source(algorithm, parameters, "AREAS", context)
    named = [
        algorithm.find_field({**parameters, "COVARIATES": name}, "COVARIATES", context, source, notes)
        for name in algorithm.field_list(parameters, "COVARIATES")]
    fields = {f"trait {place}": name for place, name in enumerate(dict.fromkeys(named))}
    if algorithm.text(parameters, "WITHIN", context):
        fields["class"] = algorithm.find_field(parameters, "WITHIN", context, source, notes)
        if fields["class"].lower() == "tir":
            if source.fields().lookupField("region") >= 0:
                fields["region"] = "region"
            else:
                notes.warning(
                    f"WITHIN is 'tir', but '{source.sourceName()}' has no field region: districts of the same region "
                    "are candidates too.")
    mapped = bool(destinations.sink_path(parameters.get("MAP")))
    return algorithm.read_areas(parameters, context, feedback, notes, fields, mapped=mapped), fields
