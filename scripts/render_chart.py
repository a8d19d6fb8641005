"""Draws a column of a table as lines over the years: render_chart.py TABLE COLUMN PNG TITLE SOURCE CODE=LABEL...

A line is an industry; COLUMN@FIELD makes it what that field holds.
"""

import csv
import sys

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from pictures import shrink

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#5c5c5c", "#e69f00")
STYLES = ("-", "--", "-.", (0, (1, 1)), (0, (5, 1, 1, 1, 1, 1)), "-")


def series(path, column, codes):
    """Return the years and values of each industry, or of what stands in the field after an @."""
    column, _, key = column.partition("@")
    key = key or "industry"
    found = {code: [] for code in codes}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row[key] in found and row[column]:
                found[row[key]].append((int(row["period"]), float(row[column])))
    return found


def apart(heights, gap):
    """Return heights moved up as far as needed to be a gap apart, lowest first as they came."""
    moved, last = {}, -gap
    for name, height in sorted(heights.items(), key=lambda item: item[1]):
        last = moved[name] = max(height, last + gap)
    return moved


def draw(lines, labels, title, source):
    """Return the figure: one line an industry, its name at its end."""
    figure = Figure(figsize=(8.4, 5.2), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    highest = max(value for points in lines.values() for _, value in points)
    places = apart({code: points[-1][1] for code, points in lines.items()}, highest * 0.045)
    for (code, points), colour, style in zip(lines.items(), COLOURS, STYLES):
        years, values = zip(*points)
        axes.plot(years, values, color=colour, linestyle=style, linewidth=2)
        axes.annotate(labels[code], (years[-1], places[code]), xytext=(6, 0), textcoords="offset points", color=colour,
                      va="center", fontsize=10)
    axes.set_ylim(0, None)
    axes.set_xlim(years[0], years[-1])
    axes.set_xticks([year for year in years if (year - years[0]) % 3 == 0])
    axes.grid(axis="y", color="#dddddd")
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=10)
    axes.set_title(title, loc="left", fontsize=12, fontweight="bold")
    axes.set_xlabel(source, fontsize=8, color="#555555", loc="left", labelpad=8)
    return figure


def main(path, column, png, title, source, *pairs):
    labels = dict(pair.split("=", 1) for pair in pairs)
    draw(series(path, column, labels), labels, title, source).savefig(png)
    shrink(png)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
