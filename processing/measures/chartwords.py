"""The words of a picture that follow from its table: what is the same in every row, what a reader cannot see."""

from __future__ import annotations

import re

import pandas as pd

from .codes import as_text, key
from .notes import counted, listed

PRICES = re.compile(r"\b(current prices|\d{4} prices|prices of \d{4})\b", re.IGNORECASE)
SPOKEN = 12
_CHARTS = {
    "line": "Line chart", "bar": "Bar chart", "stacked": "Chart of stacked shares", "scatter": "Scatter plot",
    "slope": "Slope chart", "multiples": "Small multiples of lines",
}
_ALL = ("*", "ALL")
_FIELDS = {
    "theil": "Relative Theil index", "gini": "Locational Gini", "gini_lq": "Locational Gini of location quotients",
    "hhi": "Hirschman-Herfindahl index", "hhi_n": "Normalised Hirschman-Herfindahl index",
    "top_shr": "Share of the top districts",
    "lq": "Location quotient", "sym_lq": "Symmetric location quotient", "z": "Standard score of the location quotient",
    "share": "Share of the industry", "own_share": "Share of the district's output",
    "theil_c": "Term of the Theil index",
    "krugman": "Krugman index", "entropy": "Entropy", "t_between": "Theil index between groups",
    "t_within": "Theil index within groups", "t_total": "Relative Theil index", "value": "Value",
}


def constants(table, names: dict, drawn=()) -> str:
    """Return what holds for every row: the industry, the place, the group, the year.

    Parameters
    ----------
    table : pandas.DataFrame
        Any of the columns ``industry``, ``area``, ``name``, ``group``, ``region``, ``period``.
    names : dict
        Key of a code to words for it.
    drawn : sequence of str
        Columns that the picture shows anyway.

    >>> table = pd.DataFrame({"industry": ["C", "C"], "period": [2020, 2020], "area": ["E1", "E2"]})
    >>> constants(table, {"C": "Manufacturing"})
    'Manufacturing, 2020'
    """
    found = []
    for column in ("industry", "name", "area", "group", "region", "period"):
        if column not in table or column in drawn or (column == "area" and "name" in table):
            continue
        held = table[column].dropna().map(as_text).unique()
        if len(held) == 1 and table[column].notna().all() and held[0] and held[0].upper() not in _ALL:
            found.append(names.get(key(held[0])) or held[0])
    return ", ".join(found)


def prices(*texts: str) -> str:
    """Return the prices that the first text with such words speaks of, empty if none does.

    >>> prices("Share", "Value in 2022 prices"), prices("Location quotient")
    ('2022 prices', '')
    """
    return next((found[0].lower() for found in map(PRICES.search, filter(None, texts)) if found), "")


def field_words(name: str) -> str:
    """Return words for a field of the results, where the table brings none; else its name.

    >>> field_words("theil_av"), field_words("pop_2020")
    ('Relative Theil index, moving average', 'pop_2020')
    """
    if name.endswith("_av") and name[:-3] in _FIELDS:
        return f"{_FIELDS[name[:-3]]}, moving average"
    return _FIELDS.get(name, name)


def share_of(words: str) -> str:
    """Return what the parts of a whole are shares of.

    >>> share_of("Value, current prices"), share_of("GVA")
    ('Share of value, current prices', 'Share of GVA')
    """
    return f"Share of {words[:1].lower() + words[1:] if words[1:2].islower() else words}"


def short(value: float) -> str:
    """Return a number in a sentence, with three digits.

    >>> short(0.123456), short(1234567.0), short(0.0)
    ('0.123', '1,234,567', '0')
    """
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def description(kind: str, drawn: pd.DataFrame, title: str, value: str, unit: str = "") -> str:
    """Return in sentences what a picture shows, for those who cannot see it.

    Parameters
    ----------
    kind : str
        One of `charttable.KINDS`.
    drawn : pandas.DataFrame
        As `charttable.chart` returns it.
    title, value, unit : str
        What the picture is called, what it shows, and in which unit.

    >>> points = {"series": ["A", "A"], "label": ["a", "a"], "x": [2000, 2001], "value": [1.0, 2.5], "shown": 1}
    >>> drawn = pd.DataFrame(points)
    >>> description("line", drawn, "Output", "Output", "£m")
    'Line chart: Output (£m). a: 1 in 2000, 2.5 in 2001.'
    """
    what = title if value.lower() in title.lower() else f"{title}. {value}"
    first = f"{_CHARTS[kind]}: {what}{f' ({unit})' if unit else ''}."
    if kind == "scatter":
        return f"{first} {_cloud(drawn)}"
    said = drawn[drawn["value"].notna()]
    said = said[said["shown"] == 1] if kind != "bar" and (said["shown"] == 1).any() else said
    groups = [(label, held) for label, held in said.groupby("series", sort=False)]
    sentences = [_series(kind, held) for _, held in groups[:SPOKEN]]
    more = len(groups) - SPOKEN
    grey = drawn["series"].nunique() - len(groups)
    told = [f"{more:,} more follow." if more > 0 else "",
            f"{counted(grey, 'other is', 'others are')} drawn in grey." if grey > 0 else ""]
    return " ".join(filter(None, [first, *sentences, *told]))


def _series(kind: str, held) -> str:
    label, column = held["label"].iloc[0], "share" if kind == "stacked" else "value"
    ends = held[held[column].notna()].iloc[[0, -1]]
    figures = [f"{share:.1%}" if kind == "stacked" else short(share) for share in ends[column]]
    if kind == "bar":
        return f"{label}: {figures[0]}."
    told = dict.fromkeys(f"{figure} in {x:.10g}" for figure, x in zip(figures, ends["x"]))
    return f"{label + ': ' if label else ''}{', '.join(told)}."


def _cloud(drawn) -> str:
    out = drawn.loc[drawn["outlier"] == 1, "label"].tolist()
    spans = [f"{words} from {short(drawn[column].min())} to {short(drawn[column].max())}"
             for column, words in (("x", "x"), ("value", "y"))]
    return f"{len(drawn):,} points, {' and '.join(spans)}.{f' Far off the line: {listed(out)}.' if out else ''}"
