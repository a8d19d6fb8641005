"""Districts of another year: the table that is moved to them, and boundaries dissolved to match."""

from __future__ import annotations

from qgis.core import QgsProcessingException

from . import fields, shapes, tables

CHANGES = {"same": "Unchanged", "rename": "New code", "merge": "Merged"}
SHAPE_KINDS = {"area": "text", "name": "text", "change": "text", "n_from": "integer"}


def read(algorithm, parameters, context, feedback, notes) -> tuple:
    """Return the table of the parameter INPUT as rows of districts, their other fields, and the names in it.

    Returns
    -------
    districttable.Table
    pandas.DataFrame
        The fields that go no further.
    roles.Roles
    dict of str to str
        What the table calls each district.
    """
    from .measures import codes, districttable, roles

    source = tables.open_source(algorithm, parameters, "INPUT", context)
    area = algorithm.find_field(parameters, "AREA_FIELD", context, source, notes, "area")
    fixed = {"area": area, "name": _name_field(algorithm, parameters, context, source, notes)}
    several = {
        name: [fields.find(source, name, field, "", notes) for field in algorithm.field_list(parameters, name)]
        for name in ("KEY_FIELDS", "VALUE_FIELDS")}
    size = algorithm.find_field(parameters, "WEIGHT_FIELD", context, source, notes, required=False)
    chosen = {"keys": several["KEY_FIELDS"], "values": several["VALUE_FIELDS"], "size": size,
              "kind": algorithm.given(parameters, "KIND")}
    likely = {}
    for column in ("industry", "period"):
        found = fields.likely_column(source, column)
        likely.update({name: field for name, field in found.items() if field not in (*fixed.values(), size)})
    there = [field.name() for field in source.fields() if field.name().lower() not in tables.RESERVED]
    frame = tables.read(algorithm, parameters, "INPUT", context, feedback, {name: name for name in there})
    found = roles.find(frame, fixed, likely, chosen, algorithm.text(parameters, "KIND", context), notes)
    table, spare = districttable.build(frame, area, found, algorithm.text(parameters, "DASH", context), notes)
    called = {}
    if fixed["name"]:
        pairs = frame[[area, fixed["name"]]].dropna().drop_duplicates(area).astype(object)
        called = {codes.key(code): str(name).strip() for code, name in pairs.itertuples(index=False)}
    return table, spare, found, called


def _name_field(algorithm, parameters, context, source, notes):
    """Return the field of district names: the one named, else the one that looks like it."""
    if algorithm.text(parameters, "NAME_FIELD", context):
        return algorithm.find_field(parameters, "NAME_FIELD", context, source, notes)
    if source.fields().lookupField("name") >= 0:
        return source.fields().at(source.fields().lookupField("name")).name()
    found = fields.guess(source, "area_name")
    return found[0] if len(found) == 1 else None


def own_splits(algorithm, parameters, context, feedback, notes) -> dict:
    """Return the splits of the parameter WEIGHTS, empty if there are none."""
    from .measures import vintages

    if not algorithm.given(parameters, "WEIGHTS"):
        return {}
    table, columns = algorithm.read_table(parameters, "WEIGHTS", context, feedback, notes, {
        "old": ("OLD_FIELD", "", True), "new": ("NEW_FIELD", "", True), "weight": ("SPLIT_FIELD", "", True)})
    return vintages.own_splits(table, columns, notes)


def columns_of(found, table, roles, called: dict, notes) -> tuple:
    """Return a harmonised table as columns, and their kinds."""
    from .measures import districttable, longtable, vintages
    from .measures.codes import key
    from .measures.notes import listed

    columns = {"area": found.area, "name": [vintages.named(area, called.get(key(area))) for area in found.area]}
    kinds = {"area": "text", "name": "text"}
    fixed = (*kinds, "estimated", "n_from")
    names = districttable.free_names((*table.keys, *found.values, *filter(None, [roles.size]), *found.words), fixed)
    for name, column in table.keys.items():
        columns[names[name]], kinds[names[name]] = districttable.plain(column, found.row)
    numbers = {**found.values, **({roles.size: found.size} if roles.size else {})}
    for name, held in numbers.items():
        columns[names[name]], kinds[names[name]] = longtable.values(held), "number"
    for name, held in found.words.items():
        columns[names[name]], kinds[names[name]] = held, "text"
    columns.update(estimated=[int(flag) for flag in found.estimated], n_from=found.parts.tolist())
    kinds.update(estimated="integer", n_from="integer")
    renamed = [f"{name} as {free}" for name, free in names.items() if name != free]
    left = [name for name in roles.left if name.lower() not in ("estimated", "n_from")]
    if renamed:
        notes.info(f"Fields under another name in the result: {listed(renamed)}.")
    if left:
        notes.info(f"Fields that are not in the result: {listed(left)}.")
    return columns, kinds


