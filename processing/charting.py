"""What a picture is made of: the parameters that say which fields of a table it draws, reading them, and its words."""

from __future__ import annotations

from qgis.core import QgsProcessing, QgsProcessingParameterExpression

from . import provenance, tables
from .fields import kind_of

NAMING = ("industry", "area", "name", "group", "region", "reg_name", "part", "measure", "status", "period")
_KNOWN = {"*": "All together"}
_USUAL = {"x": ("X_FIELD", "period", "x"), "value": ("VALUE_FIELD", "value", "y")}


def add(algorithm) -> None:
    """Add the table, what is drawn of it, and its words."""
    tr = algorithm.tr
    algorithm.add_source("INPUT", tr("Table"), [QgsProcessing.SourceType.TypeVector], tr(
        "Any table or layer, such as a result of the other algorithms."))
    algorithm.add_choice("KIND", tr("Kind of picture"), ("line", "bar", "stacked", "scatter", "slope", "multiples"), tr(
        "'line': over time; 'bar': sorted bars; 'stacked': shares that add to 100 %; 'scatter': two values with a "
        "line of "
        "least squares; 'slope': two periods; 'multiples': a small panel for each series."), "line")
    algorithm.add(QgsProcessingParameterExpression("FILTER", tr("Filter"), None, "INPUT", True), tr(
        "Which rows to draw: an expression, such as \"industry\" = 'C (10-33)' AND \"period\" = 2023."))
    for name, label, help in (
        ("VALUE_FIELD", tr("Value field"), tr("The number to draw. Empty: value, or y of a scatter plot.")),
        ("X_FIELD", tr("Horizontal field"), tr("Year or other number. Empty: period, or x of a scatter plot.")),
        ("SERIES_FIELD", tr("Series field"), tr(
            "What a line, bar or point is of. Empty: the first of industry, area, group, region, part, measure and "
            "status that names every row of a period once; for bars and points area comes first.")),
        ("LABEL_FIELD", tr("Label field"), tr(
            "The words for it. Empty: name for areas, else what SERIES_FIELD holds.")),
        ("GROUP_FIELD", tr("Colour field"), tr("Colours bars and points by type or region; at most 8.")),
    ):
        algorithm.add_field(name, label, "INPUT", help)
    algorithm.add_source("NAMES", tr("Table of names"), [QgsProcessing.SourceType.TypeVector], tr(
        "Names for codes, such as of industries: written instead of the codes."), True)
    algorithm.add_field("NAMES_CODE", tr("Code field of the names"), "NAMES", tr("Holds the code."), "industry")
    algorithm.add_field("NAMES_NAME", tr("Name field of the names"), "NAMES", tr("Holds the name."), "name")
    algorithm.add_text("HIGHLIGHT", tr("Highlight"), tr(
        "Codes or names separated by semicolons: these are in colour and named, all else is grey."))
    for name, label in (("FROM", tr("First period")), ("TO", tr("Last period"))):
        algorithm.add_number(name, label, tr("Of a slope. Empty: the first and last that there are."), optional=True)
    algorithm.add_number("TOP", tr("Number of bars"), tr(
        "The longest are drawn, and those of HIGHLIGHT."), 20, 1, 200, True)
    for name, label, help in (
        ("TITLE", tr("Title"), tr("Empty: what the value is.")),
        ("SUBTITLE", tr("Subtitle"), tr(
            "Empty: what all rows have in common, such as industry and year, and the prices.")),
        ("X_TITLE", tr("Words for the horizontal field"), tr("Empty: the field's alias; none for years.")),
        ("Y_TITLE", tr("Words for the value"), tr("Empty: the field's alias, or its name.")),
        ("UNIT", tr("Unit"), tr(
            "Written at each number, such as '\u00a3m' or '%'; other units once, behind the words.")),
    ):
        algorithm.add_text(name, label, help)
    algorithm.add_source_line()


def read(algorithm, parameters, context, feedback, notes, kind: str) -> tuple:
    """Return the rows to draw and the field of each column."""
    source, columns = tables.open_source(algorithm, parameters, "INPUT", context), {}
    for column, (name, *usual) in _USUAL.items():
        if column == "x" and kind == "bar":
            continue
        if algorithm.given(parameters, name):
            columns[column] = algorithm.find_field(parameters, name, context, source, notes)
        else:
            columns[column] = _usual(source, name, usual[::-1] if kind == "scatter" else usual[:1])
    for column, name in (("given", "SERIES_FIELD"), ("label", "LABEL_FIELD"), ("colour", "GROUP_FIELD")):
        if algorithm.given(parameters, name):
            columns[column] = algorithm.find_field(parameters, name, context, source, notes)
    there = source.fields()
    for column, ending in (("low", "_lo"), ("high", "_hi")):
        if there.lookupField(columns["value"] + ending) >= 0:
            columns[column] = columns["value"] + ending
    columns.update({name: name for name in NAMING if there.lookupField(name) >= 0})
    where = algorithm.text(parameters, "FILTER", context)
    return tables.read(algorithm, parameters, "INPUT", context, feedback, columns, where=where), columns


