"""What is to be said of codes that are added up in some districts and years and not in others."""

from __future__ import annotations

import numpy as np

from .industrycodes import twins
from .notes import Notes, counted, listed


def tell(block, columns, placement, names: list, spans: dict, tally, notes: Notes) -> None:
    """Say which codes are one in two notations, which stand for others, and in which years the level of codes changes.

    Parameters
    ----------
    block : Block
    columns : list of int
        Position in the block of each code of the placement.
    placement : Placement
    names : list of str
        Names of the groups.
    spans : dict
        Interval of each code that has one.
    tally : Tally
    notes : Notes
    """
    codes = placement.codes
    inside = {code: spans[code] for code, group in zip(codes, placement.groups) if group >= 0 and code in spans}
    place = {code: at for at, code in enumerate(codes)}
    for alike in twins(inside):
        _tell_twins(block, alike, [columns[place[code]] for code in alike], notes)
    for cases, text in ((tally.wider, "A wider code is counted in place of parts that are suppressed or absent: "),
                        (tally.finer, "Parts are counted in place of a wider code that has no value: ")):
        told = [f"{code} ({counted(number, 'time')})" for code, number in cases.items() if number]
        if told:
            notes.info(f"{text}{listed(told)}.")
    if block.periods != [None]:
        years = {code: placement.chosen[:, place[code]].any(axis=0) for code in inside}
        for group, name in enumerate(names):
            own = [code for code in inside if placement.groups[place[code]] == group and years[code].any()]
            _tell_years(name, own, spans, years, block.periods, notes)


def _tell_twins(block, alike: list, columns: list, notes: Notes) -> None:
    """Say that codes are one, and where they have two values."""
    notes.info(f"{listed(repr(code) for code in alike)} are one code of SIC 2007 in {len(alike)} notations: it counts "
               "once in each district and period.")
    values = block.values[:, columns]
    low, high = (np.where(np.isnan(values), end, values) for end in (np.inf, -np.inf))
    differ = np.argwhere(high.max(axis=1) > low.min(axis=1))
    if len(differ):
        area, period = differ[0]
        where = block.areas[area] + ("" if block.periods == [None] else f", {block.periods[period]}")
        found = " and ".join(f"{value:g}" for value in values[area, :, period] if not np.isnan(value))
        both, number = listed(repr(code) for code in alike), counted(len(differ), "district-period")
        notes.warning(
            f"{both} have different values in {number} (the first is {where}: {found}): the first notation counts. "
            "Correct the table.")


def _tell_years(name: str, codes: list, spans: dict, years: dict, periods: list, notes: Notes) -> None:
    """Warn where a code is added up in some years and its parts in others."""
    told = []
    for code in {spans[one]: one for one in reversed(codes)}.values():
        start, end = spans[code]
        parts = [one for one in codes if start <= spans[one][0] and spans[one][1] <= end and spans[one] != spans[code]]
        if not parts:
            continue
        in_parts = np.any([years[one] for one in parts], axis=0)
        own = np.any([years[one] for one in codes if spans[one] == spans[code]], axis=0)
        if (own != in_parts).any():
            told.append(f"{code} in {spoken_years(periods, own)}, its parts ({listed(parts, 3)}) in "
                        f"{spoken_years(periods, in_parts)}")
    if told:
        notes.warning(f"{name}: the level of the codes that are counted is not the same in all years, so compare years "
                      f"with care: {listed(told, 5)}.")


def spoken_years(periods: list, wanted) -> str:
    """Return years in words, three and more that follow each other as a range.

    >>> spoken_years([1998, 1999, 2000, 2001, 2005], [True, True, True, False, True])
    '1998-2000 and 2005'
    """
    runs: list = []
    for at, held in enumerate(wanted):
        if held and runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        elif held:
            runs.append([at])
    words = []
    for run in runs:
        words += [f"{periods[run[0]]}-{periods[run[-1]]}"] if len(run) > 2 else [str(periods[at]) for at in run]
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
