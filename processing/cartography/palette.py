"""Colours that colour-blind readers can tell apart: ColorBrewer's, as QGIS ships them, or made of these."""

from __future__ import annotations

from functools import lru_cache

from qgis.core import QgsColorBrewerPalette, QgsGradientColorRamp, QgsGradientStop
from qgis.PyQt.QtGui import QColor

from .vision import difference, lightness

SEQUENTIAL = ("YlGnBu", "YlOrBr", "Blues", "Greens", "Oranges", "Purples", "Greys")
DIVERGING = ("PuOr", "BrBG", "RdBu")
RAMPS = SEQUENTIAL + DIVERGING
NO_DATA = "#d0d0d0"
CLEAR = 8.0  # the smallest difference between what must not be confused
BREWED = 5  # up to so many classes of a sequential ramp ColorBrewer's own steps are clear
MOST_BREWED = 11  # the most colours of a diverging ramp
LIGHTEST, DARKEST = 96.0, 12.0
_CLEARER = {"BrBG": {"#c7eae5": "#b5e2cf"}}  # without red cones the lightest teal is the white of the middle
OUTLINE = "#6e6e6e"
DENSITY = {"Rural": "#a6cee3", "Moderately urban": "#fdae61", "Urban": "#7b3294"}
CLUSTERS = {
    "High-high": "#b2182b", "Low-low": "#2166ac", "High-low": "#f4a582", "Low-high": "#92c5de",
    "Not significant": "#f7f7f7",
}
CHANGE = {"Unchanged": "#f0ead6", "New code": "#5e9bc5", "Merged": "#d9853b"}
KINDS = (  # Paul Tol's muted scheme, then darker and brighter ones between which no reader confuses neighbours
    "#88ccee", "#cc6677", "#661100", "#117733", "#332288", "#aa4499", "#44aa99", "#999933", "#882255", "#e69f00",
    "#ddcc77", "#6699cc",
)
PAIRS = {  # a row for each class of the second value, from low to high; in it the first value, from low to high
    "BlueOrange": (
        ("#fdf9e6", "#b3cdf5", "#4c88da"), ("#fbd98a", "#b79fb0", "#56608c"), ("#e68124", "#a8603c", "#3b2740"),
    ),
    "PurpleGold": (  # after Joshua Stevens (2015); the lowest pair is lighter, so that no one takes it for no data
        ("#f7f7f7", "#cbb8d7", "#9972af"), ("#e4d9ac", "#c8ada0", "#976b82"), ("#c8b35a", "#af8e53", "#804d36"),
    ),
    "LightDark": (
        ("#d0ddff", "#84a6db", "#2166ac"), ("#fbfbf0", "#b7b9a4", "#6b6259"), ("#fdf0b4", "#eeae58", "#b35806"),
    ),
}
ROLES = {"TIR": "#b35806", "Match": "#5e9bc5", "Unmatched": "#f7f7f7"}
STEPS = {0: "#f7f7f7", 1: "#fee391", 2: "#fe9929", 3: "#cc4c02", 4: "#662506"}
CHOSEN, PLAIN, FAINT = "#d7301f", "#ece6d6", "#fbfbf9"
REGIONS = {1: "#b35806", 0: "#f1e6d8"}


def colours(ramp: str, number: int) -> list[QColor]:
    """Return colours from low to high; diverging ramps run from cold to warm."""
    if ramp in SEQUENTIAL and number > BREWED:
        return _even_steps(ramp, number)
    clearer = _CLEARER.get(ramp, {})
    found = QgsColorBrewerPalette.listSchemeColors(ramp, max(3, min(number, MOST_BREWED)))
    found = [QColor(clearer.get(colour.name(), colour.name())) for colour in found]
    if ramp in DIVERGING:
        found = found[::-1]
    if number > MOST_BREWED:
        gradient = _gradient(found)
        return [gradient.color(place / (number - 1)) for place in range(number)]
    if number == 1:
        return [found[1]]
    return [found[0], found[-1]] if number == 2 else found


def around(ramp: str, below: int, above: int) -> list[QColor]:
    """Return colours for classes below and above the centre of a diverging ramp."""
    half = max(below, above, 2)
    found = colours(ramp, 2 * half)
    return found[half - below: half] + found[half: half + above]


def pair(ramp: str, first: int, second: int) -> list[list[str]]:
    """Return colours of a map of two values: one row for each class of the second, in it those of the first."""
    steps = {1: (0,), 2: (0, 2), 3: (0, 1, 2)}
    return [[PAIRS[ramp][row][column] for column in steps[first]] for row in steps[second]]


def looks_like_no_data(shades) -> bool:
    """Tell whether some reader might take the grey of no data for one of these colours."""
    return any(difference(colour, NO_DATA) < CLEAR for colour in shades)


def _gradient(found) -> QgsGradientColorRamp:
    stops = [QgsGradientStop(place / (len(found) - 1), colour) for place, colour in enumerate(found[1:-1], 1)]
    return QgsGradientColorRamp(found[0], found[-1], False, stops)


@lru_cache(maxsize=64)
def _even_names(ramp: str, number: int) -> tuple:
    """Return the colours on a ramp at even steps of lightness: ColorBrewer's own are too close at its ends."""
    gradient = _gradient(QgsColorBrewerPalette.listSchemeColors(ramp, 9))
    names = [gradient.color(place / 400).name() for place in range(401)]
    lights = [lightness(name) for name in names]
    high, low = min(lights[0], LIGHTEST), max(lights[-1], DARKEST)
    wanted = [high + (low - high) * place / (number - 1) for place in range(number)]
    return tuple(min(zip(names, lights), key=lambda shade: abs(shade[1] - light))[0] for light in wanted)


def _even_steps(ramp: str, number: int) -> list[QColor]:
    return [QColor(name) for name in _even_names(ramp, number)]
