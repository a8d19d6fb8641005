"""The things on a printed page: texts, maps, pictures, scale bars and legends, each placed in millimetres."""

from __future__ import annotations

import base64
import contextlib
import math
import re

from qgis.core import (
    QgsDistanceArea,
    QgsFillSymbol,
    QgsLayerTreeModelLegendNode,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemMapOverview,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutItemShape,
    QgsLayoutMeasurement,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendRenderer,
    QgsLegendStyle,
    QgsMapClippingRegion,
    QgsMapLayerLegendUtils,
    QgsPointXY,
    QgsRuleBasedRenderer,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import QRectF, Qt
from qgis.PyQt.QtGui import QColor

from . import typography
from .typography import INK

SYMBOL, GAP = 7.0, 2.0
_MM = QgsUnitTypes.LayoutUnit.LayoutMillimeters
_RULE_KEY = QgsLayerTreeModelLegendNode.LegendNodeRoles.RuleKeyRole
_KM = QgsUnitTypes.DistanceUnit.DistanceKilometers
_COUNT = re.compile(r" (\([\d,]+\))$")
NORTH = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 30"><path d="M10 9 L16 29 L10 24 L4 29 Z" fill="#1a1a1a"/>'
    '<path d="M7.4 7.5 V0.8 L12.6 7.2 V0.8" fill="none" stroke="#1a1a1a" stroke-width="1.5"/></svg>'
)


def literal(text: str) -> str:
    """Return a text that QGIS prints as it stands: without this, `[% ... %]` would be run as an expression.

    >>> literal("[% 1 + 1 %]")
    "[%'['%]% 1 + 1 %]"
    """
    return text.replace("[%", "[%'['%]%")


def inline(svg: str) -> str:
    """Return the text of an SVG as the path of a picture, so that no file is needed."""
    return "base64:" + base64.b64encode(svg.encode("utf-8")).decode("ascii")


def put(item, page: int, box: QRectF, name: str):
    """Place an item on a page."""
    item.layout().addLayoutItem(item)
    item.setId(name)
    item.attemptMove(QgsLayoutPoint(box.x(), box.y(), _MM), True, False, page)
    item.attemptResize(QgsLayoutSize(box.width(), box.height(), _MM))
    return item


def frame(item, thickness: float = 0.2):
    """Draw a thin line around an item."""
    item.setFrameEnabled(True)
    item.setFrameStrokeColor(QColor(INK))
    item.setFrameStrokeWidth(QgsLayoutMeasurement(thickness, _MM))


def text(layout, lines: typography.Fitted, page: int, box: QRectF, name: str):
    """Place lines of plain text."""
    item = QgsLayoutItemLabel(layout)
    item.setMode(QgsLayoutItemLabel.Mode.ModeFont)
    item.setText(literal(lines.text))
    item.setHAlign(Qt.AlignmentFlag.AlignLeft)
    item.setMarginX(0)
    item.setMarginY(0)
    if hasattr(item, "setTextFormat"):
        item.setTextFormat(typography.text_format(lines.points, lines.bold))
    else:
        item.setFont(typography.font(lines.points, lines.bold))
        item.setFontColor(QColor(INK))
    return put(item, page, box, name)


def chart(layout, crs, layers, extent, page: int, box: QRectF, name: str):
    """Place a map of some layers."""
    item = QgsLayoutItemMap(layout)
    item.setRect(0, 0, 10, 10)  # a map that never had a size cannot be zoomed
    item.setCrs(crs)
    item.setExtent(extent)
    put(item, page, box, name)
    item.setLayers(layers)
    item.setKeepLayerSet(True)
    item.setBackgroundColor(QColor("white"))
    item.setMapFlags(item.mapFlags() & ~QgsLayoutItemMap.MapItemFlag.ShowPartialLabels)
    item.zoomToExtent(extent)
    return item


@contextlib.contextmanager
def clipped(layout):
    """Cut the shapes on each map at its edge while the layout is drawn, for what is drawn to cannot clip."""
    shapes = []
    for chart in [item for item in layout.items() if isinstance(item, QgsLayoutItemMap)]:
        shape = QgsLayoutItemShape(layout)
        shape.setShapeType(QgsLayoutItemShape.Shape.Rectangle)
        box = chart.rect()
        put(shape, chart.page(), QRectF(chart.pagePos().x(), chart.pagePos().y(), box.width(), box.height()), "")
        clipping = chart.itemClippingSettings()
        clipping.setSourceItem(shape)
        clipping.setFeatureClippingType(QgsMapClippingRegion.FeatureClippingType.ClipToIntersection)
        clipping.setEnabled(True)
        shapes.append((chart, shape))
    try:
        yield
    finally:
        for chart, shape in shapes:
            chart.itemClippingSettings().setEnabled(False)
            chart.itemClippingSettings().setSourceItem(None)
            layout.removeLayoutItem(shape)


def mark(chart, inset, name: str):
    """Draw on a map where an inset lies."""
    symbol = QgsFillSymbol.createSimple(
        {"style": "no", "outline_color": INK, "outline_width": "0.25", "joinstyle": "miter"})
    overview = QgsLayoutItemMapOverview(name, chart)
    chart.overviews().addOverview(overview)
    overview.setLinkedMap(inset)
    overview.setFrameSymbol(symbol)


