"""Sheets of an OpenDocument workbook, by GDAL, which every QGIS has."""

from __future__ import annotations

import uuid

from .grid import Book, Grid

EVERY = 500
_AS_IT_STANDS = ["HEADERS=DISABLE", "FIELD_TYPES=STRING"]


def open_book(opener, name: str) -> Book:
    """Return an OpenDocument workbook; `opener` opens its bytes, `name` is for messages.

    Raises
    ------
    ValueError
        This GDAL does not read it, or it is damaged.
    """
    from osgeo import gdal

    if gdal.GetDriverByName("ODS") is None:
        raise ValueError(
            f"INPUT: '{name}' is an OpenDocument workbook, which this installation does not read. Open it in a "
            "spreadsheet program, save it as .xlsx, and read that.")
    dataset = _open(opener, name)
    sheets = [dataset.GetLayer(place).GetName() for place in range(dataset.GetLayerCount())]
    if not sheets:
        raise ValueError(f"INPUT: the workbook '{name}' has no sheet with cells. Choose another file.")
    return Book(sheets, lambda title: Grid(lambda step: _rows(dataset, title, step), title))


def _open(opener, name: str):
    from osgeo import gdal

    with opener() as stream:
        held = stream.read()
    path = f"/vsimem/{uuid.uuid4().hex}.ods"
    gdal.FileFromMemBuffer(path, held)
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        dataset = gdal.OpenEx(path, gdal.OF_VECTOR, allowed_drivers=["ODS"], open_options=_AS_IT_STANDS)
        if dataset is not None:
            [dataset.GetLayer(place).GetFeatureCount() for place in range(dataset.GetLayerCount())]
    except RuntimeError:
        dataset = None
    finally:
        gdal.PopErrorHandler()
        gdal.Unlink(path)
    if dataset is None:
        raise ValueError(
            f"INPUT: the workbook '{name}' is damaged. Download it again, or open it in a spreadsheet program and save "
            "it anew.")
    return dataset


def _rows(dataset, title: str, step):
    """Yield the rows of a sheet; every cell is text."""
    layer = dataset.GetLayerByName(title)
    layer.ResetReading()
    width, total = layer.GetLayerDefn().GetFieldCount(), max(1, layer.GetFeatureCount())
    for done, feature in enumerate(layer, 1):
        if done % EVERY == 0:
            step(done, total)
        yield tuple(feature.GetField(place) for place in range(width))
