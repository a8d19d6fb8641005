"""A renderer onto a result layer, so that it stays there: in the project, in the file, in a style file."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from qgis.core import (
    Qgis,
    QgsPalLayerSettings,
    QgsProcessingException,
    QgsProcessingUtils,
    QgsProperty,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
    QgsWkbTypes,
)
from qgis.PyQt.QtGui import QColor

from ..destinations import file_of, whole_file
from .typography import INK, MILLIMETRES, SMALLEST

_DATABASES = ("GPKG", "SQLite")
_LAYERS = (".shp", ".geojson", ".json", ".fgb", ".tab", ".kml", ".gml", ".gpkg", ".csv", ".xlsx", ".tif")
_STORED_AS = "Industrial Atlas"
LEGEND = "industrial_atlas/legend"
PAPER = "#ffffff"
_IS_DARK = " + ".join(
    f"{share} * color_part(@symbol_color, '{part}')" for share, part in ((0.3, "red"), (0.59, "green"), (0.11, "blue"))
) + " < 128"


@dataclass
class Style:
    """What makes a result layer a map, and a result table one that explains itself.

    Attributes
    ----------
    renderer : QgsFeatureRenderer or None
        None for a table.
    name : str
        Title of the layer in the legend.
    caption : str
        What the map shows, how it is measured and where the figures come from.
    aliases : dict
        Field name to the words a reader sees.
    sld : QgsFeatureRenderer, optional
        The same as rules, where SLD cannot express `renderer`.
    file : str
        A style file to write as well, empty for none.
    labelling : QgsAbstractVectorLayerLabeling, optional
        Texts on the map, such as of `labels`.
    dates : tuple of str
        The fields of the first and the last day of each feature, where the temporal controller is to play them.
    legend : str
        A legend as an SVG document, for maps that a list of colours does not explain; kept as the layer's custom
        property `LEGEND`.
    """

    renderer: object
    name: str
    caption: str
    aliases: dict = field(default_factory=dict)
    sld: object = None
    file: str = ""
    labelling: object = None
    dates: tuple = ()
    legend: str = ""


def labels(name: str) -> QgsVectorLayerSimpleLabeling:
    """Return labels from a field, on a thin white edge; a feature without a text has none."""
    edge = QgsTextBufferSettings()
    edge.setEnabled(True)
    edge.setSize(0.6)
    edge.setSizeUnit(QgsUnitTypes.RenderUnit.RenderMillimeters)
    edge.setColor(QColor("white"))
    text = QgsTextFormat()
    text.setSize(8)
    text.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    text.setColor(QColor(INK))
    text.setBuffer(edge)
    settings = QgsPalLayerSettings()
    settings.fieldName = name
    settings.setFormat(text)
    return QgsVectorLayerSimpleLabeling(settings)


def inside(name: str, size: float, metres: float = 1.0) -> QgsVectorLayerSimpleLabeling:
    """Return labels from a field in the middle of each polygon, of a size in units of the map, a word a line.

    They are dark on light colours and light on dark ones, and drawn from the scale on at which they can be read.
    `metres` is the length of a unit of the map.
    """
    labelling = labels(name)
    settings = labelling.settings()
    text = settings.format()
    text.setSize(size)
    text.setSizeUnit(QgsUnitTypes.RenderUnit.RenderMapUnits)
    buffer = text.buffer()
    buffer.setSize(size / 10)
    buffer.setSizeUnit(QgsUnitTypes.RenderUnit.RenderMapUnits)
    text.setBuffer(buffer)
    settings.setFormat(text)
    settings.wrapChar = " "
    settings.multilineAlign = QgsPalLayerSettings.MultiLineAlign.MultiCenter
    settings.placement = QgsPalLayerSettings.Placement.OverPoint
    settings.geometryGenerator = "centroid($geometry)"  # of the whole, or the parts of those at an edge are labelled
    settings.geometryGeneratorType = QgsWkbTypes.GeometryType.PointGeometry
    settings.geometryGeneratorEnabled = True
    held = settings.dataDefinedProperties()
    for key, dark, light in ((QgsPalLayerSettings.Property.Color, INK, PAPER),
                             (QgsPalLayerSettings.Property.BufferColor, PAPER, INK)):
        held.setProperty(key, QgsProperty.fromExpression(f"if({_IS_DARK}, '{light}', '{dark}')"))
    settings.setDataDefinedProperties(held)
    _from_readable(settings, metres)
    return QgsVectorLayerSimpleLabeling(settings)


def _from_readable(settings, metres: float) -> None:
    """Draw labels whose size is in units of the map from the scale on at which they are large enough."""
    settings.scaleVisibility = True
    settings.minimumScale = settings.format().size() * metres / (SMALLEST * MILLIMETRES / 1000)


def least_scale(layer) -> float:
    """Return the denominator of the scale from which on the labels of a layer are drawn, 0 where they always are."""
    labelling = layer.labeling() if layer.labelsEnabled() else None
    if not isinstance(labelling, QgsVectorLayerSimpleLabeling):
        return 0.0
    settings = labelling.settings()
    return settings.minimumScale if settings.scaleVisibility else 0.0


def with_style(layer, context):
    """Return a layer as it is in the project, or else opened again with the style stored in its file."""
    project = context.project()
    if layer is not None and layer.providerType() == "ogr" and (project is None or not project.mapLayer(layer.id())):
        return QgsVectorLayer(layer.source(), layer.name(), "ogr")
    return layer


def field_words(layer, field: str, context) -> str:
    """Return the words that a reader sees for a field of a layer, empty where it has none or there is no such field."""
    place = layer.fields().lookupField(field) if layer is not None else -1
    return with_style(layer, context).attributeAlias(place) if place >= 0 else ""


def carried(layer, context):
    """Return the style of a layer of polygons, to be used on another with the same fields; None if it says nothing."""
    layer = with_style(layer, context)
    if layer is None or layer.renderer() is None or layer.renderer().type() in ("singleSymbol", "nullSymbol"):
        return None
    if layer.geometryType() != QgsWkbTypes.GeometryType.PolygonGeometry:
        return None
    aliases = {definition.name(): definition.alias() for definition in layer.fields() if definition.alias()}
    labelling = layer.labeling().clone() if layer.labelsEnabled() and layer.labeling() is not None else None
    metadata = layer.metadata()
    caption = (layer.abstract() or metadata.abstract()).split("\n\n")[0]  # its method is not that of the copy
    name = layer.title() or metadata.title() or layer.name()
    square = str(layer.customProperty(LEGEND) or "")
    return Style(layer.renderer().clone(), name, caption, aliases, None, "", labelling, legend=square)


def apply(destination: str, style: Style, provenance, context, feedback) -> None:
    """Style the layer at a destination, and store the style and where it comes from with it."""
    layer = _styled(destination, style, provenance, context)
    if context.willLoadLayerOnCompletion(destination):
        context.layerToLoadOnCompletionDetails(destination).name = style.name
    layer.triggerRepaint()
    if layer.providerType() == "ogr":
        _store(layer, style, layer.metadata(), feedback)


def _styled(destination: str, style: Style, provenance, context):
    """Return the layer at a destination in its style, with where it comes from."""
    layer = QgsProcessingUtils.mapLayerFromString(destination, context)
    if layer is None:
        raise QgsProcessingException(f"The result '{destination}' cannot be opened again to be styled.")
    if style.renderer is not None:
        layer.setRenderer(style.renderer.clone())
    if style.labelling is not None:
        layer.setLabeling(style.labelling.clone())
        layer.setLabelsEnabled(True)
    if style.dates:
        _set_dates(layer, *style.dates)
    if style.legend:
        layer.setCustomProperty(LEGEND, style.legend)
    for place, definition in enumerate(layer.fields()):
        if definition.name() in style.aliases:
            layer.setFieldAlias(place, style.aliases[definition.name()])
    layer.setTitle(style.name)
    layer.setAbstract(style.caption)
    layer.setMetadata(provenance.metadata(layer, style.name, style.caption))
    return layer


def _set_dates(layer, first: str, last: str) -> None:
    """Let the temporal controller show each feature from its first day to its last.

    By expressions, as QGIS takes a date to be before midnight of its own day: by fields, every frame of one year would
    show the next year too.
    """
    times = layer.temporalProperties()
    times.setMode(Qgis.VectorTemporalMode.FeatureDateTimeStartAndEndFromExpressions)
    times.setStartExpression(f'to_datetime("{first}")')
    times.setEndExpression(f'to_datetime("{last}")')
    times.setLimitMode(Qgis.VectorTemporalLimitMode.IncludeBeginIncludeEnd)
    times.setIsActive(True)


def save_file(destination: str, style: Style, provenance, context) -> None:
    """Write the style file that the user named.

    Raises
    ------
    QgsProcessingException
        The file cannot be written whole; nothing is left of it.
    """
    layer = _styled(destination, style, provenance, context)
    with whole_file("STYLE_FILE", style.file) as draft:
        if style.file.lower().endswith(".sld"):
            if style.sld is not None:
                layer.setRenderer(style.sld.clone())
            message, fine = layer.saveSldStyle(draft)
            layer.setRenderer(style.renderer.clone())
        else:
            message, fine = layer.saveNamedStyle(draft)
        if not fine:
            raise QgsProcessingException(f"STYLE_FILE: the style cannot be saved: {message}")


def _is_anothers(path: str) -> bool:
    """Tell whether a style that lies beside a file may belong to another layer of the same name."""
    stem = os.path.splitext(path)[0]
    others = [stem + ending for ending in _LAYERS if os.path.exists(stem + ending) and stem + ending != path]
    return os.path.exists(stem + ".qml") and bool(others)


def _store(layer, style: Style, metadata, feedback) -> None:
    """Store style and metadata in the GeoPackage, or beside any other file that holds shapes."""
    path, name = file_of(layer.source())
    if layer.storageType() in _DATABASES:
        _store_inside(layer, style, feedback)
        if not name:
            only = QgsVectorLayer(path, style.name, "ogr")
            name = only.dataProvider().subLayers()[0].split("!!::!!")[1]
        metadata.setIdentifier(name)  # of its own in the file, as a GeoPackage demands
        _keep(QgsVectorLayer(f"{path}|layername={name}", style.name, "ogr"), metadata, feedback)
    elif style.renderer is None:
        return  # a file of its own beside every table would be more clutter than help
    elif _is_anothers(path):
        feedback.pushWarning(f"The style was not stored: the .qml beside {os.path.basename(path)} is another layer's.")
    else:
        message, fine = layer.saveDefaultStyle()
        if not fine:
            feedback.pushWarning(f"The style could not be stored beside the file: {message}")
        _keep(layer, metadata, feedback)


def _store_inside(layer, style: Style, feedback) -> None:
    """Store the style in the database that holds the layer."""
    if style.renderer is None and not style.aliases:
        return
    save = getattr(layer, "saveStyleToDatabaseV2", layer.saveStyleToDatabase)
    answer = save(_STORED_AS, style.name, True, "")
    message = answer if isinstance(answer, str) else answer[-1]
    if message and "success" not in message.lower():
        feedback.pushWarning(f"The style could not be stored in the file: {message}")


def _keep(layer, metadata, feedback) -> None:
    """Store where a layer comes from with it."""
    layer.setMetadata(metadata)
    message, fine = layer.saveDefaultMetadata()
    if not fine:
        feedback.pushWarning(f"The description could not be stored with the file: {message}")
