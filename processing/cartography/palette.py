"""Colours that colour-blind readers can tell apart: ColorBrewer's, as QGIS ships them."""

from __future__ import annotations

from qgis.core import QgsColorBrewerPalette, QgsGradientColorRamp, QgsGradientStop
from qgis.PyQt.QtGui import QColor

SEQUENTIAL = ("YlGnBu", "YlOrBr", "Blues", "Greens", "Oranges", "Purples", "Greys")
DIVERGING = ("PuOr", "BrBG", "RdBu")
RAMPS = SEQUENTIAL + DIVERGING
NO_DATA = "#d0d0d0"
OUTLINE = "#6e6e6e"
DENSITY = {"Rural": "#a6cee3", "Moderately urban": "#fdae61", "Urban": "#7b3294"}
CLUSTERS = {
    "High-high": "#b2182b", "Low-low": "#2166ac", "High-low": "#f4a582", "Low-high": "#92c5de",
    "Not significant": "#f7f7f7",
}
CHANGE = {"Unchanged": "#e3e0d8", "New code": "#5e9bc5", "Merged": "#d9853b"}
KINDS = (  # Paul Tol's muted scheme, then darker and brighter ones between which no reader confuses neighbours
    "#88ccee", "#cc6677", "#661100", "#117733", "#332288", "#aa4499", "#44aa99", "#999933", "#882255", "#e69f00",
    "#ddcc77", "#6699cc",
)
REGIONS = {1: "#b35806", 0: "#f1e6d8"}


def colours(ramp: str, number: int) -> list[QColor]:
    """Return colours from low to high; diverging ramps run from cold to warm."""
    available = 9 if ramp in SEQUENTIAL else 11
    found = QgsColorBrewerPalette.listSchemeColors(ramp, max(3, min(number, available)))
    if ramp in ("PuOr", "BrBG", "RdBu"):
        found = found[::-1]
    if number > available:
        stops = [QgsGradientStop(place / (len(found) - 1), colour) for place, colour in enumerate(found[1:-1], 1)]
        gradient = QgsGradientColorRamp(found[0], found[-1], False, stops)
        return [gradient.color(place / (number - 1)) for place in range(number)]
    if number == 1:
        return [found[1]]
    return [found[0], found[-1]] if number == 2 else found


def around(ramp: str, below: int, above: int) -> list[QColor]:
    """Return colours for classes below and above the centre of a diverging ramp."""
    half = max(below, above, 2)
    found = colours(ramp, 2 * half)
    return found[half - below: half] + found[half: half + above]
