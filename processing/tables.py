"""The border between QGIS and pandas: feature source to DataFrame, DataFrame to feature sink."""

from __future__ import annotations

import difflib
import os

from qgis.core import (
    QgsDistanceArea,
    QgsExpression,
    QgsExpressionContext,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterFeatureSink,
    QgsProcessingUtils,
    QgsProject,
    QgsProviderRegistry,
    QgsUnitTypes,
    QgsVectorFileWriter,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import NULL, QDate, QDateTime, QVariant

CANCEL_EVERY = 5000
SAMPLE_ROWS = 500
_ARROW_DRIVERS = ("GPKG", "CSV", "FlatGeobuf", "Parquet", "Arrow", "SQLite")


class Cancelled(Exception):
    """The user pressed cancel."""


# Fields ---------------------------------------------------------------------------------------------------------------


def field(name: str, kind: str) -> QgsField:
    """Return a field of kind ``text``, ``integer`` or ``number``, on old and new QGIS alike."""
    try:
        from qgis.PyQt.QtCore import QMetaType

        types = {"text": QMetaType.Type.QString, "integer": QMetaType.Type.LongLong, "number": QMetaType.Type.Double}
        return QgsField(name, types[kind])
    except (AttributeError, TypeError, ImportError):
        types = {"text": QVariant.Type.String, "integer": QVariant.Type.LongLong, "number": QVariant.Type.Double}
        return QgsField(name, types[kind])


def fields_of(kinds: dict) -> QgsFields:
    """Return fields from a dict of name to kind."""
    fields = QgsFields()
    for name, kind in kinds.items():
        fields.append(field(name, kind))
    return fields


# Reading --------------------------------------------------------------------------------------------------------------


def read(algorithm, parameters, name: str, context, feedback, columns: dict, geometry=False, carry=False, where="", value=""):
    """Read a feature source into a DataFrame: one column for each entry of `columns`.

    Text arrives as categories (in the order of first appearance), whole numbers as nullable ``Int64``, other numbers as
    float with NaN, the rest as Python objects. Selections, filters, joins and virtual fields are honoured; a plain file
    is read through GDAL's Arrow stream, everything else feature by feature, with the same result.

    Parameters
    ----------
    algorithm : AtlasAlgorithm
    parameters, name, context, feedback
        As in Processing; `name` is that of the source parameter.
    columns : dict
        Column name to the name of the field it is read from.
    geometry : bool
        Add a column ``geometry`` of QgsGeometry.
    carry : bool
        Add a column ``row`` with all attributes of each feature, as QGIS gives them.
    where, value : str
        QGIS expressions: what the rows must meet (empty for all), and what a column ``value`` holds (empty for none).

    Raises
    ------
    QgsProcessingException
        The source cannot be read.
    Cancelled
        The user pressed cancel.
    """
    import pandas as pd

    source = open_source(algorithm, parameters, name, context)
    frame = None
    expressions = {title: _expression(title, text, source, context) for title, text in (("FILTER", where), ("VALUE_FIELD", value))}
    if source.fields().lookupField(value) >= 0:
        columns, expressions["VALUE_FIELD"] = {**columns, "value": value}, None
    if not (geometry or carry or any(expressions.values())):
        layer = _plain_layer(algorithm, parameters, name, context, columns)
        frame = None if layer is None else _read_arrow(layer, columns, feedback)
    if frame is None:
        frame = _read_features(source, columns, geometry, carry, expressions, context, feedback)
    return pd.DataFrame(frame)


def open_source(algorithm, parameters, name: str, context):
    """Return the feature source of a parameter, or raise with a sentence."""
    source = algorithm.parameterAsSource(parameters, name, context)
    if source is None:
        raise QgsProcessingException(
            f"{name}: the layer cannot be opened. Check that the file exists, that its name is right and, for a layer in "
            "a GeoPackage, that it is given as path|layername=name."
        )
    return source


def has_geometry(source) -> bool:
    """Tell whether a source holds shapes."""
    return source.wkbType() not in (QgsWkbTypes.Type.NoGeometry, QgsWkbTypes.Type.Unknown)


def sample(source, names) -> dict:
    """Return the values of some fields in the first rows, to look at what a field holds."""
    positions = {name: source.fields().lookupField(name) for name in names}
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry).setLimit(SAMPLE_ROWS)
    request.setSubsetOfAttributes(list(positions.values()))
    values = {name: [] for name in names}
    flags = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
    for feature in source.getFeatures(request, flags):
        for name, position in positions.items():
            value = feature.attribute(position)
            if value is not None and value != NULL:
                values[name].append(value)
    return values


