"""Maps on paper: title, map, insets, legend, scale bar and source on a sheet, nothing over anything else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from qgis.core import (
    QgsLayoutItemPage,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProcessingException,
    QgsRectangle,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import QByteArray, QRectF
from qgis.PyQt.QtSvg import QSvgRenderer

from . import items, styling
from .styling import LEGEND
from .typography import MILLIMETRES, SMALLEST, fitted

PAPERS = {"a4": (210.0, 297.0), "a3": (297.0, 420.0)}
LARGER = {"a4": 1.0, "a3": 1.3}
MARGIN, GAP, INSET = 10.0, 4.0, 26.0
LEGEND_LETTERS = 8.5
_LETTERS = re.compile(r'font-size="([\d.]+)"')
LARGER_BY, FLATTEST, LOWEST = 1.4, 0.5, 10.0
_MM = QgsUnitTypes.LayoutUnit.LayoutMillimeters


@dataclass
class Inset:
    """A part of the map drawn larger, in the coordinates of the sheet; `asked` where the user wants it."""

    title: str
    extent: QgsRectangle
    asked: bool = True


@dataclass
class Page:
    """What one page shows.

    Attributes
    ----------
    title, note : str
        Above the map; below it, how the figures are made and how to read them.
    layer : QgsVectorLayer
        Styled. Its custom property `LEGEND`, the text of an SVG, stands in place of its legend.
    heading, absent : str
        Above the legend: what it explains, and that there is no data.
    """

    title: str
    layer: object
    note: str = ""
    heading: str = ""
    absent: str = ""


@dataclass
class Sheet:
    """What all pages share: paper, place and the texts around.

    Attributes
    ----------
    paper : str
        One of `PAPERS`.
    crs, extent
        Of the map.
    marked : QgsVectorLayer, optional
        Drawn over the map and listed in the legend.
    logo : str
        A picture file, empty for none.
    """

    paper: str
    landscape: bool
    crs: object
    extent: QgsRectangle
    subtitle: str = ""
    source: str = ""
    insets: list = field(default_factory=list)
    marked: object = None
    logo: str = ""
    scale_bar: bool = True
    north_arrow: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """Return width and height in millimetres."""
        return PAPERS[self.paper][::-1] if self.landscape else PAPERS[self.paper]

    @property
    def larger(self) -> float:
        """Return how much larger than on A4 everything is."""
        return LARGER[self.paper]


def draw(project, sheet: Sheet, pages: list, name: str, notes, step=None) -> QgsPrintLayout:
    """Return the layout of some pages, in a project that holds their layers.

    Parameters
    ----------
    notes : Notes
        Told of texts that had to be cut.
    step : callable, optional
        Told after each page how many are done.

    Raises
    ------
    QgsProcessingException
        A legend that does not fit.
    """
    layout = QgsPrintLayout(project)
    layout.setName(name)
    told = len(notes)
    for number, page in enumerate(pages):
        paper = QgsLayoutItemPage(layout)
        paper.setPageSize(QgsLayoutSize(*sheet.size, _MM))
        layout.pageCollection().addPage(paper)
        useless = _draw_page(layout, sheet, page, number, notes)
        if useless and not number:
            del notes[told:]  # of a page that is drawn anew
            _leave_one_out(sheet, useless, notes)
            return draw(project, sheet, pages, name, notes, step)
        if step is not None:
            step(number + 1, len(pages))
    return layout


def _leave_one_out(sheet: Sheet, useless: list, notes) -> None:
    """Leave the smallest inset out on all pages, first of those not asked for; the others have more room then."""
    _, _, place, reason = min(useless)
    inset = sheet.insets[place]
    tell = notes.warning if inset.asked else notes.info
    tell(f"The inset '{inset.title}' is left out: {reason}.")
    sheet.insets = [*sheet.insets[:place], *sheet.insets[place + 1:]]


def _draw_page(layout, sheet: Sheet, page: Page, number: int, notes) -> list:
    """Draw one page; return the insets that are of no use on it; see `_insets`."""
    inner = QRectF(MARGIN, MARGIN, sheet.size[0] - 2 * MARGIN, sheet.size[1] - 2 * MARGIN)
    top = _header(layout, sheet, page, number, inner, notes)
    bottom = _footer(layout, sheet, page, number, inner, notes)
    body = QRectF(inner.left(), top, inner.width(), bottom - top)
    chart, beside, under = _divided(sheet, body)
    layers = [layer for layer in (sheet.marked, page.layer) if layer is not None]
    main = items.chart(layout, sheet.crs, layers, sheet.extent, number, chart, f"Map {number + 1}")
    _without_labels(main, sheet, page, notes)
    _below(layout, sheet, main, number, under)
    columns = _columns(sheet, beside)
    least = len(sheet.insets) * INSET * sheet.larger if len(columns) == 1 else 0.0
    used = _legend(layout, sheet, page, number, columns[0], least, notes)
    free = columns[-1]
    if len(columns) == 1:
        free = QRectF(free.left(), used + GAP, free.width(), free.bottom() - used - GAP)
    return _insets(layout, sheet, main, layers, number, free, notes)


def _cut(lines, what: str, notes) -> None:
    if lines.cut:
        notes.warning(f"{what} is too long for the page: its end was left out, '{lines.lines[-1]}' is its last line.")


def _header(layout, sheet: Sheet, page: Page, number: int, inner: QRectF, notes) -> float:
    """Place title, subtitle and logo; return where the next thing may begin."""
    larger, width, high = sheet.larger, inner.width(), 0.0
    if sheet.logo:
        box = QRectF(0, 0, 36 * larger, 16 * larger)
        box.moveTopRight(inner.topRight())
        items.picture(layout, sheet.logo, number, box, f"Logo {number + 1}")
        width, high = width - box.width() - GAP, box.height()
    sizes = [(size * larger, lines) for size, lines in ((15, 2), (12, 3), (10, 4), (9, 6))]
    title = fitted(page.title, width, sizes, True)
    _cut(title, "The title", notes)
    items.text(layout, title, number, QRectF(inner.left(), inner.top(), width, title.height), f"Title {number + 1}")
    used = title.height
    if sheet.subtitle:
        told = fitted(sheet.subtitle, width, [(10 * larger, 2), (8 * larger, 4)])
        _cut(told, "SUBTITLE", notes)
        items.text(layout, told, number, QRectF(inner.left(), inner.top() + used + 1, width, told.height),
                   f"Subtitle {number + 1}")
        used += 1 + told.height
    return inner.top() + max(used, high) + GAP


def _footer(layout, sheet: Sheet, page: Page, number: int, inner: QRectF, notes) -> float:
    """Place the source and, above it, the note, from the bottom up; return where the next thing must end."""
    small, bottom = SMALLEST * sheet.larger, inner.bottom()
    for words, most, name in ((sheet.source, 5, "Source"), (page.note, 8, "Note")):
        if words:
            told = fitted(words, inner.width(), [(small, most)])
            _cut(told, f"The {name.lower()}", notes)
            box = QRectF(inner.left(), bottom - told.height, inner.width(), told.height)
            items.text(layout, told, number, box, f"{name} {number + 1}")
            bottom -= told.height + 1
    return bottom - GAP + 1


def _divided(sheet: Sheet, body: QRectF) -> tuple[QRectF, QRectF, QRectF]:
    """Return the boxes of the map, of what stands beside it and of what stands below it."""
    strip = 9 * sheet.larger if sheet.scale_bar or sheet.north_arrow else 0.0
    high = body.height() - strip
    wanted = high * sheet.extent.width() / max(sheet.extent.height(), 1e-9)
    low, most = (0.42, 0.62) if sheet.landscape and sheet.insets else (0.62, 0.72)
    width = body.width() * min(max(wanted / body.width(), low), most)
    chart = QRectF(body.left(), body.top(), width, high)
    beside = QRectF(chart.right() + GAP, body.top(), body.right() - chart.right() - GAP, body.height())
    return chart, beside, QRectF(chart.left(), chart.bottom() + 1, chart.width(), max(strip - 1, 0.0))


def _without_labels(main, sheet: Sheet, page: Page, notes) -> None:
    """Say where the labels of a layer would be too small on the map."""
    least = styling.least_scale(page.layer)
    if least and main.scale() > least:
        more = " PAGE a3 has more room." if sheet.paper == "a4" else ""
        notes.info(f"The labels of '{page.layer.name()}' would be smaller than {SMALLEST:g} points on the map and are "
                   f"left out there; insets that are large enough have them.{more}")


def _columns(sheet: Sheet, beside: QRectF) -> list[QRectF]:
    """Return one column, or where there is room for insets beside the legend, two."""
    narrow = 56 * sheet.larger
    if not sheet.insets or beside.width() < 2 * narrow + GAP - 8:
        return [beside]
    rest = beside.width() - narrow - GAP
    return [QRectF(beside.left(), beside.top(), narrow, beside.height()),
            QRectF(beside.left() + narrow + GAP, beside.top(), rest, beside.height())]


def _below(layout, sheet: Sheet, main, number: int, box: QRectF) -> None:
    """Place scale bar and north arrow below the map."""
    if sheet.scale_bar:
        items.scale_bar(layout, main, number, box, SMALLEST * sheet.larger, f"Scale bar {number + 1}")
    if sheet.north_arrow:
        arrow = QRectF(box.right() - box.height(), box.top(), box.height(), box.height())
        items.picture(layout, items.inline(items.NORTH), number, arrow, f"North arrow {number + 1}")


def _legend(layout, sheet: Sheet, page: Page, number: int, box: QRectF, least: float, notes) -> float:
    """Place the legend, leaving at least so much below it; return where it ends."""
    top = box.top()
    for words, bold, name in ((page.absent, True, "No data"), (page.heading, True, "Legend title")):
        if words:
            told = fitted(words, box.width(), [(9 * sheet.larger, 5), (8 * sheet.larger, 8)], bold)
            items.text(layout, told, number, QRectF(box.left(), top, box.width(), told.height), f"{name} {number + 1}")
            top += told.height + 1
    svg = str(page.layer.customProperty(LEGEND) or "")
    if svg:
        top = _drawn_legend(layout, sheet, svg, number, QRectF(
            box.left(), top, box.width(), box.bottom() - least - top), notes)
    layers = [layer for layer in (None if svg else page.layer, sheet.marked) if layer is not None]
    if not layers:
        return top
    for points, columns in ((8.5, 1), (7.75, 1), (SMALLEST, 1), (SMALLEST, 2), (SMALLEST, 3)):
        room = QRectF(box.left(), top, box.width(), box.bottom() - least - top)
        made = items.legend(
            layout, layers, number, room, points * sheet.larger, columns, f"Legend {number + 1}")
        if made.rect().height() <= room.height() and made.rect().width() <= room.width():
            return top + made.rect().height()
        layout.removeLayoutItem(made)
    raise QgsProcessingException(
        f"The legend does not fit the page. Choose PAGE a3 or another ORIENTATION, INSETS none or fewer classes (the "
        f"style of '{page.layer.name()}' has {len(page.layer.renderer().legendSymbolItems())}).")


def _drawn_legend(layout, sheet: Sheet, svg: str, number: int, room: QRectF, notes) -> float:
    """Place a legend that is a picture, with letters of the size of other legends where it fits so; return its end."""
    size = QSvgRenderer(QByteArray(svg.encode("utf-8"))).defaultSize()
    letters = [float(found) for found in _LETTERS.findall(svg)]
    scale = min(room.width() / max(size.width(), 1), room.height() / max(size.height(), 1))
    if letters:
        scale = min(scale, LEGEND_LETTERS * sheet.larger * MILLIMETRES / min(letters))
        if min(letters) * scale < 0.99 * SMALLEST * MILLIMETRES:
            notes.warning("The smallest letters of the legend are printed at "
                          f"{min(letters) * scale / MILLIMETRES:.1f} points. Choose PAGE a3 or another ORIENTATION.")
    box = QRectF(room.left(), room.top(), size.width() * scale, size.height() * scale)
    items.picture(layout, items.inline(svg), number, box, f"Legend picture {number + 1}")
    return box.bottom() + 1


def _insets(layout, sheet: Sheet, main, layers, number: int, box: QRectF, notes) -> list:
    """Place the insets below one another, each with its name, its frame and its own scale.

    Returns a tuple for each inset of no use, as it shows no more than the map or cannot be read: whether it was asked
    for, how many times larger than the map it is, its position and the reason.
    """
    useless = []
    top, small = box.top(), SMALLEST * sheet.larger
    bar = 7.5 * sheet.larger if sheet.scale_bar else 0.0
    for place, inset in enumerate(sheet.insets):
        named = fitted(inset.title, box.width(), [(8 * sheet.larger, 1), (small, 3)], True)
        _cut(named, f"The title of inset {place + 1}", notes)
        share = (box.bottom() - top) / (len(sheet.insets) - place) - GAP
        room = share - named.height - 0.5 - bar
        shape = min(max(inset.extent.height() / max(inset.extent.width(), 1e-9), FLATTEST), 1.2)
        high = max(min(room, box.width() * shape), 1.0)
        wide = min(box.width() - 0.4, max(high / shape, INSET * sheet.larger))
        items.text(layout, named, number, QRectF(box.left(), top, box.width(), named.height),
                   f"Inset title {number + 1}.{place + 1}")
        top += named.height + 0.5
        within = QRectF(box.left() + 0.2, top, wide, high)
        drawn = items.chart(layout, sheet.crs, layers, inset.extent, number, within, f"Inset {number + 1}.{place + 1}")
        items.frame(drawn)
        items.mark(main, drawn, inset.title)
        times = main.scale() / drawn.scale()
        if times < LARGER_BY:
            reason = f"its scale would be {times:.1f} times that of the map, and from {LARGER_BY:g} times on it helps"
            useless.append((inset.asked, times, place, reason))
        elif high < LOWEST * sheet.larger:
            useless.append((inset.asked, times, place, f"there is room for {high:.0f} mm of height only"))
        top += high + 1
        if bar:
            below = QRectF(box.left(), top, wide, bar - 1)
            items.scale_bar(layout, drawn, number, below, small, f"Inset scale bar {number + 1}.{place + 1}")
            top += bar - 1
        top += GAP
    return useless
