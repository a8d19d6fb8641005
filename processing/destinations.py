"""Where outputs go: refusing what cannot be, and taking back what a failed run has written."""

from __future__ import annotations

import contextlib
import os
import re
import uuid

from qgis.core import (
    QgsDataSourceUri,
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFileDestination,
    QgsProcessingUtils,
    QgsProject,
    QgsProviderRegistry,
    QgsVectorFileWriter,
)

SHAPEFILE = (".shp", ".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx")
ENDS = {".qml": b"</qgis>", ".sld": b"</StyledLayerDescriptor>", ".svg": b"</svg>", ".png": b"IEND\xaeB`\x82"}
TABLES = (".gpkg", ".csv", ".xlsx", ".ods", ".json", ".geojson")


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
        plain = isinstance(definition, QgsProcessingParameterFileDestination)
        fault = plain_fault(name, target, definition.fileFilter()) if plain else _file_fault(name, target)
        if fault:
            return fault
        table = (
            isinstance(definition, QgsProcessingParameterFeatureSink)
            and definition.dataType() == QgsProcessing.SourceType.TypeVector
        )
        fault = table_fault(name, target) if table else ""
        if fault:
            return fault
        place = file_of(os.path.expanduser(target) if plain else target)
        for other, known in {**inputs, **taken}.items():
            if place[0] and _same(place, known):
                done = "would overwrite" if other in inputs else "is the same place as"
                return f"{name} {done} {other} ({os.path.basename(place[0])}). Choose another file for {name}."
        taken[name] = place
    return ""


def plain_fault(name: str, target: str, endings: str) -> str:
    """Return why a plain file cannot be written, empty if it can.

    Parameters
    ----------
    endings : str
        The filter of the file dialog, such as ``QGIS style (*.qml);;SLD style (*.sld)``.
    """
    target = os.path.expanduser(target)
    folder = os.path.dirname(os.path.abspath(target))
    known = re.findall(r"\*(\.\w+)", endings)
    if known and not target.lower().endswith(tuple(known)):
        listed = known[0] if len(known) == 1 else f"{', '.join(known[:-1])} or {known[-1]}"
        return f"{name}: '{os.path.basename(target)}' has the wrong ending. Choose a name that ends in {listed}."
    if not os.path.isdir(folder):
        return f"{name}: the folder '{folder}' does not exist. Choose another one."
    writable = os.access(target if os.path.exists(target) else folder, os.W_OK) and not _is_system(folder)
    if os.path.isdir(target) or not writable:
        return f"{name}: '{target}' cannot be written. Choose another place."
    return ""


@contextlib.contextmanager
def whole_file(name: str, target: str):
    """Give a path to write to, which takes the place of the target only if all went well; else nothing is left.

    Parameters
    ----------
    name : str
        The parameter, for the message.
    target : str

    Raises
    ------
    QgsProcessingException
        The file cannot be written, such as when the disk is full.
    """
    target = os.path.expanduser(target)
    stem, ending = os.path.splitext(os.path.abspath(target))
    draft = f"{stem}.{uuid.uuid4().hex[:8]}{ending}"
    try:
        yield draft
        if not _is_whole(draft):
            raise QgsProcessingException(
                f"{name}: '{target}' could not be written. Check the space left on the disk.")
        os.replace(draft, target)
    except OSError as fault:
        raise QgsProcessingException(
            f"{name}: '{target}' could not be written ({fault.strerror or fault}). Check the space left on the disk, "
            "and that no other program has the file open.") from None
    finally:
        if os.path.exists(draft):
            os.remove(draft)


def _is_whole(path: str) -> bool:
    """Tell whether a file was written to its end: QGIS says so of files that the disk had no room for."""
    if not os.path.isfile(path) or not os.path.getsize(path):
        return False
    end = ENDS.get(os.path.splitext(path)[1].lower(), b"")
    with open(path, "rb") as file:
        file.seek(max(0, os.path.getsize(path) - len(end) - 8))
        return file.read().rstrip(b"\r\n ").endswith(end)


def _is_system(folder: str) -> bool:
    """Tell whether a folder takes no files although it says so."""
    return os.path.realpath(folder).startswith(("/proc", "/sys"))


def _file_fault(name: str, target: str) -> str:
    """Return what is wrong with a plain file as a destination, empty if nothing."""
    if not _is_uri(target) and "|" in target:
        return (
            f"{name}: '{target}' names a layer in a file. To add a table to a GeoPackage, write it as "
            "ogr:dbname='file.gpkg' table=\"name\" (geom)."
        )
    return f"{name}: '{target}' is a folder. Give the name of a file in it." if os.path.isdir(target) else ""


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
    file, table = _whole(place[0]), place[1].casefold()
    return file == _whole(known[0]) and not (table and known[1] and table != known[1].casefold())


def _whole(path: str) -> str:
    """Return one name for all the files of a shapefile, and for paths that differ in case where case is nothing."""
    stem, ending = os.path.splitext(os.path.normcase(path))
    return stem + (".shp" if ending.lower() in SHAPEFILE else ending)


def _input_files(algorithm, parameters, context) -> dict:
    files = {}
    for definition in algorithm.parameterDefinitions():
        if definition.type() in ("source", "vector") and algorithm.given(parameters, definition.name()):
            layer = algorithm.parameterAsVectorLayer(parameters, definition.name(), context)
            if layer is not None and layer.providerType() in ("ogr", "delimitedtext", "spatialite"):
                files[definition.name()] = file_of(layer.source())
        elif definition.type() == "file" and algorithm.given(parameters, definition.name()):
            file = algorithm.parameterAsFile(parameters, definition.name(), context)
            files[definition.name()] = (os.path.realpath(os.path.expanduser(file)), "")
    return files


def existing_file(value) -> str:
    """Return the name of the file that a destination would replace, empty if there is none."""
    target = sink_path(value)
    path = file_of(target)[0] if target and not target.startswith("ogr:") else ""
    return os.path.basename(path) if os.path.isfile(path) else ""


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


def _drop_layer(path: str, name: str) -> bool:
    """Drop one layer of a GeoPackage that holds others; tell whether there were others."""
    from osgeo import gdal

    dataset = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE)
    if dataset is None:
        return False
    names = [dataset.GetLayer(place).GetName().casefold() for place in range(dataset.GetLayerCount())]
    name = name.casefold()
    others = [layer for layer in names if layer not in (name, "layer_styles")]
    if name in names and others:
        dataset.DeleteLayer(names.index(name))
        return True
    return bool(others)
