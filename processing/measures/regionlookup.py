"""Which region each area lies in, by a table of both."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from . import reference
from .codes import as_text, key
from .notes import Notes, counted, listed
from .numbers import to_numbers
from .vintages import lives, origins, stranger

SYSTEMS = {
    "nuts2_2013": "NUTS 2 regions of 2013", "nuts2_2016": "NUTS 2 regions of 2016",
    "itl2_2021": "ITL 2 regions of 2021",
    "itl2_2025": "ITL 2 regions of 2025", "itl1": "ITL 1 regions", "country": "countries", "table": "LOOKUP",
    "place": "REGION_LAYER",
}
_ABSENT = {"table": ", not in the lookup", "place": ", outside all regions"}
_NATIONS = {"E": "England", "W": "Wales", "S": "Scotland", "N": "Northern Ireland"}
_STANDING = {"nuts2_2013", "nuts2_2016", "itl2_2021", "itl2_2025"}


@dataclass
class Regions:
    """The region of each area, one entry an area.

    Attributes
    ----------
    regions, names : list of str or None
        Code and name; None where the area has no region, or the region no name.
    straddles : list of int or None
        1 if the area lies in a second region too; None without a region, or where that is not known.
    """

    regions: list
    names: list
    straddles: list

    @classmethod
    def of(cls, found: dict, codes) -> Regions:
        """Return the regions of some areas from a dict of (region, name, straddles) by key."""
        rows = [found.get(key(code), (None, None, None)) for code in codes]
        return cls(*([row[part] for row in rows] for part in range(3)))

    def at(self, places) -> Regions:
        """Return the regions of rows, from the position of each row's area, -1 for none."""
        columns = (np.array([*column, None], dtype=object)[places].tolist() for column in
                   (self.regions, self.names, self.straddles))
        return Regions(*columns)


def by_reference(codes, system: str) -> Regions:
    """Return the regions of local authority districts, whatever the year of their codes from 2011 to 2025.

    Parameters
    ----------
    codes : sequence of str
    system : str
        One of `SYSTEMS`.

    Source: lookups of the Office for National Statistics, see ``resources/reference``.

    >>> found = by_reference(["E08000016", "e06000066", "S12000021", "E05000001"], "itl2_2025")
    >>> found.regions, found.straddles
    (['TLE3', 'TLK6', 'TLM9', None], [0, 0, 1, None])
    """
    found = {}
    for row in reference.read("lad_regions"):
        if row[system]:
            straddles = int(row[f"{system}_straddles"]) if system in _STANDING else 0
            found[row["area"]] = row[system], row[f"{system}_name"], straddles
    return Regions.of(found, codes)


def by_table(codes, table, fields: dict, notes: Notes) -> Regions:
    """Return the regions of areas by the user's own table: any code to any region.

    An area in rows of several regions goes to the one with most rows, or with most weight, and straddles.

    Parameters
    ----------
    codes : sequence of str
    table : pandas.DataFrame
        Columns ``code``, ``region`` and, optionally, ``name`` and ``weight``.
    fields : dict
        Their names in the user's table, for messages.
    notes : Notes
        Told of rows without a code or a region, of areas in several regions, and of districts that the table has under
        the code of another year.

    Raises
    ------
    ValueError
        No row has both, a weight is missing or below zero, or two regions of an area are level.
    """
    rows = _rows(table, fields, notes)
    shown, called, sizes = {}, {}, {}
    for code, region, name, weight in rows:
        region = shown.setdefault(key(region), region)
        called[region] = called.get(region) or name or None
        sizes.setdefault(key(code), Counter())[region] += weight
    wanted = {key(code): code for code in codes}
    _refuse_ties(wanted, sizes, fields)
    found = {}
    for code in wanted.keys() & sizes.keys():
        region = max(sizes[code], key=sizes[code].get)
        found[code] = region, called[region], int(len(+sizes[code]) > 1)
    several = [code for name, code in wanted.items() if len(sizes.get(name, ())) > 1]
    if several:
        most = "weight" if "weight" in table else "rows"
        notes.warning(f"{counted(len(several), 'area')} in several regions of the lookup, given to the one with most "
                      f"{most}: {listed(several)}.")
    _tell_other_years(wanted, sizes, notes)
    return Regions.of(found, codes)


