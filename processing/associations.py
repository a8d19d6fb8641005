"""What may go with growth: the parameters of its table, reading it, and matching districts of up to three layers."""

from __future__ import annotations

from qgis.core import QgsProcessing, QgsProcessingParameterExpression

from . import destinations, fields, tables
from .algorithm import is_installed
from .observations import GROUPINGS

_COLUMNS = {"x": "X_FIELD", "numerator": "NUMERATOR_FIELD", "denominator": "DENOMINATOR_FIELD", "y": "Y_FIELD"}


def add(algorithm) -> None:
    """Add the parameters of the table INTENSITY."""
    tr = algorithm.tr
    algorithm.add_source("INTENSITY", tr("Table of intensity"), [QgsProcessing.SourceType.TypeVector], tr(
        "What may go with growth, such as R&D: one row for each district, or for each district and year."))
    for name, label, default, help in (
        ("INTENSITY_AREA", tr("District code field of the intensity"), "area", tr("Joins the tables.")),
        ("INTENSITY_PERIOD", tr("Year field of the intensity"), "period", tr("Absent: one row a district.")),
        ("X_FIELD", tr("Intensity field (x)"), None, tr("Holds the intensity itself.")),
        ("NUMERATOR_FIELD", tr("Numerator field"), None, tr(
            "Instead of X_FIELD: x is this over DENOMINATOR_FIELD, year by year, then averaged.")),
        ("DENOMINATOR_FIELD", tr("Denominator field"), None, tr("Such as output; 0 gives no x.")),
    ):
        algorithm.add_field(name, label, "INTENSITY", help, default)
    for name, label, help in (
        ("X_FROM", tr("First year of the intensity"), tr("x is averaged from this year; empty: from the first.")),
        ("X_TO", tr("Last year of the intensity"), tr("x is averaged up to this year; empty: to the last.")),
    ):
        algorithm.add_number(name, label, help, None, 0, 9999, True, True)
    algorithm.add_field("Y_FIELD", tr("Other field (y)"), "INTENSITY", tr(
        "Without OBSERVATIONS: the field that x may go with, averaged over the same years."))
    algorithm.add_text("X_TITLE", tr("Words for x"), tr("For sentences, such as 'R&D / output'; empty: the field."))
    algorithm.add_text("Y_TITLE", tr("Words for y"), tr("For Y_FIELD, in the same way."))
    algorithm.add(
        QgsProcessingParameterExpression("FILTER", tr("Filter"), None, "INTENSITY", True),
        tr("Which rows of the intensity: an expression that leaves one row for each district and year."))


def fault(algorithm, parameters) -> str:
    """Return what is wrong with the choice of x and y, empty if nothing."""
    x, numerator, denominator, y = (algorithm.given(parameters, name) for name in _COLUMNS.values())
    if x and (numerator or denominator):
        return "Give either X_FIELD, or NUMERATOR_FIELD and DENOMINATOR_FIELD: x can only be one of them."
    if not x and not (numerator and denominator):
        return "Name the intensity in X_FIELD, or give both NUMERATOR_FIELD and DENOMINATOR_FIELD."
    observations = algorithm.given(parameters, "OBSERVATIONS")
    if observations and y:
        return "Give either OBSERVATIONS, whose growth is y, or Y_FIELD: y can only be one of them."
    if not observations and not y:
        return "Give OBSERVATIONS, whose growth is y, or name another field of INTENSITY in Y_FIELD."
    if not observations and (algorithm.given(parameters, "DEFLATOR") or algorithm.given(parameters, "PRICE_YEAR")):
        return "DEFLATOR is for the output in OBSERVATIONS. Leave it and PRICE_YEAR empty, or give OBSERVATIONS."
    return ""


def read(algorithm, parameters, context, feedback, notes) -> tuple:
    """Return the intensity (`measures.intensity.Intensity`), and words for x and y."""
    from .measures.intensity import intensity

    source = tables.open_source(algorithm, parameters, "INTENSITY", context)
    columns = {"area": algorithm.find_field(parameters, "INTENSITY_AREA", context, source, notes, "area")}
    period = algorithm.find_field(parameters, "INTENSITY_PERIOD", context, source, notes, "period", False)
    columns.update({"period": period} if period else {})
    for column, name in _COLUMNS.items():
        if algorithm.given(parameters, name):
            columns[column] = algorithm.find_field(parameters, name, context, source, notes)
    named = fields.guess(source, "area_name")
    columns.update({"name": named[0]} if len(named) == 1 else {})
    where = algorithm.text(parameters, "FILTER", context)
    table = tables.read(algorithm, parameters, "INTENSITY", context, feedback, columns, where=where)
    span = tuple(algorithm.year_or_none(parameters, name, context) for name in ("X_FROM", "X_TO"))
    level, nations = (algorithm.text(parameters, name, context) for name in ("AREA_LEVEL", "NATIONS"))
    found = intensity(table, columns, span, level, nations, notes)
    titles = [algorithm.text(parameters, name, context) for name in ("X_TITLE", "Y_TITLE")]
    named = columns.get("x") or f"{columns['numerator']} / {columns['denominator']}", columns.get("y") or ""
    words = [title or name for title, name in zip(titles, named)]
    return found, tuple(f"{word} ({found.years})" if found.years and word else word for word in words)


