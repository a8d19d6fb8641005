"""Observations as they stand: every area x industry x period of a table, nothing left out or added up."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from . import codes, numbers
from .notes import Notes
from .panel import listed_industries, refuse_duplicates, renumber, rows_with_keys


@dataclass
class Block:
    """A table of observations as a dense block, rows of all levels and the totals among them.

    Attributes
    ----------
    areas, industries : list of str
        Codes as first seen, stripped.
    periods : list of int or None
        Years in order; ``[None]`` for a table without a period.
    values : ndarray of float, shape (areas, industries, periods)
        NaN is missing.
    present : ndarray of bool, shape (areas, industries, periods)
        Where the table has a row.
    names : dict
        Name of each area, where the table has names.
    """

    areas: list
    industries: list
    periods: list
    values: np.ndarray
    present: np.ndarray
    names: dict = field(default_factory=dict)

    def part(self, places) -> Block:
        """Return the block of some areas, by position."""
        areas = [self.areas[place] for place in places]
        return replace(self, areas=areas, values=self.values[places], present=self.present[places])

    def of_industries(self, listed_codes: tuple, total) -> Block:
        """Return the block of the listed industries and the total; of all where none is listed.

        Raises
        ------
        ValueError
            A listed industry is not there.
        """
        if not listed_codes:
            return self
        wanted = listed_industries(self.industries, total, listed_codes)
        kept = sorted({*wanted, *([self.industries.index(total)] if total is not None else [])})
        industries = [self.industries[place] for place in kept]
        return replace(self, industries=industries, values=self.values[:, kept], present=self.present[:, kept])


def build(table, fields: dict, notes: Notes, dash: str = "missing") -> Block:
    """Turn a table of observations into a block.

    Parameters
    ----------
    table : pandas.DataFrame, one row per area x industry x period
        Columns ``area``, ``industry``, ``value`` and, optionally, ``period`` and ``name``.
    fields : dict
        The name of each column in the user's own table, for messages.
    notes : Notes
        Told of rows without a code, and of text and suppressed cells.
    dash : {"missing", "zero"}
        What a lone hyphen stands for.

    Raises
    ------
    ValueError
        There is no row, a cell is no number, or two rows are of one area, industry and period.
    """
    if not len(table):
        raise ValueError("The table of observations has no rows. Check the layer, its filter and its selection.")
    area, areas = codes.encode(table["area"])
    industry, industries = codes.encode(table["industry"])
    value = numbers.to_numbers(table["value"], fields["value"], notes, dash)
    dated = "period" in table
    year = numbers.to_years(table["period"], fields["period"], notes) if dated else np.zeros(len(table), dtype=np.int64)
    used = rows_with_keys(area, industry, year, fields, notes)
    names = _names(area, areas, table) if "name" in table else {}
    area, areas = renumber(area, used, areas)
    industry, industries = renumber(industry, used, industries)
    periods, period = np.unique(year[used], return_inverse=True)
    shape = len(areas), len(industries), len(periods)
    cells = (area * shape[1] + industry) * shape[2] + period
    refuse_duplicates(cells, np.flatnonzero(used), shape, (areas, industries, periods), dated)
    values, present = np.full(shape, np.nan), np.zeros(shape, dtype=bool)
    values.ravel()[cells] = value[used]
    present.ravel()[cells] = True
    return Block(areas, industries, periods.tolist() if dated else [None], values, present, names)


def _names(area, areas: list, table) -> dict:
    """Return the name that stands in the first row of each area that has one."""
    numbered, labels = codes.encode(table["name"])
    there = np.flatnonzero((area >= 0) & (numbered >= 0))[::-1]
    first = np.full(len(areas), -1)
    first[area[there]] = numbered[there]
    return {code: labels[place] for code, place in zip(areas, first) if place >= 0}
