"""Which district codes there were in which year, and what became of each.

The changes are the reference table ``lad_changes``. A vintage is the set of codes in force at the end of its year. A
boundary that moved while the codes stayed is in no such table; where a strip of land was the reason for a new code, the
new one counts as the old one renamed.
"""

from __future__ import annotations

import difflib
import functools
import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from . import reference
from .arealevels import level
from .codes import encode, key
from .notes import Notes, counted, listed
from .numbers import to_numbers

YEARS = tuple(range(2011, 2026))
ALWAYS, ENDLESS = 0, 9999
_NI_OLD = re.compile(r"^95[A-Z]$")
_OLD_SYSTEM = re.compile(r"^\d{2}([A-Z]{2})?$")


@functools.cache
def lives() -> dict:
    """Return the first and the last vintage of every code that there has been from 2011 on.

    >>> lives()["E06000063"], lives()["E08000016"], lives()["E06000001"] == (ALWAYS, ENDLESS)
    ((2023, 9999), (0, 2024), True)
    """
    found = {row["area"]: (ALWAYS, ENDLESS) for row in reference.read("lad_nuts2013")}
    for row in reference.read("lad_changes"):
        year = int(row["date"][:4])
        if row["old"]:
            found[row["old"]] = (found.get(row["old"], (ALWAYS, 0))[0], year - 1)
        found[row["new"]] = (year, found.get(row["new"], (0, ENDLESS))[1])
    return found


@functools.cache
def codes(year: int) -> frozenset:
    """Return the codes of a vintage.

    >>> len(codes(2021)), len(codes(2023)), "E08000016" in codes(2023), "E08000016" in codes(2025)
    (374, 361, True, False)
    """
    return frozenset(code for code, (first, last) in lives().items() if first <= year <= last)


@functools.cache
def names() -> dict:
    """Return the latest name of every code.

    >>> names()["E06000063"], names()["N09000003"]
    ('Cumberland', 'Belfast')
    """
    found = {row["new"]: row["new_name"] for row in reference.read("lad_changes")}
    return {**found, **{row["area"]: row["name"] for row in reference.read("lad_nuts2013")}}


def named(code: str, other=None):
    """Return the name of a code, another one where the reference has none.

    >>> named("E06000063"), named("zone 7", "The quay")
    ('Cumberland', 'The quay')
    """
    return names().get(key(code), other)


@functools.cache
def _neighbours() -> tuple:
    """Return what each code became, and what each was made of, as lists of (code, share)."""
    after, before, residents = {}, {}, {}
    changes = [row for row in reference.read("lad_changes") if row["old"]]
    for row in changes:
        residents[row["new"]] = residents.get(row["new"], 0) + float(row["residents"] or 1)
    for row in changes:
        after.setdefault(row["old"], []).append((row["new"], 1.0))
        share = float(row["residents"] or 1) / residents[row["new"]]
        before.setdefault(row["new"], []).append((row["old"], share))
    return after, before


@functools.cache
def origins(code: str) -> frozenset:
    """Return the earliest codes that a district is made of; two districts overlap if they share one.

    >>> sorted(origins("E07000246"))
    ['E07000190', 'E07000191']
    """
    before = _neighbours()[1].get(code)
    return frozenset().union(*(origins(old) for old, _ in before)) if before else frozenset([code])


@dataclass(frozen=True)
class Vintage:
    """The vintage that most codes of a table belong to.

    Attributes
    ----------
    first, last : int
        Years between which the codes did not change; 0 if no code is of a known vintage.
    number : int
        Codes that belong to it.
    earlier, later : list of str
        Codes that had ended before it, or began after it.
    """

    first: int
    last: int
    number: int
    earlier: list
    later: list

    @property
    def years(self) -> str:
        """Return the years as text.

        >>> Vintage(2021, 2022, 374, [], []).years
        '2021 to 2022'
        """
        return f"{self.first} to {self.last}" if self.last > self.first else str(self.first or "")

    def sentence(self) -> str:
        """Return what was found.

        >>> detect(["E07000026", "E07000028", "E06000063"]).sentence()
        'Vintage found: 2 codes of 2011 to 2022, 1 later (E06000063).'
        """
        others = [
            f"{len(found):,} {word} ({listed(found, 4)})"
            for found, word in ((self.earlier, "earlier"), (self.later, "later")) if found]
        found = [f"{counted(self.number, 'code')} of {self.years}", *others]
        return f"Vintage found: {', '.join(found)}."


