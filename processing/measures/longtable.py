"""Results as the columns of a table, in plain Python values that a feature can hold."""

from __future__ import annotations

import numpy as np

from . import codes
from .districts import positions
from .industrycodes import most_telling
from .notes import Notes
from .panel import Panel, rows
from .quotients import caution, specialisation_class

WHOLE = ("top_k", "n_areas", "n_groups")


def quotient_columns(panel: Panel, found: dict, names: dict, minimum: float) -> dict:
    """Return location quotients as columns, one row for each row of the panel.

    Parameters
    ----------
    panel : Panel
    found : dict of ndarray
        As `location_quotients` returns them.
    names : dict
        Name of each district; the panel's own names fill what is not there.
    minimum : float
        Values under it get a caution.
    """
    area, industry, period = rows(panel)
    labels = np.array(panel.areas, dtype=object)
    years = np.array(panel.periods, dtype=object)
    called = np.array(district_names(panel.areas, names, panel.names), dtype=object)
    columns = {
        "area": labels[area].tolist(), "name": called[area].tolist(),
        "industry": np.array(panel.industries, dtype=object)[industry].tolist(), "period": years[period].tolist(),
        "value": values(panel.values[area, industry, period]),
    }
    for name in ("lq", "share", "own_share", "sym_lq", "z", "theil_c"):
        columns[name] = values(found[name][area, industry, period])
    columns["class"] = specialisation_class(found["lq"])[area, industry, period].tolist()
    columns["caution"] = values(caution(panel.values, minimum)[area, industry, period], whole=True)
    return columns


def quotient_map(panel: Panel, found: dict, areas, industry: int, period: int, minimum: float) -> dict:
    """Return location quotients of one industry and period as columns, one row for each district of a layer."""
    place = np.array(positions(areas["area"], panel.areas))
    inside = place >= 0

    def at(block):
        column = np.full(len(place), np.nan)
        column[inside] = block[place[inside], industry, period]
        return column

    quotient, value = at(found["lq"]), at(panel.values)
    names = dict(zip(areas["area"], areas["name"]))
    columns = {
        "area": areas["area"].tolist(), "name": district_names(areas["area"], names, panel.names),
        "industry": [panel.industries[industry]] * len(place), "period": [panel.periods[period]] * len(place),
        "value": values(value), "lq": values(quotient),
    }
    columns.update({name: values(at(found[name])) for name in ("share", "own_share", "sym_lq", "z", "theil_c")})
    columns["class"] = specialisation_class(quotient).tolist()
    columns["caution"] = values(caution(value, minimum), whole=True)
    return columns


def map_cell(panel: Panel, industry: str, period, listed: tuple, notes: Notes) -> tuple[int, int]:
    """Return the positions of the industry and period to be mapped, chosen where the user did not.

    Raises
    ------
    ValueError
        The named industry or period is not there.
    """
    keys = [codes.key(code) for code in panel.industries]
    if industry and codes.key(industry) not in keys:
        raise ValueError(
            f"MAP_INDUSTRY: no industry is called '{industry}'; {codes.nearest(industry, panel.industries)}"
        )
    if industry:
        chosen = keys.index(codes.key(industry))
    else:
        chosen = 0 if listed else panel.industries.index(most_telling(panel.industries))
        notes.info(f"The map shows {panel.industries[chosen]} (MAP_INDUSTRY is empty).")
    return chosen, map_period(panel, period)


def index_columns(panel: Panel, found: dict, names, more=()) -> dict:
    """Return indices as columns, one row an industry and period; whole-number columns stay whole.

    Parameters
    ----------
    panel : Panel
    found : dict of ndarray, shape (industries, periods)
    names : sequence of str
        Which of them, in order.
    more : sequence of str
        Rows of `found` after those of the panel's industries, such as all of them together.
    """
    return crossed({"industry": [*panel.industries, *more], "period": panel.periods}, found, names)


