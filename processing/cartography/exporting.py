"""Layouts to files: PDF, PNG and SVG, templates, and projects that open with the layers styled."""

from __future__ import annotations

import html

from qgis.core import (
    Qgis,
    QgsLayoutExporter,
    QgsLayoutRenderContext,
    QgsPaintEngineHack,
    QgsProcessingException,
    QgsReadWriteContext,
    QgsVectorSimplifyMethod,
)
from qgis.PyQt.QtCore import QBuffer, QIODevice, QMarginsF, QRect, QSize, QSizeF
from qgis.PyQt.QtGui import QImage, QPageSize, QPainter, QPdfWriter
from qgis.PyQt.QtSvg import QSvgGenerator
from qgis.PyQt.QtXml import QDomDocument

from . import items

INCH = 25.4
_XMP = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" '
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/">{}</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
)


def prepare(layout, dpi: float) -> None:
    """Set a layout to print: texts as text, shapes as shapes, at a resolution."""
    context = layout.renderContext()
    context.setDpi(dpi)
    for flag in ("FlagAntialiasing", "FlagUseAdvancedEffects"):
        context.setFlag(getattr(QgsLayoutRenderContext.Flag, flag), True)
    context.setTextRenderFormat(Qgis.TextRenderFormat.AlwaysText)
    simplified = QgsVectorSimplifyMethod()
    simplified.setSimplifyHints(QgsVectorSimplifyMethod.SimplifyHint.GeometrySimplification)
    simplified.setForceLocalOptimization(True)
    simplified.setSimplifyAlgorithm(QgsVectorSimplifyMethod.SimplifyAlgorithm.SnappedToGridGlobal)
    simplified.setThreshold(0.5)
    context.setSimplifyMethod(simplified)


def pdf(layout, dpi: float, about: dict, step=None) -> bytes:
    """Return all pages as one PDF.

    Parameters
    ----------
    about : dict
        `title`, `creator`, `author`, `description`, `rights` and `keywords`: what the file says of itself.
    step : callable, optional
        Told before each page how many are done.
    """
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    width, height = _paper(layout)
    writer.setPageSize(QPageSize(QSizeF(width, height), QPageSize.Unit.Millimeter))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setResolution(int(dpi))
    writer.setTitle(about["title"])
    writer.setCreator(about["creator"])
    if hasattr(writer, "setDocumentXmpMetadata"):
        writer.setDocumentXmpMetadata(xmp(about).encode("utf-8"))
    painter = QPainter(writer)
    QgsPaintEngineHack.fixEngineFlags(painter.paintEngine())
    exporter = QgsLayoutExporter(layout)
    try:
        for page in range(layout.pageCollection().pageCount()):
            if step is not None:
                step(page, layout.pageCollection().pageCount())
            if page:
                writer.newPage()
            exporter.renderPage(painter, page)
    finally:
        painter.end()
    return bytes(buffer.data())


def png(layout, dpi: float, about: dict, step=None) -> bytes:
    """Return the first page as a picture."""
    _begin(step)
    width, height = (round(length / INCH * dpi) for length in _paper(layout))
    drawn = QgsLayoutExporter(layout).renderPageToImage(0, QSize(width, height), dpi)
    if drawn.isNull():
        raise QgsProcessingException(
            f"OUTPUT: there is not enough memory for a picture of {width:,} x {height:,} pixels. Choose a lower DPI.")
    drawn = drawn.convertToFormat(QImage.Format.Format_RGB32)
    drawn.setDotsPerMeterX(round(dpi / INCH * 1000))
    drawn.setDotsPerMeterY(round(dpi / INCH * 1000))
    for key, name in (("Title", "title"), ("Author", "author"), ("Description", "description"), ("Copyright", "rights"),
                      ("Software", "creator")):
        if about[name]:
            drawn.setText(key, about[name])
    buffer = _buffer()
    drawn.save(buffer, "PNG")
    return bytes(buffer.data())


def svg(layout, dpi: float, about: dict, step=None) -> bytes:
    """Return the first page as a drawing."""
    _begin(step)
    buffer = _buffer()
    width, height = (round(length / INCH * dpi) for length in _paper(layout))
    generator = QSvgGenerator()
    generator.setTitle("title")
    generator.setDescription("description")
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(width, height))
    generator.setViewBox(QRect(0, 0, width, height))
    generator.setResolution(int(dpi))
    painter = QPainter(generator)
    QgsPaintEngineHack.fixEngineFlags(painter.paintEngine())
    with items.clipped(layout):  # Qt writes no clipping into a drawing
        QgsLayoutExporter(layout).renderPage(painter, 0)
    painter.end()
    data = bytes(buffer.data())
    for tag, name in (("title", "title"), ("desc", "description")):  # Qt writes them as they are, & and < and all
        told = html.escape(about[name])
        data = data.replace(f"<{tag}>{name}</{tag}>".encode(), f"<{tag}>{told}</{tag}>".encode(), 1)
    return data


def template(layout) -> bytes:
    """Return the layout as a QGIS layout template."""
    document = QDomDocument()
    document.appendChild(layout.writeXml(document, QgsReadWriteContext()))
    return document.toByteArray(2).data()


def xmp(about: dict) -> str:
    """Return what a PDF says of itself, in XMP."""
    def words(name):
        return html.escape(about[name])

    parts = [f'<dc:{tag}><rdf:Alt><rdf:li xml:lang="x-default">{words(name)}</rdf:li></rdf:Alt></dc:{tag}>'
             for tag, name in (("title", "title"), ("description", "description"), ("rights", "rights")) if about[name]]
    if about["author"]:
        parts.append(f"<dc:creator><rdf:Seq><rdf:li>{words('author')}</rdf:li></rdf:Seq></dc:creator>")
    subjects = "".join(f"<rdf:li>{html.escape(word)}</rdf:li>" for word in about["keywords"])
    parts += [
        f"<dc:subject><rdf:Bag>{subjects}</rdf:Bag></dc:subject>",
        "<dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>",
        f"<pdf:Keywords>{html.escape(', '.join(about['keywords']))}</pdf:Keywords>",
        f"<xmp:CreatorTool>{words('creator')}</xmp:CreatorTool>",
    ]
    return _XMP.format("".join(parts))


def _begin(step) -> None:
    if step is not None:
        step(0, 1)


def _buffer() -> QBuffer:
    """Return a file in memory: writing it to the disk is then one step, whose failure is seen."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


def _paper(layout) -> tuple[float, float]:
    size = layout.pageCollection().page(0).pageSize()
    return size.width(), size.height()