def detect(labels) -> Vintage:
    """Return the vintage to which most district codes belong, the latest one if several do as well.

    Parameters
    ----------
    labels : sequence of str
        Codes; those that have never been district codes are not looked at.

    >>> detect(["E08000038", "E06000001"]).years, detect(["E06000001"]).years
    ('2025', '2011 to 2025')
    """
    known = {key(label): label for label in labels if key(label) in lives()}
    if not known:
        return Vintage(0, 0, 0, [], [])
    belong = {year: len(codes(year) & known.keys()) for year in YEARS}
    most = max(belong.values())
    last = max(year for year in YEARS if belong[year] == most)
    first = last
    while belong.get(first - 1) == most:
        first -= 1
    others = {code: label for code, label in known.items() if code not in codes(last)}
    earlier = [label for code, label in others.items() if lives()[code][1] < last]
    later = [label for code, label in others.items() if lives()[code][0] > last]
    return Vintage(first, last, most, earlier, later)


def path(code: str, year: int, own: dict | None = None) -> dict:
    """Return the districts of a vintage that a code leads to, each with the share of the code's value that it gets.

    Forwards every code leads to one district, with share 1. Backwards a merged district is split by residents.

    Parameters
    ----------
    code : str
    year : int
    own : dict, optional
        Old code to a list of (new code, share), the user's own splits: they replace the reference where they lead
        towards the year and not beyond it.

    Returns
    -------
    dict of str to float
        Empty if the code leads nowhere.

    >>> path("E07000191", 2023), path("E07000191", 2020)
    ({'E06000066': 1.0}, {'E07000246': 1.0})
    >>> {code: round(share, 4) for code, share in path("E07000244", 2018).items()}
    {'E07000205': 0.5189, 'E07000206': 0.4811}
    """
    first, last = lives()[code]
    if first <= year <= last:
        return {code: 1.0}
    forwards = last < year
    onward = (own or {}).get(code, [])
    spans = [lives()[other] for other, _ in onward]
    if not onward or not all(last < start <= year if forwards else year <= end < first for start, end in spans):
        onward = _neighbours()[0 if forwards else 1].get(code, [])
    found: dict = {}
    for other, share in onward:
        for target, part in path(other, year, own).items():
            found[target] = found.get(target, 0.0) + share * part
    return found


def moves(labels, year: int, own: dict | None = None) -> pd.DataFrame:
    """Return what each code of a table becomes, one row for each code and district of the vintage.

    Parameters
    ----------
    labels : sequence of str
        A code that leads to no district of the vintage stays as it is.
    year : int
    own : dict, optional
        The user's own splits, as in `path`.

    Returns
    -------
    DataFrame
        ``place`` the position in `labels`; ``new``; ``weight`` the share of the value that goes there; ``kind`` one of
        ``same``, ``rename``, ``merge``, ``split``, ``part``; ``date`` of the change, empty if there is none; ``covers``
        and ``whole``: how many of the earliest districts in the new one come with this code, and how many there are.

    >>> moves(["E07000191", "e06000001"], 2023)[["place", "new", "kind", "date"]].values.tolist()
    [[0, 'E06000066', 'merge', '2023-04-01'], [1, 'E06000001', 'same', '']]
    """
    rows = []
    for place, label in enumerate(labels):
        code = key(label)
        found = path(code, year, own) if code in lives() else {}
        if not found:
            rows.append((place, label, 1.0, "same", "", 1, 1))
        for new, weight in found.items():
            kind = "same" if new == code else _kind(code, new, year, len(found))
            inside = origins(new)
            rows.append((place, new, weight, kind, _date(code, new, kind), len(inside & origins(code)), len(inside)))
    return pd.DataFrame(rows, columns=["place", "new", "weight", "kind", "date", "covers", "whole"])


