"""Pictures over time: lines, small multiples of lines, stacked shares, slopes between two periods."""

from __future__ import annotations

import math

import numpy as np

from ..measures import axisticks
from ..measures.labelplaces import apart, runs, usual_step
from .chartsheet import (
    COLOURS,
    DASHES,
    GRID,
    INK,
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

GAP, LEADER = 5.0, 12.0
NARROWEST, FLATTEST, BELOW = 74.0, 26.0, 8.0


def series_of(frame) -> list:
    """Return the parts of a table, one a series, in the order in which they are drawn."""
    return [held for _, held in frame.groupby("series", sort=False)]


def looks(parts) -> list:
    """Return colour and dashes of each series: those in colour each their own, the others grey."""
    found, number = [], 0
    for held in parts:
        if held["shown"].iloc[0] == 1:
            again = number // len(COLOURS)
            found.append((COLOURS[number % len(COLOURS)], DASHES[(number + again) % len(DASHES)]))
            number += 1
        else:
            found.append((REST, "-"))
    return found


def value_axis(axes, values, height: float, zero: str, log: bool, unit: str) -> list[str]:
    """Set limits, marks and grid of the vertical axis; return what stands at the marks."""
    if log:
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        marks = axisticks.log_ticks(low, high)
        axes.set_yscale("log")
        axes.set_ylim(min(marks[0], low), max(marks[-1], high))
        steps = marks
    else:
        low, high = axisticks.span(values, zero)
        marks = axisticks.ticks(low, high, max(2, int(height // 24)))
        axes.set_ylim(marks[0], marks[-1])
        steps = np.full(len(marks), marks[1] - marks[0])
    texts = [figure_text(mark, step, unit) for mark, step in zip(marks.tolist(), steps.tolist())]
    axes.set_yticks(marks, texts)
    axes.minorticks_off()
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    if not log and marks[0] < 0 < marks[-1]:
        axes.axhline(0, color=SOFT, linewidth=0.6, zorder=1)
    return texts


def widest(texts) -> float:
    """Return the width of the longest of some texts."""
    return max((measure(text) for text in texts), default=0.0)


def when_text(x: float) -> str:
    """Return a place on the horizontal axis; a year has no comma.

    >>> when_text(2023.0), when_text(12500.0), when_text(0.25)
    ('2023', '12,500', '0.25')
    """
    return f"{x:.10g}" if abs(x) < 10000 else f"{x:,.10g}"


def time_axis(axes, x, width: float, room: float = 0.0) -> None:
    """Set limits and marks of the horizontal axis."""
    low, high = float(x.min()), float(x.max())
    whole = bool((x == np.floor(x)).all())
    if low == high:
        marks, room = np.array([low]), max(room, 0.5)
    else:
        most = max(1, int(width // (1.7 * widest([when_text(low), when_text(high)]) + 4)))
        marks = axisticks.with_ends(axisticks.ticks(low, high, most, whole), low, high, (high - low) / max(most, 1))
    axes.set_xlim(low - room, high + room)
    axes.set_xticks(marks, [when_text(mark) for mark in marks])


def draw_line(axes, held, step: float, colour: str, dashes, width=1.6, order=3, tint=0.16) -> None:
    """Draw one series: unbroken parts as lines, single points as dots, its interval as a band with thin edges."""
    x, y, low, high = (held[name].to_numpy(dtype=float) for name in ("x", "value", "low", "high"))
    for part in runs(x, ~np.isnan(y), step):
        single = part.stop - part.start == 1
        axes.plot(x[part], y[part], color=colour, linewidth=width, zorder=order, linestyle=dashes,
                  marker="o" if single else None, markersize=2.6 * width, clip_on=False)
    for part in runs(x, ~(np.isnan(low) | np.isnan(high)), step):
        if part.stop - part.start == 1:
            axes.plot(x[part].repeat(2), [low[part][0], high[part][0]], color=colour, linewidth=4, alpha=0.2,
                      zorder=order - 1, solid_capstyle="butt")
        axes.fill_between(x[part], low[part], high[part], color=colour, alpha=tint, linewidth=0, zorder=order - 1)
        for edge in (low, high):
            axes.plot(x[part], edge[part], color=colour, linewidth=0.4, alpha=0.6, linestyle=dashes, zorder=order - 1)


def fractions(axes, values) -> np.ndarray:
    """Return where values lie on the vertical axis, from 0 at its foot to 1 at its top."""
    low, high = axes.get_ylim()
    values = np.asarray(values, dtype=float)
    if axes.get_yscale() == "log":
        low, high, values = math.log(low), math.log(high), np.log(values)
    return (values - low) / (high - low)


def short_enough(texts, width: float, height: float) -> list:
    """Return labels as lines: up to three each if the height takes them, else one each, cut where it must be."""
    for most in (3, 2, 1):
        lines = [fitted(text, width, TEXT, most=most) for text in texts]
        if sum(map(len, lines)) * TEXT * PITCH + 2 * len(lines) <= height:
            break
    return lines


def heights(lines) -> list[float]:
    """Return the height of each label."""
    return [len(each) * TEXT * PITCH + 1 for each in lines]


def side_labels(sheet, lines, colours, ends, centres, column: float, align: str, low: float, high: float) -> None:
    """Write labels in a column beside the axes, each tied to its point.

    Parameters
    ----------
    ends, centres : sequence of tuple and of float
        Where each line ends, and at which height its label would like to stand.
    column : float
        Where the labels begin, or end.
    """
    places = apart(centres, heights(lines), low, high)
    for each, colour, (x, y), centre in zip(lines, colours, ends, places):
        near = column - 2 if align == "left" else column + 2
        bend = near - (LEADER - 4) if align == "left" else near + (LEADER - 4)
        sheet.rule([x, bend, near], [y, y if abs(bend - x) <= LEADER else centre, centre], colour, 0.5)
        sheet.label(column, centre, each, readable(colour), align)


def lines(sheet: Sheet, frame, zero: str, log: bool) -> None:
    """Draw lines with their names at their ends."""
    parts = series_of(frame)
    styles = looks(parts)
    labelled = [(held, style) for held, style in zip(parts, styles)
                if held["shown"].iloc[0] == 1 and held["label"].iloc[0]]
    sheet.heading(sheet.words.y_title)
    sheet.footing(sheet.words.x_title, sheet.left, sheet.right)
    bottom, top = sheet.bottom + TEXT + 9, sheet.top
    names = [held["label"].iloc[0] for held, _ in labelled]
    texts = short_enough(names, 0.34 * (sheet.right - sheet.left), top - bottom + 8)
    room = max((widest(each) for each in texts), default=0.0) + GAP + LEADER if texts else 6.0
    axes = sheet.axes(sheet.left, bottom, sheet.right - room, top)
    values = frame.loc[:, ["value", "low", "high"]].to_numpy(dtype=float)
    if log:
        values = np.where(values > 0, values, np.nan)
    left = sheet.left + widest(value_axis(axes, values, top - bottom, zero, log, sheet.words.unit)) + 5
    move(sheet, axes, left, bottom, sheet.right - room, top)
    step = usual_step(frame["x"])
    time_axis(axes, frame.loc[frame["value"].notna(), "x"].to_numpy(dtype=float), sheet.right - room - left)
    tint = 0.16 if len(labelled) <= 2 else 0.07
    for held, (colour, dashes) in zip(parts, styles):
        grey = held["shown"].iloc[0] != 1
        held = held.assign(low=np.nan, high=np.nan) if grey else held
        draw_line(axes, held, step, colour, dashes, 0.8 if grey else 1.6, 2 if grey else 3, tint)
    ends = [(held[held["value"].notna()]).iloc[-1] for held, _ in labelled]
    low, high = axes.get_xlim()
    points = [(left + (end["x"] - low) / (high - low) * (sheet.right - room - left) + 2,
               bottom + fractions(axes, end["value"]) * (top - bottom)) for end in ends]
    side_labels(sheet, texts, [colour for _, (colour, _) in labelled], points, [y for _, y in points],
                sheet.right - room + GAP + LEADER, "left", bottom - 4, top + 4)


def move(sheet: Sheet, axes, left: float, bottom: float, right: float, top: float) -> None:
    """Put axes into another box."""
    axes.set_position(
        [left / sheet.width, bottom / sheet.height, (right - left) / sheet.width, (top - bottom) / sheet.height])


def multiples(sheet: Sheet, frame, zero: str, log: bool) -> None:
    """Draw a panel for each series, all on the same axes, the other series in grey behind it."""
    parts = series_of(frame)
    sheet.heading(sheet.words.y_title)
    sheet.footing(sheet.words.x_title, sheet.left, sheet.right)
    values = frame.loc[:, ["value", "low", "high"]].to_numpy(dtype=float)
    wide, tall = sheet.right - sheet.left, sheet.top - sheet.bottom - TEXT - 4
    across = grid(len(parts), wide, tall)
    down = -(-len(parts) // across)
    titles = [fitted(held["label"].iloc[0], (wide - 24) / across - 10, TEXT, most=2) for held in parts]
    above = max(map(len, titles)) * TEXT * PITCH + 3
    if wide / across < NARROWEST or tall / down - above - BELOW < FLATTEST:
        raise ValueError(f"There is no room for {len(parts):,} panels. Make the picture larger (WIDTH, HEIGHT), or "
                         "draw fewer "
                         "series by FILTER.")
    step, x = usual_step(frame["x"]), frame.loc[frame["value"].notna(), "x"].to_numpy(dtype=float)
    marks = None
    for place, (held, title) in enumerate(zip(parts, titles)):
        row, column = divmod(place, across)
        top = sheet.top - row * tall / down - above
        bottom = sheet.top - (row + 1) * tall / down + BELOW
        axes = sheet.axes(sheet.left, bottom, sheet.left + 61, bottom + 46)
        texts = value_axis(axes, values, 1.6 * (top - bottom), zero, log, sheet.words.unit)
        marks = widest(texts) + 5 if marks is None else marks
        width = (wide - marks) / across
        left = sheet.left + marks + column * width
        move(sheet, axes, left, bottom, left + width - 12, top)
        time_axis(axes, x, width - 12)
        axes.set_xticks(*ends_of(x, width - 12))
        axes.tick_params(labelleft=column == 0, labelbottom=place + across >= len(parts))
        for text, side in zip(axes.get_xticklabels(), ("left", "right")):
            text.set_horizontalalignment(side)
        for other in parts:
            if other is not held:
                axes.plot(*broken(other, step), color=GRID, linewidth=0.6, zorder=2)
        colour = COLOURS[1] if frame["shown"].nunique() > 1 and held["shown"].iloc[0] == 1 else COLOURS[0]
        draw_line(axes, held, step, colour, "-", 1.5)
        sheet.lines(left, top + above - TEXT - 1 - (max(map(len, titles)) - len(title)) * TEXT * PITCH, title)


def broken(held, step: float) -> tuple:
    """Return x and y of a series as one line with gaps, NaN between its unbroken parts."""
    x, y = held["x"].to_numpy(dtype=float), held["value"].to_numpy(dtype=float)
    parts = [np.column_stack([[*x[part], np.nan], [*y[part], np.nan]]) for part in runs(x, ~np.isnan(y), step)]
    return tuple(np.concatenate(parts).T)


def ends_of(x, width: float) -> tuple[list, list]:
    """Return first and last place of the horizontal axis and their texts; the last alone where both do not fit."""
    ends = sorted({float(x.min()), float(x.max())})
    if sum(measure(when_text(end)) + 4 for end in ends) > width:
        ends = ends[-1:]
    return ends, [when_text(end) for end in ends]


def grid(number: int, width: float, height: float) -> int:
    """Return how many panels stand side by side, so that a panel is about half as wide again as it is high.

    >>> grid(12, 460, 250), grid(1, 460, 250), grid(5, 460, 250)
    (4, 1, 3)
    """
    choices = range(1, number + 1)
    return min(choices, key=lambda across: (
        abs(math.log((width / across) / (height / -(-number // across)) / 1.5)) + 0.12 * (-number % across)))


def stacked(sheet: Sheet, frame) -> None:
    """Draw columns of shares that add up to 100 per cent, the parts named beside the last."""
    parts = series_of(frame)
    styles = looks(parts)
    sheet.heading(sheet.words.y_title)
    sheet.footing(sheet.words.x_title, sheet.left, sheet.right)
    bottom, top = sheet.bottom + TEXT + 9, sheet.top
    shares = frame.pivot(index="x", columns="series", values="share")[[held["series"].iloc[0] for held in parts]]
    last = shares.dropna().iloc[-1].to_numpy()
    texts = short_enough([f"{held['label'].iloc[0]} {share:.0%}" for held, share in zip(parts, last)],
                         0.36 * (sheet.right - sheet.left), top - bottom)
    room = max(map(widest, texts)) + GAP + LEADER
    left, right = sheet.left + measure("100%") + 5, sheet.right - room
    axes = sheet.axes(left, bottom, right, top)
    axes.set_ylim(0, 1)
    axes.set_yticks(np.arange(6) / 5, [f"{20 * mark}%" for mark in range(6)])
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    x = shares.index.to_numpy(dtype=float)
    step = float(np.diff(x).min()) if len(x) > 1 else 1.0
    time_axis(axes, x, right - left, step / 2)
    base = np.zeros(len(x))
    for (colour, _), share in zip(styles, shares.to_numpy().T):
        axes.bar(x, share, 0.86 * step, base, color=colour, edgecolor="white", linewidth=0.5)
        base = base + np.nan_to_num(share)
    middles = bottom + (np.cumsum(last) - last / 2) * (top - bottom)
    low, high = axes.get_xlim()
    end = left + (shares.dropna().index[-1] + 0.43 * step - low) / (high - low) * (right - left)
    colours = [SOFT if colour == REST else colour for colour, _ in styles]
    side_labels(sheet, texts, colours, [(end + 1, y) for y in middles], middles, right + GAP + LEADER, "left",
                bottom - 2, top + 2)


def slope(sheet: Sheet, frame, zero: str, log: bool) -> None:
    """Draw a line from the value of one period to that of another, names and figures on both sides."""
    parts = series_of(frame)
    styles = looks(parts)
    labelled = [(held, style[0]) for held, style in zip(parts, styles) if held["shown"].iloc[0] == 1]
    sheet.heading(sheet.words.y_title)
    ends = sorted(frame["x"].unique())
    bottom, top = sheet.bottom + 4, sheet.top - TEXT * PITCH - 5
    values, unit = frame["value"].to_numpy(dtype=float), sheet.words.unit
    low, high = (values.min(), values.max()) if log else axisticks.span(values, zero)
    step = 10.0 ** math.floor(math.log10((high - low) / 100)) if high > low else abs(high) / 100 or 1.0
    shown = [[figure_text(held["value"].iloc[place], step, unit) for held, _ in labelled] for place in (0, 1)]
    width, names = 0.3 * (sheet.right - sheet.left), [held["label"].iloc[0] for held, _ in labelled]
    left_texts, right_texts = (
        short_enough([order.format(name, figure) for name, figure in zip(names, shown[place])], width, top - bottom + 8)
        for place, order in enumerate(("{0} {1}", "{1} {0}")))
    room = [max(map(widest, texts)) + GAP + LEADER for texts in (left_texts, right_texts)]
    left, right = sheet.left + room[0], sheet.right - room[1]
    axes = sheet.axes(left, bottom, right, top)
    value_axis(axes, frame["value"].to_numpy(dtype=float), top - bottom, zero, log, unit)
    if not log and zero != "yes":
        axes.set_ylim(low - 0.02 * (high - low), high + 0.02 * (high - low))
    axes.set_yticks([])
    axes.set_xlim(0, 1)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    for place, end in enumerate(ends):
        axes.axvline(place, color=SOFT, linewidth=0.6, clip_on=False)
        sheet.text((left, right)[place], top + 5, when_text(end), TEXT, INK, "center", True)
    for held, (colour, dashes) in zip(parts, styles):
        grey = held["shown"].iloc[0] != 1
        axes.plot([0, 1], held["value"], color=colour, linestyle=dashes, linewidth=0.8 if grey else 1.6, marker="o",
                  markersize=2.5 if grey else 4, clip_on=False, zorder=2 if grey else 3)
    colours = [colour for _, colour in labelled]
    for place, (x, column, align, texts) in enumerate((
            (left - 4, left - GAP - LEADER, "right", left_texts),
            (right + 4, right + GAP + LEADER, "left", right_texts))):
        points = [(x, bottom + fractions(axes, held["value"].iloc[place]) * (top - bottom)) for held, _ in labelled]
        side_labels(sheet, texts, colours, points, [y for _, y in points], column, align, bottom - 4, top + 4)
