"""The user's own proximities of industries: the parameters of their table, and reading it."""

from __future__ import annotations

from qgis.core import QgsProcessing

from . import tables


def add(algorithm) -> None:
    """Add the parameters of the table PROXIMITY."""
    tr = algorithm.tr
    algorithm.add_source("PROXIMITY", tr("Proximities of industries"), [QgsProcessing.SourceType.TypeVector], tr(
        "Your own, such as from moves of workers or trade, from 0 to 1: pairs with the fields industry, other and "
        "proximity, or a square with a column named for each row. Empty: from co-location of the industries."), True)
    for name, label, default, help in (
        ("PROXIMITY_INDUSTRY", tr("Industry field of the proximities"), "industry", tr(
            "Holds the industry of each row.")),
        ("PROXIMITY_OTHER", tr("Field of the other industry"), "other", tr("Absent: the table is a square.")),
        ("PROXIMITY_FIELD", tr("Proximity field"), "proximity", tr("Absent: the table is a square.")),
    ):
        algorithm.add_field(name, label, "PROXIMITY", help, default, advanced=True)


def read(algorithm, parameters, context, feedback, notes, industries):
    """Return the user's own proximities of some industries, None without a table of them."""
    from .measures import proximitytable

    if not algorithm.given(parameters, "PROXIMITY"):
        return None
    source = tables.open_source(algorithm, parameters, "PROXIMITY", context)
    own = {"industry": algorithm.find_field(parameters, "PROXIMITY_INDUSTRY", context, source, notes, "industry")}
    named = {column: (name, algorithm.text(parameters, name, context) or default) for column, name, default in (
        ("other", "PROXIMITY_OTHER", "other"), ("proximity", "PROXIMITY_FIELD", "proximity"))}
    if any(source.fields().lookupField(field) >= 0 for _, field in named.values()):
        for column, (name, _) in named.items():
            own[column] = algorithm.find_field(parameters, name, context, source, notes)
        table = tables.read(algorithm, parameters, "PROXIMITY", context, feedback, own)
        return proximitytable.from_pairs(table, own, industries, notes)
    for name, _ in named.values():  # a name that the user gave must be there
        algorithm.find_field(parameters, name, context, source, notes, required=False)
    others = [field.name() for field in source.fields()]
    own.update({name: name for name in others if name != own["industry"] and name.lower() not in tables.RESERVED})
    table = tables.read(algorithm, parameters, "PROXIMITY", context, feedback, own)
    return proximitytable.from_square(table, own["industry"], industries, notes)
