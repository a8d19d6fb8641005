"""Pictures of tables: `draw` makes a figure, `save` and `svg` write it, the same to the byte each time."""

from __future__ import annotations

import html
import io
import re

import matplotlib.style

from . import chartlines, chartpoints
from .chartsheet import FONT, STYLE, Page, Sheet, Words

ENDINGS = (".png", ".svg", ".pdf")
_FALLBACK = f"'{FONT}', Verdana, sans-serif"  # Verdana is as wide


def draw(kind: str, frame, words: Words, page: Page | None = None, zero: str = "auto", log: bool = False):
    """Return a picture of a table.

    Parameters
    ----------
    kind : str
        One of `measures.charttable.KINDS`.
    frame : pandas.DataFrame
        As `measures.charttable.chart` returns it.
    words : Words
    page : Page, optional
    zero : {"auto", "yes", "no"}
        Whether 0 is on the axis of values; bars and shares always begin there.
    log : bool
        Whether the axis of values is one of ratios; for lines, multiples and slopes.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        There is no room for what is to be drawn, or a value has no place on an axis of ratios.
    """
    if log:
        low = frame.loc[frame["value"] <= 0, "label"]
        if len(low):
            raise ValueError(f"LOG: {low.iloc[0] or 'a series'} has a value of 0 or less, which has no place on an "
                             "axis of "
                             "ratios. Leave LOG off, or such values out by FILTER.")
    with matplotlib.style.context(["default", STYLE]):
        sheet = Sheet(words, page or Page())
        if kind == "line":
            chartlines.lines(sheet, frame, zero, log)
        elif kind == "multiples":
            chartlines.multiples(sheet, frame, zero, log)
        elif kind == "slope":
            chartlines.slope(sheet, frame, zero, log)
        elif kind == "stacked":
            chartlines.stacked(sheet, frame)
        elif kind == "bar":
            chartpoints.bars(sheet, frame)
        else:
            chartpoints.scatter(sheet, frame, zero)
        return sheet.figure


def svg(figure, words: Words) -> str:
    """Return a picture as SVG: texts stay texts, and a screen reader is told what it shows."""
    held = io.StringIO()
    with matplotlib.style.context(["default", STYLE]):
        figure.savefig(held, format="svg", metadata={"Title": words.title, "Date": None, "Creator": None})
    text = held.getvalue()
    text = re.sub(r"<title>.*?</title>", "", text, count=1, flags=re.DOTALL)
    title, told = html.escape(words.title), html.escape(words.description)
    text = re.sub(r"(<svg\b[^>]*)>", lambda found: (
        f'{found[1]} role="img" aria-label="{title}">\n <title>{title}</title>\n <desc>{told}</desc>'), text, count=1)
    text = re.sub(r'<g id="[^"]*"', "<g", text)  # two pictures in one page must not share ids
    return re.sub(rf"\bfont: (\d+ )?([\d.]+px) '?{FONT}'?", _font, text)


def _font(found) -> str:
    """Return a font as single properties, since Qt does not read the short form."""
    weight = f"; font-weight: {found[1].strip()}" if found[1] else ""
    return f"font-family: {_FALLBACK}; font-size: {found[2]}{weight}"


def save(figure, path: str, words: Words) -> None:
    """Write a picture as PNG, SVG or PDF, by the ending of the path."""
    ending = path.lower()[-4:]
    if ending == ".svg":
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(svg(figure, words))
        return
    told = {"Title": words.title}
    more = {"Description": words.description, "Source": words.source, "Software": None}
    if ending == ".pdf":
        more = {"Subject": words.description, "CreationDate": None, "Creator": None, "Producer": None}
    with matplotlib.style.context(["default", STYLE]):
        figure.savefig(path, format=ending[1:], metadata={**told, **more}, dpi="figure")
