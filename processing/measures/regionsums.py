"""Observations of districts added up to regions."""

from __future__ import annotations

import numpy as np

from . import arealevels
from .codes import key
from .longtable import values as plain
from .notations import united
from .notes import Notes, counted, listed
from .observed import Block
from .regionlookup import Regions
from .vintages import origins


def sums(values, present, regions, number: int, skip: bool) -> dict:
    """Return the sum over the districts of each region.

    A district counts in a year if the table has any row of it in that year. It is missing where it has no value: its
    cell is suppressed, or its row absent.

    Parameters
    ----------
    values : ndarray of float, shape (areas, industries, periods)
    present : ndarray of bool, shape (areas, industries, periods)
        Where the table has a row.
    regions : ndarray of int, shape (areas,)
        Position of each district's region, 0 to number - 1.
    number : int
        Regions.
    skip : bool
        Whether a sum leaves out missing districts; else one makes it missing. Without any value it is missing too.

    Returns
    -------
    dict of ndarray, shape (regions, industries, periods)
        ``value``, ``n_areas``, ``n_missing`` and ``there``, where any district has a row.

    >>> values = np.array([[[1.0]], [[np.nan]], [[5.0]]])
    >>> found = sums(values, np.ones((3, 1, 1), dtype=bool), np.array([0, 0, 1]), 2, False)
    >>> found["value"].ravel().tolist(), found["n_missing"].ravel().tolist()
    ([nan, 5.0], [1.0, 0.0])
    """
    order = np.argsort(regions, kind="stable")
    starts = np.searchsorted(regions[order], np.arange(number))

    def added(block):
        return np.add.reduceat(np.asarray(block, dtype=float)[order], starts, axis=0)

    known = ~np.isnan(values)
    counts = np.broadcast_to(present.any(axis=1, keepdims=True), present.shape)
    held, districts = added(known), added(counts)
    enough = held > 0 if skip else held == districts
    return {
        "value": np.where(enough & (held > 0), added(np.nan_to_num(values)), np.nan), "n_areas": districts,
        "n_missing": districts - held, "there": added(present) > 0,
    }


def table(block: Block, found: Regions, skip: bool, notes: Notes) -> tuple:
    """Return the observations of regions as columns, and how many sums lack a district.

    Parameters
    ----------
    block : Block
    found : Regions
        Of the areas of the block.
    skip : bool
        See `sums`.
    notes : Notes
        Told of areas of another level that are not added up, of industries in several notations, and of sums that
        lack a district.

    Raises
    ------
    ValueError
        No area has a region, or those that have mix levels that cannot be told apart.
    """
    placed = [place for place, region in enumerate(found.regions) if region is not None]
    if not placed:
        raise ValueError("REGION_TABLE: no row of the table is of a district that has a region. Check AREA_FIELD.")
    if len(placed) < len(found.regions):
        outside = [code for code, region in zip(block.areas, found.regions) if region is None]
        notes.warning(f"REGION_TABLE: {counted(len(outside), 'code')} without a region in no sum: {listed(outside)}.")
    kept = arealevels.choose([block.areas[place] for place in placed], "", "uk", notes)
    used = [place for place, fine in zip(placed, kept) if fine]
    block, held = united(block.part(used), notes), [found.regions[place] for place in used]
    _refuse_two_vintages(block)
    labels = sorted(set(held))
    names = dict(zip(held, (found.names[place] for place in used)))
    place = {label: at for at, label in enumerate(labels)}
    result = sums(block.values, block.present, np.array([place[label] for label in held]), len(labels), skip)
    _tell_missing(block, result, labels, held, skip, notes)
    region, industry, period = np.nonzero(result["there"])
    years = np.array([*block.periods, None], dtype=object)
    columns = {
        "area": np.array(labels, dtype=object)[region].tolist(), "name": [names[labels[at]] for at in region],
        "industry": np.array(block.industries, dtype=object)[industry].tolist(), "period": years[period].tolist(),
        "value": plain(result["value"][region, industry, period]),
        "n_areas": plain(result["n_areas"][region, industry, period], whole=True),
        "n_missing": plain(result["n_missing"][region, industry, period], whole=True),
    }
    return columns, int((result["there"] & (result["n_missing"] > 0)).sum())


def _refuse_two_vintages(block: Block) -> None:
    """Refuse a district beside one that it is a part of in the same year: their sum would count it twice."""
    whole: dict = {}
    for place, code in enumerate(block.areas):
        for origin in origins(key(code)):
            whole.setdefault(origin, []).append(place)
    there = block.present.any(axis=1)
    for places in whole.values():
        both = there[places].sum(axis=0) > 1
        if both.any():
            year = block.periods[int(np.argmax(both))]
            raise ValueError(
                f"REGION_TABLE: {listed([block.areas[place] for place in places])} are codes of the same land"
                f"{'' if year is None else f' and stand together in {year}'}, so a sum would count it twice. Move the "
                "table to one year's districts first (Harmonise districts).")


def _tell_missing(block: Block, result: dict, labels: list, held: list, skip: bool, notes: Notes) -> None:
    short = result["there"] & (result["n_missing"] > 0)
    if not short.any():
        return
    regions = [label for label, any_short in zip(labels, short.any(axis=(1, 2))) if any_short]
    there = np.broadcast_to(block.present.any(axis=1, keepdims=True), block.present.shape)
    lacking = (np.isnan(block.values) & there).any(axis=(1, 2))
    districts = [code for code, gone in zip(block.areas, lacking) if gone]
    number = int(short.sum())
    empty = int((short & np.isnan(result["value"])).sum())
    what = "lack the missing districts" if skip else "are missing"
    if skip and empty:
        some = f"{what}, {empty:,} of them {'is' if empty == 1 else 'are'} missing"
        what = "are missing" if empty == number else some
        what += ", since no district has a value"
    notes.warning(
        f"{counted(number, 'sum')} of a region, industry and year {what} (MISSING is '{'skip' if skip else 'null'}'): "
        f"a value is suppressed or absent in {counted(len(districts), 'district')} ({listed(districts)}); the regions "
        f"are {listed(regions)}.")