def kind_of(definition: QgsField) -> str:
    """Return how a field is held: ``text``, ``integer``, ``number`` or ``object``."""
    if definition.type() == QVariant.Type.String:
        return "text"
    if definition.typeName().lower().startswith("bool") or definition.type() == QVariant.Type.Bool:
        return "object"
    integers = (QVariant.Type.Int, QVariant.Type.UInt, QVariant.Type.LongLong, QVariant.Type.ULongLong)
    if definition.type() in integers:
        return "integer"
    return "number" if definition.type() == QVariant.Type.Double else "object"


def _plain_layer(algorithm, parameters, name, context, columns):
    """Return the layer if its file holds exactly what the source would give, else None."""
    value = parameters.get(name)
    if isinstance(value, QgsProcessingFeatureSourceDefinition) and (
        value.selectedFeaturesOnly or value.featureLimit >= 0 or getattr(value, "filterExpression", "")
    ):
        return None
    layer = algorithm.parameterAsVectorLayer(parameters, name, context)
    if layer is None or layer.providerType() != "ogr" or layer.storageType() not in _ARROW_DRIVERS:
        return None
    if layer.isEditable() or layer.subsetString() or "|subset:" in layer.source():
        return None
    for wanted in columns.values():
        position = layer.fields().lookupField(wanted)
        if position < 0 or layer.fields().fieldOrigin(position) != QgsFields.FieldOrigin.OriginProvider:
            return None
        if kind_of(layer.fields().at(position)) == "object":
            return None
    return layer


def _read_arrow(layer, columns: dict, feedback):
    """Read the columns through GDAL's Arrow stream; None where this GDAL or file does not allow it."""
    from osgeo import gdal, ogr

    if not hasattr(ogr.Layer, "GetArrowStreamAsNumPy"):
        return None
    parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    options = list(parts.get("openOptions") or [])
    try:
        dataset = gdal.OpenEx(parts["path"], gdal.OF_VECTOR | gdal.OF_READONLY, open_options=options)
        table = dataset.GetLayerByName(parts["layerName"]) if parts.get("layerName") else dataset.GetLayer(0)
        if parts.get("layerId") not in (None, "", NULL):
            table = dataset.GetLayer(int(parts["layerId"]))
        definition = table.GetLayerDefn()
    except (RuntimeError, AttributeError, KeyError, TypeError):
        return None
    kinds = {name: kind_of(layer.fields().field(name)) for name in columns.values()}
    if any(not _same_kind(definition, name, kind, ogr) for name, kind in kinds.items()):
        return None
    names = [definition.GetFieldDefn(place).GetName() for place in range(definition.GetFieldCount())]
    table.SetIgnoredFields([name for name in names if name not in kinds] + ["OGR_GEOMETRY"])
    batches = {name: [] for name in kinds}
    total = max(1, table.GetFeatureCount())
    done = 0
    for batch in table.GetArrowStreamAsNumPy():
        for name, stored in batches.items():
            stored.append(batch[name])
        done += len(next(iter(batch.values())))
        _step(feedback, done, total)
    try:
        whole = {name: _column(stored, kinds[name]) for name, stored in batches.items()}
    except UnicodeDecodeError:
        return None
    return {column: whole[name] for column, name in columns.items()}


