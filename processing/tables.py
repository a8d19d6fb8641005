"""The border between QGIS and pandas: feature source to DataFrame, DataFrame to feature sink."""

from __future__ import annotations

from dataclasses import dataclass, replace

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsExpressionContext,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsFields,
    QgsGeometry,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeatureSourceDefinition,
    QgsProviderRegistry,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import NULL, QDate, QDateTime

from . import destinations
from .fields import expression, fields_of, kind_of

CANCEL_EVERY = 5000
CHUNK = 65_536
RESERVED = ("fid", "ogc_fid", "geom", "geometry")
_ARROW_DRIVERS = ("GPKG", "CSV", "FlatGeobuf", "Parquet", "Arrow", "SQLite")


class Cancelled(Exception):
    """The user pressed cancel."""


@dataclass
class Layer:
    """A layer as a table, with what only QGIS knows of it.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a feature; ``layer["column"]`` is one of its columns.
    name : str
        What the user calls the layer.
    crs : QgsCoordinateReferenceSystem
    fields : QgsFields
        The layer's own.
    shapes, polygons : bool
        Whether it has shapes, and whether these are polygons.
    keys : tuple of str or None
        Its fields of code and name.
    schematic : bool
        Whether its shapes say that they have no true surface.
    points : bool
        Whether its shapes are points.
    """

    table: object
    name: str
    crs: object
    fields: object
    shapes: bool
    polygons: bool
    keys: tuple = ()
    schematic: bool = False
    points: bool = False

    @classmethod
    def of(cls, table, source, **more):
        """Return the layer that a table was read from."""
        kinds = {shape.type() for shape in table.get("geometry", ()) if not shape.isNull()}
        kinds.discard(QgsWkbTypes.GeometryType.NullGeometry)
        if len(kinds) > 1:
            raise QgsProcessingException(
                f"The layer '{source.sourceName()}' mixes polygons with lines or points. Filter it to one kind.")
        polygons = kinds == {QgsWkbTypes.GeometryType.PolygonGeometry}
        more["points"] = kinds == {QgsWkbTypes.GeometryType.PointGeometry}
        return cls(table, source.sourceName(), source.sourceCrs(), source.fields(), bool(kinds), polygons, **more)

    def __getitem__(self, column):
        return self.table[column]

    def __setitem__(self, column, values):
        import pandas as pd

        self.table[column] = pd.Series(values, dtype=object, index=self.table.index)

    def flags(self, column: str):
        """Return a column of 0 and 1 from the layer's own fields, as plain numbers; None if there is no such field."""
        place = self.fields.lookupField(column)
        if place < 0 or "row" not in self.table or kind_of(self.fields.at(place)) not in ("integer", "number"):
            return None
        values = [row[place] for row in self.table["row"]]
        return [None if value is None or value == NULL else int(value) for value in values]

    def __len__(self):
        return len(self.table)

    def repeated(self, times: int):
        """Return the layer so many times over, one after another."""
        import pandas as pd

        return self if times == 1 else replace(self, table=pd.concat([self.table] * times, ignore_index=True))


# Reading --------------------------------------------------------------------------------------------------------------


def read(
    algorithm, parameters, name: str, context, feedback, columns: dict, geometry=False, carry=False, where="", value=""
):
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
    columns, expressions = _wanted(source, columns, where, value)
    frame = None
    if not (geometry or carry or any(expressions.values())):
        frame = _read_arrow(_plain_layer(algorithm, parameters, name, context, columns), columns, feedback)
    if frame is None:
        frame = next(_read_features(source, columns, geometry, carry, expressions, context, feedback))
    return pd.DataFrame(frame)


