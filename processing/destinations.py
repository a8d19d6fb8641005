"""Where outputs go: refusing what cannot be, and taking back what a failed run has written."""

from __future__ import annotations

import os

from qgis.core import (
    QgsDataSourceUri,
    QgsProcessing,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterFeatureSink,
    QgsProcessingUtils,
    QgsProject,
    QgsProviderRegistry,
    QgsVectorFileWriter,
)

TABLES = (".gpkg", ".csv", ".xlsx", ".ods", ".json", ".geojson", ".tsv")


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
    uri = QgsDataSourceUri(destination[4:])
    return f"{uri.database()}|layername={uri.table()}"


def refuse(algorithm, parameters, context) -> str:
    """Return what is wrong with the destinations, empty if nothing.

    A table in a format that holds none, an output over an input, two outputs in one place.
    """
    inputs = _input_files(algorithm, parameters, context)
    taken = {}
    for definition in algorithm.destinationParameterDefinitions():
        name, target = definition.name(), sink_path(parameters.get(definition.name()))
        if not target:
            continue
        folder = os.path.dirname(os.path.abspath(target))
        if name == "STYLE_FILE" and not os.path.isdir(folder):
            return f"STYLE_FILE: the folder '{folder}' does not exist. Choose another one."
        table = (
            isinstance(definition, QgsProcessingParameterFeatureSink)
            and definition.dataType() == QgsProcessing.SourceType.TypeVector
        )
        fault = table_fault(name, target) if table else ""
        if fault:
            return fault
        place = file_of(target)
        for other, known in {**inputs, **taken}.items():
            if place[0] and _same(place, known):
                done = "would overwrite" if other in inputs else "is the same place as"
                return f"{name} {done} {other} ({os.path.basename(place[0])}). Choose another file for {name}."
        taken[name] = place
    return ""


def table_fault(name: str, target: str) -> str:
    """Return what is wrong with a destination for a table without geometry, empty if nothing."""
    ending = os.path.splitext(target)[1].lower()
    if not target or _is_uri(target) or ending in TABLES:
        return ""
    return (
        f"{name}: a table without geometry cannot be written as '{ending or target}' and read again. Choose a name "
        "that ends in .gpkg, .csv or .xlsx."
    )


def _is_uri(target: str) -> bool:
    """Tell whether a destination is a database and not a plain file."""
    return ":" in target and not os.path.isabs(target) and not target.startswith("file:")


def _same(place: tuple, known: tuple) -> bool:
    """Tell whether two places are one: the same file, and not two different tables in it."""
    return place[0] == known[0] and not (place[1] and known[1] and place[1] != known[1])


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
    elif not (name and path.lower().endswith(".gpkg") and _drop_layer(path, name)):
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
