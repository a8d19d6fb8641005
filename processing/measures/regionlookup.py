"""Which region each area lies in, by a table of both."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from . import arealevels, reference
from .codes import as_text, key
from .notes import Notes, counted, listed

SYSTEMS = {
    "nuts2_2013": "NUTS 2 regions of 2013", "nuts2_2016": "NUTS 2 regions of 2016",
    "itl2_2021": "ITL 2 regions of 2021",
    "itl2_2025": "ITL 2 regions of 2025", "itl1": "ITL 1 regions", "country": "countries",
}
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

    An area in rows of several regions goes to the one with most rows (the first of equals), and straddles.

    Parameters
    ----------
    codes : sequence of str
    table : pandas.DataFrame
        Columns ``code``, ``region`` and, optionally, ``name``.
    fields : dict
        Their names in the user's table, for messages.
    notes : Notes
        Told of rows without a code or a region, and of areas in several regions.

    Raises
    ------
    ValueError
        No row has both.
    """
    held = {name: [_text(value) for value in table[name]] for name in ("code", "region")}
    names = [_text(value) for value in table["name"]] if "name" in table else [""] * len(table)
    rows = [row for row in zip(held["code"], held["region"], names) if row[0] and row[1]]
    if not rows:
        raise ValueError(
            f"LOOKUP: no row has both a code ('{fields['code']}') and a region ('{fields['region']}'). Choose the "
            "right fields as LOOKUP_CODE and LOOKUP_REGION.")
    if len(rows) < len(table):
        notes.warning(f"{counted(len(table) - len(rows), 'row')} of the lookup without a code or a region left out.")
    shown, called, times = {}, {}, {}
    for code, region, name in rows:
        region = shown.setdefault(key(region), region)
        called[region] = called.get(region) or name or None
        times.setdefault(key(code), Counter())[region] += 1
    found = {}
    for code, numbers in times.items():
        region = max(numbers, key=numbers.get)
        found[code] = region, called[region], int(len(numbers) > 1)
    several = [code for code in codes if len(times.get(key(code), ())) > 1]
    if several:
        notes.warning(f"{counted(len(several), 'area')} in several regions of the lookup, given to the one with most "
                      f"rows: {listed(several)}.")
    return Regions.of(found, codes)


def _text(value) -> str:
    return "" if value is None or value != value else as_text(value)


def tell(codes, found: Regions, what: str, notes: Notes) -> list:
    """Say which areas have no region, by kind, and which lie in two; return the codes of those without.

    Parameters
    ----------
    codes : sequence of str
    found : Regions
    what : str
        Where regions are looked up, such as ``the ITL 2 regions of 2025``.
    notes : Notes

    Raises
    ------
    ValueError
        No area has a region.
    """
    without = [code for code, region in zip(codes, found.regions) if region is None]
    kinds: dict = {}
    for code in without:
        kinds.setdefault(_kind(code), []).append(code)
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


def _kind(code: str) -> str:
    """Return what kind of area a code is of, in words."""
    kind = arealevels.level(code)
    if kind == "districts":
        irish = arealevels.is_northern_ireland(code)
        return "districts of Northern Ireland" if irish else "districts that no year from 2011 to 2025 had"
    return kind or "no known kind (codes of before 2011 among them)"