def chunks(algorithm, parameters, name: str, context, feedback, columns: dict):
    """Yield a feature source as DataFrames of at most `CHUNK` rows, so that no more of it is held at a time.

    The columns are those of `read`, each chunk with categories of its own; the index counts the rows on. An empty
    source yields nothing.

    Parameters
    ----------
    algorithm, parameters, name, context, feedback, columns
        As in `read`.

    Raises
    ------
    QgsProcessingException
        The source cannot be read.
    Cancelled
        The user pressed cancel.
    """
    import pandas as pd

    source = open_source(algorithm, parameters, name, context)
    columns, expressions = _wanted(source, columns)
    low, done = feedback.progress(), 0
    opened = _open_arrow(_plain_layer(algorithm, parameters, name, context, columns), columns)
    try:
        for batch in _batches(opened, feedback, low, 90.0) if opened else ():
            held = {field: _column([part], opened.kinds[field]) for field, part in batch.items()}
            frame = pd.DataFrame({column: held[field] for column, field in columns.items()})
            frame.index = pd.RangeIndex(done, done + len(frame))
            done += len(frame)
            yield frame
    except UnicodeDecodeError:
        opened = None
    if opened is None:  # from the row where the stream could not go on
        parts = _read_features(source, columns, False, False, expressions, context, feedback, done, CHUNK, low, 90.0)
        for frame in map(pd.DataFrame, parts):
            frame.index = pd.RangeIndex(done, done + len(frame))
            done += len(frame)
            if len(frame):
                yield frame


def _wanted(source, columns: dict, where="", value="") -> tuple[dict, dict]:
    """Return the fields of the columns as the source writes them, and the expressions for the rest."""
    given = {"FILTER": where, "VALUE_FIELD": value}
    expressions = {title: expression(title, text, source) for title, text in given.items()}
    there = source.fields()
    if there.lookupField(value) >= 0:
        columns, expressions["VALUE_FIELD"] = {**columns, "value": value}, None
    return {column: there.at(there.lookupField(field)).name() for column, field in columns.items()}, expressions


def open_source(algorithm, parameters, name: str, context):
    """Return the feature source of a parameter, or raise with a sentence."""
    source = algorithm.parameterAsSource(parameters, name, context)
    if source is None:
        raise QgsProcessingException(
            f"{name}: the layer cannot be opened. Check that the file exists, that its name is right and, for a layer "
            "in a GeoPackage, that it is given as path|layername=name."
        )
    return source


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
    if layer.isEditable() or layer.subsetString() or "|subset" in layer.source() or "|geometrytype=" in layer.source():
        return None
    for wanted in columns.values():
        position = layer.fields().lookupField(wanted)
        if position < 0 or layer.fields().fieldOrigin(position) != QgsFields.FieldOrigin.OriginProvider:
            return None
        if kind_of(layer.fields().at(position)) == "object":
            return None
    return layer


@dataclass
class _Stream:
    """A layer of GDAL's, opened for its Arrow stream; the data set must live as long as the layer."""

    dataset: object
    table: object
    kinds: dict
    total: int


def _open_arrow(layer, columns: dict):
    """Open the Arrow stream of the columns; None where there is no plain layer or this GDAL or file has none."""
    from osgeo import gdal, ogr

    if layer is None or not hasattr(ogr.Layer, "GetArrowStreamAsNumPy"):
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
    total = table.GetFeatureCount()
    if total != layer.featureCount():
        return None
    table.SetIgnoredFields([name for name in names if name not in kinds] + ["OGR_GEOMETRY"])
    return _Stream(dataset, table, kinds, max(1, total))


def _batches(stream: _Stream, feedback, low: float = 0.0, high: float = 40.0):
    """Yield the stream in parts of at most `CHUNK` rows: field name to masked array."""
    done = 0
    for batch in stream.table.GetArrowStreamAsNumPy(options=[f"MAX_FEATURES_IN_BATCH={CHUNK}"]):
        size = len(next(iter(batch.values())))
        for start in range(0, size, CHUNK):  # not every format keeps to the size
            yield {name: batch[name][start:start + CHUNK] for name in stream.kinds}
        done += size
        _step(feedback, done, stream.total, low, high)