def picture(layout, path: str, page: int, box: QRectF, name: str):
    """Place a picture, whole and undistorted."""
    item = QgsLayoutItemPicture(layout)
    item.setResizeMode(QgsLayoutItemPicture.ResizeMode.Zoom)
    put(item, page, box, name)
    item.setPicturePath(path)
    return item


def scale_bar(layout, chart, page: int, box: QRectF, points: float, name: str):
    """Place a bar of round kilometres that belongs to a map; None where the map has no distances."""
    wide = kilometres(chart)
    if not wide > 0:
        return None
    item = QgsLayoutItemScaleBar(layout)
    layout.addLayoutItem(item)
    item.setId(name)
    item.setStyle("Single Box")
    item.setLinkedMap(chart)
    item.setUnits(_KM)
    item.setUnitLabel("km")
    item.setNumberOfSegmentsLeft(0)
    item.setNumberOfSegments(2)
    item.setTextFormat(typography.text_format(points))
    item.setHeight(1.2)
    item.setLabelBarSpace(0.8)
    item.setBoxContentSpace(0.2)
    item.setUnitsPerSegment(round_down(wide * min(box.width(), 60) / chart.rect().width() / 3))
    item.update()
    item.attemptResize(item.minimumSize())  # by itself it keeps the height of a larger text
    item.attemptMove(QgsLayoutPoint(box.x(), box.y(), _MM), True, False, page)
    return item


def kilometres(chart) -> float:
    """Return how wide a map is on the ground, NaN where its reference system is unknown."""
    if not chart.crs().isValid():
        return math.nan
    project, extent = chart.layout().project(), chart.extent()
    measure = QgsDistanceArea()
    measure.setSourceCrs(chart.crs(), project.transformContext())
    measure.setEllipsoid(project.ellipsoid())
    middle = extent.center().y()
    length = measure.measureLine(QgsPointXY(extent.xMinimum(), middle), QgsPointXY(extent.xMaximum(), middle))
    return measure.convertLengthMeasurement(length, _KM)


def round_down(number: float) -> float:
    """Return the largest of 1, 2 and 5 times a power of ten that is not above a number.

    >>> round_down(73.0), round_down(0.25)
    (50.0, 0.2)
    """
    power = 10.0 ** math.floor(math.log10(number))
    return next(step * power for step in (5, 2, 1) if step * power <= number * (1 + 1e-9))


def legend(layout, layers, page: int, box: QRectF, points: float, columns: int, name: str):
    """Place a legend of the classes of some layers, long labels in lines; its size is that of its contents."""
    item = QgsLayoutItemLegend(layout)
    layout.addLayoutItem(item)
    item.setId(name)
    item.setAutoUpdateModel(False)
    root = item.model().rootGroup()
    root.clear()
    item.setColumnCount(columns)
    item.setSplitLayer(columns > 1)
    item.setBoxSpace(0)
    item.setColumnSpace(2)
    item.setSymbolWidth(SYMBOL)
    item.setSymbolHeight(points * typography.MILLIMETRES * 1.25)
    _set_text(item, QgsLegendStyle.Style.SymbolLabel, points)
    most = box.width() / columns - SYMBOL - 2 * GAP - 1
    for layer in layers:
        node = root.addLayer(layer)
        QgsLegendRenderer.setNodeLegendStyle(node, QgsLegendStyle.Style.Hidden)
        entries = item.model().layerLegendNodes(node)
        for number, entry in enumerate(entries):
            label = str(entry.data(Qt.ItemDataRole.DisplayRole) or "")
            whole = _COUNT.sub("\u00a0\\1", label)  # a count does not stand alone on its line
            lines = "\n".join(typography.wrapped(whole, most, points))
            QgsMapLayerLegendUtils.setLegendNodeUserLabel(node, number, literal(lines))
        kept = [number for number, entry in enumerate(entries) if _is_drawn(layer, entry)]
        QgsMapLayerLegendUtils.setLegendNodeOrder(node, kept)
        item.model().refreshLayerLegend(node)
    item.attemptMove(QgsLayoutPoint(box.x(), box.y(), _MM), True, False, page)
    size = QgsLegendRenderer(item.model(), item.legendSettings()).minimumSize()
    item.attemptResize(QgsLayoutSize(size.width(), size.height(), _MM))  # by itself only when it is first painted
    return item


def _is_drawn(layer, entry) -> bool:
    """Tell whether an entry's features are drawn: a rule may be switched off, or a rule above it."""
    root = layer.renderer().rootRule() if isinstance(layer.renderer(), QgsRuleBasedRenderer) else None
    rule = root.findRuleByKey(str(entry.data(_RULE_KEY) or "")) if root is not None else None
    while rule is not None:
        if not rule.active():
            return False
        rule = rule.parent()
    return True


def _set_text(item, kind, points: float) -> None:
    """Set the text of a part of the legend, on old and new QGIS alike."""
    style = item.style(kind)
    if hasattr(style, "setTextFormat"):
        style.setTextFormat(typography.text_format(points))
    else:
        style.setFont(typography.font(points))
    item.setStyle(kind, style)
