"""What a district could diversify into: the industries that it lacks, by how much of what is near them it has."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from . import codes, complexity, entryexit, growthrates, proximity, relatedblocks
from .notes import Notes, listed
from .panel import Panel
from .prices import deflated
from .quotients import location_quotients


@dataclass
class Wanted:
    """What the user chose.

    Attributes
    ----------
    period : int or None
        The year; None for the latest.
    span : tuple of int or None
        First and last year of entries, exits and growth; None for those of the table.
    minimum : float
        The location quotient from which a district has an industry.
    block_minimum : float or None
        The proximity from which a pair counts as related; None for mean plus one standard deviation.
    """

    period: int | None = None
    span: tuple = (None, None)
    minimum: float = 1.0
    block_minimum: float | None = None


@dataclass
class Related:
    """The relatedness of the districts and industries of a panel in one year.

    Attributes
    ----------
    panel : Panel
        That year alone.
    span : tuple of int, or None
        First and last year of entries, exits and growth; None for a table of one year.
    quotients, has, density, rank, to_one, entered, exited : ndarray, shape (areas, industries)
        NaN where there is none; `has` is bool, False where the quotient is missing.
    near : ndarray of float, shape (industries, industries)
    both : ndarray of float, shape (industries, industries), or None
        Districts that have both; None with the user's own proximities.
    growth : ndarray of float, shape (industries,)
        Per cent a year.
    complex : dict
        As `complexity.complexity` returns it.
    block : ndarray of int, shape (industries,)
    block_names : list of str
    block_minimum : float
    lock_block, lock_share, lock_usual : ndarray of float, shape (areas,)
        As `relatedblocks.lock_in` returns them.
    foretold : ndarray of float, shape (areas, industries)
        Density in the first year.
    """

    panel: Panel
    span: tuple | None
    quotients: np.ndarray
    has: np.ndarray
    near: np.ndarray
    both: np.ndarray | None
    density: np.ndarray
    rank: np.ndarray
    to_one: np.ndarray
    growth: np.ndarray
    complex: dict
    block: np.ndarray
    block_names: list
    block_minimum: float
    lock_block: np.ndarray
    lock_share: np.ndarray
    lock_usual: np.ndarray
    entered: np.ndarray
    exited: np.ndarray
    foretold: np.ndarray

    @property
    def order(self) -> np.ndarray:
        """Positions of the industries in the order of their codes."""
        return code_order(self.panel.industries)

    @property
    def when(self) -> str:
        """The year as it stands in a sentence."""
        return "" if self.panel.periods == [None] else f" in {self.panel.periods[0]}"

    @property
    def auc(self) -> tuple[float, float]:
        """How well density in the first year foretold entries, and its lack exits; NaN where it cannot be told."""
        return entryexit.auc(self.foretold, self.entered), entryexit.auc(-self.foretold, self.exited)

    def numbers(self) -> dict:
        """Return the numbers that the algorithm declares."""
        first, last = self.span or (None, None)
        entry, leave = (None if np.isnan(area) else area for area in self.auc)
        along = self.complex["correlation"]
        return {
            "N_AREAS": len(self.panel.areas), "N_INDUSTRIES": len(self.panel.industries),
            "MISSING_COUNT": int(np.isnan(self.panel.values).sum()), "N_NULL": int(np.isnan(self.quotients).sum()),
            "N_HELD": int(self.has.sum()), "N_OPPORTUNITIES": int((~np.isnan(self.rank)).sum()),
            "N_BLOCKS": len(self.block_names), "BLOCK_MIN_USED": _plain(self.block_minimum),
            "ECI_DIVERSITY": _plain(along), "N_ENTRIES": int(np.nansum(self.entered)) if self.span else None,
            "N_EXITS": int(np.nansum(self.exited)) if self.span else None, "AUC_ENTRY": entry, "AUC_EXIT": leave,
            "PERIOD_USED": self.panel.periods[0], "FROM_USED": first, "TO_USED": last,
        }


def code_order(industries) -> np.ndarray:
    """Return the positions of industries in the order of their codes.

    >>> code_order(["b", "A"]).tolist()
    [1, 0]
    """
    return np.array(sorted(range(len(industries)), key=lambda place: codes.key(industries[place])))


def relate(panel: Panel, wanted: Wanted, matrix, index, notes: Notes) -> Related:
    """Return the relatedness of a panel.

    Parameters
    ----------
    panel : Panel
        Industries do not overlap.
    wanted : Wanted
    matrix : array of float, shape (industries, industries), or None
        The user's own proximities; None takes those of co-location in each year.
    index : prices.Prices or None
        For growth; None for current prices.
    notes : Notes
        Told of what is missing, what cannot be had, and how far the results carry.

    Raises
    ------
    ValueError
        There are not two industries, no quotient reaches the minimum, or a year is not there.
    """
    _refuse_few(panel, matrix)
    now, span = _years(panel.periods, wanted, notes)
    year, ends = _at(panel, [now]), _at(panel, [panel.periods.index(when) for when in span]) if span else None
    quotients = _quotients(year)
    has = proximity.held(quotients, wanted.minimum)
    if not has.any():
        when = "" if year.periods == [None] else f" in {year.periods[0]}"
        raise ValueError(
            f"No district has a location quotient of {wanted.minimum:g} or more{when}, so nothing can be related to "
            "anything. Check that the values are not all missing or 0, and LQ_MIN.")
    near = proximity.proximities(has)[:, :, 0] if matrix is None else matrix
    density, both = proximity.densities(has, near)[:, :, 0], proximity.together(has)[:, :, 0]
    quotients, has = quotients[:, :, 0], has[:, :, 0]
    candidates = ~np.isnan(quotients) & ~has & has.any(axis=1)[:, None]
    return Related(
        year, span, quotients, has, near, both if matrix is None else None, density,
        proximity.ranks(density, candidates, code_order(panel.industries)), _to_one(year), _growth(ends, index, notes),
        complexity.complexity(has), *_blocks(year, near, wanted.block_minimum),
        *_changes(ends, wanted.minimum, matrix, has.shape))


def _blocks(year: Panel, near, minimum) -> tuple:
    """Return what `Related` holds of blocks, from `block` on."""
    minimum = relatedblocks.threshold(near) if minimum is None else minimum
    values = year.values[:, :, 0]
    block, names = relatedblocks.blocks(near, minimum, year.industries, np.nansum(values, axis=0))
    return block, names, minimum, *relatedblocks.lock_in(values, year.totals[:, 0], block)


def _quotients(panel: Panel) -> np.ndarray:
    return location_quotients(panel.values, panel.totals, panel.reference)["lq"]


def _refuse_few(panel: Panel, matrix) -> None:
    if len(panel.industries) < 2:
        raise ValueError(
            f"Relatedness needs two industries or more, and only {listed(panel.industries)} counts. Name more in "
            "INDUSTRIES, or choose another INDUSTRY_LEVEL.")
    if len(panel.areas) < 2 and matrix is None:
        raise ValueError(
            "One district alone does not show which industries go together. Take a table of all districts and name "
            "yours in DISTRICT, or give proximities of your own as PROXIMITY.")


def _years(periods: list, wanted: Wanted, notes: Notes) -> tuple:
    """Return the position of the year, and the first and last year of changes (None in a table of one year)."""
    if wanted.period is not None and wanted.period not in periods:
        held = "it has no years" if periods == [None] else f"it has {listed(periods, 60)}"
        raise ValueError(f"PERIOD: the table has no year {wanted.period}; {held}. Choose one of these, or none.")
    now = len(periods) - 1 if wanted.period is None else periods.index(wanted.period)
    if len(periods) < 2 and wanted.span == (None, None):
        notes.info("The table has one year only: there is no growth, and there are no entries and exits.")
        return now, None
    return now, growthrates.ends(periods, wanted.span)


def _at(panel: Panel, places: list) -> Panel:
    """Return the panel of some periods, by position."""
    reference = panel.reference and (panel.reference[0][:, places], panel.reference[1][places])
    return replace(
        panel, periods=[panel.periods[place] for place in places], values=panel.values[:, :, places],
        totals=panel.totals[:, places], present=panel.present[:, :, places], reference=reference)


def _changes(ends, minimum: float, matrix, shape) -> tuple:
    """Return where industries entered and where they were lost, and density in the first year."""
    if ends is None:
        nothing = np.full(shape, np.nan)
        return nothing, nothing, nothing
    quotients = _quotients(ends)
    has = proximity.held(quotients, minimum)
    near = proximity.proximities(has[:, :, :1]) if matrix is None else matrix
    known = ~np.isnan(quotients).any(axis=2)
    return (*entryexit.entries_and_exits(has[:, :, 0], has[:, :, 1], known),
            proximity.densities(has[:, :, :1], near)[:, :, 0])


def _to_one(year: Panel) -> np.ndarray:
    values, totals = year.values[:, :, 0], year.totals[:, 0]
    if year.reference is not None:
        return proximity.value_to_one(values, totals[:, None], year.reference[0][:, 0], year.reference[1][0])
    counts = ~(np.isnan(values) | np.isnan(totals)[:, None])
    industry = np.where(counts, values, 0.0).sum(axis=0)
    everything = np.where(counts, totals[:, None], 0.0).sum(axis=0)
    return np.where(counts, proximity.value_to_one(values, totals[:, None], industry, everything), np.nan)


def _growth(ends, index, notes: Notes) -> np.ndarray | float:
    """Return each industry's growth in all districts that have both years, or in the reference area."""
    if ends is None:
        return np.nan
    held = ends.values if ends.reference is None else ends.reference[0][None]
    held = deflated(held, index, ends.industries, ends.periods, notes)
    pairs = ~np.isnan(held).any(axis=2, keepdims=True)
    sums = np.where(pairs, held, 0.0).sum(axis=0)
    sums[~pairs.any(axis=0)[:, 0]] = np.nan
    return growthrates.growth(sums[:, 0], sums[:, 1], ends.periods[1] - ends.periods[0])


def _plain(number):
    return None if np.isnan(number) else float(number)