def _kind(code: str, new: str, year: int, number: int) -> str:
    if number > 1:
        return "split" if lives()[code][0] > year else "part"
    return "rename" if origins(code) == origins(new) else "merge"


def _date(code: str, new: str, kind: str) -> str:
    """Return the day on which the later of two codes began."""
    if kind == "same":
        return ""
    later = max(code, new, key=lambda one: lives()[one][0])
    return next((row["date"] for row in reference.read("lad_changes") if row["new"] == later), "")


def changes(labels, table: pd.DataFrame, rows: np.ndarray) -> dict:
    """Return what became of the codes of a table that changed, as the columns of a table.

    Parameters
    ----------
    labels : sequence of str
    table : DataFrame
        As `moves` returns it.
    rows : ndarray of int, shape (labels,)
        Rows of each code.
    """
    changed = table[table["kind"] != "same"]
    old = [key(labels[place]) for place in changed["place"]]
    return {
        "old": old, "old_name": [named(code) for code in old], "new": changed["new"].tolist(),
        "new_name": [named(code) for code in changed["new"]], "kind": changed["kind"].tolist(),
        "date": changed["date"].tolist(), "share": changed["weight"].tolist(),
        "n_rows": rows[changed["place"].to_numpy(dtype=int)].tolist(),
    }


def numbers(table: pd.DataFrame) -> dict:
    """Return how many codes became what, and how many districts the merged ones became.

    >>> numbers(moves(["E07000205", "E07000206", "E06000048"], 2023))
    {'same': 0, 'rename': 1, 'merge': 2, 'split': 0, 'part': 0, 'into': 1}
    """
    found = table.groupby("kind")["place"].nunique()
    into = table.loc[table["kind"] == "merge", "new"].nunique()
    return {**{kind: int(found.get(kind, 0)) for kind in ("same", "rename", "merge", "split", "part")}, "into": into}


def told(number: dict) -> str:
    """Return in words what `numbers` counts.

    >>> told(numbers(moves(["E07000205", "E07000206", "E06000048"], 2023)))
    '0 the same, 1 renamed, 2 merged into 1'
    """
    split = number["split"] + number["part"]
    return ", ".join([
        f"{number['same']:,} the same", f"{number['rename']:,} renamed",
        f"{number['merge']:,} merged into {number['into']:,}", *([f"{split:,} split"] if split else [])])


def lost(labels, year: int) -> list:
    """Return the codes that lead to no district of a vintage.

    >>> lost(["N09000003", "E06000001", "E07000001"], 2013)
    ['N09000003', 'E07000001']
    """
    return [label for label in labels if key(label) not in lives() or not path(key(label), year)]


def stranger(label: str, year: int) -> str:
    """Return what a code is that leads to no district of a vintage.

    >>> stranger("95A", 2023), stranger("E12000001", 2023)
    ("Northern Ireland's 26 councils before 2015", 'regions')
    >>> stranger("E07000001", 2023)
    'districts of an unknown vintage, before 2011 or after 2025'
    >>> stranger("N09000003", 2012)
    "Northern Ireland's 11 councils, which began in 2015"
    """
    code = key(label)
    if code in lives():
        return "Northern Ireland's 11 councils, which began in 2015" if code[0] == "N" else "districts without a path"
    if _NI_OLD.match(code):
        return "Northern Ireland's 26 councils before 2015"
    if _OLD_SYSTEM.match(code):
        return "the system before 2011"
    kind = level(code) or "no known kind"
    return "districts of an unknown vintage, before 2011 or after 2025" if kind == "districts" else kind