def _read_arrow(layer, columns: dict, feedback):
    """Read the columns through GDAL's Arrow stream; None where that cannot be."""
    stream = _open_arrow(layer, columns)
    if stream is None:
        return None
    batches = {name: [] for name in stream.kinds}
    for batch in _batches(stream, feedback):
        for name, stored in batches.items():
            stored.append(batch[name])
    try:
        whole = {name: _column(stored, stream.kinds[name]) for name, stored in batches.items()}
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
    codes = np.full(len(data), -1)
    codes[~missing], distinct = pd.factorize(numbers[~missing])
    first = np.zeros(len(distinct), dtype=np.int64)
    rows = np.flatnonzero(~missing)
    first[codes[rows[::-1]]] = rows[::-1]
    return pd.Categorical.from_codes(codes, [text.decode("utf-8") for text in data[first].tolist()])


def _ordered(column):
    """Return codes and categories in the order of first appearance."""
    import pandas as pd

    numbers, distinct = pd.factorize(column)
    return numbers, list(distinct)


def _read_features(
    source, columns: dict, geometry: bool, carry: bool, expressions: dict, context, feedback, skipped: int = 0,
    size: int = 0, low: float = 0.0, high: float = 40.0,
):
    """Read the columns feature by feature, but for the first `skipped`; yield them in one, or in parts of `size`."""
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

    def taken() -> dict:
        frame = {column: _series(held, kind_of(fields.at(positions[column]))) for column, held in values.items()}
        if geometry:
            frame["geometry"] = pd.Series(shapes, dtype=object)
        if carry:
            frame["row"] = pd.Series(carried, dtype=object)
        if formula:
            frame["value"] = _series(computed, "object")
        for held in (*values.values(), shapes, carried, computed):
            held.clear()
        return frame

    total = max(1, source.featureCount())
    for done, feature in enumerate(source.getFeatures(request, flags), 1):
        if done % CANCEL_EVERY == 0:
            _step(feedback, done, total, low, high)
        if done <= skipped:
            continue
        row = feature.attributes()
        for append, position in appends:
            append(row[position])
        if geometry:
            shapes.append(_straight(feature.geometry()))
        if carry:
            carried.append(row)
        if formula:
            around.setFeature(feature)
            computed.append(formula.evaluate(around))
            if formula.hasEvalError():
                raise QgsProcessingException(
                    f"VALUE_FIELD, row {done:,}: {formula.evalErrorString()}. Where a CSV has empty cells, write "
                    "nullif(\"field\", '') for the field.")
        if size and (done - skipped) % size == 0:
            yield taken()
    _step(feedback, total, total, low, high)
    yield taken()


def _straight(shape):
    """Return a shape whose curves, if it has any, are made of straight pieces."""
    return QgsGeometry(shape.constGet().segmentize()) if QgsWkbTypes.isCurvedType(shape.wkbType()) else shape


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


def _step(feedback, done: int, total: int, low: float = 0.0, high: float = 40.0) -> None:
    """Report progress, which never runs backwards, and stop if the user wants that."""
    if feedback.isCanceled():
        raise Cancelled
    progress = low + (high - low) * min(1.0, done / total)
    if progress > feedback.progress():
        feedback.setProgress(progress)


