"""Print as JSON how the layers named on the command line are drawn, in a QGIS that has never seen them.

The classes, and how many features the renderer itself puts in each of them.
"""

from __future__ import annotations

import json
import os
import sys
import warnings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
warnings.simplefilter("ignore")

from qgis.core import (  # noqa: E402
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsGraduatedSymbolRenderer,
    QgsProject,
    QgsRenderContext,
    QgsTemporalUtils,
    QgsVectorLayer,
)


def classes_of(renderer) -> list[dict]:
    """Return label, colour and limits or value of each class, in the order of the legend."""
    if isinstance(renderer, QgsGraduatedSymbolRenderer):
        return [
            {"label": part.label(), "colour": part.symbol().color().name(), "low": part.lowerValue(),
             "high": part.upperValue()}
            for part in renderer.ranges()
        ]
    if isinstance(renderer, QgsCategorizedSymbolRenderer):
        return [
            {"label": part.label(), "colour": part.symbol().color().name(), "value": str(part.value())}
            for part in renderer.categories()
        ]
    items = [item for item in renderer.legendSymbolItems() if item.symbol()]
    labels = labels_of(renderer)
    return [{"label": labels[item.ruleKey()], "colour": item.symbol().color().name()} for item in items]


def labels_of(renderer) -> dict:
    """Return the label of each class by its key; a class in a group of rules has the group's before it."""
    items = renderer.legendSymbolItems()
    groups = {item.ruleKey(): item.label() for item in items if not item.symbol()}
    return {
        item.ruleKey(): f"{groups[item.parentRuleKey()]} > {item.label()}" if item.parentRuleKey() in groups else item.label()
        for item in items if item.symbol()
    }


def drawn(layer, renderer) -> list:
    """Return for each feature the legend label under which it is drawn, None where it is not drawn."""
    labels = labels_of(renderer)
    context = QgsRenderContext()
    context.setExpressionContext(layer.createExpressionContext())
    renderer.startRender(context, layer.fields())
    found = []
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        keys = labels.keys() & renderer.legendKeysForFeature(feature, context)
        assert len(keys) <= 1, f"a feature is drawn {len(keys)} times"
        found.append(labels[next(iter(keys))] if keys else None)
    renderer.stopRender(context)
    return found


def dates_of(layer) -> list:
    """Return from when to when the temporal controller plays a layer; QGIS switches it off in a file that it opens."""
    layer.loadDefaultStyle()
    if not layer.temporalProperties().isActive():
        return []
    project = QgsProject()
    project.addMapLayer(layer, False)
    span = QgsTemporalUtils.calculateTemporalRangeForProject(project)
    return [span.begin().toString("yyyy-MM-dd"), span.end().toString("yyyy-MM-dd")]


def describe(source: str) -> dict:
    """Return what a layer looks like when it is opened by its path alone; `layer+style` adds a style file."""
    path, _, style = source.partition("+")
    layer = QgsVectorLayer(path, "layer", "ogr")
    assert layer.isValid(), path
    if style:
        message, fine = layer.loadSldStyle(style) if style.endswith(".sld") else layer.loadNamedStyle(style)
        assert fine, message
    renderer = layer.renderer().clone()
    labels = drawn(layer, renderer)
    counts = {label: labels.count(label) for label in sorted(set(labels), key=str)}
    return {
        "renderer": renderer.type(), "attribute": getattr(renderer, "classAttribute", lambda: "")(),
        "classes": classes_of(renderer), "counts": {str(label): number for label, number in counts.items()},
        "undrawn": labels.count(None), "features": layer.featureCount(), "title": layer.metadata().title(),
        "abstract": layer.metadata().abstract(),
        "labels": layer.labeling().settings().fieldName if layer.labelsEnabled() else "",
        "aliases": {field.name(): field.alias() for field in layer.fields()}, "dates": dates_of(layer.clone()),
    }


def main(sources) -> None:
    application = QgsApplication([], False)
    application.initQgis()
    sys.stdout.write(json.dumps({source: describe(source) for source in sources}))
    sys.stdout.flush()
    os._exit(0)  # leaving QGIS in good order takes longer than the work, and can crash


if __name__ == "__main__":
    main(sys.argv[1:])
