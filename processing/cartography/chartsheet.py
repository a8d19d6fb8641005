"""The sheet that a picture is drawn on: the house style, texts that are measured, title above and source below."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import text_to_path

from ..measures.labelplaces import wrapped
from .labels import with_unit

INK, SOFT, GRID, REST = "#1a1a1a", "#555555", "#dcdcdc", "#bdbdbd"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#1a1a1a", "#e69f00", "#56b4e9", "#8c6d1f")  # mostly Okabe-Ito's
DASHES = ("-", (0, (5, 1.6)), (0, (5, 1.5, 1, 1.5)), (0, (1.2, 1.2)), (0, (8, 2)), (0, (3, 1, 1, 1, 1, 1)),
          (0, (2.5, 1.2)), (0, (8, 1.5, 1, 1.5)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
FONT = "DejaVu Sans"  # comes with matplotlib, so that texts are as long on every machine
TITLE, SUBTITLE, TEXT, SMALL = 10.5, 8.5, 7.5, 7.0
PITCH, EDGE, POINTS_PER_MM = 1.3, 8.0, 72 / 25.4
STYLE = {
    "font.family": [FONT], "font.size": TEXT, "text.parse_math": False, "text.usetex": False,
    "text.hinting": "no_hinting", "axes.linewidth": 0.6, "lines.solid_capstyle": "round", "figure.facecolor": "white",
    "axes.facecolor": "white",
    "svg.fonttype": "none", "svg.hashsalt": "industrial-atlas", "pdf.fonttype": 42, "path.simplify": False,
    "axes.unicode_minus": False,
}


@dataclass
class Words:
    """The texts of a picture; all of them are plain text."""

    title: str = ""
    subtitle: str = ""
    x_title: str = ""
    y_title: str = ""
    unit: str = ""
    source: str = ""
    note: str = ""
    description: str = ""


@dataclass
class Page:
    """Size in mm and dots per inch; the size of half a sheet of A4, less the margins, unless told otherwise."""

    width: float = 170.0
    height: float = 110.0
    dpi: int = 300


@functools.cache
def _font(size: float, bold: bool):
    return FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")


def measure(text: str, size: float = TEXT, bold: bool = False) -> float:
    """Return the width of a text in points, the same for every resolution and kind of file."""
    return text_to_path.get_text_width_height_descent(text, _font(size, bold), False)[0] if text else 0.0


def fitted(text: str, width: float, size: float = TEXT, bold: bool = False, most: int = 0) -> list[str]:
    """Return a text as lines of a width in points."""
    return wrapped(text, width, lambda part: measure(part, size, bold), most)


def readable(colour: str) -> str:
    """Return a colour dark enough for text on white: a contrast of 4.5 to 1.

    >>> readable("#0072b2"), readable("#e69f00")
    ('#0072b2', '#9d6c00')
    """
    parts = [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]

    def light(parts) -> float:
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    while 1.05 / (light(parts) + 0.05) < 4.5:
        parts = [part * 0.98 for part in parts]
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def figure_text(value: float, step: float, unit: str = "") -> str:
    """Return a number on an axis with as many decimals as the steps of the axis need.

    >>> figure_text(0.5, 0.25), figure_text(1250.0, 250.0, "£m"), figure_text(2e13, 1e13), figure_text(-1.0, 1.0)
    ('0.50', '£1,250m', '2e+13', '-1')
    """
    size = max(abs(value), abs(step))
    if size >= 1e12 or (step and abs(step) < 1e-6):
        return with_unit(f"{0.0 if abs(value) < abs(step) / 1e6 else value:.6g}", unit)
    places = next((places for places in range(9) if abs(round(step, places) - step) <= abs(step) / 1000), 9)
    text = f"{value:,.{places}f}"
    return with_unit("0" if not float(text.replace(",", "")) else text, unit)


class Sheet:
    """A figure with its title, notes and source drawn; `left`, `bottom`, `right`, `top` are what room is left.

    All measures are in points, from the lower left corner.
    """

    def __init__(self, words: Words, page: Page):
        self.words = words
        self.width, self.height = page.width * POINTS_PER_MM, page.height * POINTS_PER_MM
        self.figure = Figure(figsize=(page.width / 25.4, page.height / 25.4), dpi=page.dpi)
        FigureCanvasAgg(self.figure)
        self.left, self.right, self.bottom, self.top = EDGE, self.width - EDGE, EDGE, self.height - EDGE
        size = next((size for size in (TITLE, 9.5, 8.5) if len(self._lines(words.title, size, True)) <= 3), 7.5)
        self._head(words.title, size, INK, True)
        self._head(words.subtitle, min(SUBTITLE, size), SOFT)
        self._foot([*self._lines(words.note, SMALL), *self._lines(words.source, SMALL)])

    def _lines(self, text: str, size: float, bold: bool = False) -> list:
        return fitted(text, self.right - self.left, size, bold)

    def _head(self, text: str, size: float, colour: str, bold: bool = False) -> None:
        lines = self._lines(text, size, bold)
        self.lines(self.left, self.top - size, lines, size, colour, bold=bold)
        self.top -= len(lines) * size * PITCH + (3 if lines else 0)

    def _foot(self, lines: list) -> None:
        if lines:
            height = len(lines) * SMALL * PITCH
            self.lines(self.left, self.bottom + height - SMALL * 1.05, lines, SMALL, SOFT)
            self.bottom += height + 6

    def text(self, x: float, y: float, text: str, size=TEXT, colour=INK, align="left", bold=False) -> None:
        """Write one line, its base at y."""
        self.figure.text(x / self.width, y / self.height, text, fontproperties=_font(size, bold), color=colour,
                         ha=align, va="baseline")

    def lines(self, x: float, y: float, lines, size=TEXT, colour=INK, align="left", bold=False) -> None:
        """Write lines one under the other, the base of the first at y."""
        for place, line in enumerate(lines):
            self.text(x, y - place * size * PITCH, line, size, colour, align, bold)

    def label(self, x: float, centre: float, lines, colour=INK, align="left", size=TEXT) -> None:
        """Write lines around the middle of a height."""
        self.lines(x, centre + (len(lines) - 1) * size * PITCH / 2 - size * 0.36, lines, size, colour, align)

    def heading(self, text: str) -> None:
        """Write what the vertical axis shows above it, unless the title says so."""
        if text and text.lower() not in f"{self.words.title}\n{self.words.subtitle}".lower():
            lines = self._lines(text, TEXT)
            self.lines(self.left, self.top - TEXT - 2, lines, TEXT, SOFT)
            self.top -= len(lines) * TEXT * PITCH + 2
        self.top -= 4

    def footing(self, text: str, left: float, right: float) -> None:
        """Write what the horizontal axis shows under it, at its end."""
        if text:
            lines = fitted(text, right - left, TEXT)
            height = len(lines) * TEXT * PITCH
            self.lines(right, self.bottom + height - TEXT, lines, TEXT, SOFT, "right")
            self.bottom += height + 2

    def legend(self, entries) -> None:
        """Write marks with their words side by side, as many as a line holds: (marker, colour, words)."""
        x, rows = self.left, 1
        for marker, colour, words in entries:
            line = fitted(words, self.right - self.left - 20, TEXT, most=1)[0]
            if x > self.left and x + 10 + measure(line) > self.right:
                x, rows = self.left, rows + 1
            y = self.top - rows * TEXT * PITCH
            self.figure.add_artist(Line2D(
                [(x + 3) / self.width], [(y + TEXT * 0.36) / self.height], marker=marker, color=colour, markersize=5,
                linestyle="none", markeredgewidth=0))
            self.text(x + 10, y, line, colour=INK)
            x += 10 + measure(line) + 12
        self.top -= rows * TEXT * PITCH + 5

    def rule(self, xs, ys, colour=SOFT, width=0.6) -> None:
        """Draw a thin line between points of the sheet."""
        self.figure.add_artist(Line2D([x / self.width for x in xs], [y / self.height for y in ys], color=colour,
                                      linewidth=width, solid_capstyle="butt"))

    def axes(self, left: float, bottom: float, right: float, top: float, least: float = 45):
        """Return axes that fill a box, which must have a least height.

        Raises
        ------
        ValueError
            The box is too small to draw in.
        """
        if right - left < 60 or top - bottom < least:
            raise ValueError(
                "There is no room left to draw: titles, labels and source fill the sheet. Make the picture larger "
                "(WIDTH, "
                "HEIGHT), shorten its texts, or draw fewer series.")
        axes = self.figure.add_axes(
            [left / self.width, bottom / self.height, (right - left) / self.width, (top - bottom) / self.height])
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set_color(SOFT)
        axes.tick_params(length=0, labelsize=TEXT, labelcolor=SOFT, pad=3)
        axes.tick_params(axis="x", pad=5)
        axes.set_axisbelow(True)
        return axes
