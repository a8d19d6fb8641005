"""Observations as arrays: districts x industries x periods, with the totals that shares are taken of."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from . import arealevels, codes, industrycodes, notations, numbers
from .notes import Notes, counted, listed


@dataclass
class Panel:
    """A table of observations as a dense block.

    Attributes
    ----------
    areas, industries : list of str
        Codes as first seen, stripped.
    periods : list of int or None
        Years in order; ``[None]`` for a table without a period.
    values : ndarray of float, shape (areas, industries, periods)
        Output or jobs; NaN is missing.
    totals : ndarray of float, shape (areas, periods)
        All industries of each area.
    present : ndarray of bool, shape (areas, industries, periods)
        Where the table has a row (or an absent row counts as zero).
    reference : tuple of ndarray, shapes (industries, periods) and (periods,), or None
        Values and total of the area that the user named as the denominator.
    names : dict
        Name of each area, where the table has names.
    wider : dict
        The wider code of each industry, where the table has a field of them.
    """

    areas: list
    industries: list
    periods: list
    values: np.ndarray
    totals: np.ndarray
    present: np.ndarray
    reference: tuple | None = None
    names: dict = field(default_factory=dict)
    wider: dict = field(default_factory=dict)

    def part(self, positions) -> Panel:
        """Return the panel of some industries, by position; totals and districts stay."""
        reference = self.reference and (self.reference[0][positions], self.reference[1])
        return replace(
            self, industries=[self.industries[position] for position in positions], values=self.values[:, positions],
            present=self.present[:, positions], reference=reference)

    def disjoint(self, level: str, notes: Notes) -> Panel:
        """Return the panel of industries of which no two overlap; see `industrycodes.disjoint`."""
        kept = industrycodes.disjoint(self.industries, level, notes)
        notations.tell_lost(self, kept, level, notes)
        values, present = notations.filled(self, kept)
        return replace(self.part([self.industries.index(code) for code in kept]), values=values, present=present)

    def without_overlap(self, level: str, notes: Notes) -> Panel | None:
        """Return the panel of industries of which no two overlap, None where these are not two or cannot be told."""
        try:
            found = self.disjoint(level, notes)
        except ValueError as fault:
            if level == "listed":
                raise
            notes.warning(f"There is no index of all industries together. {fault}")
            return None
        return found if len(found.industries) > 1 else None

    def size(self, sizes=None) -> str:
        """Return how large the panel is, in words; only districts that have a size, where sizes are given."""
        return (
            f"{counted(len(self.industries), 'industry', 'industries')}, {counted(self.used(sizes), 'district')}, "
            f"{counted(len(self.periods), 'period')}"
        )

    def used(self, sizes=None) -> int:
        """Return the number of districts, only those with a size where sizes are given."""
        return len(self.areas) if sizes is None else int((~np.isnan(sizes)).sum())

    def counts(self, sizes=None) -> dict:
        """Return the numbers that an algorithm declares about its observations."""
        return {
            "N_AREAS": self.used(sizes), "N_INDUSTRIES": len(self.industries), "N_PERIODS": len(self.periods),
            "MISSING_COUNT": int((np.isnan(self.values)).sum()),
        }


@dataclass
class Choices:
    """What the user chose about a table of observations; each attribute is the parameter of the same name."""

    total: str = ""
    industries: tuple = ()
    area_level: str = ""
    nations: str = "gb"
    reference_area: str = ""
    absent: str = "missing"
    panel: str = "each"
    negatives: str = "error"
    dash: str = "missing"


def build(table, fields: dict, choices: Choices, notes: Notes) -> Panel:
    """Turn a table of observations into a panel.

    Parameters
    ----------
    table : pandas.DataFrame, one row per area x industry x period
        Columns ``area``, ``industry``, ``value`` and, optionally, ``period``.
    fields : dict
        The name of each column in the user's own table, for messages.
    choices : Choices
    notes : Notes
        Receives all that is left out, missing or assumed.

    Raises
    ------
    ValueError
        The table cannot be read as observations; the message says where and what to do.
    """
    if not len(table):
        raise ValueError("The table of observations has no rows. Check the layer, its filter and its selection.")
    area, area_codes = codes.encode(table["area"])
    industry, industry_codes = codes.encode(table["industry"])
    value = numbers.to_numbers(table["value"], fields["value"], notes, choices.dash)
    if "period" in table:
        year = numbers.to_years(table["period"], fields["period"], notes)
    else:
        year = np.zeros(len(table), dtype=np.int64)
    used = rows_with_keys(area, industry, year, fields, notes)
    used &= _chosen_areas(area, area_codes, used, choices, notes)
    if not used.any():
        raise ValueError("No row of the table of observations is left to count. Check its codes and its filter.")
    area, area_codes = renumber(area, used, area_codes)
    industry, industry_codes = renumber(industry, used, industry_codes)
    periods, period = np.unique(year[used], return_inverse=True)
    industry, industry_codes = notations.unite(area, industry, period, industry_codes, notes)
    shape = (len(area_codes), len(industry_codes), len(periods))
    cells = (area * shape[1] + industry) * shape[2] + period
    refuse_duplicates(cells, np.flatnonzero(used), shape, (area_codes, industry_codes, periods), "period" in table)
    block = np.full(shape, np.nan)
    block.ravel()[cells] = value[used]
    present = np.zeros(shape, dtype=bool)
    present.ravel()[cells] = True
    years = periods.tolist() if "period" in table else [None]
    panel = _finish(area_codes, industry_codes, years, block, present, choices, notes)
    if "name" in table:
        names = codes.encode(table["name"])
        first = np.full(len(area_codes), -1)
        first[area[::-1]] = names[0][used][::-1]
        panel.names = {code: names[1][place] for code, place in zip(area_codes, first) if place >= 0}
    if "wider" in table:
        panel.wider = _wider(industry, industry_codes, codes.encode(table["wider"][used]), fields["wider"])
    return panel


def _wider(industry, industry_codes, wider, field_name: str) -> dict:
    """Return the wider code of each industry; one industry in two of them is an error."""
    numbers, labels = wider
    there = numbers >= 0
    pairs = np.unique(np.stack([industry[there], numbers[there]]), axis=1)
    twice = pairs[0][1:][pairs[0][1:] == pairs[0][:-1]]
    if twice.size:
        held = [labels[number] for one, number in pairs.T if one == twice[0]]
        raise ValueError(
            f"Field '{field_name}': industry '{industry_codes[twice[0]]}' is part of {listed(held)}. Each industry "
            "belongs to one wider code; correct the table.")
    return {industry_codes[one]: labels[number] for one, number in pairs.T}


def rows_with_keys(area, industry, year, fields: dict, notes: Notes) -> np.ndarray:
    """Return where a row has all its codes, and say where it has not; numbers below 0 are no code."""
    used = np.ones(len(area), dtype=bool)
    for name, column in (("area", area), ("industry", industry), ("period", year)):
        without = column < 0
        if without.any():
            notes.warning(
                f"{counted(int(without.sum()), 'row')} without a code in field '{fields.get(name)}' left out "
                f"(the first is row {int(np.flatnonzero(without)[0]) + 1:,})."
            )
            used &= ~without
    if not used.any():
        raise ValueError(
            "No row of the table of observations has both a district code and an industry code, and a year where there "
            "is a field of years. Check the fields: "
            f"{', '.join(str(name) for name in fields.values())}."
        )
    return used


def _chosen_areas(area, area_codes, used, choices: Choices, notes: Notes) -> np.ndarray:
    there = np.unique(area[used])
    codes_used = [area_codes[place] for place in there]
    keep = arealevels.choose(codes_used, choices.area_level, choices.nations, notes, choices.reference_area.strip())
    wanted = np.zeros(len(area_codes) + 1, dtype=bool)
    wanted[there] = keep
    if choices.reference_area:
        named = [codes.key(code) == codes.key(choices.reference_area) for code in area_codes]
        if not any(named):
            raise ValueError(
                f"REFERENCE_AREA: the table has no area '{choices.reference_area}'; "
                f"{codes.nearest(choices.reference_area, _higher(area_codes))}"
            )
        wanted[:-1] |= np.array(named)
    return wanted[area]


def _higher(area_codes) -> list:
    """Return the codes that are no districts, if there are any: these are what districts are compared with."""
    return [code for code in area_codes if arealevels.level(code) != "districts"] or area_codes


def renumber(column, used, labels) -> tuple[np.ndarray, list]:
    """Number the codes of the used rows anew, in the order in which the rows first use them."""
    column = column[used]
    there = np.unique(column)
    lookup = np.full(len(labels), -1, dtype=np.int64)
    lookup[there] = np.arange(len(there))
    return lookup[column], [labels[position] for position in there]


def refuse_duplicates(cells, rows, shape, labels, with_period: bool) -> None:
    """Raise where two rows are of one cell, naming the first."""
    times = np.bincount(cells, minlength=1)
    if times.max(initial=0) < 2:
        return
    twice = times > 1
    second = np.flatnonzero(twice[cells])
    cell = cells[second[0]]
    again = rows[np.flatnonzero(cells == cell)[1]]
    area, industry, period = np.unravel_index(cell, shape)
    where = f"{labels[0][area]}, {labels[1][industry]}" + (f", {labels[2][period]}" if with_period else "")
    number = int(twice.sum())
    hint = "" if with_period else " If the table has several years, choose the field of years as PERIOD_FIELD."
    raise ValueError(
        f"{counted(number, 'combination')} of district, industry and period {'stands' if number == 1 else 'stand'} in "
        f"several rows. The first is {where}: rows {rows[second[0]] + 1:,} and {again + 1:,}. Remove or add up the "
        f"duplicates, then run again; or name the right AREA_FIELD and INDUSTRY_FIELD.{hint}"
    )


def _finish(areas, industries, periods, block, present, choices: Choices, notes: Notes) -> Panel:
    """Fill absent rows as chosen, check signs, find totals and split off the rows that are denominators."""
    total = industrycodes.find_total(industries, choices.total)
    there = present.any(axis=1)
    if choices.absent == "zero":
        absent = ~present
        if total is not None:
            absent[:, industries.index(total)] &= ~there
        block[absent] = 0.0
        notes.info(f"{counted(int(absent.sum()), 'absent row')} counted as zero (ABSENT is 'zero').")
        present = present | absent
    reported = listed_industries(industries, total, choices.industries)
    needed = list(range(len(industries))) if total is None else [*reported, industries.index(total)]
    _settle_negatives(block, areas, industries, periods, needed, choices.negatives, notes)
    totals = _totals(block, industries, total, notes)
    parts = [position for position, code in enumerate(industries) if code != total]  # all: who counts must not depend
    _settle_totals(block[:, parts], totals, areas, periods, notes)  # on which industries are reported
    if choices.reference_area:
        row = [codes.key(code) for code in areas].index(codes.key(choices.reference_area))
        others = [position for position in range(len(areas)) if position != row]
        if not others:
            raise ValueError("The table holds REFERENCE_AREA alone: there is no district to compare with it.")
        reference = (block[row][reported], totals[row])
        bare = np.flatnonzero(~(totals[row] > 0))
        if bare.size:
            years = [str(periods[place]) for place in bare if periods[place] is not None]
            raise ValueError(
                f"REFERENCE_AREA: {choices.reference_area} has no total of all industries"
                f"{' in ' + listed(years) if years else ''}, so nothing can be compared with it. Choose another area, "
                "or filter the table."
            )
        areas = [areas[position] for position in others]
        block, totals, present, there = block[others], totals[others], present[others], there[others]
        notes.info(f"The denominator is the row of {choices.reference_area}, not the sum of the districts.")
    else:
        reference = None
    if choices.panel == "balanced":
        areas, block, totals, present = _balanced(areas, block, totals, present, there, notes)
    panel = Panel(
        areas, [industries[position] for position in reported], periods,
        block[:, reported], totals, present[:, reported], reference,
    )
    _tell_gaps(panel, notes)
    return panel


def listed_industries(industries: list, total: str | None, listed_codes: tuple) -> list[int]:
    """Return the positions of the industries that are listed, of all but the total where none is."""
    if total is not None and len(industries) == 1:
        raise ValueError(f"The only industry in the table is the total ('{total}'): there is nothing to compare.")
    keys = [codes.key(code) for code in industries]
    if not listed_codes:
        return [position for position, code in enumerate(industries) if code != total]
    wanted = []
    for code in _separate(listed_codes, keys):
        if codes.key(code) not in keys:
            hint = _hint(code, [name for name in industries if name != total])
            raise ValueError(
                f"INDUSTRIES: no industry is called '{code}'; {hint} Separate several codes by semicolons."
            )
        position = keys.index(codes.key(code))
        if industries[position] == total:
            raise ValueError(f"INDUSTRIES: '{code}' is the total of all industries, not an industry.")
        if position not in wanted:
            wanted.append(position)
    return wanted


def _separate(listed_codes: tuple, keys: list) -> list:
    """Return the listed codes, those apart that were separated by commas and are all in the table."""
    found = []
    for code in listed_codes:
        parts = [part.strip() for part in code.split(",")]
        apart = codes.key(code) not in keys and all(codes.key(part) in keys for part in parts)
        found += parts if apart else [code]
    return found


def _hint(code: str, industries: list) -> str:
    """Return the industry that covers the same activity (CI (26) for 26), else the nearest by name."""
    span = industrycodes.interval(code)
    same = [other for other, covered in industrycodes.intervals(industries).items() if covered == span]
    return f"did you mean {same[0]}?" if same else codes.nearest(code, industries)


def _settle_negatives(block, areas, industries, periods, needed, how: str, notes: Notes) -> None:
    below = np.zeros(block.shape, dtype=bool)
    below[:, needed] = block[:, needed] < 0
    if not below.any():
        return
    first = [
        f"{areas[r]}, {industries[i]}" + ("" if periods[t] is None else f", {periods[t]}") + f" ({block[r, i, t]:g})"
        for r, i, t in np.argwhere(below)[:10]
    ]
    number = counted(int(below.sum()), "value")
    if how == "error":
        raise ValueError(
            f"No share can be taken of {number} below zero: {listed(first)}. Set NEGATIVES to 'drop' (count "
            "as missing) or 'zero', or correct the table."
        )
    block[below] = 0.0 if how == "zero" else np.nan
    notes.warning(f"{number} below zero {'set to zero' if how == 'zero' else 'count as missing'}: {listed(first)}.")


def _totals(block, industries, total: str | None, notes: Notes) -> np.ndarray:
    if total is not None:
        notes.info(f"The total of all industries is the row '{total}'.")
        return block[:, industries.index(total)].copy()
    pair = industrycodes.overlap(industries)
    if pair:
        raise ValueError(
            f"The table has no total and industries that overlap ('{pair[0]}' and '{pair[1]}'): their sum would "
            "count twice. Name the all-industries row in TOTAL, or filter the table to codes that do not overlap."
        )
    if industrycodes.is_whole_economy(industries):
        notes.info("There is no total row: the total is the sum of the industries, which cover the whole economy.")
    else:
        notes.warning(
            "There is no total row: the reference is the sum of the industries given, which may not be the whole "
            "economy."
        )
    known = ~np.isnan(block)
    partly = int((known.any(axis=1) & ~known.all(axis=1)).sum())
    if partly:
        notes.warning(
            f"{counted(partly, 'total')} of a district and period summed over the industries that have a value; "
            "some are missing."
        )
    return np.where(known.any(axis=1), np.nansum(block, axis=1), np.nan)


def _settle_totals(block, totals, areas, periods, notes: Notes) -> None:
    """Take a total of 0 beside output for no total, and say where a part is larger than its total."""
    held = np.nan_to_num(block).max(axis=1)
    for wrong, what in (
        ((totals == 0) & (held > 0), "a total of 0 beside output: no total there"),
        ((totals > 0) & (held > totals), "an industry larger than the total of all industries; check the table"),
    ):
        if wrong.any():
            names = [
                areas[r] + ("" if periods[t] is None else f" ({periods[t]})") for r, t in np.argwhere(wrong)
            ]
            notes.warning(f"{counted(len(names), 'district-period')} with {what}: {listed(names)}.")
    totals[(totals == 0) & (held > 0)] = np.nan


def _balanced(areas, block, totals, present, there, notes: Notes):
    everywhere = (there & ~np.isnan(totals)).all(axis=1)
    if not everywhere.any():
        raise ValueError("PANEL is 'balanced', but no district has a total in every period. Set PANEL to 'each'.")
    if not everywhere.all():
        gone = [code for code, kept in zip(areas, everywhere) if not kept]
        notes.warning(f"{counted(len(gone), 'district')} not in every period left out: {listed(gone)}.")
    areas = [code for code, kept in zip(areas, everywhere) if kept]
    return areas, block[everywhere], totals[everywhere], present[everywhere]


def _tell_gaps(panel: Panel, notes: Notes) -> None:
    absent = int((~panel.present).sum())
    if absent:
        notes.warning(
            f"{counted(absent, 'row')} of a district, industry and period absent from the table: missing, not zero "
            "(ABSENT)."
        )
    missing = int((np.isnan(panel.values) & panel.present).sum())
    if missing:
        notes.warning(f"{counted(missing, 'value')} missing in the table of observations: none of them counts as zero.")
    without = np.isnan(panel.totals) & panel.present.any(axis=1)
    if without.any():
        names = [panel.areas[r] for r in np.flatnonzero(without.any(axis=1))]
        notes.warning(
            f"{counted(int(without.sum()), 'district-period')} without a total of all industries: no share there. "
            f"{listed(names)}."
        )
    if len(panel.areas) == 1 and panel.reference is None:
        notes.warning(
            f"There is one district only ({panel.areas[0]}): it is its own reference, so every location quotient "
            "is 1 and no index of concentration means anything."
        )


def tell_unsized(panel: Panel, sizes, notes: Notes) -> None:
    """Say which districts no index counts, since they have no size in the reference."""
    without = np.isnan(sizes)
    if without.any():
        names = [code for code, gone in zip(panel.areas, without) if gone]
        lost = np.nansum(panel.totals[without]) / np.nansum(panel.totals)
        notes.warning(
            f"{len(names)} of {counted(len(panel.areas), 'district')} without a reference, so left out of every index "
            f"({lost:.1%} of all output): {listed(names)}."
        )


def rows(panel: Panel) -> tuple:
    """Return the positions (area, industry, period) of the rows that the table has, in that order of sorting.

    Returns
    -------
    tuple of three ndarray of int, shape (rows,)
    """
    return np.nonzero(panel.present)


def without_output(panel: Panel) -> list[str]:
    """Return the industries and periods whose output is 0 or missing everywhere: they have no index."""
    held = np.where(counted_cells(panel), panel.values, 0.0).sum(axis=0)
    if panel.reference is not None:
        held = np.nan_to_num(panel.reference[0])
    return [
        panel.industries[i] + ("" if panel.periods[t] is None else f" ({panel.periods[t]})")
        for i, t in np.argwhere(held <= 0)
    ]


def tell_without_output(panel: Panel, notes: Notes) -> None:
    """Warn once of the industries that have no index."""
    empty = without_output(panel)
    if empty:
        notes.warning(f"No output, hence no index: {listed(empty)}.")


def counted_cells(panel: Panel) -> np.ndarray:
    """Return where a district counts in an industry and period: it has a value and a total.

    Returns
    -------
    ndarray of bool, shape (areas, industries, periods)
    """
    return ~np.isnan(panel.values) & ~np.isnan(panel.totals)[:, None, :]
