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
    present, short, thin : ndarray of bool, shape (areas, groups, periods)
        Where the table has a row for any code of the group, where a part of it has no value, and where there is only
        some of what a wider code gives elsewhere.
    """

    groups: list
    values: np.ndarray
    n_codes: np.ndarray
    partial: np.ndarray
    present: np.ndarray
    short: np.ndarray
    thin: np.ndarray

    def beside(self, other: Sums) -> Sums:
        """Return the groups of both."""
        blocks = ("values", "n_codes", "partial", "present", "short", "thin")
        joined = (np.concatenate([getattr(self, name), getattr(other, name)], axis=1) for name in blocks)
        return Sums([*self.groups, *other.groups], *joined)


def kinds_of_area(block: Block) -> np.ndarray:
    """Return the kind of each area as a number: official tables show regions in more detail than districts.

    Returns
    -------
    ndarray of int, shape (areas,)
    """
    levels = [arealevels.level(code) for code in block.areas]
    order = list(dict.fromkeys(levels))
    return np.array([order.index(level) for level in levels])


def sums(block: Block, kinds, placement: Placement, groups: list, skip: bool) -> Sums:
    """Return the sum of the codes of each group.

    Parameters
    ----------
    block : Block
    kinds : ndarray of int, shape (areas,)
        Kind of each area: its position in `placement.needs`.
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
    empty = (np.zeros(shape, dtype=kind) for kind in (float, float, bool, bool, bool))
    found = Sums(list(groups), np.full(shape, np.nan), *empty)
    column = {code: at for at, code in enumerate(block.industries)}
    for kind, needs in enumerate(placement.needs):
        rows = np.flatnonzero(kinds == kind)
        for group, (places, needed) in needs.items():
            cells = np.ix_(rows, [column[placement.codes[at]] for at in places])
            parts = np.moveaxis(block.values[cells], 1, 0)
            known = np.moveaxis(placement.chosen[np.ix_(rows, places)], 1, 0) & ~np.isnan(parts)
            there = np.moveaxis(block.present[cells], 1, 0)
            met = np.stack([need.met(known, there) for need in needed]).all(axis=0)
            whole = np.stack([need.given(known) for need in needed]).all(axis=0)
            enough = known.any(axis=0) if skip else met
            found.values[rows, group] = np.where(enough, np.where(known, parts, 0.0).sum(axis=0), np.nan)
            found.n_codes[rows, group] = known.sum(axis=0)
            found.present[rows, group] = there.any(axis=0)
            found.short[rows, group] = there.any(axis=0) & ~met
            found.thin[rows, group] = met & ~whole
            found.partial[rows, group] = bool(placement.lacking[kind][group]) | (enough & ~whole)
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
    last = Sums([total], whole, (~np.isnan(whole)).astype(float), nothing.astype(float), there, nothing, nothing)
    if not rest:
        return found.beside(last)
    absent = ~found.present.any(axis=(0, 2))[None, :, None]  # a group of no code at all is among the others
    others = whole - np.where(absent, 0.0, found.values).sum(axis=1, keepdims=True)
    partial = np.where(found.present, found.partial, 1.0).max(axis=1, keepdims=True)
    remainder = Sums([REST], others, np.full(whole.shape, np.nan), partial, there, nothing, nothing)
    return found.beside(remainder).beside(last)


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


def tell_missing(found: Sums, block: Block, skip: bool, notes: Notes) -> int:
    """Say which sums miss a part that no wider code gives; return how many.

    Parameters
    ----------
    found : Sums
    block : Block
    skip : bool
        Whether missing parts are left out of the sums.
    notes : Notes
    """
    number = int(found.short.sum())
    if number:
        names = _where(found.short, found, block)
        verb = "is" if number == 1 else "are"
        notes.warning(
            f"{counted(number, 'sum')} {verb} without a part that is suppressed or absent (MISSING is 'skip'): {names}."
            if skip else
            f"{counted(number, 'sum')} missing, since a part is suppressed or absent (MISSING is 'null'): {names}.")
    if found.thin.any():
        notes.warning(
            f"{counted(int(found.thin.sum()), 'sum')} of some parts of a code that is not there itself, and that other "
            f"districts or periods have: partial ({_where(found.thin, found, block)}).")
    return number


def _where(cells, found: Sums, block: Block) -> str:
    area, group, _ = np.nonzero(cells)
    return listed(dict.fromkeys(f"{block.areas[r]} ({found.groups[g]})" for r, g in zip(area, group)))
