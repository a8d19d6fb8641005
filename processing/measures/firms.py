"""Firms to be matched: reading their table, and who can be compared with whom."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from .codes import encode, key, nearest
from .notes import Notes, counted, listed
from .numbers import to_numbers
from .plants import Grouping

SOUTH = ("TLH", "TLI", "TLJ", "TLK", "UKH", "UKI", "UKJ", "UKK", "E12000006", "E12000007", "E12000008", "E12000009",
         "EAST", "EAST OF ENGLAND", "EAST (ENGLAND)", "LONDON", "SOUTH EAST", "SOUTH EAST (ENGLAND)", "SOUTH WEST",
         "SOUTH WEST (ENGLAND)")
_PREFIX = re.compile(r"^(TL|UK)[C-N][0-9A-Z]{0,2}$")


@dataclass
class Firms:
    """One entry a firm, in the order of their codes.

    Attributes
    ----------
    codes : list of str
    rows : ndarray of int
        Position of each firm in the table that was read.
    industries : ndarray of int
        Position in `labels`, -1 for none.
    labels : list of str
    values : ndarray of float, shape (firms, covariates)
    names : list of str
        The covariates, ``ln(size)`` for one that is logged.
    faults : list of str
        Why a firm cannot be compared; empty where it can.
    treated : ndarray of float
        1 in a traditional industrial region, 0 elsewhere, NaN where that is not known.
    areas : list of str or None
        District codes.
    allowed : ndarray of bool
        Whether the firm may be somebody's match.
    """

    codes: list
    rows: np.ndarray
    industries: np.ndarray
    labels: list
    values: np.ndarray
    names: list
    faults: list
    treated: np.ndarray
    areas: list
    allowed: np.ndarray


def read(table, fields: dict, logged, notes: Notes) -> Firms:
    """Return the firms of a table.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``firm``, ``industry``, ``value 0``, ``value 1`` and so on; perhaps ``flag`` and ``area``.
    fields : dict
        Their names in the user's own table.
    logged : collection of str
        Fields of which the natural logarithm is taken.
    notes : Notes
        Told of rows without a code and of cells that are missing.

    Raises
    ------
    ValueError
        There are no firms, one has two rows, a cell is no number, or a flag is none.
    """
    if not len(table):
        raise ValueError("FIRMS: the table has no rows. Check the layer, its filter and its selection.")
    numbers, codes = encode(table["firm"])
    _refuse_doubles(numbers, codes, fields["firm"])
    if (numbers < 0).any():
        notes.warning(
            f"{counted(int((numbers < 0).sum()), 'firm')} without a code in field '{fields['firm']}' left out.")
    rows = np.flatnonzero(numbers >= 0)
    rows = rows[np.argsort(np.array([key(codes[number]) for number in numbers[rows]]), kind="stable")]
    industries, labels = encode(table["industry"])
    values, names, faults = _covariates(table, fields, logged, notes)
    treated = flags(table["flag"], "FLAG_FIELD", fields["flag"]) if "flag" in table else np.full(len(table), np.nan)
    areas = [None] * len(table)
    if "area" in table:
        places, held = encode(table["area"])
        areas = [held[place] if place >= 0 else None for place in places.tolist()]
    faults = np.where(industries < 0, "no industry", faults)
    return Firms([codes[number] for number in numbers[rows]], rows, industries[rows], labels, values[rows], names,
                 faults[rows].tolist(), treated[rows], [areas[row] for row in rows], np.ones(len(rows), dtype=bool))


def _refuse_doubles(numbers, codes, field: str) -> None:
    times = np.bincount(numbers[numbers >= 0], minlength=1)
    if times.max() > 1:
        first = int(np.argmax(times > 1))
        raise ValueError(
            f"FIRMS: firm {codes[first]} has {times[first]:,} rows in field '{field}'. Give one row for each firm: "
            "filter the table to one year, or name the right field in FIRM_FIELD.")
    if not codes:
        raise ValueError(f"FIRMS: field '{field}' is empty in every row. Name the right field in FIRM_FIELD.")


def _covariates(table, fields: dict, logged, notes: Notes) -> tuple:
    """Return the values of the covariates, their names, and the first fault of each row."""
    columns, names, faults = [], [], np.full(len(table), "", dtype=object)
    for column in (name for name in table.columns if name.startswith("value ")):
        field = fields[column]
        found = to_numbers(table[column], field, notes)
        missing = np.isnan(found)
        faults[missing & (faults == "")] = f"{field} is missing"
        if field in logged:
            below = found <= 0
            faults[below & (faults == "")] = f"{field} is 0 or below and has no logarithm"
            found = np.log(np.where(below, np.nan, found))
        columns.append(found)
        names.append(f"ln({field})" if field in logged else field)
    return np.stack(columns, axis=1), names, faults


def flags(column, parameter: str, field: str) -> np.ndarray:
    """Return flags of traditional industrial regions as 1, 0 or NaN.

    Raises
    ------
    ValueError
        A cell is something else; its row is named.

    >>> import pandas as pd
    >>> flags(pd.Series(["1", "Non TIR", None]), "FLAG_FIELD", "tir").tolist()
    [1.0, 0.0, nan]
    """
    grouping = Grouping.of_flags()
    numbers, labels = encode(column)
    found = np.array([*(grouping.position(label) for label in labels), 2])[numbers]
    if (found < 0).any():
        row = int(np.argmax(found < 0))
        raise ValueError(
            f"{parameter}, field '{field}', row {row + 1:,}: '{labels[numbers[row]]}' is no flag. Write 1 for a "
            "traditional industrial region and 0 for others, or name the right field.")
    return np.where(found == 2, np.nan, found.astype(float))


def flag_by_district(firms: Firms, codes, flag, notes: Notes) -> None:
    """Give firms the flag of their district; say which districts have none.

    Parameters
    ----------
    firms : Firms
    codes : sequence of str
        Of the districts.
    flag : array of float
        As `flags` gives them.
    notes : Notes

    Raises
    ------
    ValueError
        No firm's district has a flag.
    """
    place = {key(code): at for at, code in enumerate(codes)}
    at = np.array([place.get(key(code), -1) if code is not None else -1 for code in firms.areas])
    firms.treated = np.append(flag, np.nan)[at]
    if np.isnan(firms.treated).all():
        raise ValueError(
            f"No firm lies in a district with a flag: the firms have {listed(_distinct(firms.areas), 3) or 'no codes'},"
            f" the districts {listed(list(codes), 3)}. Check AREA_FIELD, AREA_CODE and TIR_FIELD.")
    strange = _distinct(code for code, found in zip(firms.areas, at) if found < 0)
    if strange:
        notes.warning(f"Districts of firms that are not in AREAS: {listed(strange)}.")


def _distinct(codes) -> list:
    return list(dict.fromkeys(code for code in codes if code is not None))


def allow(firms: Firms, regions: list, names: list, wanted, notes: Notes) -> None:
    """Let only firms of some regions be matches.

    Parameters
    ----------
    firms : Firms
    regions, names : list of str or None
        Code and name of each firm's region.
    wanted : collection of str
        Codes or names; of an ITL or NUTS code also the regions inside it. `SOUTH` is London and the South East, South
        West and East of England.
    notes : Notes
        Told how many firms that leaves, and how many have no region.

    Raises
    ------
    ValueError
        A wanted region is not there, or no firm elsewhere lies in one.
    """
    keys = {key(one) for one in wanted}
    held = {region: {key(region), *([key(name)] if name else [])}
            for region, name in zip(regions, names) if region is not None}
    inside = {region for region, words in held.items() if any(_is_in(word, keys) for word in words)}
    if wanted is not SOUTH:
        words = set().union(*held.values()) if held else set()
        for one in wanted:
            if not any(_is_in(word, {key(one)}) for word in words):
                raise ValueError(f"CONTROL_REGIONS: no firm lies in '{one}'; {nearest(one, sorted(map(str, held)))}")
    firms.allowed = np.array([region in inside for region in regions])
    elsewhere = firms.treated == 0
    if not (firms.allowed & elsewhere).any():
        raise ValueError(
            "No firm outside traditional industrial regions lies in the regions of CONTROLS; the firms' regions are "
            f"{listed(sorted(map(str, held)))}. Choose other regions, or CONTROLS 'all'.")
    called = dict(zip(regions, names))
    notes.info(f"Matches are sought in {listed(sorted(called[one] or one for one in inside))}: "
               f"{int((firms.allowed & elsewhere).sum()):,} of {counted(int(elsewhere.sum()), 'firm')} elsewhere.")
    without = sum(region is None for region in regions)
    if without:
        notes.warning(f"{counted(without, 'firm')} without a region, which can be nobody's match.")


def _is_in(word: str, wanted: set) -> bool:
    """Tell whether a code or name is one of those wanted, or an ITL or NUTS code inside one.

    >>> _is_in("TLJ3", {"TLJ"}), _is_in("LONDON", {"LONDON"}), _is_in("TLI", {"TLJ"})
    (True, True, False)
    """
    return word in wanted or any(_PREFIX.match(one) and word.startswith(one) for one in wanted)