def _same_kind(definition, name: str, kind: str, ogr) -> bool:
    """Tell whether GDAL holds a field as QGIS shows it."""
    place = definition.GetFieldIndex(name)
    if place < 0:
        return False
    given = definition.GetFieldDefn(place)
    kinds = {ogr.OFTString: "text", ogr.OFTInteger: "integer", ogr.OFTInteger64: "integer", ogr.OFTReal: "number"}
    return kinds.get(given.GetType()) == kind and given.GetSubType() != ogr.OFSTBoolean


def _column(batches: list, kind: str):
    """Join the batches of one column and decode it."""
    import numpy as np
    import pandas as pd

    if not batches:
        empty = {"text": "category", "integer": "Int64", "number": float}
        return pd.Series([], dtype=empty[kind])
    masks = [np.ma.getmaskarray(batch) for batch in batches]
    data = np.concatenate([np.ma.getdata(batch) for batch in batches])
    missing = np.concatenate(masks)
    if kind == "text":
        return _categories(data, missing)
    if kind == "integer":
        return pd.arrays.IntegerArray(data.astype(np.int64), missing)
    return np.where(missing, np.nan, data.astype(float))


def _categories(data, missing):
    """Number fixed-width bytes by their distinct contents; only these are decoded."""
    import numpy as np
    import pandas as pd

    if data.dtype.kind != "S":
        return pd.Categorical.from_codes(*_ordered(pd.Series(data).astype(object).where(~missing)))
    width = -(-max(1, data.dtype.itemsize) // 8)
    words = np.ascontiguousarray(data.astype(f"S{width * 8}")).view(np.uint64).reshape(len(data), width)
    numbers = pd.factorize(words[:, 0])[0]
    for place in range(1, width):
        further, distinct = pd.factorize(words[:, place])
        if len(distinct) > 1:
            numbers = pd.factorize(numbers.astype(np.int64) * len(distinct) + further)[0]
    numbers = np.where(missing, -1, numbers)
    numbers, used = pd.factorize(np.where(missing, np.nan, numbers)) if missing.any() else (numbers, None)
    size = int(numbers.max(initial=-1)) + 1
    first = np.zeros(size, dtype=np.int64)
    first[numbers[::-1]] = np.arange(len(data) - 1, -1, -1)
    if missing.any() and size:
        first[numbers[~missing][::-1]] = np.flatnonzero(~missing)[::-1]
    return pd.Categorical.from_codes(numbers, [text.decode("utf-8") for text in data[first].tolist()])


def _ordered(column):
    """Return codes and categories in the order of first appearance."""
    import pandas as pd

    numbers, distinct = pd.factorize(column)
    return numbers, list(distinct)


def _expression(title: str, text: str, source, context):
    """Return an expression ready to be used, None for an empty text or a plain field name."""
    if not text or source.fields().lookupField(text) >= 0:
        return None
    expression = QgsExpression(text)
    if expression.hasParserError():
        raise QgsProcessingException(f"{title}: '{text}' is neither a field nor an expression: {expression.parserErrorString()}")
    there = [definition.name() for definition in source.fields()]
    for name in expression.referencedColumns():
        if name != QgsFeatureRequest.ALL_ATTRIBUTES and source.fields().lookupField(name) < 0:
            close = difflib.get_close_matches(name, there, n=1, cutoff=0.5)
            hint = f"Did you mean {close[0]}?" if close else f"Its fields are: {', '.join(there)}."
            raise QgsProcessingException(f"{title}: the layer '{source.sourceName()}' has no field '{name}'. {hint}")
    return expression


def _read_features(source, columns: dict, geometry: bool, carry: bool, expressions: dict, context, feedback) -> dict:
    """Read the columns feature by feature."""
    import pandas as pd

    fields = source.fields()
    positions = {column: fields.lookupField(name) for column, name in columns.items()}
    request = QgsFeatureRequest()
    if not geometry:
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    where, formula = expressions["FILTER"], expressions["VALUE_FIELD"]
    scope = source.createExpressionContextScope() if (where or formula) else None
    around = QgsExpressionContext(context.expressionContext())
    if scope is not None:
        around.appendScope(scope)
        request.setExpressionContext(around)
    if where:
        request.setFilterExpression(where.expression())
    if formula:
        formula.prepare(around)
    elif not carry:
        request.setSubsetOfAttributes(sorted(set(positions.values())))
    flags = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
    values = {column: [] for column in columns}
    appends = [(values[column].append, position) for column, position in positions.items()]
    shapes, carried, computed = [], [], []
    total = max(1, source.featureCount())
    for done, feature in enumerate(source.getFeatures(request, flags), 1):
        row = feature.attributes()
        for append, position in appends:
            append(row[position])
        if geometry:
            shapes.append(feature.geometry())
        if carry:
            carried.append(row)
        if formula:
            around.setFeature(feature)
            computed.append(formula.evaluate(around))
            if formula.hasEvalError():
                raise QgsProcessingException(f"VALUE_FIELD, row {done:,}: {formula.evalErrorString()}")
        if done % CANCEL_EVERY == 0:
            _step(feedback, done, total)
    _step(feedback, total, total)
    frame = {column: _series(held, kind_of(fields.at(positions[column]))) for column, held in values.items()}
    if geometry:
        frame["geometry"] = pd.Series(shapes, dtype=object)
    if carry:
        frame["row"] = pd.Series(carried, dtype=object)
    if formula:
        frame["value"] = _series(computed, "object")
    return frame


def _series(values: list, kind: str):
    import numpy as np
    import pandas as pd

    values = [None if value is None or value == NULL else value for value in values]
    if kind == "text":
        return pd.Categorical.from_codes(*_ordered(pd.Series(values, dtype=object)))
    if kind == "integer":
        return pd.array(values, dtype="Int64")
    if kind == "number":
        return np.array([np.nan if value is None else float(value) for value in values])
    return pd.Series([_plain(value) for value in values], dtype=object)


def _plain(value):
    """Return a Qt date as a Python date; the rest as it is."""
    if isinstance(value, QDateTime):
        return value.toPyDateTime()
    return value.toPyDate() if isinstance(value, QDate) else value


def _step(feedback, done: int, total: int) -> None:
    if feedback.isCanceled():
        raise Cancelled
    feedback.setProgress(min(100.0, 100.0 * done / total))


# Geometry -------------------------------------------------------------------------------------------------------------


def surfaces(geometries, crs, context) -> tuple:
    """Return the surface of each polygon on the ellipsoid, in km2, and how many had to be made valid first."""
    import numpy as np

    measure = QgsDistanceArea()
    measure.setSourceCrs(crs, context.transformContext())
    measure.setEllipsoid(crs.ellipsoidAcronym() or "EPSG:7030")
    surface = np.full(len(geometries), np.nan)
    repaired = 0
    for row, geometry in enumerate(geometries):
        if geometry is None or geometry.isEmpty():
            continue
        if not geometry.isGeosValid():
            geometry = geometry.makeValid()
            repaired += 1
        square_metres = measure.measureArea(geometry)
        surface[row] = measure.convertAreaMeasurement(square_metres, QgsUnitTypes.AreaUnit.AreaSquareKilometers)
    return surface, repaired


def to_geopandas(geometries, crs, target, context):
    """Return geometries as a GeoSeries in the target CRS; missing ones as None."""
    import geopandas
    import shapely.wkb
    from qgis.core import QgsCoordinateTransform, QgsGeometry

    move = crs.isValid() and target.isValid() and crs != target
    transform = QgsCoordinateTransform(crs, target, context.transformContext()) if move else None
    shapes = []
    for geometry in geometries:
        if geometry is None or geometry.isEmpty():
            shapes.append(None)
            continue
        geometry = QgsGeometry(geometry)
        if not geometry.isGeosValid():
            geometry = geometry.makeValid()
        if transform is not None:
            geometry.transform(transform)
        shapes.append(shapely.wkb.loads(bytes(geometry.asWkb())))
    return geopandas.GeoSeries(shapes)


def to_geoframe(frame, geometries, crs, target, context):
    """Return columns with geometries in the target CRS as a GeoDataFrame."""
    import geopandas

    shapes = to_geopandas(geometries, crs, target, context)
    return geopandas.GeoDataFrame(frame.reset_index(drop=True), geometry=shapes.values)


def planar_crs(first, second, notes):
    """Return an equal-area CRS in which two layers can be overlaid; theirs as it is where one has none."""
    from qgis.core import QgsCoordinateReferenceSystem

    if first.isValid() and second.isValid():
        return QgsCoordinateReferenceSystem("EPSG:3035")
    notes.warning("A layer has no coordinate reference system: both are taken to use the same coordinates.")
    return first if first.isValid() else second


# Writing --------------------------------------------------------------------------------------------------------------


def write(algorithm, parameters, name: str, context, feedback, columns: dict, kinds: dict, shapes=None, crs=None):
    """Write columns to the sink of a parameter, one reused feature a row; return the destination, None if not wanted.

    Parameters
    ----------
    algorithm : AtlasAlgorithm
        Its ``destinations`` notes what was opened, so that a failed run can take it back.
    columns : dict
        Field name to a sequence of plain Python values (None is NULL), all of one length, in the order of the fields.
    kinds : dict
        Field name to ``text``, ``integer`` or ``number``.
    shapes : sequence of QgsGeometry, optional
        With them the output has polygons.
    crs : QgsCoordinateReferenceSystem, optional
    """
    from qgis.core import QgsCoordinateReferenceSystem

    kind = QgsWkbTypes.Type.NoGeometry if shapes is None else _wkb_type(shapes)
    fields = kinds if isinstance(kinds, QgsFields) else fields_of(kinds)
    crs = crs if crs is not None else QgsCoordinateReferenceSystem()
    sink, destination = algorithm.parameterAsSink(parameters, name, context, fields, kind, crs)
    if sink is None:
        if parameters.get(name) is None:
            return None
        raise QgsProcessingException(
            f"{name}: the output cannot be written. Check that the folder exists, that you may write there, and that no "
            "other program has the file open."
        )
    algorithm.destinations[name] = destination
    try:
        feature = QgsFeature(fields)
        flag = QgsFeatureSink.Flag.FastInsert
        add, set_row, stopped = sink.addFeature, feature.setAttributes, feedback.isCanceled
        rows = zip(*columns.values())
        for number, row in enumerate(rows):
            set_row(list(row))
            if shapes is not None:
                feature.setGeometry(shapes[number])
            if not add(feature, flag):
                raise QgsProcessingException(
                    f"{name}: row {number + 1:,} cannot be written ({sink.lastError() or 'no reason given'}). Check the "
                    "space left on the disk."
                )
            if number % CANCEL_EVERY == 0 and stopped():
                raise Cancelled
        if hasattr(sink, "flushBuffer") and not sink.flushBuffer():
            raise QgsProcessingException(f"{name}: the output cannot be finished ({sink.lastError()}).")
    finally:
        del sink
    return destination


def _wkb_type(shapes):
    """Return the multi-type of the first geometry that there is."""
    for shape in shapes:
        if shape is not None and not shape.isNull():
            return QgsWkbTypes.multiType(QgsWkbTypes.flatType(shape.wkbType()))
    return QgsWkbTypes.Type.MultiPolygon


def beside(frame, kinds: dict) -> tuple[QgsFields, list, list]:
    """Return the fields of a result followed by those of the layer it describes, and which of these are kept.

    Fields that the result has itself, the layer's own code and name, and ``fid`` are not carried.

    Returns
    -------
    fields : QgsFields
    kept : list of int
        Positions in the layer's own fields.
    replaced : list of str
        Names that the result has anew.
    """
    fields, own = fields_of(kinds), frame.attrs["fields"]
    skipped = {name.lower() for name in (*frame.attrs["keys"], "fid") if name}
    kept, replaced = [], []
    for place, definition in enumerate(own):
        name = definition.name().lower()
        if name in kinds and name not in skipped:
            replaced.append(definition.name())
        elif name not in kinds and name not in skipped:
            fields.append(definition)
            kept.append(place)
    return fields, kept, replaced


# Destinations ---------------------------------------------------------------------------------------------------------


def sink_path(value) -> str:
    """Return the destination that a sink parameter names, empty if it is none or temporary."""
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink.staticValue()
    value = str(value or "")
    return "" if value in ("TEMPORARY_OUTPUT", "memory:") or value.startswith("memory:") else value


def file_of(destination: str) -> tuple[str, str]:
    """Return the file and the layer that a destination or layer source names."""
    for provider in ("ogr", "delimitedtext"):
        if destination.startswith("ogr:"):
            destination = _from_ogr_uri(destination)
        if destination.startswith("file:") or provider == "ogr":
            parts = QgsProviderRegistry.instance().decodeUri(
                "delimitedtext" if destination.startswith("file:") else provider, destination
            )
            return os.path.realpath(parts.get("path") or ""), str(parts.get("layerName") or "")
    return "", ""


def _from_ogr_uri(destination: str) -> str:
    from qgis.core import QgsDataSourceUri

    uri = QgsDataSourceUri(destination[4:])
    return f"{uri.database()}|layername={uri.table()}"


def refuse_destinations(algorithm, parameters, context) -> str:
    """Return what is wrong with the destinations: a table as shapefile, or an output over an input; empty if nothing."""
    inputs = _input_files(algorithm, parameters, context)
    for definition in algorithm.destinationParameterDefinitions():
        target = sink_path(parameters.get(definition.name()))
        if not target:
            continue
        table = (
            isinstance(definition, QgsProcessingParameterFeatureSink)
            and definition.dataType() == QgsProcessing.SourceType.TypeVector
        )
        if table and target.lower().endswith(".shp"):
            return (
                f"{definition.name()}: a table without geometry cannot be a shapefile. Choose a name that ends in .gpkg, "
                ".csv or .dbf."
            )
        path, layer = file_of(target)
        for source, (source_path, source_layer) in inputs.items():
            if path and path == source_path and not (layer and source_layer and layer != source_layer):
                return (
                    f"{definition.name()} would overwrite {source} ({os.path.basename(path)}). Choose another file for "
                    "the output."
                )
    return ""


def _input_files(algorithm, parameters, context) -> dict:
    files = {}
    for definition in algorithm.parameterDefinitions():
        if definition.type() in ("source", "vector") and parameters.get(definition.name()) is not None:
            layer = algorithm.parameterAsVectorLayer(parameters, definition.name(), context)
            if layer is not None and layer.providerType() in ("ogr", "delimitedtext", "spatialite"):
                files[definition.name()] = file_of(layer.source())
    return files


def take_back(destination: str, context) -> None:
    """Remove what a failed or cancelled run has written."""
    layer = QgsProcessingUtils.mapLayerFromString(destination, context, False)
    if layer is not None and context.temporaryLayerStore().mapLayer(layer.id()) is not None:
        context.temporaryLayerStore().removeMapLayer(layer.id())
    elif layer is not None and QgsProject.instance().mapLayer(layer.id()) is not None:
        return
    path, name = file_of(destination)
    if not os.path.isfile(path):
        return
    if path.lower().endswith(".shp"):
        QgsVectorFileWriter.deleteShapeFile(path)
    elif not (path.lower().endswith(".gpkg") and _drop_layer(path, name)):
        os.remove(path)
        for ending in (".qml", ".prj", ".cpg", "-wal", "-shm"):
            beside = path + ending if ending.startswith("-") else os.path.splitext(path)[0] + ending
            if os.path.isfile(beside):
                os.remove(beside)


def _drop_layer(path: str, name: str) -> bool:
    """Drop one layer of a GeoPackage that holds others; tell whether there were others."""
    from osgeo import gdal

    dataset = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE)
    if dataset is None:
        return False
    names = [dataset.GetLayer(place).GetName() for place in range(dataset.GetLayerCount())]
    others = [layer for layer in names if layer not in (name, "layer_styles")]
    if name in names and others:
        dataset.DeleteLayer(names.index(name))
        return True
    return bool(others)