def crossed(keys: dict, found: dict, names) -> dict:
    """Return blocks as columns, one row for each combination of keys, the last key changing fastest.

    Parameters
    ----------
    keys : dict
        Name of each key field to its labels, in the order of the axes.
    found : dict of ndarray
        Each with one axis for each key.
    names : sequence of str
        Which of them, in order; those of `WHOLE` stay whole numbers.

    >>> crossed({"industry": ["A", "B"], "period": [2000]}, {"theil": np.array([[0.5], [np.nan]])}, ["theil"])
    {'industry': ['A', 'B'], 'period': [2000, 2000], 'theil': [0.5, None]}
    """
    places = np.indices([len(labels) for labels in keys.values()])
    columns = {
        name: np.array([*labels, None], dtype=object)[place.ravel()].tolist()
        for (name, labels), place in zip(keys.items(), places)
    }
    return {**columns, **{name: values(found[name].ravel(), whole=name in WHOLE) for name in names}}


def district_columns(panel: Panel, found: dict, names: dict, whole=()) -> dict:
    """Return values of districts as columns, one row for each district and period that the panel has a row of.

    Parameters
    ----------
    panel : Panel
    found : dict of ndarray, shape (areas, periods)
    names : dict
        Name of each district; the panel's own names fill what is not there.
    whole : sequence of str
        Which columns hold whole numbers.
    """
    area, period = np.nonzero(panel.present.any(axis=1))
    called = np.array(district_names(panel.areas, names, panel.names), dtype=object)
    columns = {
        "area": np.array(panel.areas, dtype=object)[area].tolist(), "name": called[area].tolist(),
        "period": np.array(panel.periods, dtype=object)[period].tolist(),
    }
    columns.update({name: values(block[area, period], name in whole) for name, block in found.items()})
    return columns


def map_columns(panel: Panel, found: dict, areas, whole=()) -> dict:
    """Return values of districts as columns, one row for each district of a layer.

    Parameters
    ----------
    panel : Panel
    found : dict of ndarray, shape (areas,)
    areas : tables.Layer
        Columns ``area`` and ``name``.
    whole : sequence of str
        Which columns hold whole numbers.
    """
    place = np.array(positions(areas["area"], panel.areas))
    names = dict(zip(areas["area"], areas["name"]))
    columns = {"area": areas["area"].tolist(), "name": district_names(areas["area"], names, panel.names)}
    for name, block in found.items():
        columns[name] = values(np.where(place >= 0, np.asarray(block, dtype=float)[place], np.nan), name in whole)
    return columns


def map_period(panel: Panel, period, parameter: str = "MAP_PERIOD") -> int:
    """Return the position of the period that a parameter names, the latest where it names none.

    Raises
    ------
    ValueError
        The named period is not there.
    """
    if period is not None and panel.periods == [None]:
        raise ValueError(f"{parameter}: the table has no years. Leave {parameter} empty, or name PERIOD_FIELD.")
    if period is not None and period not in panel.periods:
        raise ValueError(
            f"{parameter}: the table has no year {period:g}; it has {', '.join(str(year) for year in panel.periods)}."
        )
    return len(panel.periods) - 1 if period is None else panel.periods.index(period)


def record_columns(records: list, names) -> dict:
    """Return records as columns."""
    return {name: [record.get(name) for record in records] for name in names}


def values(array, whole: bool = False) -> list:
    """Return an array as plain Python numbers, None where it is NaN.

    >>> values(np.array([1.5, np.nan])), values(np.array([1.0, np.nan]), whole=True)
    ([1.5, None], [1, None])
    """
    array = np.asarray(array)
    if array.dtype.kind != "f":
        return array.tolist()
    missing = np.isnan(array)
    plain = np.where(missing, 0, array).astype(np.int64) if whole else array
    if not missing.any():
        return plain.tolist()
    plain = plain.astype(object)
    plain[missing] = None
    return plain.tolist()


def district_names(labels, first: dict, second: dict) -> list:
    """Return the name of each district: the first table's, else the second's, else None.

    >>> district_names(["A", "b"], {"B": "Bath"}, {"A": "Arun", "B": "Other"})
    ['Arun', 'Bath']
    """
    known = {codes.key(code): name for code, name in second.items()}
    known.update({codes.key(code): name for code, name in first.items() if name})
    return [known.get(codes.key(code)) for code in labels]
