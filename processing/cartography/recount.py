"""Legends that count what is drawn: a map of several years is printed one year at a time."""

from __future__ import annotations

import re

from qgis.core import QgsCategorizedSymbolRenderer, QgsGraduatedSymbolRenderer, QgsRenderContext, QgsRuleBasedRenderer

_COUNT = re.compile(r" \([\d,]+\)$")
HATCHED = "Hatched"


def drawn(layer) -> list:
    """Return the features that the style of a layer draws."""
    return [feature for feature, keys in _keys(layer) if keys]


def show_what_is_there(layer) -> bool:
    """Switch on the parts of a style that draw a feature, where those that are on draw none; tell if there are any."""
    renderer = layer.renderer()
    if drawn(layer):
        return True
    if not isinstance(renderer, QgsRuleBasedRenderer):
        return False
    parts, filled = renderer.rootRule().children(), []
    for part in parts:
        for other in parts:
            other.setActive(other is part)
        filled.append(bool(drawn(layer)))
    for part, holds in zip(parts, filled):
        part.setActive(holds)
    return any(filled)


def recount(layer) -> bool:
    """Let each label of a legend that ends in a number in brackets count the features drawn; tell if one changed.

    A label of hatched districts counts those with a field ``caution`` that is 1.
    """
    renderer, counts, hatched = layer.renderer(), {}, 0
    flagged = layer.fields().lookupField("caution")
    for feature, keys in _keys(layer):
        for key in keys:
            counts[key] = counts.get(key, 0) + 1
        hatched += flagged >= 0 and feature[flagged] == 1
    changed = False
    for item in renderer.legendSymbolItems():
        label = item.label()
        if not _COUNT.search(label):
            continue
        number = hatched if label.startswith(HATCHED) else counts.get(item.ruleKey(), 0)
        told = f"{_COUNT.sub('', label)} ({number:,})"
        if told != label and _relabel(renderer, item.ruleKey(), label, told):
            changed = True
    return changed


def _keys(layer):
    """Yield each feature with the keys of the legend that it is drawn by."""
    renderer, around = layer.renderer().clone(), QgsRenderContext()
    around.setExpressionContext(layer.createExpressionContext())
    renderer.startRender(around, layer.fields())
    for feature in layer.getFeatures():
        around.expressionContext().setFeature(feature)
        shown = renderer.willRenderFeature(feature, around)
        yield feature, (renderer.legendKeysForFeature(feature, around) or {""}) if shown else set()
    renderer.stopRender(around)


def _relabel(renderer, key: str, label: str, told: str) -> bool:
    """Change the label of one entry; tell if that could be done."""
    if isinstance(renderer, QgsRuleBasedRenderer):
        rule = renderer.rootRule().findRuleByKey(key)
        if rule is not None:
            rule.setLabel(told)
        return rule is not None
    parts = {QgsGraduatedSymbolRenderer: ("ranges", "updateRangeLabel"),
             QgsCategorizedSymbolRenderer: ("categories", "updateCategoryLabel")}
    for kind, (held, change) in parts.items():
        if isinstance(renderer, kind):
            places = [place for place, part in enumerate(getattr(renderer, held)()) if part.label() == label]
            for place in places[:1]:
                getattr(renderer, change)(place, told)
            return bool(places)
    return False