def sorted_out(labels, year: int, unknown: str, notes: Notes) -> tuple[list, int]:
    """Return which codes go on, to districts of a vintage or as they are, and name the rest.

    Parameters
    ----------
    labels : list of str
    year : int
    unknown : {"error", "keep"}
        What becomes of codes that lead nowhere; with ``error`` codes of countries and regions are left out.
    notes : Notes

    Returns
    -------
    kept : list of int
        Positions in `labels`.
    carried : int
        How many of these lead nowhere and stay as they are.

    Raises
    ------
    ValueError
        No code is a district's, or one leads nowhere.
    """
    without = set(lost(labels, year))
    known = [place for place, label in enumerate(labels) if label not in without]
    kinds: dict = {}
    for label in labels:
        if label in without:
            kinds.setdefault(stranger(label, year), []).append(label)
    if unknown == "keep":
        for kind, found in kinds.items():
            notes.warning(f"{counted(len(found), 'code')} of {kind} carried through as found: {listed(found)}.")
        return list(range(len(labels))), len(without)
    above = {kind for kind, found in kinds.items() if _never_districts(found[0])}
    wrong = {kind: found for kind, found in kinds.items() if kind not in above}
    if above and not wrong and not known:
        raise ValueError(
            f"No code is that of a local authority district; they are of {' and '.join(sorted(above))} "
            f"({listed(labels, 3)}). Choose the field of district codes in AREA_FIELD.")
    if wrong:
        raise ValueError(_told(wrong, detect([labels[place] for place in known]), year))
    for kind in sorted(above):
        found = kinds[kind]
        notes.warning(
            f"{counted(len(found), 'code')} of {kind} left out, since they are no districts: {listed(found)}. UNKNOWN "
            "'keep' would carry them through.")
    return known, 0


def _never_districts(label: str) -> bool:
    return level(label) not in ("", "districts")


def _told(wrong: dict, vintage: Vintage, year: int) -> str:
    """Return the sentences that refuse codes which lead nowhere."""
    parts = []
    for kind, found in wrong.items():
        close = difflib.get_close_matches(key(found[0]), list(lives()), n=1, cutoff=0.85)
        hint = f", did you mean {close[0]}?" if close and kind == "no known kind" else ""
        parts.append(f"{counted(len(found), 'code')} of {kind} ({listed(found, 5)}{hint})")
    strange = all(key(label) not in lives() for found in wrong.values() for label in found)
    ask = " Is AREA_FIELD the field of district codes?" if strange else ""
    most = f" The others are of {vintage.years}." if vintage.number else ask
    return (
        f"Codes that lead to no district of {year}: {'; '.join(parts)}.{most} Correct them, or set UNKNOWN to 'keep' "
        "to carry them through.")


def own_splits(table, fields: dict, notes: Notes) -> dict:
    """Return the user's own splits, each scaled to add to 1.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``old``, ``new``, ``weight``.
    fields : dict
        The names of these columns in the user's own table, for messages.
    notes : Notes

    Returns
    -------
    dict of str to list of (str, float)

    Raises
    ------
    ValueError
        A code is unknown, a weight is missing or below zero, or the parts are not the whole.
    """
    weights = to_numbers(table["weight"], fields["weight"], notes)
    bad = np.flatnonzero(~(weights >= 0))
    if bad.size:
        raise ValueError(f"WEIGHTS, row {bad[0] + 1:,}: the weight is missing or below zero. Give a number.")
    sides = []
    for column in ("old", "new"):
        numbers, labels = encode(table[column])
        sides.append([key(labels[number]) if number >= 0 else "" for number in numbers])
        unknown = sorted({code for code in sides[-1] if code not in lives()})
        if unknown:
            raise ValueError(
                f"WEIGHTS, field '{fields[column]}': {listed([code or '(empty)' for code in unknown])} was no district "
                "code in 2011 to 2025. Correct the codes.")
    found: dict = {}
    for old, new, weight in zip(*sides, weights):
        found.setdefault(old, []).append((new, float(weight)))
    return {old: _scaled(old, parts, notes) for old, parts in found.items()}


def _scaled(old: str, parts: list, notes: Notes) -> list:
    total = sum(weight for _, weight in parts)
    new = [code for code, _ in parts]
    absent = sorted(origins(old) - frozenset().union(*(origins(code) for code in new)))
    if total <= 0 or len(set(new)) < len(new) or absent:
        what = "add to 0" if total <= 0 else f"leave out {listed(absent)}" if absent else "name a district twice"
        raise ValueError(f"WEIGHTS: the parts of {old} {what}. Give every part once, with its share or its size.")
    if abs(total - 1) > 1e-6:
        notes.info(f"WEIGHTS: those of {old} add to {total:g} and are scaled to 1.")
    return [(code, weight / total) for code, weight in parts]
