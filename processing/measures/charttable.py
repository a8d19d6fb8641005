"""What a picture draws, as a table: one row a point, each with its name, in the order in which it is drawn."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .association import fit
from .codes import as_text, key, nearest
from .longtable import values
from .notes import Notes, counted, listed
from .numbers import to_numbers, to_years

KINDS = ("line", "bar", "stacked", "scatter", "slope", "multiples")
COLUMNS = ("series", "label", "group", "x", "value", "low", "high", "share", "fitted", "outlier", "shown")
NAMING = ("industry", "area", "group", "region", "part", "measure", "status")
LABELLED, TOP_LINES, PARTS, PANELS, GROUPS = 12, 6, 8, 30, 8
REST = "All others"


@dataclass
class Choices:
    """What the user wants to see.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    fields : dict
        Column name to the name of the field it was read from, for messages.
    naming : str
        The column that names lines, bars or points; empty: see `naming`.
    highlight : tuple of str
        Codes or names of what is drawn in colour; empty: all, or the largest of many.
    span : tuple
        First and last period of a slope; None is the first or last that there is.
    top : int
        How many bars.
    names : dict
        Key of a code to words for it.
    """

    kind: str
    fields: dict = field(default_factory=dict)
    naming: str = ""
    highlight: tuple = ()
    span: tuple = (None, None)
    top: int = 20
    names: dict = field(default_factory=dict)


def chart(table: pd.DataFrame, choices: Choices, notes: Notes) -> pd.DataFrame:
    """Return what a picture draws.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``value``; ``x`` but for bars; any of `NAMING`; optionally ``low``, ``high``, ``label``, ``colour``.
    choices : Choices
    notes : Notes
        Told of what is missing, left out or drawn in grey.

    Returns
    -------
    pandas.DataFrame
        The columns `COLUMNS`. Rows of one series lie together, in the order of drawing, x rising; of bars the longest
        comes first. ``shown`` is 1 for what is drawn in colour.

    Raises
    ------
    ValueError
        There is nothing to draw, a point stands twice, or the kind cannot show such values.

    >>> found = chart(pd.DataFrame({"industry": ["A", "B"], "value": [1.0, 3.0]}), Choices("bar"), Notes())
    >>> found["label"].tolist(), found["value"].tolist()
    (['B', 'A'], [3.0, 1.0])
    """
    frame, across = _figures(table, choices, notes), choices.kind not in ("bar", "scatter")
    table = table.loc[frame.index]
    column = choices.naming or naming(table, frame["x"] if across else None)
    frame = _named(frame, table, column, choices, notes)
    _refuse_groups(frame, choices)
    _refuse_twice(frame, across, column, choices)
    drawn = {
        "line": _lines, "multiples": _panels, "bar": _bars, "stacked": _parts, "slope": _slopes, "scatter": _points,
    }[choices.kind](frame, choices, notes)
    return drawn.reset_index(drop=True)[list(COLUMNS)]


def _is_none(value) -> bool:
    return value is None or value != value or value is pd.NA or as_text(value) == ""


def _named(frame, table, column: str, choices: Choices, notes: Notes) -> pd.DataFrame:
    """Return the rows with code, label and group; rows without a code are left out."""
    frame["series"] = [None if _is_none(code) else as_text(code) for code in table[column]] if column else ""
    words = table.get("label", table.get({"area": "name", "region": "reg_name"}.get(column), frame["series"]))
    frame["label"] = [
        choices.names.get(key(code or "")) or (code if _is_none(word) else as_text(word))
        for code, word in zip(frame["series"], words)]
    if "colour" in table:
        frame["group"] = [None if _is_none(word) else as_text(word) for word in table["colour"]]
    unnamed = frame["series"].isna()
    if unnamed.all():
        raise ValueError(f"Field '{choices.fields.get(column, column)}' is empty in every row. Name another in "
                         "SERIES_FIELD.")
    if unnamed.any():
        notes.warning(f"{counted(int(unnamed.sum()), 'row')} without a name in field "
                      f"'{choices.fields.get(column, column)}' left out.")
    return frame[~unnamed]


def naming(table, x) -> str:
    """Return the first column that gives each row a name of its own (with x, each row of one x), empty for no name.

    Bars and points are rather districts, lines rather industries.

    >>> frame = pd.DataFrame({"industry": ["A", "A"], "area": ["E1", "E2"]})
    >>> naming(frame, pd.Series([2000, 2000])), naming(frame.head(1), pd.Series([2000]))
    ('area', 'industry')
    """
    order = NAMING if x is not None else ("area", *(name for name in NAMING if name != "area"))
    there = [name for name in order if name in table and table[name].notna().any()]
    for name in there:
        keys = pd.DataFrame({"name": table[name].map(key)} if x is None else {"name": table[name].map(key), "x": x})
        if not keys.duplicated().any():
            return name
    return there[0] if there else ""


def _figures(table, choices: Choices, notes: Notes) -> pd.DataFrame:
    """Return the numbers of the table; rows without x are left out."""
    names = {column: choices.fields.get(column, column) for column in ("x", "value", "low", "high")}
    frame = pd.DataFrame(index=table.index, columns=list(COLUMNS), dtype=object)
    for column in ("value", "low", "high"):
        frame[column] = to_numbers(table[column], names[column], notes) if column in table else np.nan
    frame["x"] = _places(table["x"], names["x"], notes) if "x" in table and choices.kind != "bar" else np.nan
    for column in ("share", "fitted", "outlier"):
        frame[column] = np.nan
    frame["shown"] = 1
    if not len(frame):
        raise ValueError("INPUT: there is no row to draw. Check the layer and FILTER.")
    if frame["value"].isna().all():
        raise ValueError(f"Field '{names['value']}': there is no value to draw, every one is missing. Check "
                         "VALUE_FIELD and FILTER.")
    if choices.kind not in ("bar", "scatter"):
        lacking = int(frame["x"].isna().sum())
        if lacking == len(frame):
            raise ValueError(f"Field '{names['x']}': every one is missing, so nothing can be placed. Check X_FIELD.")
        if lacking:
            notes.warning(f"{counted(lacking, 'row')} without '{names['x']}' left out.")
            frame = frame[frame["x"].notna()].copy()
    return frame


def _places(column, name: str, notes: Notes) -> np.ndarray:
    """Return a column as numbers along the axis; of dates the year."""
    dated = pd.api.types.is_datetime64_any_dtype(column) or any(isinstance(one, datetime.date) for one in column)
    if dated:
        years = to_years(column, name, notes)
        return np.where(years < 0, np.nan, years.astype(float))
    return to_numbers(column, name, notes)


def _refuse_groups(frame, choices: Choices) -> None:
    groups = frame["group"].dropna().unique()
    if len(groups) > GROUPS:
        raise ValueError(
            f"GROUP_FIELD '{choices.fields.get('colour', 'group')}' has {len(groups):,} different values; a reader "
            f"tells {GROUPS} colours apart. Choose a field with fewer.")


def _refuse_twice(frame, across: bool, column: str, choices: Choices) -> None:
    keys = frame["series"].map(key).to_frame()
    if across:
        keys["x"] = frame["x"]
    twice = keys[keys.duplicated(keep=False)]
    if not len(twice):
        return
    same = keys.index[(keys == twice.iloc[0]).all(axis=1)]
    name = frame["series"].loc[same[0]] or "The table"
    when = f" for {frame['x'].loc[same[0]]:.10g}" if across else ""
    fields = choices.fields.get(column, column)
    told = f", named by field '{fields}'" if column else ""
    raise ValueError(
        f"{name} has {len(same):,} rows{when}{told}, and a picture takes one (rows "
        f"{listed([f'{row + 1:,}' for row in same], 2)}). Give a FILTER that leaves one, such as \"industry\" = "
        "'C (10-33)', or name the field that tells them apart in SERIES_FIELD.")


def highlighted(frame, wanted) -> np.ndarray:
    """Tell which rows belong to the series that the user names, by code or by label.

    Raises
    ------
    ValueError
        A name is not there.
    """
    codes, labels = frame["series"].map(key), frame["label"].map(key)
    chosen = np.zeros(len(frame), dtype=bool)
    for name in wanted:
        found = ((codes == key(name)) | (labels == key(name))).to_numpy()
        if not found.any():
            raise ValueError(f"HIGHLIGHT: nothing is called '{name}'; {nearest(name, dict.fromkeys(frame['label']))}")
        chosen |= found
    return chosen


def _in_order(frame, order) -> pd.DataFrame:
    """Return the rows with their series in an order, x rising."""
    place = {name: number for number, name in enumerate(order)}
    placed = frame.assign(place=frame["series"].map(place)).sort_values(["place", "x"], kind="stable")
    return placed.drop(columns="place")


def _with_values(frame, notes: Notes) -> pd.DataFrame:
    """Return the series that have a value; name the others, and count what else is missing."""
    there = frame["value"].notna().groupby(frame["series"]).transform("any")
    if not there.all():
        gone = frame.loc[~there, "label"].unique()
        notes.warning(f"{len(gone):,} without any value left out: {listed(gone)}.")
    frame = frame[there]
    lacking = int(frame["value"].isna().sum())
    if lacking:
        notes.warning(f"{counted(lacking, 'value')} missing: a gap, not zero.")
    return frame


def _shown(frame, order, choices: Choices, notes: Notes, what: str = "line") -> pd.DataFrame:
    """Mark what is drawn in colour and labelled: what the user names, else all, else the highest of many."""
    if choices.highlight:
        chosen = highlighted(frame, choices.highlight)
        number = frame["series"][chosen].nunique()
        if number > LABELLED:
            raise ValueError(f"HIGHLIGHT names {number:,} series, and {LABELLED} is the most that can be told apart. "
                             "Name fewer.")
        return frame.assign(shown=chosen.astype(int))
    if len(order) > LABELLED:
        notes.warning(
            f"{len(order):,} {what}s are too many to tell apart: the {TOP_LINES} that end highest are in colour and "
            "labelled, the others grey. Name others in HIGHLIGHT, or draw fewer by FILTER.")
        return frame.assign(shown=frame["series"].isin(order[:TOP_LINES]).astype(int))
    return frame


def _last_first(frame) -> list:
    """Return the series by their last value, highest first."""
    there = frame[frame["value"].notna()].sort_values("x", kind="stable")
    last = there.groupby("series", sort=False)["value"].last()
    return last.sort_values(ascending=False, kind="stable").index.tolist()


def _lines(frame, choices: Choices, notes: Notes) -> pd.DataFrame:
    frame = _with_values(frame, notes)
    order = _last_first(frame)
    return _shown(_in_order(frame, order), order, choices, notes)


def _panels(frame, choices: Choices, notes: Notes) -> pd.DataFrame:
    frame = _with_values(frame, notes)
    order = frame["series"].unique().tolist()
    if len(order) > PANELS:
        raise ValueError(f"There are {len(order):,} series, and {PANELS} is the most that small multiples can hold. "
                         "Choose some by FILTER, or KIND 'line' with HIGHLIGHT.")
    frame = _in_order(frame, order)
    return frame.assign(shown=highlighted(frame, choices.highlight).astype(int)) if choices.highlight else frame


def _bars(frame, choices: Choices, notes: Notes) -> pd.DataFrame:
    lacking = frame["value"].isna()
    if lacking.any():
        notes.warning(f"{int(lacking.sum()):,} without a value left out: {listed(frame.loc[lacking, 'label'])}.")
    frame = frame[~lacking].sort_values("value", ascending=False, kind="stable")
    chosen = highlighted(frame, choices.highlight)
    kept = (np.arange(len(frame)) < choices.top) | chosen
    if not kept.all():
        more = int(kept.sum()) - min(choices.top, len(frame))
        notes.info(f"The longest {choices.top:,} of {len(frame):,} bars are drawn (TOP)"
                   f"{f', and {more:,} of HIGHLIGHT' if more else ''}.")
    return frame.assign(shown=chosen.astype(int) if choices.highlight else 1)[kept]


def _parts(frame, choices: Choices, notes: Notes) -> pd.DataFrame:
    below = frame[frame["value"] < 0]
    if len(below):
        first = below.iloc[0]
        raise ValueError(
            f"KIND 'stacked' shows parts of a whole, and {first['label'] or 'one'} is {first['value']:g} in "
            f"{first['x']:.10g}: nothing is less than no part. Choose KIND 'line', or leave it out by FILTER.")
    frame = _with_values(frame, notes)
    size = frame["series"].nunique()
    held = frame["value"].notna().groupby(frame["x"]).sum()
    total = frame.groupby("x")["value"].sum()
    empty = [when for when in held.index if held[when] < size or total[when] <= 0]
    if empty:
        notes.warning(f"No parts of {listed([f'{when:.10g}' for when in empty])}: a part is missing there, or all "
                      "are 0.")
    if len(empty) == len(held):
        raise ValueError("KIND 'stacked': in no period are all parts there, so none has a whole. Choose KIND 'line', "
                         "or leave the series with gaps out by FILTER.")
    whole = frame["x"].map(total.drop(empty))
    frame = frame.assign(share=frame["value"] / whole)
    means = frame.groupby("series", sort=False)["share"].mean().sort_values(ascending=False, kind="stable")
    order = means.index.tolist()
    if choices.highlight:
        kept = frame["series"][highlighted(frame, choices.highlight)].unique().tolist()
        if len(kept) > PARTS:
            raise ValueError(f"HIGHLIGHT names {len(kept):,} parts, and {PARTS} is the most that can be told apart. "
                             "Name fewer.")
        order = sorted(kept, key=order.index)
    elif size > PARTS:
        order = order[:PARTS - 1]
    return _in_order(_folded(frame, order, size - len(order), notes), [*order, REST])


def _folded(frame, order, number: int, notes: Notes) -> pd.DataFrame:
    """Return the parts with those that are not in the order added up to one."""
    if not number:
        return frame
    inside = frame["series"].isin(order)
    if number == 1:
        rest = frame[~inside].assign(series=REST, shown=0)
        return pd.concat([frame[inside], rest])
    notes.info(f"{number:,} parts are drawn as one, '{REST}': {listed(frame.loc[~inside, 'label'].unique())}.")
    rest = frame[~inside].groupby("x", as_index=False)[["value", "share"]].sum(min_count=1)
    rest = rest.assign(series=REST, label=f"{REST} ({number:,})", shown=0)
    rest.loc[rest["share"].isna(), "value"] = np.nan
    return pd.concat([frame[inside], rest.reindex(columns=frame.columns)])


def _slopes(frame, choices: Choices, notes: Notes) -> pd.DataFrame:
    there = np.unique(frame.loc[frame["value"].notna(), "x"])
    span = []
    for name, wanted, default in zip(("FROM", "TO"), choices.span, (there[0], there[-1])):
        if wanted is not None and wanted not in there:
            raise ValueError(f"{name}: there is no value of {wanted:.10g}. There are values of "
                             f"{listed([f'{when:.10g}' for when in there], 40)}.")
        span.append(default if wanted is None else wanted)
    if span[0] >= span[1]:
        raise ValueError(
            f"A slope goes from one period to a later one; here it would go from {span[0]:.10g} to {span[1]:.10g}. Set "
            "FROM and TO, or choose KIND 'bar'.")
    frame = frame[frame["x"].isin(span) & frame["value"].notna()]
    both = frame.groupby("series")["x"].transform("nunique") == 2
    if not both.all():
        gone = frame.loc[~both, "label"].unique()
        notes.warning(f"{len(gone):,} without a value at both ends left out: {listed(gone)}.")
    if not both.any():
        raise ValueError(f"Nothing has a value both in {span[0]:.10g} and in {span[1]:.10g}. Choose other periods.")
    frame = frame[both]
    order = _last_first(frame)
    return _shown(_in_order(frame, order), order, choices, notes)


def _points(frame, choices: Choices, notes: Notes) -> pd.DataFrame:
    lacking = frame["x"].isna() | frame["value"].isna()
    if lacking.all():
        raise ValueError("KIND 'scatter': no row has both x and y. Check X_FIELD and VALUE_FIELD.")
    if lacking.any():
        notes.warning(f"{int(lacking.sum()):,} without x or y left out: {listed(frame.loc[lacking, 'label'])}.")
    frame = frame[~lacking].copy()
    if choices.highlight:
        frame["shown"] = highlighted(frame, choices.highlight).astype(int)
    try:
        found = fit(frame["x"].to_numpy(dtype=float), frame["value"].to_numpy(dtype=float))
        frame["fitted"], frame["outlier"] = found.fitted, found.outlier
    except ValueError:
        notes.warning("No line of least squares is drawn: it needs three points, and x must differ.")
    return frame


def numbers(drawn: pd.DataFrame, table) -> dict:
    """Return what the algorithm declares: series, values drawn and missing, points and fit of the line or None.

    Parameters
    ----------
    drawn : pandas.DataFrame
        As `chart` returns it.
    table : pandas.DataFrame
        What it was made of.
    """
    fitted = drawn[drawn["fitted"].notna()]
    found = fit(fitted["x"].to_numpy(dtype=float), fitted["value"].to_numpy(dtype=float)).numbers if len(fitted) else {}
    squared = found.get("R2", np.nan)
    return {
        "N_SERIES": int(drawn["series"].nunique()), "N_VALUES": int(drawn["value"].notna().sum()),
        "MISSING_COUNT": int(np.isnan(to_numbers(table["value"], "value", Notes())).sum()),
        "N": found.get("N"), "R2": None if squared != squared else float(squared),
    }


def plain(drawn: pd.DataFrame) -> dict:
    """Return what is drawn as columns of plain values, None where there is none."""
    whole, texts = ("outlier", "shown"), ("series", "label", "group")
    return {
        name: [None if _is_none(value) else value for value in drawn[name]] if name in texts
        else values(drawn[name].to_numpy(dtype=float), name in whole) for name in COLUMNS
    }
