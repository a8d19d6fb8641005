"""The legend of a map of two values: a square of colours with an axis for each value, as an SVG document."""

from __future__ import annotations

import html
import re
import textwrap

from . import palette

CELL, GAP, TICKS, LINE = 60, 8, 15, 14
FONT, SMALL = 12, 11
HATCHES = ((0, 7, 7, 0), (0, 14, 14, 0), (8, 14, 22, 0), (15.4, 14, 22.4, 7))  # inside a key
INK, AXIS = "#1a1a1a", "#444444"
WIDEST = 26  # letters of an axis title in a line beside a square of three
MOST_LINES = 3
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def legend(colours, counts, titles, ticks, missing: int, hatched: str = "") -> str:
    """Return the legend: the first value runs to the right, the second upwards.

    Parameters
    ----------
    colours : list of list of str
        One row for each class of the second value, in it those of the first; lowest first.
    counts : array of int, shape (classes of the first, classes of the second)
    titles : sequence of str
        What the two values are.
    ticks : sequence of list of str
        The limits between the classes of each, as texts.
    missing : int
        Districts without data.
    hatched : str
        What hatches mean, empty for none.
    """
    across, up = len(colours[0]), len(colours)
    wide, high = CELL * across, CELL * up
    named = [lines(title, max(8, WIDEST * size // (3 * CELL))) for title, size in zip(titles, (wide, high))]
    left, top = GAP + LINE * len(named[1]) + 2 * GAP + TICKS + GAP, GAP
    low = top + high
    parts = [
        _cell(left + CELL * column, low - CELL * (row + 1), colours[row][column], int(counts[column][row]))
        for row in range(up) for column in range(across)
    ]
    parts += [_text(left + CELL * place, low + TICKS, tick, _size(tick)) for place, tick in enumerate(ticks[0], 1)]
    parts += [_text(0, 0, tick, _size(tick), f"translate({left - 5} {low - CELL * place}) rotate(-90)")
              for place, tick in enumerate(ticks[1], 1)]
    beside, below = left - TICKS - GAP, low + TICKS + GAP
    parts += [_arrow(left, below, left + wide, below), _arrow(beside, low, beside, top)]
    parts += [_text(left + wide / 2, below + GAP / 2 + LINE * (place + 1), line, FONT)
              for place, line in enumerate(named[0])]
    parts += [_text(0, 0, line, FONT, f"translate({beside - GAP - LINE * (len(named[1]) - 1 - place)} "
                                      f"{top + high / 2}) rotate(-90)") for place, line in enumerate(named[1])]
    end = below + GAP / 2 + LINE * len(named[0]) + 2 * GAP
    for label, lined in (((hatched, True),) if hatched else ()) + ((f"No data ({missing:,})", False),):
        parts.append(_key(left, end, label, lined))
        end += LINE + GAP
    return _document(left + max(wide, CELL * 3) + 2 * GAP, end, parts)


def lines(text: str, most: int) -> list[str]:
    """Return a text in a few lines, with an ellipsis for what does not fit.

    >>> lines("growth in output", 10), lines("a b", 10), lines("x" * 40, 10)
    (['growth in', 'output'], ['a b'], ['xxxxxxxxxx', 'xxxxxxxxxx', 'xxxxxxxxx…'])
    """
    wrapped = textwrap.wrap(text, most) or [""]
    if len(wrapped) <= MOST_LINES:
        return wrapped
    return [*wrapped[:MOST_LINES - 1], wrapped[MOST_LINES - 1][:most - 1] + "…"]


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many letters.

    >>> shortened("output of the district", 9), shortened("output", 9)
    ('output o…', 'output')
    """
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most - 1].rstrip() + "…"


def save(document: str, path: str, scale: int = 4) -> None:
    """Write a legend as .svg, or as .png at so many dots a unit."""
    if path.lower().endswith(".svg"):
        with open(path, "w", encoding="utf-8") as file:
            file.write(document)
        return
    from qgis.PyQt.QtCore import QByteArray, Qt
    from qgis.PyQt.QtGui import QImage, QPainter
    from qgis.PyQt.QtSvg import QSvgRenderer

    drawing = QSvgRenderer(QByteArray(document.encode("utf-8")))
    picture = QImage(drawing.defaultSize() * scale, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    drawing.render(painter)
    painter.end()
    picture.save(path, "PNG")


def _cell(left, top, colour: str, count: int) -> str:
    ink = "#ffffff" if _is_dark(colour) else INK
    return (f'<rect x="{left}" y="{top}" width="{CELL}" height="{CELL}" fill="{colour}" stroke="{palette.OUTLINE}" '
            f'stroke-width="0.5"/>' + _text(left + CELL / 2, top + CELL / 2 + 4, f"{count:,}", FONT, ink=ink))


def _is_dark(colour: str) -> bool:
    """Tell whether white is easier to read on a colour than black, by its relative luminance (WCAG 2)."""
    red, green, blue = ((int(colour[place:place + 2], 16) / 255) ** 2.2 for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.18


def _size(tick: str) -> float:
    """Return the size of letters in which a limit fits between its neighbours."""
    return round(min(SMALL, CELL / (0.62 * len(tick))), 1)


def _key(left, top, label: str, lined: bool) -> str:
    fill = "#ffffff" if lined else palette.NO_DATA
    box = (f'<rect x="{left}" y="{top}" width="{LINE * 1.6:.1f}" height="{LINE}" fill="{fill}" '
           f'stroke="{palette.OUTLINE}" stroke-width="0.5"/>')
    hatch = "".join(
        f'<line x1="{left + one}" y1="{top + two}" x2="{left + three}" y2="{top + four}" stroke="#333333" '
        f'stroke-width="0.7"/>' for one, two, three, four in HATCHES) if lined else ""
    return box + hatch + _text(left + LINE * 1.6 + 6, top + LINE - 3, label, SMALL, anchor="start")


def _arrow(x1, y1, x2, y2) -> str:
    """Return a line with a head at its end, to the right or upwards."""
    head = f"{x2},{y2} {x2 - 7},{y2 - 3.5} {x2 - 7},{y2 + 3.5}" if y1 == y2 else (
        f"{x2},{y2} {x2 - 3.5},{y2 + 7} {x2 + 3.5},{y2 + 7}")
    return (f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{AXIS}" stroke-width="1.2"/>'
            f'<polygon points="{head}" fill="{AXIS}"/>')


def _text(x, y, text: str, size: int, transform: str = "", ink: str = INK, anchor: str = "middle") -> str:
    placed = f' transform="{transform}"' if transform else ""
    plain = html.escape(_NOT_XML.sub("", text))
    return (f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="{ink}"{placed}>{plain}</text>')


def _document(width, height, parts) -> str:
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="DejaVu Sans, Arial, sans-serif">'
            + "".join(parts) + "</svg>")