def _rows(table, fields: dict, notes: Notes) -> list:
    """Return code, region, name and weight of the rows that have the first two."""
    held = {name: [_text(value) for value in table[name]] for name in ("code", "region")}
    names = [_text(value) for value in table["name"]] if "name" in table else [""] * len(table)
    weights = to_numbers(table["weight"], fields["weight"], notes) if "weight" in table else np.ones(len(table))
    rows = [row for row in zip(held["code"], held["region"], names, weights.tolist()) if row[0] and row[1]]
    if not rows:
        raise ValueError(
            f"LOOKUP: no row has both a code ('{fields['code']}') and a region ('{fields['region']}'). Choose the "
            "right fields as LOOKUP_CODE and LOOKUP_REGION.")
    wrong = [code for code, _, _, weight in rows if not weight >= 0]
    if wrong:
        raise ValueError(
            f"LOOKUP: a weight in field '{fields['weight']}' is missing or below zero, as that of {wrong[0]}. Give "
            "every row a number.")
    if len(rows) < len(table):
        notes.warning(f"{counted(len(table) - len(rows), 'row')} of the lookup without a code or a region left out.")
    return rows


def _refuse_ties(wanted: dict, sizes: dict, fields: dict) -> None:
    """Refuse areas of which two regions hold as much: the order of rows must not decide."""
    ties = {}
    for name, code in wanted.items():
        held = sizes.get(name, {})
        level = [region for region, size in held.items() if size == max(held.values())]
        if len(level) > 1:
            ties[code] = level
    if ties:
        told = listed([f"{code} ({' and '.join(sorted(level)[:3])})" for code, level in ties.items()], 4)
        way = ("Correct the weights" if "weight" in fields else
               "Leave one row for each, or name in LOOKUP_WEIGHT what each row weighs, such as people")
        raise ValueError(
            f"LOOKUP: {counted(len(ties), 'area')} with as {'much' if 'weight' in fields else 'many rows'} in one "
            f"region as in another: {told}. {way}.")


def _tell_other_years(wanted: dict, held, notes: Notes) -> None:
    """Name the districts that a lookup lacks, though it has the same land under the code of another year."""
    there = frozenset().union(*(origins(code) for code in held if code in lives()))
    other = [code for name, code in wanted.items() if name not in held and name in lives() and origins(name) & there]
    if other:
        notes.warning(
            f"{counted(len(other), 'district')} in the lookup under the code of another year only: {listed(other)}. "
            "Move the table to the year of the lookup first (Harmonise districts).")


def _text(value) -> str:
    return "" if value is None or value != value else as_text(value)


def tell(codes, found: Regions, system: str, notes: Notes) -> list:
    """Say which areas have no region, by kind, and which lie in two; return the codes of those without.

    Parameters
    ----------
    codes : sequence of str
    found : Regions
    system : str
        One of `SYSTEMS`: where regions are looked up.
    notes : Notes

    Raises
    ------
    ValueError
        No area has a region.
    """
    without = [code for code, region in zip(codes, found.regions) if region is None]
    what, kinds = SYSTEMS[system], {}
    for code in without:
        kinds.setdefault(_kind(code, system), []).append(code)
    sentences = [f"{counted(len(held), 'code')} of {kind}: {listed(held)}" for kind, held in kinds.items()]
    if len(without) == len(codes):
        raise ValueError(
            f"No area has a region by {what}. The table has {'; '.join(sentences)}. Choose the field of codes as "
            "AREA_FIELD, or other REGIONS.")
    for sentence in sentences:
        notes.warning(f"Without a region by {what}, and kept: {sentence}.")
    two = [code for code, straddles in zip(codes, found.straddles) if straddles]
    if two:
        notes.warning(f"{counted(len(two), 'area')} in two regions, given whole to the one that holds most of "
                      f"{'it' if len(two) == 1 else 'them'} (straddles is 1): {listed(two)}.")
    return without


def _kind(code: str, system: str) -> str:
    """Return what kind of area a code is of, in words."""
    if key(code) in lives():
        return f"districts of {_NATIONS[key(code)[0]]}{_ABSENT.get(system, '')}"
    return stranger(code, 0)
