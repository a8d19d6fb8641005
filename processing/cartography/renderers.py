"""Classes to renderers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFillSymbol,
    QgsGraduatedSymbolRenderer,
    QgsLinePatternFillSymbolLayer,
    QgsMarkerSymbol,
    QgsProperty,
    QgsRendererCategory,
    QgsRendererRange,
    QgsRuleBasedRenderer,
    QgsSymbolLayer,
)
from qgis.PyQt.QtGui import QColor

from . import palette
from .labels import class_labels

HATCH = "#333333"


@dataclass
class Classes:
    """A classed field: what the renderer and the legend show.

    Attributes
    ----------
    field : str
        The field that is classed.
    bounds, counts : list
        Upper bounds, rising, and the number of districts in each class.
    values : list of float
        The classed values.
    missing : int
        Districts without a value.
    colours : list of QColor
    unit : str
    cautions : int
        Districts to hatch, by a field ``caution`` that is 1.
    caution_label : str
    suppressed : int
        Districts whose value is withheld, by a field ``suppressed`` that is 1; they are not among the missing.
    """

    field: str
    bounds: list
    counts: list
    values: list
    missing: int
    colours: list
    unit: str = ""
    cautions: int = 0
    caution_label: str = ""
    suppressed: int = 0
    labels: list = field(default_factory=list)

    def __post_init__(self):
        self.labels = class_labels(self.bounds, self.values, self.counts, self.unit) if self.bounds else []


@dataclass
class Group:
    """One map of a layer that holds several: the classes of some of its features.

    Attributes
    ----------
    label : str
        Its title in the legend.
    where : str
        The expression that its features meet.
    classes : Classes
    active : bool
        Whether it is drawn until a reader ticks another.
    """

    label: str
    where: str
    classes: Classes
    active: bool = True


def classify(name, values, bounds, ramp: str, centre=None, unit: str = "") -> Classes:
    """Return the classes of a field, with colours.

    Parameters
    ----------
    name : str
        The field.
    values : array of float, shape (n,)
    bounds : list of float
        Upper bounds, rising.
    ramp : str
        One of `palette.RAMPS`.
    centre : float, optional
        The bound at which a diverging ramp changes its hue.
    unit : str
    """
    import numpy as np

    from ..measures.breaks import class_counts

    values = np.asarray(values, dtype=float)
    known = values[~np.isnan(values)]
    if not bounds:
        return Classes(name, [], [], [], len(values), [], unit)
    if centre is not None and ramp in palette.DIVERGING:
        below = sum(bound <= centre for bound in bounds)
        shades = palette.around(ramp, below, len(bounds) - below)
    else:
        shades = palette.colours(ramp, len(bounds))
    return Classes(
        name, list(bounds), class_counts(values, bounds), known.tolist(),
        int(np.isnan(values).sum()), shades, unit,
    )


def graduated(classes: Classes) -> QgsGraduatedSymbolRenderer:
    """Return a graduated renderer; districts without a value are its last, grey class."""
    absent = _absent(classes)
    instead = f"{absent:.0f}"
    if classes.suppressed:
        instead = f'if("suppressed" = 1, {absent + 2:.0f}, {absent:.0f})'
    renderer = QgsGraduatedSymbolRenderer(f'coalesce("{classes.field}", {instead})')
    for low, high, colour, label in _spans(classes):
        renderer.addClassRange(QgsRendererRange(low, high, _symbol(colour, bool(classes.cautions)), label))
    if classes.cautions:
        renderer.addClassRange(QgsRendererRange(absent + 1, absent + 1, _hatch_alone(), classes.caution_label))
    if classes.suppressed:
        renderer.addClassRange(QgsRendererRange(absent + 2, absent + 2, _withheld(), _suppressed(classes)))
    renderer.addClassRange(QgsRendererRange(absent, absent, _without(classes), _no_data(classes.missing)))
    return renderer


def rules(classes: Classes) -> QgsRuleBasedRenderer:
    """Return the same classes as rules, the form that an SLD can carry; the outer classes are open."""
    root = QgsRuleBasedRenderer.Rule(None)
    for rule in _rules_of(classes):
        root.appendChild(rule)
    return QgsRuleBasedRenderer(root)


def grouped(groups) -> QgsRuleBasedRenderer:
    """Return a group of rules for each map of a layer, with its classes below it, each to be ticked in the legend."""
    root = QgsRuleBasedRenderer.Rule(None)
    for group in groups:
        parent = QgsRuleBasedRenderer.Rule(None, 0, 0, group.where, group.label)
        parent.setActive(group.active)
        for rule in _rules_of(group.classes, hatched=bool(group.classes.cautions)):
            parent.appendChild(rule)
        root.appendChild(parent)
    return QgsRuleBasedRenderer(root)


def flat(groups) -> QgsRuleBasedRenderer:
    """Return the maps that are drawn as one list of rules, since an SLD has neither groups nor boxes to tick."""
    root = QgsRuleBasedRenderer.Rule(None)
    for group in groups:
        for rule in _rules_of(group.classes) if group.active else ():
            rule.setFilterExpression(f"{group.where} AND {rule.filterExpression()}")
            rule.setLabel(f"{group.label}: {rule.label()}")
            root.appendChild(rule)
    return QgsRuleBasedRenderer(root)


def _rules_of(classes: Classes, hatched: bool = False) -> list:
    """Return a rule for each class, for what is hatched, for what is withheld and for what has no value."""
    spans, name, found = _spans(classes), f'"{classes.field}"', []

    def add(symbol, where, label):
        found.append(QgsRuleBasedRenderer.Rule(symbol, 0, 0, where, label))

    for number, (low, high, colour, label) in enumerate(spans):
        above = [f"{name} > {low!r}"] if number > 0 else []
        below = [f"{name} <= {high!r}"] if number < len(spans) - 1 else []
        add(_symbol(colour, hatched), " AND ".join(above + below) or f"{name} IS NOT NULL", label)
    if hatched:
        add(_hatch_alone(), "false", classes.caution_label)
    missing = f"{name} IS NULL"
    if classes.suppressed:
        add(_withheld(), f'{missing} AND "suppressed" = 1', _suppressed(classes))
        missing += ' AND ("suppressed" IS NULL OR "suppressed" <> 1)'
    add(_without(classes), missing, _no_data(classes.missing))
    return found


def categorised(
    name: str, categories: dict, values, absent: str = "No data", hatched: str = "", uncounted=(), points: bool = False,
) -> QgsCategorizedSymbolRenderer:
    """Return a renderer with a fixed order of categories; what has none is the last, grey one.

    Parameters
    ----------
    name : str
        The field.
    categories : dict
        Value to (label, colour), in the order of the legend.
    values : sequence
        The field's values, to be counted.
    absent : str
        What it means to have none.
    hatched : str
        What hatches mean, where a field ``caution`` that is 1 hatches; empty for none.
    uncounted : sequence
        Values whose label is shown without a count: those of one district.
    points : bool
        Whether they are drawn as dots.
    """
    values = list(values)

    def symbol(colour):
        return _dot(colour) if points else _symbol(colour, bool(hatched))

    held = [
        QgsRendererCategory(
            value, symbol(colour),
            label if value in uncounted else f"{label} ({sum(other == value for other in values):,})")
        for value, (label, colour) in categories.items()
    ]
    if hatched:
        held.append(QgsRendererCategory("hatched", _hatch_alone(), hatched))
    without = sum(value not in categories for value in values)
    held.append(QgsRendererCategory("", (_dot if points else _symbol)(palette.NO_DATA), f"{absent} ({without:,})"))
    return QgsCategorizedSymbolRenderer(name, held)


def _spans(classes: Classes) -> list:
    """Return (low, high, colour, label) a class; the outer ends are opened a little, so that rounding loses no one."""
    if not classes.bounds:
        return []
    lowest, highest = min(classes.values), max(classes.values)
    margin = 1e-9 * max(1.0, abs(lowest), abs(highest))
    edges = [min(lowest, classes.bounds[0]) - margin, *(_above(bound) for bound in classes.bounds)]
    edges[-1] = max(highest, classes.bounds[-1]) + margin
    return list(zip(edges, edges[1:], classes.colours, classes.labels))


def _above(bound: float) -> float:
    """Return a bound at fifteen significant digits, rounded up: styles are stored with limited digits."""
    if not bound:
        return bound
    digits = min(14, 14 - math.floor(math.log10(abs(bound))))
    rounded = round(bound, digits)
    return rounded if rounded >= bound else round(rounded + 10.0**-digits, digits)


def _absent(classes: Classes) -> float:
    """Return a number far below all values, which stands for NULL in the renderer alone."""
    size = max([1.0, *(abs(value) for value in classes.values)])
    return -(10.0 ** max(9, math.ceil(math.log10(size)) + 3))


def _no_data(number: int) -> str:
    return f"No data ({number:,})"


def _suppressed(classes: Classes) -> str:
    return f"Suppressed ({classes.suppressed:,})"


def _symbol(colour, hatched: bool = False) -> QgsFillSymbol:
    name = colour if isinstance(colour, str) else colour.name()
    symbol = QgsFillSymbol.createSimple({
        "color": name, "outline_color": palette.OUTLINE, "outline_width": "0.08", "outline_style": "solid",
        "joinstyle": "round",
    })
    if hatched:
        ink = HATCH if QColor(name).lightness() > 110 else "#ffffff"
        layer, told = _hatch(ink), 'try("caution" = 1, false)'
        shown = QgsProperty.fromExpression(told)
        layer.setDataDefinedProperty(QgsSymbolLayer.Property.PropertyLayerEnabled, shown)
        # A legend has no feature and draws what is not enabled, so there the lines have no colour.
        line = QgsProperty.fromExpression(f"if({told}, '{ink}', '0,0,0,0')")
        layer.subSymbol().symbolLayer(0).setDataDefinedProperty(QgsSymbolLayer.Property.PropertyStrokeColor, line)
        symbol.appendSymbolLayer(layer)
    return symbol


def _hatch_alone() -> QgsFillSymbol:
    """Return what the legend shows for hatched districts, whatever their class."""
    symbol = QgsFillSymbol.createSimple({"style": "no", "outline_color": palette.OUTLINE, "outline_width": "0.1"})
    symbol.appendSymbolLayer(_hatch())
    return symbol


def _without(classes: Classes) -> QgsFillSymbol:
    """Return the grey of no data, with white lines where a class looks much the same."""
    symbol = _symbol(palette.NO_DATA)
    if palette.looks_like_no_data([colour.name() for colour in classes.colours]):
        symbol.appendSymbolLayer(_hatch("#ffffff", 135, 1.6, 0.4))
    return symbol


def _withheld() -> QgsFillSymbol:
    symbol = _symbol(palette.NO_DATA)
    symbol.appendSymbolLayer(_hatch(HATCH, 135, 2.0, 0.2))
    return symbol


def _dot(colour: str) -> QgsMarkerSymbol:
    return QgsMarkerSymbol.createSimple({
        "name": "circle", "color": colour, "size": "1.8", "outline_color": palette.OUTLINE, "outline_width": "0.1",
    })


def _hatch(colour: str = HATCH, angle=45, distance=1.2, width=0.15) -> QgsLinePatternFillSymbolLayer:
    return QgsLinePatternFillSymbolLayer.create({
        "angle": f"{angle}", "distance": f"{distance}", "distance_unit": "MM", "line_width": f"{width}",
        "line_width_unit": "MM", "color": colour, "outline_width": f"{width}",
    })
