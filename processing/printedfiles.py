"""The files of a printed map: the page itself, its layout and a project; all of them, or after a failure none."""

from __future__ import annotations

import contextlib
import os
import re

from qgis.core import (
    QgsDataProvider,
    QgsProcessingException,
    QgsProject,
    QgsProjectMetadata,
    QgsReferencedRectangle,
    QgsVectorFileWriter,
)

from . import destinations


@contextlib.contextmanager
def project_of(sheet, pages: list, about: dict):
    """Give a project that owns the layers of some pages, and these layers, the marked district first.

    Parameters
    ----------
    sheet : cartography.layouts.Sheet
    pages : list of cartography.layouts.Page
    about : dict
        What the project says of itself; see `cartography.exporting`.
    """
    project = QgsProject()
    project.setCrs(sheet.crs)
    if sheet.crs.isValid():
        project.setEllipsoid(sheet.crs.ellipsoidAcronym())
    layers = [*filter(None, (sheet.marked,)), *(page.layer for page in pages)]
    project.addMapLayers(layers, False)
    for number, layer in enumerate(layers):
        node = project.layerTreeRoot().addLayer(layer)
        node.setItemVisibilityChecked(number <= (sheet.marked is not None))
    project.viewSettings().setDefaultViewExtent(QgsReferencedRectangle(sheet.extent, sheet.crs))
    told = QgsProjectMetadata()
    told.setTitle(about["title"])
    told.setAuthor(about["author"])
    told.setAbstract(f"{about['description']} {about['rights']}".strip())
    told.setHistory(about["history"])
    told.setKeywords({"gmd:topicCategory": about["keywords"]})
    project.setMetadata(told)
    project.setTitle(about["title"])
    try:
        yield project, layers
    finally:
        project.layoutManager().clear()  # layouts before layers, and both before QGIS ends
        project.clear()


def write(targets: dict, project, layout, layers, taken, about: dict, dpi: int, step) -> None:
    """Write the files.

    Parameters
    ----------
    targets : dict
        `OUTPUT`, and `LAYOUT` and `PROJECT` where they are wanted, to the file of each.
    taken : list of str
        Files of the inputs, over which nothing goes.
    step : callable
        Told before each page how many are done.

    Raises
    ------
    QgsProcessingException
        A file that cannot be written.
    """
    from .cartography import exporting

    exporting.prepare(layout, dpi)
    with contextlib.ExitStack() as stack:
        drafts = {name: stack.enter_context(destinations.whole_file(name, target)) for name, target in targets.items()}
        if "LAYOUT" in drafts:
            _write(drafts["LAYOUT"], exporting.template(layout))
        ending = os.path.splitext(targets["OUTPUT"])[1].lower()
        kinds = {".pdf": exporting.pdf, ".png": exporting.png, ".svg": exporting.svg}
        _write(drafts["OUTPUT"], kinds[ending](layout, dpi, about, step))
        if "PROJECT" in drafts:
            _keep_layers(project, layers, targets["PROJECT"], taken)
            if not project.write(drafts["PROJECT"]):
                raise QgsProcessingException(
                    f"PROJECT: '{targets['PROJECT']}' could not be written ({project.error()}). Check the space left "
                    "on the disk.")


def _write(path: str, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)


def _keep_layers(project, layers, target: str, taken) -> None:
    """Move the layers that are in no file yet into a GeoPackage beside the project."""
    homeless = [layer for layer in layers if layer.providerType() == "memory"]
    if not homeless:
        return
    beside = f"{os.path.splitext(os.path.abspath(target))[0]}_layers.gpkg"
    if os.path.realpath(beside) in taken or not _is_own(beside):
        raise QgsProcessingException(
            f"PROJECT: its layers go into {os.path.basename(beside)}, which is there and is not of an earlier map. "
            "Choose another name for the project, or move that file.")
    with destinations.whole_file("PROJECT", beside) as file:
        for number, layer in enumerate(homeless, 1):
            options = QgsVectorFileWriter.SaveVectorOptions()
            options.driverName, options.layerName = "GPKG", f"map_{number}"
            if number > 1:
                options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
            fault, message, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(
                layer, file, project.transformContext(), options)
            if fault != QgsVectorFileWriter.WriterError.NoError:
                raise QgsProcessingException(
                    f"PROJECT: its layers could not be written ({message}). Check the space left on the disk.")
    for number, layer in enumerate(homeless, 1):
        layer.setDataSource(
            f"{beside}|layername=map_{number}", layer.name(), "ogr", QgsDataProvider.ProviderOptions())


def _is_own(path: str) -> bool:
    """Tell whether a GeoPackage may be replaced: it is not there, or holds only the layers of an earlier project."""
    if not os.path.exists(path):
        return True
    from osgeo import gdal

    dataset = gdal.OpenEx(path, gdal.OF_VECTOR)
    if dataset is None:
        return False
    names = [dataset.GetLayer(number).GetName() for number in range(dataset.GetLayerCount())]
    return all(re.fullmatch(r"map_\d+|layer_styles", name) for name in names)