def values(algorithm, parameters, context, feedback, notes) -> tuple:
    """Return x and y of each district (`measures.association.Pairs`), and the prices in words."""
    from .measures import association, growthrates, prices

    index = algorithm.read_prices(parameters, context, feedback, notes)
    if not algorithm.given(parameters, "OBSERVATIONS"):
        held, (x_words, y_words) = read(algorithm, parameters, context, feedback, notes)
        return association.Pairs.of(held.areas, held.x, held.y, x_words, y_words, held.names), "as given"
    panel = algorithm.read_observations(parameters, context, feedback, notes)
    span = tuple(algorithm.year_or_none(parameters, name, context) for name in ("FROM", "TO"))
    grown = growthrates.growth_of(
        panel, algorithm.given(parameters, "INDUSTRIES"), algorithm.text(parameters, "INDUSTRY_LEVEL", context), span,
        algorithm.text(parameters, "GROWTH", context), index, notes)
    held, (x_words, _) = read(algorithm, parameters, context, feedback, notes)
    held.tell_order(grown.start, any(algorithm.given(parameters, name) for name in ("X_FROM", "X_TO")), notes)
    strict = algorithm.parameterAsBoolean(parameters, "STRICT", context)
    pairs = association.paired(grown.areas, grown.values, held.areas, held.x, strict, notes)
    pairs.x_words, pairs.y_words = x_words, grown.words
    pairs.call({**held.names, **panel.names})
    return pairs, prices.words(index)


def districts(algorithm, parameters, context, feedback, notes, pairs):
    """Return the layer of districts, None without one; give the pairs their names and groups from it."""
    from .measures.districts import positions
    from .measures.groups import encode

    if not algorithm.given(parameters, "AREAS"):
        return None
    source = tables.open_source(algorithm, parameters, "AREAS", context)
    there = [name for name in GROUPINGS if source.fields().lookupField(name) >= 0]
    field = there[0] if there else None
    if algorithm.given(parameters, "GROUP_FIELD"):
        field = algorithm.find_field(parameters, "GROUP_FIELD", context, source, notes)
    elif field:
        notes.info(f"GROUP_FIELD: field '{field}' of '{source.sourceName()}' is taken.")
    mapped = bool(destinations.sink_path(parameters.get("MAP")))
    areas = algorithm.read_areas(parameters, context, feedback, notes, {"group": field}, mapped=mapped)
    pairs.unmatched += algorithm.match(parameters, context, notes, pairs.codes, areas["area"])
    pairs.call(dict(zip(areas["area"], areas["name"])))
    if field:
        held = areas["group"].tolist()
        labels = [held[place] if place >= 0 else None for place in positions(pairs.codes, areas["area"])]
        groups = encode(labels, field, pairs.codes, notes)
        pairs.groups = [groups.labels[number] for number in groups.numbers]
    return areas


def residual_pattern(algorithm, parameters, context, feedback, notes, areas, columns) -> dict:
    """Return Moran's I of the residuals and its p, None where it cannot be had; say why not, or what it means."""
    from .measures.association import spread

    nothing = {"MORAN_I": None, "MORAN_P": None}
    if areas is None or not areas.polygons:
        return nothing
    missing = [package for package in ("geopandas", "libpysal", "esda") if not is_installed(package)]
    if missing:
        notes.warning(f"Moran's I of the residuals is left out. {algorithm.how_to_get(missing[-1])}")
        return nothing
    from .measures.spatialclusters import moran_among

    residuals = spread(columns, areas["area"], areas["name"])["residual"]
    places = [place for place, value in enumerate(residuals) if value is not None]
    step = tables.stepper(feedback)
    try:
        neighbours = algorithm.neighbours(parameters, context, areas, places, notes)
        permutations, seed = (algorithm.parameterAsInt(parameters, name, context) for name in ("PERMUTATIONS", "SEED"))
        step(0, 1)
        names = [name or code for code, name in zip(areas["area"], areas["name"])]
        found = moran_among(residuals, neighbours, permutations, seed, names, notes)
    except ValueError as fault:
        notes.warning(f"Moran's I of the residuals is left out. {fault}")
        return nothing
    step(1, 1)
    return {"MORAN_I": found["i"], "MORAN_P": found["p"]}