def dissolve(algorithm, parameters, context, feedback, notes, year: int, unknown: str) -> tuple:
    """Return the districts of a year: columns, their kinds, the shapes, and the layer that they are made of.

    Raises
    ------
    QgsProcessingException
        The layer has no polygons, or a district of the year is only a part of a shape.
    ValueError
        A code leads nowhere, or two shapes hold the same place.
    """
    import numpy as np

    from .measures import districttable, vintages
    from .measures.harmonise import harmonise
    from .measures.notes import Notes, counted, listed

    layer, words = _read(algorithm, parameters, context, feedback, notes)
    kept, _ = vintages.sorted_out(layer["area"].tolist(), year, unknown, notes)
    frame = layer.table.iloc[kept].reset_index(drop=True)
    labels = frame["area"].tolist()
    moves = vintages.moves(labels, year)
    wholes = [labels[place] for place in moves["place"][moves["kind"] == "split"].unique()]
    if wholes:
        raise QgsProcessingException(algorithm.tr(
            "BOUNDARIES: {} did not exist in {}, and a shape cannot be cut into the districts that it was made of. "
            "Choose a later TARGET, or give boundaries of {} or before.").format(listed(wholes), year, year))
    table = districttable.Table(
        labels, np.arange(len(labels)), {}, {}, None, {field: frame[f"word {field}"] for field in words})
    districttable.once(table, frame[[]], notes)
    found = harmonise(table, moves, "skip", Notes())
    parts = moves.groupby("new")["place"].apply(list)
    made = [shapes.union([frame["geometry"].iloc[place] for place in parts[area]]) for area in found.area]
    repaired = sum(number for _, number in made)
    if repaired:
        notes.warning(algorithm.tr("BOUNDARIES: {} had to be repaired.").format(counted(repaired, "polygon")))
    partial = moves.groupby("new")["covers"].sum() < moves.groupby("new")["whole"].first()
    if partial.any():
        notes.warning(algorithm.tr("BOUNDARIES: the shape of a part is missing in {}.").format(
            listed(vintages.named(code) for code in partial.index[partial])))
    change = moves.groupby("new")["kind"].first()
    own = frame["name"].tolist() if "name" in frame else [None] * len(frame)
    columns = {
        "area": found.area, "name": [vintages.named(area, own[row]) for area, row in zip(found.area, found.row)],
        "change": [CHANGES[change[area]] for area in found.area], "n_from": found.parts.tolist(),
    }
    carried = districttable.free_names(words, SHAPE_KINDS)
    columns.update({name: found.words[field] for field, name in carried.items()})
    kinds = {**SHAPE_KINDS, **dict.fromkeys(carried.values(), "text")}
    if layer.schematic:
        columns["schematic"], kinds["schematic"] = [1] * len(made), "integer"
    return columns, kinds, [shape for shape, _ in made], layer


def _read(algorithm, parameters, context, feedback, notes) -> tuple:
    """Return the layer of boundaries, and its fields of text."""
    from .measures import districts, roles
    from .measures.notes import listed

    source = tables.open_source(algorithm, parameters, "BOUNDARIES", context)
    code = algorithm.find_field(parameters, "AREA_CODE", context, source, notes, "area")
    columns = {"area": code}
    named = fields.guess(source, "area_name")
    if len(named) == 1:
        columns["name"] = named[0]
    words = [
        field.name() for field in source.fields()
        if fields.kind_of(field) == "text" and field.name() not in columns.values()
        and not roles.is_label(field.name())]
    columns.update({f"word {field}": field for field in words})
    if source.fields().lookupField("schematic") >= 0:
        columns["schematic"] = "schematic"
    frame = tables.read(algorithm, parameters, "BOUNDARIES", context, feedback, columns, geometry=True)
    frame = districts.check(frame, source.sourceName(), code, notes)
    layer = tables.Layer.of(frame, source, schematic=districts.is_schematic(frame))
    left = [
        field.name() for field in source.fields()
        if field.name() not in columns.values() and field.name().lower() not in tables.RESERVED]
    if left:
        notes.info(algorithm.tr("BOUNDARIES: fields that are not in the result: {}.").format(listed(left)))
    if not layer.polygons:
        raise QgsProcessingException(algorithm.tr(
            "BOUNDARIES: the layer '{}' has no polygons. Choose the layer of district boundaries.").format(layer.name))
    return layer, words