def stepper(feedback, low: float = 40.0, high: float = 50.0):
    """Return a ``step(done, total)`` that reports progress between two marks, and stops if the user wants that."""
    return lambda done, total: _step(feedback, done, total, low, high)


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
        Field name to ``text``, ``integer``, ``number`` or ``date``.
    shapes : sequence of QgsGeometry, optional
        With them the output has polygons.
    crs : QgsCoordinateReferenceSystem, optional
    """
    kind = QgsWkbTypes.Type.NoGeometry if shapes is None else _wkb_type(shapes)
    fault = destinations.table_fault(name, destinations.sink_path(parameters.get(name))) if shapes is None else ""
    if fault:
        raise QgsProcessingException(fault)
    fields = kinds if isinstance(kinds, QgsFields) else fields_of(kinds)
    crs = crs if crs is not None else QgsCoordinateReferenceSystem()
    reason, replaced = "", destinations.existing_file(parameters.get(name))
    try:
        sink, destination = algorithm.parameterAsSink(parameters, name, context, fields, kind, crs)
    except QgsProcessingException as fault:
        sink, reason = None, f" ({fault})"
    if sink is None:
        if not algorithm.given(parameters, name):
            return None
        raise QgsProcessingException(
            f"{name}: the output cannot be written{reason}. Check that the folder exists, that you may write there, "
            "and that no other program has the file open."
        )
    algorithm.destinations[name] = destination
    if replaced:
        algorithm.replaced.append(replaced)
    try:
        number = len(next(iter(columns.values())))
        rows = zip(*columns.values())
        feature = QgsFeature(fields)
        for start in range(0, number, CANCEL_EVERY):
            _step(feedback, start, number, 50.0, 100.0)
            places = range(start, min(start + CANCEL_EVERY, number))
            fault = _write_rows(sink, feature, rows, places, shapes)
            if fault is not None:
                raise QgsProcessingException(
                    f"{name}: row {fault + 1:,} cannot be written"
                    f"{': ' + sink.lastError() if sink.lastError() else ''}. Check the space left on the disk and the "
                    "format of the file."
                )
        _step(feedback, 1, 1, 50.0, 100.0)
        if hasattr(sink, "flushBuffer") and not sink.flushBuffer():
            raise QgsProcessingException(f"{name}: the output cannot be finished ({sink.lastError()}).")
    finally:
        del sink
    return destination


def _write_rows(sink, feature, rows, places, shapes):
    """Write the next rows; return the place of the first that fails, None if none does."""
    add, flag = sink.addFeature, QgsFeatureSink.Flag.FastInsert
    set_row, set_shape = feature.setAttributes, feature.setGeometry
    for place, row in zip(places, rows):
        set_row(list(row))
        if shapes is not None:
            set_shape(shapes[place])
        if not add(feature, flag):
            return place
    return None


def _wkb_type(shapes):
    """Return the multi-type of the first geometry that there is."""
    for shape in shapes:
        if shape is not None and not shape.isNull():
            return QgsWkbTypes.multiType(QgsWkbTypes.flatType(shape.wkbType()))
    return QgsWkbTypes.Type.MultiPolygon


def beside(layer: Layer, kinds: dict) -> tuple[QgsFields, list, list]:
    """Return the fields of a result followed by those of the layer it describes, and which of these are kept.

    Fields that the result has itself, the layer's own code and name, and names that files keep for themselves (``fid``,
    ``geom``) are not carried.

    Returns
    -------
    fields : QgsFields
    kept : list of int
        Positions in the layer's own fields.
    replaced : list of str
        Names that are not carried, but for ``fid``.
    """
    fields, own = fields_of(kinds), layer.fields
    skipped = {name.lower() for name in layer.keys if name}
    taken = {*kinds, *RESERVED}
    kept, replaced = [], []
    for place, definition in enumerate(own):
        name = definition.name().lower()
        if name in skipped:
            continue
        if name in taken:
            replaced += [definition.name()] if name != "fid" else []
            continue
        fields.append(definition)
        kept.append(place)
        taken.add(name)
    return fields, kept, replaced


def followed(layer: Layer, kinds: dict) -> tuple[QgsFields, list, list]:
    """Return the fields of a layer followed by those that a result adds, and which of the layer's are kept.

    Fields that the result has anew and names that files keep for themselves (``fid``, ``geom``) are not carried.

    Returns
    -------
    fields : QgsFields
    kept : list of int
        Positions in the layer's own fields.
    replaced : list of str
        Names that are not carried, but for ``fid``.
    """
    fields, kept, replaced = QgsFields(), [], []
    for place, definition in enumerate(layer.fields):
        if definition.name().lower() in {*kinds, *RESERVED}:
            replaced += [definition.name()] if definition.name().lower() != "fid" else []
        else:
            fields.append(definition)
            kept.append(place)
    for definition in fields_of(kinds):
        fields.append(definition)
    return fields, kept, replaced