def _usual(source, parameter: str, usual) -> str:
    there = source.fields()
    for name in usual:
        if there.lookupField(name) >= 0:
            return there.at(there.lookupField(name)).name()
    numbers = [one.name() for one in there if kind_of(one) in ("integer", "number") and one.name() != "fid"]
    held = ", ".join(numbers or [one.name() for one in there])
    raise ValueError(f"{parameter}: the layer '{source.sourceName()}' has no field '{usual[0]}'. Name the field to "
                     "draw in "
                     f"{parameter}; it has {held}.")


def names(algorithm, parameters, context, feedback, notes) -> dict:
    """Return words for codes, from the table of names."""
    from .measures.codes import as_text, key

    if not algorithm.given(parameters, "NAMES"):
        return dict(_KNOWN)
    table, _ = algorithm.read_table(parameters, "NAMES", context, feedback, notes, {
        "code": ("NAMES_CODE", "industry", True), "name": ("NAMES_NAME", "name", True)})
    table = table.dropna()
    return {**_KNOWN, **{key(code): as_text(name) for code, name in zip(table["code"], table["name"]) if as_text(name)}}


def alias(algorithm, parameters, context, field: str) -> str:
    """Return the words of a field: its alias, else those for our own results, else its name."""
    from .cartography import styling
    from .measures.chartwords import field_words

    return styling.field_words(provenance.layer_of(algorithm, parameters, "INPUT", context), field, context) or (
        field_words(field))


def words(algorithm, parameters, context, notes, table, columns: dict, drawn, known: dict, kind: str) -> tuple:
    """Return the words of the picture (`cartography.chartsheet.Words`), and the prices if something names them."""
    from .cartography.chartsheet import Words
    from .measures import chartwords

    given = {name: " ".join(algorithm.text(parameters, name, context).split())
             for name in ("TITLE", "SUBTITLE", "X_TITLE", "Y_TITLE", "UNIT")}
    called = alias(algorithm, parameters, context, columns["value"])
    value = given["Y_TITLE"] or (chartwords.share_of(called) if kind == "stacked" else called)
    across = given["X_TITLE"] or ("" if columns.get("x") in (None, "period") else alias(
        algorithm, parameters, context, columns["x"]))
    used = [name for name, field in columns.items() if field in (columns.get("given"), columns.get("x"))]
    same = chartwords.constants(table, known, used)
    layers = provenance.inputs(algorithm, {"INPUT": parameters["INPUT"]}, context)
    captions = [told.abstract().split("\n\n")[0] for told in map(provenance.stated, layers)]
    prices = chartwords.prices(called, *captions)
    both = f"{value} and {across[:1].lower() + across[1:] if across[1:2].islower() else across}"
    title = given["TITLE"] or (both if kind == "scatter" else value)
    told = " ".join([title, value, given["SUBTITLE"]]).lower()
    unit = given["UNIT"]
    if unit and unit[0] not in "\u00a3\u20ac$%":
        value, unit = f"{value} ({unit})", ""
    subtitle = ", ".join(filter(None, [given["SUBTITLE"] or same, prices if prices and prices not in told else ""]))
    found = Words(title, subtitle, across, value, unit, algorithm.source_line(parameters, context, notes),
                  _note(algorithm, parameters, context, columns, drawn, kind))
    found.description = chartwords.description(kind, drawn, title, value, unit)
    return found, prices


def _note(algorithm, parameters, context, columns, drawn, kind: str) -> str:
    """Return what a reader must know of the drawing: the band, the line of least squares."""
    if kind == "scatter" and drawn["fitted"].notna().any():
        from .measures.association import fit

        numbers = fit(drawn["x"].to_numpy(dtype=float), drawn["value"].to_numpy(dtype=float)).numbers
        fits = "" if numbers["R2"] != numbers["R2"] else f", R\u00b2 = {numbers['R2']:.2f}"
        return f"Dashed: line of least squares, n = {numbers['N']:,}{fits}."
    if kind in ("line", "multiples", "bar") and drawn["low"].notna().any() and drawn["high"].notna().any():
        low, high = (alias(algorithm, parameters, context, columns[name]) for name in ("low", "high"))
        return f"{'Thin line' if kind == 'bar' else 'Band'}: interval, {low} to {high}."
    return ""
