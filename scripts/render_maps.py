"""Draws styled layers as PNG pictures: render_maps.py --source TEXT --map LAYER PNG TITLE [--map ...]

LAYER is a file, or file.gpkg|layername=name. It is drawn with the style that is stored in it; a layer without
one is an error, because whoever opened it would see no map.
"""

import argparse
import base64
import sys
from pathlib import Path

from pictures import shrink
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsLayoutExporter,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemPicture,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendRenderer,
    QgsLegendStyle,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor, QFont, QImage

MILLIMETRES = QgsUnitTypes.LayoutUnit.LayoutMillimeters
FONT = "DejaVu Sans"
WIDTH, HEIGHT, MARGIN = 200, 224, 8
MAP_TOP, MAP_WIDTH, MAP_HEIGHT = 20, 124, 186
DOTS_PER_INCH = 100
LARGEST_PICTURE = 100_000


class MapError(Exception):
    """A map that cannot be drawn, as a sentence."""


def open_styled(path):
    """Open the layer with the style that is stored in it."""
    layer = QgsVectorLayer(path, Path(path.split("|")[0]).stem, "ogr")
    if not layer.isValid():
        raise MapError(f"{path} cannot be opened as a layer.")
    if layer.renderer() is None:
        raise MapError(f"{path} has no geometry to draw.")
    if layer.renderer().type() == "singleSymbol":
        raise MapError(f"{path} has no stored style, so every feature would look the same.")
    return layer


def place(item, layout, left, top, width=None, height=None):
    """Put the item on the page, in millimetres from its top left corner."""
    layout.addLayoutItem(item)
    item.attemptMove(QgsLayoutPoint(left, top, MILLIMETRES))
    if width is not None:
        item.attemptResize(QgsLayoutSize(width, height, MILLIMETRES))


def text_item(layout, text, points, bold=False):
    """Make a label of one size."""
    item = QgsLayoutItemLabel(layout)
    item.setText(text)
    item.setFont(QFont(FONT, points, QFont.Weight.Bold if bold else QFont.Weight.Normal))
    return item


def map_item(layout, layer):
    """Make the map, showing the whole layer on white."""
    item = QgsLayoutItemMap(layout)
    # A map starts without a size, and one without a size cannot be zoomed.
    item.setRect(0, 0, MAP_WIDTH, MAP_HEIGHT)
    item.setLayers([layer])
    project = layout.project()
    move = QgsCoordinateTransform(layer.crs(), project.crs(), project)
    extent = move.transformBoundingBox(QgsRectangle(layer.extent()))
    extent.scale(1.03)
    item.zoomToExtent(extent)
    item.setBackgroundColor(QColor("white"))
    return item


def legend_item(layout, layer):
    """Make the legend of the layer, without the layer's name, which is only that of a file."""
    item = QgsLayoutItemLegend(layout)
    item.setAutoUpdateModel(False)
    tree = item.model().rootGroup()
    tree.clear()
    QgsLegendRenderer.setNodeLegendStyle(tree.addLayer(layer), QgsLegendStyle.Style.Hidden)
    item.setStyleFont(QgsLegendStyle.Style.SymbolLabel, QFont(FONT, 8))
    return item


def place_legend(layout, layer, left, top):
    """Put the legend on the page: the drawn one that a map of two values keeps with it, else the list of classes."""
    drawn = layer.customProperty("industrial_atlas/legend")
    if not drawn:
        place(legend_item(layout, layer), layout, left, top)
        return
    item = QgsLayoutItemPicture(layout)
    item.setPicturePath("base64:" + base64.b64encode(drawn.encode("utf-8")).decode("ascii"))
    item.setPictureAnchor(QgsLayoutItemPicture.ReferencePoint.UpperLeft)
    side = WIDTH - MARGIN - left
    place(item, layout, left, top, side, side * 1.3)


def draw(layer, title, source):
    """Lay out one page and return its picture."""
    project = QgsProject()
    project.addMapLayer(layer)
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:27700") if layer.crs().isGeographic() else layer.crs())
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.pageCollection().page(0).setPageSize(QgsLayoutSize(WIDTH, HEIGHT, MILLIMETRES))
    inside = WIDTH - 2 * MARGIN
    place(text_item(layout, title, 12, bold=True), layout, MARGIN, MARGIN, inside, MAP_TOP - MARGIN)
    place(map_item(layout, layer), layout, MARGIN, MAP_TOP, MAP_WIDTH, MAP_HEIGHT)
    place_legend(layout, layer, MARGIN + MAP_WIDTH + 2, MAP_TOP)
    below = MAP_TOP + MAP_HEIGHT + 2
    place(text_item(layout, source, 7), layout, MARGIN, below, inside, HEIGHT - below - 2)
    picture = QgsLayoutExporter(layout).renderPageToImage(0, dpi=DOTS_PER_INCH)
    return picture.convertToFormat(QImage.Format.Format_RGB32)


def save(picture, path):
    """Save the picture, as small as it gets."""
    if picture.isNull() or not picture.save(path, "PNG", 0):
        raise MapError(f"{path} could not be written.")
    shrink(path)
    size = Path(path).stat().st_size
    if size > LARGEST_PICTURE:
        raise MapError(f"{path} has {size} bytes, more than {LARGEST_PICTURE}.")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--source", default="", help="the line below every map")
    parser.add_argument("--map", nargs=3, action="append", required=True, metavar=("LAYER", "PNG", "TITLE"))
    return parser.parse_args()


def main():
    wanted = arguments()
    application = QgsApplication([], True)
    application.initQgis()
    failed = False
    for path, png, title in wanted.map:
        try:
            save(draw(open_styled(path), title, wanted.source), png)
        except MapError as error:
            print(f"maps: {error}", file=sys.stderr)
            failed = True
    # draw() has let go of its layers and layouts by now; exitQgis() crashes while Python holds any.
    application.exitQgis()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
