"""Observations added up to groups of industries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import arealevels
from .longtable import values as plain
from .notes import Notes, counted, listed
from .observed import Block
from .placement import Placement

REST = "Other industries"


@dataclass
class Sums:
    """Groups of industries as blocks.

    Attributes
    ----------
    groups : list of str
        The groups, then what is carried through.
    values, n_codes, partial : ndarray of float, shape (areas, groups, periods)
        The sum (NaN is missing), how many codes have a value, and 1 where the sum is not the whole of the group.
    present, short : ndarray of bool, shape (areas, groups, periods)
        Where the table has a row for any code of the group, and where one of the codes has no value.
    """

    groups: list
    values: np.ndarray
    n_codes: np.ndarray
    partial: np.ndarray
    present: np.ndarray
    short: np.ndarray

    def beside(self, other: Sums) -> Sums:
        """Return the groups of both."""
        blocks = ("values", "n_codes", "partial", "present", "short")
        joined = (np.concatenate([getattr(self, name), getattr(other, name)], axis=1) for name in blocks)
        return Sums([*self.groups, *other.groups], *joined)


def kinds_of_area(block: Block, total) -> tuple:
    """Return the kind of each area as a number, and the codes that each kind has, without the total.

    Official tables show regions in more detail than districts, so each kind of area has its own codes.

    Returns
    -------
    numbers : ndarray of int, shape (areas,)
    sets : list of list of str
    """
    levels = [arealevels.level(code) for code in block.areas]
    order = list(dict.fromkeys(levels))
    numbers = np.array([order.index(level) for level in levels])
    sets = []
    for kind in range(len(order)):
        there = block.present[numbers == kind].any(axis=(0, 2))
        sets.append([code for code, held in zip(block.industries, there) if held and code != total])
    return numbers, sets


def sums(block: Block, kinds, placement: Placement, groups: list, skip: bool) -> Sums:
    """Return the sum of the codes of each group.

    Parameters
    ----------
    block : Block
    kinds : ndarray of int, shape (areas,)
        Position in `placement.members` of the codes of each area.
    placement : Placement
    groups : list of str
        Names of the groups.
    skip : bool
        Whether a sum leaves out missing parts; else one missing part makes it missing. A sum of which every part is
        missing is missing either way.

    Returns
    -------
    Sums
    """
    shape = len(block.areas), len(groups), len(block.periods)
    empty = (np.zeros(shape, dtype=kind) for kind in (float, float, bool, bool))
    found = Sums(list(groups), np.full(shape, np.nan), *empty)
    column = {code: at for at, code in enumerate(block.industries)}
    for kind, members in enumerate(placement.members):
        rows = np.flatnonzero(kinds == kind)
        for group, places in members.items():
            cells = np.ix_(rows, [column[placement.codes[at]] for at in places])
            parts, known = block.values[cells], ~np.isnan(block.values[cells])
            number = known.sum(axis=1)
            enough = number > 0 if skip else number == len(places)
            found.values[rows, group] = np.where(enough, np.nansum(parts, axis=1), np.nan)
            found.n_codes[rows, group] = number
            found.present[rows, group] = block.present[cells].any(axis=1)
            found.short[rows, group] = found.present[rows, group] & (number < len(places))
            found.partial[rows, group] = bool(placement.lacking[kind][group]) | (enough & (number < len(places)))
    return found


def carried(found: Sums, block: Block, total, rest: bool, notes: Notes) -> Sums:
    """Return the groups followed by all other industries, where these are wanted, and the total of all industries.

    Parameters
    ----------
    found : Sums
    block : Block
    total : str or None
        Code of the all-industries row.
    rest : bool
        Whether to add the total less all groups; missing where one of them is, and not a whole where one is not.
    notes : Notes
        Told where there is no total.

    Raises
    ------
    ValueError
        Other industries are wanted, and there is no total to take the groups from.
    """
    if total is None and rest:
        raise ValueError(
            "REST: the table has no row of all industries, so other industries cannot be told. Name it in TOTAL, or "
            "set REST to false.")
    if total is None:
        notes.warning("The table has no row of all industries (TOTAL), so none is carried through: shares of the "
                      "result would be shares of the groups alone.")
        return found
    at = block.industries.index(total)
    whole, there = block.values[:, [at]], block.present[:, [at]]
    nothing = np.zeros(whole.shape, dtype=bool)
    last = Sums([total], whole, (~np.isnan(whole)).astype(float), nothing.astype(float), there, nothing)
    if not rest:
        return found.beside(last)
    absent = ~found.present.any(axis=(0, 2))[None, :, None]  # a group of no code at all is among the others
    others = whole - np.where(absent, 0.0, found.values).sum(axis=1, keepdims=True)
    partial = np.where(found.present, found.partial, 1.0).max(axis=1, keepdims=True)
    return found.beside(Sums([REST], others, np.full(whole.shape, np.nan), partial, there, nothing)).beside(last)


def columns(found: Sums, block: Block) -> dict:
    """Return groups as columns, one row for each area, group and period that the table has a row for."""
    area, group, period = np.nonzero(found.present)
    labels, years = np.array(block.areas, dtype=object), np.array([*block.periods, None], dtype=object)
    called = np.array([block.names.get(code) for code in block.areas], dtype=object)
    return {
        "area": labels[area].tolist(), "name": called[area].tolist(),
        "industry": np.array(found.groups, dtype=object)[group].tolist(), "period": years[period].tolist(),
        "value": plain(found.values[area, group, period]),
        "n_codes": plain(found.n_codes[area, group, period], whole=True),
        "partial": plain(found.partial[area, group, period], whole=True),
    }


def tell_missing(found: Sums, block: Block, coarse: Sums, skip: bool, notes: Notes) -> int:
    """Say which sums miss a part, and how many of them wider codes of the table would give; return how many.

    Parameters
    ----------
    found, coarse : Sums
        As wanted, and of the widest codes.
    block : Block
    skip : bool
        Whether missing parts are left out of the sums.
    notes : Notes
    """
    number = int(found.short.sum())
    if number:
        area, group, _ = np.nonzero(found.short)
        names = list(dict.fromkeys(f"{block.areas[r]} ({found.groups[g]})" for r, g in zip(area, group)))
        what = "is without a part that is" if number == 1 else "are without a part that is"
        notes.warning(
            f"{counted(number, 'sum')} {what} suppressed or absent (MISSING is 'skip'): {listed(names)}." if skip else
            f"{counted(number, 'sum')} missing, since a part is suppressed or absent (MISSING is 'null'): "
            f"{listed(names)}.")
        given = int((found.short & ~np.isnan(coarse.values) & ~coarse.short).sum())
        if given:
            notes.info(f"The table has {given:,} of these in a wider code: set INDUSTRY_LEVEL to 'coarsest' for it.")
    return number
