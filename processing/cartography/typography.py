"""Text in pictures: one family wherever QGIS runs, and how wide and high its lines are."""

from __future__ import annotations

from dataclasses import dataclass, field

from qgis.core import QgsFontUtils, QgsTextFormat, QgsUnitTypes
from qgis.PyQt.QtGui import QColor, QFont, QFontMetricsF

from ..measures import labelplaces

FAMILIES = ("DejaVu Sans", "Noto Sans", "Liberation Sans", "Segoe UI", "Arial", "Helvetica")
INK = "#1a1a1a"
MILLIMETRES = 25.4 / 72  # of a point
SMALLEST = 7.0
_MEASURED = 200  # pixels: large enough that hinting is nothing
_SLACK = 0.98  # a printer's hinting may make a line a little wider


@dataclass
class Fitted:
    """A text in lines of one size.

    Attributes
    ----------
    points : float
    lines : list of str
    cut : bool
        Whether words had to be left out; the last line then ends in an ellipsis.
    bold : bool
    """

    points: float
    lines: list = field(default_factory=list)
    cut: bool = False
    bold: bool = False

    @property
    def text(self) -> str:
        """Return the lines as one text."""
        return "\n".join(self.lines)

    @property
    def height(self) -> float:
        """Return the height of the lines in millimetres, none for no line."""
        return line_height(self.points, self.bold) * (len(self.lines) + 0.3) if self.lines else 0.0


def family() -> str:
    """Return the first of the families that is there; Qt's own choice where none is."""
    return next((name for name in FAMILIES if QgsFontUtils.fontFamilyOnSystem(name)), QFont().defaultFamily())


def font(points: float, bold: bool = False) -> QFont:
    """Return the font of a size."""
    made = QFont(family())
    made.setPointSizeF(points)
    made.setBold(bold)
    return made


def text_format(points: float, bold: bool = False) -> QgsTextFormat:
    """Return the same as QGIS's text format."""
    made = QgsTextFormat()
    made.setFont(font(points, bold))
    made.setSize(points)
    made.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    made.setColor(QColor(INK))
    return made


def _metrics(bold: bool) -> QFontMetricsF:
    measured = font(10, bold)
    measured.setPixelSize(_MEASURED)
    return QFontMetricsF(measured)


def width(text: str, points: float, bold: bool = False) -> float:
    """Return the width of a line in millimetres."""
    return _metrics(bold).horizontalAdvance(text) / _MEASURED * points * MILLIMETRES


def line_height(points: float, bold: bool = False) -> float:
    """Return the distance of two lines in millimetres."""
    return _metrics(bold).lineSpacing() / _MEASURED * points * MILLIMETRES


def wrapped(text: str, most: float, points: float, bold: bool = False) -> list[str]:
    """Return a text in lines not wider than `most` millimetres; see `labelplaces.wrapped`. Its own line breaks stay."""
    limit, measure = _SLACK * most / (points * MILLIMETRES) * _MEASURED, _metrics(bold).horizontalAdvance
    return [line for paragraph in text.split("\n") for line in labelplaces.wrapped(paragraph, limit, measure)]


def fitted(text: str, most: float, sizes, bold: bool = False) -> Fitted:
    """Return a text at the largest size at which it takes few enough lines.

    Parameters
    ----------
    text : str
    most : float
        Width in millimetres.
    sizes : sequence of (float, int)
        Points and the most lines at this size, from the largest; at the last one the text is cut.
    bold : bool
    """
    for points, most_lines in sizes:
        lines = wrapped(text, most, points, bold)
        if len(lines) <= most_lines:
            return Fitted(points, lines, False, bold)
    kept = lines[:most_lines]
    while width(kept[-1] + "\u2026", points, bold) > most * _SLACK:
        kept[-1] = kept[-1][:-1]
    kept[-1] += "\u2026"
    return Fitted(points, kept, True, bold)
