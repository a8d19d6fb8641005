"""Pictures of one value each: sorted bars, and points with the line that fits them best."""

from __future__ import annotations

import numpy as np

from ..measures import axisticks
from ..measures.labelplaces import around
from .chartlines import move, value_axis, when_text, widest
from .chartsheet import (
    COLOURS,
    GRID,
    INK,
    MARKERS,
    PITCH,
    REST,
    SOFT,
    TEXT,
    Sheet,
    figure_text,
    fitted,
    measure,
    readable,
)

CLEAR = 3.0


def groups_of(frame) -> dict:
    """Return colour and marker of each group, in the order in which they come."""
    names = frame["group"].dropna().unique()
    return {name: (COLOURS[place], MARKERS[place]) for place, name in enumerate(names)}


def bars(sheet: Sheet, frame) -> None:
    """Draw bars from 0, the longest at the top, each with its name and figure."""
    known = groups_of(frame)
    if known:
        sheet.legend([("s", colour, name) for name, (colour, _) in known.items()])
    sheet.heading(sheet.words.y_title)
    bottom, top, number = sheet.bottom + 2, sheet.top, len(frame)
    pitch = (top - bottom) / number
    if pitch < TEXT * PITCH:
        fit = int((top - bottom) // (TEXT * PITCH))
        raise ValueError(f"There is room for {max(fit, 0):,} bars, and there are {number:,}. Give a smaller TOP, or "
                         "a larger "
                         "HEIGHT.")
    pitch = min(pitch, 26.0)
    most = 2 if pitch >= 2 * TEXT * PITCH + 1 else 1
    texts = [fitted(label, 0.42 * (sheet.right - sheet.left), TEXT, most=most) for label in frame["label"]]
    left = sheet.left + max(map(widest, texts)) + 5
    values = frame["value"].to_numpy(dtype=float)
    lows, highs = (np.where(np.isnan(frame[name].to_numpy(dtype=float)), values, frame[name].to_numpy(dtype=float))
                   for name in ("low", "high"))
    ends = np.where(values < 0, np.minimum(values, lows), np.maximum(values, highs))
    low, high = axisticks.span(np.concatenate([values, lows, highs]), "yes")
    step = axisticks.ticks(low, high, 400)
    figures = [figure_text(value, step[1] - step[0], sheet.words.unit) for value in values.tolist()]
    axes = sheet.axes(left, top - pitch * number, sheet.right, top, TEXT)
    # Room for the figures beyond the bars, as a share of the axis.
    room = [max([measure(text) + 4 for text, value in zip(figures, values) if (value < 0) == side], default=0.0)
            for side in (True, False)]
    scale = (high - low) / (sheet.right - left - sum(room))
    axes.set_xlim(low - room[0] * scale, high + room[1] * scale)
    axes.set_ylim(number - 0.5, -0.5)
    colours = [REST if shown != 1 else known[group][0] if group in known else REST if known else COLOURS[0]
               for shown, group in zip(frame["shown"], frame["group"])]
    axes.barh(np.arange(number), values, 0.72, color=colours)
    if frame[["low", "high"]].notna().any(axis=None):
        axes.hlines(np.arange(number), lows, highs, color=INK, linewidth=0.8)
    axes.axvline(0, color=SOFT, linewidth=0.7)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    start = left + room[0] - low / scale
    for place, (lines, figure, end) in enumerate(zip(texts, figures, ends)):
        centre = top - pitch * (place + 0.5)
        sheet.label(left - 5, centre, lines, INK, "right")
        sheet.label(start + end / scale + (-3 if values[place] < 0 else 3), centre, [figure], SOFT,
                    "right" if values[place] < 0 else "left")


def scatter(sheet: Sheet, frame, zero: str) -> None:
    """Draw points with the line of least squares; those far off the line, or highlighted, are named."""
    known = groups_of(frame)
    if known:
        sheet.legend([(marker, colour, name) for name, (colour, marker) in known.items()])
    sheet.heading(sheet.words.y_title)
    sheet.footing(sheet.words.x_title, sheet.left, sheet.right)
    bottom, top, right = sheet.bottom + TEXT + 9, sheet.top, sheet.right - 8
    axes = sheet.axes(sheet.left, bottom, right, top)
    zero = "yes" if zero == "yes" else "no"
    x, y = (frame[name].to_numpy(dtype=float) for name in ("x", "value"))
    both = np.concatenate([y, frame["fitted"].to_numpy(dtype=float)])
    left = sheet.left + widest(value_axis(axes, both, top - bottom, zero, False, sheet.words.unit)) + 5
    move(sheet, axes, left, bottom, right, top)
    low, high = axisticks.span(x, zero)
    marks = axisticks.ticks(low, high, max(2, int((right - left) // 60)))
    axes.set_xlim(marks[0], marks[-1])
    years = bool((x == np.floor(x)).all()) and x.min() > 1000 and x.max() < 3000
    step = marks[1] - marks[0]
    axes.set_xticks(marks, [when_text(mark) if years else figure_text(mark, step) for mark in marks.tolist()])
    axes.grid(color=GRID, linewidth=0.6)
    _clouds(axes, frame, x, y, known)
    fit = frame["fitted"].to_numpy(dtype=float)
    if not np.isnan(fit).all():
        ends = [int(np.nanargmin(x)), int(np.nanargmax(x))]
        axes.plot(x[ends], fit[ends], color=INK, linewidth=1.0, linestyle=(0, (4, 2)), zorder=2)
    box = (left + 1, bottom + 1, right + 7, top + 4)
    _names(sheet, frame, known, axes, (x, y), box, (left, bottom, right, top))


def _clouds(axes, frame, x, y, known: dict) -> None:
    """Draw the points, those of each group with their own mark."""
    shown = frame["shown"].to_numpy() == 1
    groups = frame["group"].where(frame["group"].notna(), None).to_numpy()
    for name, (colour, marker) in {None: (COLOURS[0] if not known else REST, "o"), **known}.items():
        inside = np.array([group == name for group in groups], dtype=bool)
        for chosen, ink, order in ((inside & ~shown, REST, 3), (inside & shown, colour, 4)):
            axes.plot(x[chosen], y[chosen], linestyle="none", marker=marker, color=ink, markersize=3.8, alpha=0.75,
                      markeredgewidth=0, zorder=order, clip_on=False)


def _names(sheet: Sheet, frame, known: dict, axes, points, box, inner) -> None:
    """Name the points that stand out, where there is room for their names."""
    left, bottom, right, top = inner
    (x_low, x_high), (y_low, y_high) = axes.get_xlim(), axes.get_ylim()
    places = np.column_stack([left + (points[0] - x_low) / (x_high - x_low) * (right - left),
                              bottom + (points[1] - y_low) / (y_high - y_low) * (top - bottom)])
    grey = (frame["shown"] != 1).any()
    wanted = np.flatnonzero(((frame["shown"] == 1) & grey) | (frame["outlier"] == 1))
    wanted = wanted[[bool(frame["label"].iloc[place]) for place in wanted]] if wanted.size else wanted
    texts = [fitted(frame["label"].iloc[place], 0.3 * (right - left), TEXT, most=2) for place in wanted]
    sizes = [(widest(text), len(text) * TEXT * PITCH) for text in texts]
    for centre, text, size, place in zip(around(places[wanted], sizes, places, box, CLEAR), texts, sizes, wanted):
        if not np.isnan(centre).any():
            group = frame["group"].iloc[place]
            near = np.clip(places[place], centre - np.array(size) / 2, centre + np.array(size) / 2)
            if np.hypot(*(near - places[place])) > CLEAR * 1.5:
                sheet.rule(*zip(places[place], near))
            sheet.label(centre[0] - size[0] / 2, centre[1], text, readable(known[group][0]) if group in known else INK)
