"""Classes to renderers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFillSymbol,
    QgsGraduatedSymbolRenderer,
    QgsLinePatternFillSymbolLayer,
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
    labels: list = field(default_factory=list)

    def __post_init__(self):
        self.labels = class_labels(self.bounds, self.values, self.counts, self.unit)


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
    renderer = QgsGraduatedSymbolRenderer(f'coalesce("{classes.field}", {absent:.0f})')
    for low, high, colour, label in _spans(classes):
        renderer.addClassRange(QgsRendererRange(low, high, _symbol(colour, bool(classes.cautions)), label))
    if classes.cautions:
        legend = QgsFillSymbol.createSimple({"style": "no", "outline_color": palette.OUTLINE, "outline_width": "0.1"})
        legend.appendSymbolLayer(_hatch())
        renderer.addClassRange(QgsRendererRange(absent + 1, absent + 1, legend, classes.caution_label))
    renderer.addClassRange(QgsRendererRange(absent, absent, _symbol(palette.NO_DATA), _no_data(classes.missing)))
    return renderer


def rules(classes: Classes) -> QgsRuleBasedRenderer:
    """Return the same classes as rules, the form that an SLD can carry; the outer classes are open."""
    root = QgsRuleBasedRenderer.Rule(None)
    spans, name = _spans(classes), f'"{classes.field}"'
    for number, (low, high, colour, label) in enumerate(spans):
        above = [f"{name} > {low!r}"] if number > 0 else []
        below = [f"{name} <= {high!r}"] if number < len(spans) - 1 else []
        rule = " AND ".join(above + below) or f"{name} IS NOT NULL"
        root.appendChild(QgsRuleBasedRenderer.Rule(_symbol(colour), 0, 0, rule, label))
    without = QgsRuleBasedRenderer.Rule(_symbol(palette.NO_DATA), 0, 0, f"{name} IS NULL", _no_data(classes.missing))
    root.appendChild(without)
    return QgsRuleBasedRenderer(root)


def categorised(name: str, categories: dict, values, absent: str = "No data") -> QgsCategorizedSymbolRenderer:
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
    """
    values = list(values)
    held = [
        QgsRendererCategory(value, _symbol(colour), f"{label} ({sum(other == value for other in values):,})")
        for value, (label, colour) in categories.items()
    ]
    without = sum(value not in categories for value in values)
    held.append(QgsRendererCategory("", _symbol(palette.NO_DATA), f"{absent} ({without:,})"))
    return QgsCategorizedSymbolRenderer(name, held)


def _spans(classes: Classes) -> list:
    """Return (low, high, colour, label) a class; the outer ends are opened a little, so that rounding loses no one."""
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
    size = max(1.0, *(abs(value) for value in classes.values))
    return -(10.0 ** max(9, math.ceil(math.log10(size)) + 3))


def _no_data(number: int) -> str:
    return f"No data ({number:,})"


def _symbol(colour, hatched: bool = False) -> QgsFillSymbol:
    name = colour if isinstance(colour, str) else colour.name()
    symbol = QgsFillSymbol.createSimple({
        "color": name, "outline_color": palette.OUTLINE, "outline_width": "0.08", "outline_style": "solid",
        "joinstyle": "round",
    })
    if hatched:
        layer, line = _hatch(), QgsSymbolLayer.Property.PropertyStrokeColor
        ink = HATCH if QColor(name).lightness() > 110 else "#ffffff"
        shown = f"if(try(\"caution\" = 1, false), '{ink}', '0,0,0,0')"  # a legend has no feature: nothing is hatched
        layer.subSymbol().symbolLayer(0).setDataDefinedProperty(line, QgsProperty.fromExpression(shown))
        symbol.appendSymbolLayer(layer)
    return symbol


def _hatch() -> QgsLinePatternFillSymbolLayer:
    return QgsLinePatternFillSymbolLayer.create({
        "angle": "45", "distance": "1.2", "distance_unit": "MM", "line_width": "0.15", "line_width_unit": "MM",
        "color": HATCH, "outline_width": "0.15",
    })
