"""The legend of a map of two values: a square of colours with an axis for each value, as an SVG document."""

from __future__ import annotations

import html
import re
import textwrap

from . import palette

CELL, GAP, TICKS, LINE = 44, 8, 15, 15
FONT = 12  # of every text, and a twentieth of the widest legend: 7 points where it is printed 49 mm wide
HATCHES = ((0, 7, 7, 0), (0, 14, 14, 0), (8, 14, 22, 0), (15.4, 14, 22.4, 7))  # inside a key
WIDEST = 230
KEY = LINE * 1.6 + 6  # from the left of a key to its words
INK, AXIS = "#1a1a1a", "#444444"
NARROW, BROAD = " .,:;'|!()[]-/ijlftrI", "mwMW%@"
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
    rows = [_rows(held) for held in ticks]
    named = _upwards(titles[1], high, rows)
    beside, top = GAP + LINE * len(named), GAP
    left, low = beside + GAP / 2 + TICKS * rows[1], top + high
    below = low + TICKS * rows[0] + GAP / 2
    width = max(left + CELL * max(across, 3) + GAP, min(WIDEST, KEY + 2 * GAP + FONT * extent(hatched)))
    parts = [
        _cell(left + CELL * column, low - CELL * (row + 1), colours[row][column], int(counts[column][row]))
        for row in range(up) for column in range(across)
    ]
    for place, tick in enumerate(ticks[0], 1):
        parts.append(_text(left + CELL * place, low + TICKS * _row(place, rows[0]) - 2, tick, _size(tick, rows[0])))
    for place, tick in enumerate(ticks[1], 1):
        at = left + 10 - TICKS * _row(place, rows[1])
        parts.append(_upright(at, low - CELL * place, tick, _size(tick, rows[1])))
    parts += [_arrow(left, below, left + wide, below), _arrow(beside, low, beside, top)]
    middle = top + high / 2 if _longest(named) <= high else (below + GAP / 2) / 2
    told = lines(titles[0], _letters(titles[0], wide), 2)
    told = lines(titles[0], _letters(titles[0], width - GAP), 5) if told[-1].endswith("\u2026") else told
    centre = left + wide / 2
    centre = centre if _longest(told) <= 2 * min(centre, width - centre) else width / 2
    parts += [_text(centre, below + LINE * place + 2, line, FONT) for place, line in enumerate(told, 1)]
    parts += [_upright(GAP / 2 + LINE * place - 3, middle, line, FONT) for place, line in enumerate(named, 1)]
    end = below + LINE * len(told) + 2 * GAP
    return _document(width, *_keyed(parts, end, width, missing, hatched))


def _upwards(title: str, high: float, rows) -> list[str]:
    """Return the lines of the title that runs upwards; a long one also runs past the limits of the other axis."""
    most = 4 if rows[1] == 1 else 3
    named = lines(title, _letters(title, high), most)
    return lines(title, _letters(title, high + TICKS * rows[0] + GAP), most) if named[-1].endswith("\u2026") else named


def _keyed(parts, end: float, width: float, missing: int, hatched: str) -> tuple[float, list]:
    """Return where the legend ends and its parts, with the keys below the square."""
    for label, lined in (((hatched, True),) if hatched else ()) + ((f"No data ({missing:,})", False),):
        told = lines(label, _letters(label, width - 2 * GAP - KEY), 3)
        parts = [*parts, _key(GAP / 2, end, told, lined)]
        end += LINE * len(told) + GAP / 2
    return end + GAP / 2, parts


def lines(text: str, most: int, most_lines: int) -> list[str]:
    """Return a text in a few lines, with an ellipsis for what does not fit.

    >>> lines("growth in output", 10, 3), lines("a b", 10, 3), lines("x" * 40, 10, 3)
    (['growth in', 'output'], ['a b'], ['xxxxxxxxxx', 'xxxxxxxxxx', 'xxxxxxxxx…'])
    """
    wrapped = textwrap.wrap(text, most) or [""]
    if len(wrapped) <= most_lines:
        return wrapped
    return [*wrapped[:most_lines - 1], wrapped[most_lines - 1][:most - 1] + "…"]


def extent(text: str) -> float:
    """Return about how wide a text is, in heights of its letters.

    >>> round(extent("1,234.5"), 2), round(extent("km"), 2)
    (3.92, 1.62)
    """
    return sum(0.36 if letter in NARROW else 0.98 if letter in BROAD else 0.64 for letter in text)


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many letters.

    >>> shortened("output of the district", 9), shortened("output", 9)
    ('output o…', 'output')
    """
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most - 1].rstrip() + "…"


def save(document: str, path: str, scale: int = 5) -> None:
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


def _longest(named) -> float:
    return max(FONT * extent(line) for line in named)


def _letters(text: str, room: float) -> int:
    """Return how many letters of a text go into a line."""
    return max(8, int(room / FONT * len(text) / max(extent(text), 1)))


def _rows(ticks) -> int:
    """Return in how many rows the limits stand: in two if neighbours would touch in one."""
    return 2 if any(FONT * (extent(one) + extent(two)) / 2 > CELL - 3 for one, two in zip(ticks, ticks[1:])) else 1


def _row(place: int, rows: int) -> int:
    """Return the row of a limit, counted from the square."""
    return 1 + (place - 1) % rows


def _size(tick: str, rows: int) -> float:
    """Return the size of letters: smaller only where a limit would run out of the picture."""
    room = 2 * (CELL + GAP) if rows > 1 else 2 * CELL
    return round(min(FONT, room / extent(tick)), 1)


def _key(left, top, told, lined: bool) -> str:
    fill = "#ffffff" if lined else palette.NO_DATA
    box = (f'<rect x="{left}" y="{top}" width="{LINE * 1.6:.1f}" height="{LINE}" fill="{fill}" '
           f'stroke="{palette.OUTLINE}" stroke-width="0.5"/>')
    hatch = "".join(
        f'<line x1="{left + one}" y1="{top + two}" x2="{left + three}" y2="{top + four}" stroke="#333333" '
        f'stroke-width="0.7"/>' for one, two, three, four in HATCHES) if lined else ""
    return box + hatch + "".join(
        _text(left + KEY, top + LINE * place - 3, line, FONT, anchor="start") for place, line in enumerate(told, 1))


def _arrow(x1, y1, x2, y2) -> str:
    """Return a line with a head at its end, to the right or upwards."""
    head = f"{x2},{y2} {x2 - 7},{y2 - 3.5} {x2 - 7},{y2 + 3.5}" if y1 == y2 else (
        f"{x2},{y2} {x2 - 3.5},{y2 + 7} {x2 + 3.5},{y2 + 7}")
    return (f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{AXIS}" stroke-width="1.2"/>'
            f'<polygon points="{head}" fill="{AXIS}"/>')


def _text(x, y, text: str, size: float, transform: str = "", ink: str = INK, anchor: str = "middle") -> str:
    placed = f' transform="{transform}"' if transform else ""
    plain = html.escape(_NOT_XML.sub("", text))
    return (f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="{ink}"{placed}>{plain}</text>')


def _upright(x, y, text: str, size: float) -> str:
    return _text(0, 0, text, size, f"translate({x} {y}) rotate(-90)")


def _document(width, height, parts) -> str:
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="DejaVu Sans, Arial, sans-serif">'
            + "".join(parts) + "</svg>")
