"""Local labour systems: reading their jobs, and what a layer of them holds."""

from __future__ import annotations

from . import fields, tables


def read(algorithm, parameters, context, feedback, notes):
    """Return the jobs of the parameter JOBS (`measures.jobstable.Jobs`)."""
    from .measures.jobstable import GROUPS, build

    source = tables.open_source(algorithm, parameters, "JOBS", context)
    columns = {}
    for column, name, likely, needed in (
        ("area", "AREA_FIELD", "area", True), ("industry", "INDUSTRY_FIELD", "industry", True),
        ("size", "SIZE_FIELD", "", True), ("value", "VALUE_FIELD", "value", True), ("firms", "FIRMS_FIELD", "", False),
    ):
        found = algorithm.find_field(parameters, name, context, source, notes, likely, needed)
        columns.update({column: found} if found else {})
    named = fields.guess(source, "area_name")
    columns.update({"name": named[0]} if len(named) == 1 else {})
    table = tables.read(algorithm, parameters, "JOBS", context, feedback, columns)
    limits = tuple(algorithm.parameterAsInt(parameters, name, context) for name in ("SMALL_TO", "MEDIUM_TO"))
    groups = [algorithm.code_list(parameters, name, context) for name in GROUPS]
    nations, absent = (algorithm.text(parameters, name, context) for name in ("NATIONS", "ABSENT"))
    return build(table, columns, limits, groups, nations, absent, notes)


def areas(algorithm, parameters, context, feedback, notes, jobs) -> tuple:
    """Return the layer of areas (None without one), the labour force of each area of the jobs (None without), and how
    many are unmatched."""
    import numpy as np

    from .measures.districts import positions
    from .measures.industrialdistricts import labour_force
    from .measures.numbers import to_numbers

    if not algorithm.given(parameters, "AREAS"):
        return None, None, 0
    source = tables.open_source(algorithm, parameters, "AREAS", context)
    wanted = {}
    if algorithm.given(parameters, "LABOUR_FIELD"):
        wanted = {name: algorithm.find_field(parameters, f"{name.upper()}_FIELD", context, source, notes, "",
                                             name == "labour") for name in ("labour", "population")}
    layer = algorithm.read_areas(parameters, context, feedback, notes, wanted)
    unmatched = algorithm.match(parameters, context, notes, jobs.areas, layer["area"])
    if not wanted:
        return layer, None, unmatched
    held = {name: to_numbers(layer[name], field, notes) for name, field in wanted.items() if field}
    labour = labour_force(
        held["labour"], held.get("population"), (wanted["labour"], wanted["population"]), layer["area"].tolist())
    place = positions(jobs.areas, layer["area"])
    return layer, np.append(labour, np.nan)[place], unmatched


def names(jobs, layer) -> list:
    """Return the name of each area, by the layer or else by the table."""
    from .measures.longtable import district_names

    first = {} if layer is None else dict(zip(layer["area"], layer["name"]))
    return district_names(jobs.areas, first, jobs.names)
