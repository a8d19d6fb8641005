"""Jobs by area, industry and size of firm, as a table gives them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import arealevels, sizeclasses
from .codes import encode, key
from .industrycodes import find_total, interval, intervals, is_whole_economy, separate
from .notes import Notes, counted, listed
from .numbers import to_numbers

GROUPS = ("MANUFACTURING", "BUSINESS", "CONSUMER")


@dataclass
class Jobs:
    """Jobs of areas; NaN is missing.

    Attributes
    ----------
    areas : list of str
    names : dict
        Area to name, where the table has names.
    industries : list of str
        No two of them overlap.
    values, firms : ndarray of float, shape (areas, industries, 3)
        Jobs and firms by size: small, medium, large; `firms` is None without such a field.
    totals : ndarray of float, shape (areas,)
        All jobs.
    groups : list of ndarray of int
        Positions of the industries of manufacturing, business and consumer services.
    """

    areas: list
    names: dict
    industries: list
    values: np.ndarray
    firms: np.ndarray
    totals: np.ndarray
    groups: list


def build(table, fields: dict, limits: tuple, groups, nations: str, absent: str, notes: Notes) -> Jobs:
    """Return the jobs of a table.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``area``, ``industry``, ``size``, ``value`` and, optionally, ``firms`` and ``name``.
    fields : dict
        Their names in the user's own table.
    limits : tuple of int
        The most people of a small and of a medium firm.
    groups : sequence of sequence of str
        Codes of manufacturing, business services and consumer services.
    nations : {"gb", "uk"}
    absent : {"missing", "zero"}
        What a row that is not there means.
    notes : Notes

    Raises
    ------
    ValueError
        The table has no rows, a row twice, jobs below zero, a size that is none, or a group without industries.
    """
    if not len(table):
        raise ValueError("JOBS: the table has no rows. Check the layer, its filter and its selection.")
    held = {name: encode(table[name]) for name in ("area", "industry", "size")}
    known = np.all([numbers >= 0 for numbers, _ in held.values()], axis=0)
    if not known.any():
        raise ValueError(
            "JOBS: no row has an area, an industry and a size. Check AREA_FIELD, INDUSTRY_FIELD and SIZE_FIELD.")
    if not known.all():
        notes.warning(f"{counted(int((~known).sum()), 'row')} without an area, an industry or a size left out.")
    sizes = np.array(sizeclasses.sorted_sizes(held["size"][1], *limits, notes))
    places = [held[name][0][known] for name in ("area", "industry", "size")]
    shape = tuple(len(held[name][1]) for name in ("area", "industry", "size"))
    _refuse_doubles(places, shape, [held[name][1] for name in ("area", "industry", "size")])
    cubes = [_cube(to_numbers(table[name], fields[name], notes)[known], places, shape, sizes, absent, fields[name])
             if name in table else None for name in ("value", "firms")]
    areas, labels = held["area"][1], held["industry"][1]
    kept = np.array(arealevels.choose(areas, "", nations, notes))
    return _jobs([area for area, keep in zip(areas, kept) if keep], _names(table, held["area"]), labels,
                 *(None if cube is None else cube[kept] for cube in cubes), groups, notes)


def _refuse_doubles(places, shape, labels) -> None:
    cells = np.ravel_multi_index(places, shape)
    distinct, first, times = np.unique(cells, return_index=True, return_counts=True)
    if (times > 1).any():
        row = first[np.argmax(times > 1)]
        area, industry, size = (names[place[row]] for names, place in zip(labels, places))
        raise ValueError(
            f"JOBS: {area} has {times.max():,} rows of industry {industry} and size {size}. Filter the table to one "
            "year, or sum it first.")


def _cube(values, places, shape, sizes, absent: str, field: str) -> np.ndarray:
    """Return values by area, industry and size; a size that lacks one of its classes is missing."""
    if (values < 0).any():
        raise ValueError(f"JOBS: field '{field}' has numbers below zero. Correct them, or name the right field.")
    fine = np.full(shape, 0.0 if absent == "zero" else np.nan)
    fine[tuple(places)] = values
    return np.stack([fine[:, :, sizes == place].sum(axis=2) for place in range(3)], axis=2)


def _names(table, area) -> dict:
    if "name" not in table:
        return {}
    return {area[1][number]: str(name).strip() for number, name in zip(area[0], table["name"])
            if number >= 0 and name is not None and name == name}


def _jobs(areas, names, labels, values, firms, groups, notes: Notes) -> Jobs:
    total = find_total(labels)
    spans = intervals([label for label in labels if label != total])
    chosen = set(separate(spans, "finest")) | {label for label in labels if label not in spans}
    kept = [place for place, label in enumerate(labels) if label != total and label in chosen]
    industries = [labels[place] for place in kept]
    if len(kept) + (total is not None) < len(labels):
        notes.info(f"Industries without overlap: {listed(industries, 60)}.")
    members = [_members(industries, spans, wanted) for wanted in groups]
    for name, wanted, inside in zip(GROUPS, groups, members):
        if not inside.size:
            raise ValueError(
                f"{name}: no industry of the table lies in {'; '.join(wanted)}; it has {listed(industries, 6)}. Name "
                f"those that do, as the table writes them, in {name}.")
        notes.info(f"{name.capitalize()}: {listed([industries[place] for place in inside], 40)}.")
    whole = values[:, kept].sum(axis=(1, 2))
    if total is not None:
        given = values[:, labels.index(total)].sum(axis=1)
        whole = np.where(given > 0, given, whole)
        notes.info(f"All jobs of an area are those of '{total}'.")
    elif not is_whole_economy(industries):
        notes.warning("All jobs of an area are the sum of the industries given: that must be the whole economy.")
    return Jobs(areas, names, industries, values[:, kept], None if firms is None else firms[:, kept], whole, members)


def _members(industries, spans: dict, wanted) -> np.ndarray:
    """Return the positions of the industries that are listed, or lie inside a listed code."""
    keys = {key(code) for code in wanted}
    wide = [span for span in map(interval, wanted) if span is not None]
    return np.array([
        place for place, code in enumerate(industries) if key(code) in keys or (
            code in spans and any(low <= spans[code][0] and spans[code][1] <= high for low, high in wide))], dtype=int)
