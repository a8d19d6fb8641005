"""The layers of a map that is classed for the page: one for each page, with classes in common or of its own."""

from __future__ import annotations

import dataclasses

from qgis.core import (
    QgsFeature,
    QgsFillSymbol,
    QgsGeometry,
    QgsRuleBasedRenderer,
    QgsSimpleLineSymbolLayer,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from ..fields import fields_of
from . import renderers
from .typography import INK

FIELD = "map_value"
READING = "Numbers in brackets count districts; a value on a limit belongs to the lower class."


@dataclasses.dataclass
class Classing:
    """Class bounds with their colours, and the values that they were made for.

    Attributes
    ----------
    bounds : list of float
        Upper bounds, rising.
    ramp : str
    centre : float or None
        Where a diverging ramp changes its hue.
    values : ndarray of float
        All that legends with these bounds must tell apart.
    unit : str
    """

    bounds: list
    ramp: str
    centre: object
    values: object
    unit: str = ""


def renderer(classing: Classing, values, caution):
    """Return the renderer of some of the values: limits and words as for all of them, counts its own."""
    from ..measures.breaks import class_counts

    pooled = renderers.classify(FIELD, classing.values, classing.bounds, classing.ramp, classing.centre, classing.unit)
    known = values == values
    classes = dataclasses.replace(
        pooled, counts=class_counts(values, classing.bounds), missing=int((~known).sum()))
    if caution is not None:
        classes.cautions = sum(1 for flag, there in zip(caution, known) if flag == 1 and there)
        classes.caution_label = f"Hatched: small number ({classes.cautions:,})"
    return renderers.graduated(classes)


def blank(number: int):
    """Return the renderer of districts without any value."""
    return renderers.categorised(FIELD, {}, [None] * number)


def layer(areas, values, caution, drawn, name: str, alias: str) -> QgsVectorLayer:
    """Return the districts with their values, styled.

    Parameters
    ----------
    areas : tables.Layer
        Districts with `area`, `name` and `geometry`.
    values : ndarray of float, shape (districts,)
    caution : list of int or None, optional
    drawn : QgsFeatureRenderer
    name, alias : str
        Titles of the layer and of the value.
    """
    from ..measures.longtable import values as nullable

    kinds = {"area": "text", "name": "text", FIELD: "number"}
    columns = [areas["area"], areas["name"], nullable(values)]
    if caution is not None:
        kinds["caution"] = "integer"
        columns.append(caution)
    made = _memory(name, areas.crs, kinds, zip(areas["geometry"], zip(*columns)))
    made.setFieldAlias(2, alias)
    made.setRenderer(drawn)
    return made


def outline(shape: QgsGeometry, crs, name: str, larger: float) -> QgsVectorLayer:
    """Return one district as a thick line on a white edge."""
    made = _memory(name, crs, {"name": "text"}, [(shape, (name,))])
    symbol = QgsFillSymbol.createSimple({"style": "no", "outline_style": "no"})
    symbol.deleteSymbolLayer(0)
    for colour, width in (("white", 1.3), (INK, 0.6)):
        line = QgsSimpleLineSymbolLayer(QColor(colour), width * larger)
        line.setWidthUnit(QgsUnitTypes.RenderUnit.RenderMillimeters)
        symbol.appendSymbolLayer(line)
    root = QgsRuleBasedRenderer.Rule(None)
    root.appendChild(QgsRuleBasedRenderer.Rule(symbol, 0, 0, "", name))
    made.setRenderer(QgsRuleBasedRenderer(root))
    return made


def _memory(name: str, crs, kinds: dict, rows) -> QgsVectorLayer:
    made = QgsVectorLayer("MultiPolygon", name, "memory")
    made.setCrs(crs)
    fields = fields_of(kinds)
    made.dataProvider().addAttributes(list(fields))
    made.updateFields()
    features = []
    for shape, attributes in rows:
        feature = QgsFeature(made.fields())
        feature.setGeometry(shape)
        feature.setAttributes(list(attributes))
        features.append(feature)
    made.dataProvider().addFeatures(features)
    made.updateExtents()
    return made
