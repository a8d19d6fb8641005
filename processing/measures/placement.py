"""Which codes of a table lie wholly inside a group of industries, and which of these are added up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import choicenotes, codechoice
from .codechoice import ABSENT, KNOWN, MISSING, Tally
from .codes import key
from .industrycodes import GROUPS, intervals, overlap
from .industrygroups import Scheme, spoken
from .notes import Notes, counted, listed
from .observed import Block

COUNTED = "counted"
_IMPUTED = (68990, 69000)  # 68IMP, which official tables show beside a 68 without it


@dataclass
class _Segments:
    """SIC 2007 cut so finely that every code and every row of a scheme is made of whole pieces."""

    starts: np.ndarray
    ends: np.ndarray
    units: np.ndarray
    holders: np.ndarray

    def inside(self, span) -> np.ndarray:
        return (self.starts >= span[0]) & (self.ends <= span[1])


def _segments(scheme: Scheme, spans) -> _Segments:
    units = np.array([*GROUPS, *([_IMPUTED[0]] if _IMPUTED in spans else [])])
    limits = np.array([*(np.array(GROUPS) + 100), *([_IMPUTED[1]] if _IMPUTED in spans else [])])
    edges = np.unique([*units, *limits, *(edge for row in scheme.rows for edge in row[:2]),
                       *(edge for span in spans for edge in span)])
    starts, ends = edges[:-1], edges[1:]
    order = np.argsort(units)
    place = order[np.maximum(np.searchsorted(units[order], starts, side="right") - 1, 0)]
    exists = (starts >= units[place]) & (ends <= limits[place])
    holders = np.full(len(starts), -1)
    for start, end, group in sorted(scheme.rows, key=lambda row: row[0] - row[1]):
        holders[(starts >= start) & (ends <= end)] = group
    return _Segments(starts[exists], ends[exists], units[place][exists], holders[exists])


@dataclass
class Placement:
    """Which group each code of a table lies in, and which codes are counted.

    Attributes
    ----------
    codes : list of str
    groups : list of int
        Position of the group, -1 for none.
    reasons : list of str
        Why a code is not counted, or that it is.
    used : list of bool
    members : list of dict
        For each kind of area the positions of the codes that are added up anywhere, by the position of their group.
    lacking : list of dict
        For each kind of area what no code gives, in words, by the position of the group.
    needs : list of dict
        For each kind of area, by the position of the group: the positions of its codes, and what these divide the
        group into (`codechoice.Need`, by position among them).
    chosen : ndarray of bool, shape (areas, codes, periods)
        Which codes are added up where.
    """

    codes: list
    groups: list
    reasons: list
    used: list
    members: list
    lacking: list
    needs: list
    chosen: np.ndarray


def place(block: Block, total, kinds, scheme: Scheme, level: str, skip: bool, notes: Notes) -> Placement:
    """Return which group each code lies in, only one that holds the whole of it, and where it is added up.

    Parameters
    ----------
    block : Block
    total : str or None
        Code of the all-industries row.
    kinds : ndarray of int, shape (areas,)
        The kind of each area, since districts and regions come in different detail.
    scheme : Scheme
    level : {"finest", "coarsest", "listed"}
        Which of several overlapping codes of a group are added up; see `codechoice.choose`.
    skip : bool
        Whether a sum leaves out missing parts.
    notes : Notes
        Told what each group is the sum of, what it lacks, and which codes cannot be split.

    Raises
    ------
    ValueError
        No code lies inside a group, or codes of a group overlap where they may not.
    """
    columns = [at for at, code in enumerate(block.industries) if code != total]
    codes = [block.industries[at] for at in columns]
    spans = intervals(codes)
    cut = _segments(scheme, list(spans.values()))
    found = [_holder(code, spans, scheme, cut) for code in codes]
    groups, reasons = [group for group, _ in found], [reason for _, reason in found]
    if max(groups, default=-1) < 0:
        raise ValueError(_nothing_inside(codes, spans, scheme, cut))
    present = block.present[:, columns]
    states = np.where(present, np.where(np.isnan(block.values[:, columns]), MISSING, KNOWN), ABSENT).astype(np.int8)
    placement = Placement(codes, groups, reasons, [], [], [], [], np.zeros(present.shape, dtype=bool))
    tally = Tally()
    for kind in range(int(kinds.max()) + 1):
        _place_kind(placement, np.flatnonzero(kinds == kind), states, spans, scheme, level, skip, tally)
        placement.lacking.append({
            group: _lacking(group, [spans[codes[at]] for at in places if codes[at] in spans], cut)
            for group, places in placement.members[-1].items()})
    counted_in, there_in = (block.sum(axis=(0, 2)).tolist() for block in (placement.chosen, present))
    cells = "districts" if block.periods == [None] else "district-periods"
    for at, group in enumerate(groups):
        placement.used.append(counted_in[at] > 0)
        if group >= 0:
            reasons[at] = tally.reason(codes[at], counted_in[at], there_in[at], cells) or COUNTED
    _tell(placement, scheme, spans, cut, notes)
    choicenotes.tell(block, columns, placement, scheme.groups, spans, tally, notes)
    return placement


def _place_kind(placement, rows, states, spans: dict, scheme: Scheme, level: str, skip: bool, tally: Tally) -> None:
    """Add to a placement which codes are added up in areas of one kind, and what their groups need."""
    codes, own = placement.codes, states[rows]
    there = (own != ABSENT).any(axis=(0, 2))
    placement.members.append({})
    placement.needs.append({})
    for group in sorted({placement.groups[at] for at in np.flatnonzero(there)} - {-1}):
        places = [at for at in np.flatnonzero(there).tolist() if placement.groups[at] == group]
        inside = [codes[at] for at in places]
        if level == "listed":
            _refuse_overlap(inside, spans, scheme.groups[group])
        cells = np.moveaxis(own[:, places], 1, 0).reshape(len(places), -1)
        chosen = codechoice.choose(cells, inside, spans, level, skip, tally)
        chosen = np.moveaxis(chosen.reshape(len(places), len(rows), -1), 0, 1)
        placement.chosen[np.ix_(rows, places)] = chosen
        placement.members[-1][group] = [at for at, used in zip(places, chosen.any(axis=(0, 2))) if used]
        placement.needs[-1][group] = places, codechoice.needs(inside, spans)


def _refuse_overlap(codes: list, spans: dict, name: str) -> None:
    """Raise where two of the listed codes of a group overlap and are not the same."""
    first = {spans.get(code, code): code for code in reversed(codes)}
    pair = overlap([code for code in codes if code in first.values()])
    if pair:
        raise ValueError(
            f"INDUSTRY_LEVEL is 'listed', but '{pair[0]}' and '{pair[1]}' overlap in '{name}': their sum would count "
            "twice. Leave one out with INDUSTRIES, or set INDUSTRY_LEVEL to 'finest'.")


def _holder(code: str, spans: dict, scheme: Scheme, cut: _Segments) -> tuple[int, str]:
    """Return the group that holds the whole of a code, -1 if none does, and why none does."""
    if code not in spans:
        group = scheme.words.get(key(code), -1)
        return group, "" if group >= 0 else "no SIC 2007 code"
    holders = set(cut.holders[cut.inside(spans[code])].tolist())
    if len(holders) == 1 and min(holders) >= 0:
        return min(holders), ""
    if not holders:
        return -1, "no activity of SIC 2007"
    if holders == {-1}:
        return -1, "outside all groups"
    names = [scheme.groups[group] for group in sorted(holders - {-1})]
    others = " and other industries" if -1 in holders else ""
    return -1, f"cannot be split: holds parts of {listed(names, 3)}{others}"


def _nothing_inside(codes, spans: dict, scheme: Scheme, cut: _Segments) -> str:
    """Return the sentence for a table of which no code lies in a group."""
    across = [code for code in codes if code in spans and (cut.holders[cut.inside(spans[code])] >= 0).any()]
    if across:
        return (
            f"No code of the table lies wholly inside one of the groups ({listed(scheme.groups, 4)}). These hold parts "
            f"of them and cannot be split: {listed(across, 5)}. Choose wider groups (GROUPS 'paper' with SUMMARY "
            "'all'), or a table of finer codes.")
    return (
        f"No code of the table has to do with the groups ({listed(scheme.groups, 4)}): it has {listed(codes, 5)}. "
        "Choose the field of SIC 2007 codes as INDUSTRY_FIELD, or other GROUPS.")


def _lacking(group: int, spans, cut: _Segments) -> list:
    """Return the SIC groups of a group that no code gives; one of which a finer code is given is given."""
    own = cut.holders == group
    given = np.zeros(len(own), dtype=bool)
    for span in spans:
        given |= cut.inside(span)
    units = set(cut.units[own].tolist()) - set(cut.units[own & given].tolist())
    return sorted(units)


def _tell(placement: Placement, scheme: Scheme, spans: dict, cut: _Segments, notes: Notes) -> None:
    """Say what each group is made of and lacks, what cannot be split, and what would count twice."""
    codes, empty = placement.codes, set(range(len(scheme.groups)))
    for members, lacking in zip(placement.members, placement.lacking):
        for group, places in members.items():
            empty.discard(group)
            _tell_group(scheme.groups[group], [codes[at] for at in places], lacking[group], group, spans, cut, notes)
    wanted = {unit for one in placement.lacking for units in one.values() for unit in units}
    wanted |= {unit for unit, holder in zip(cut.units.tolist(), cut.holders.tolist()) if holder in empty}
    for code in _narrowest(codes, placement.groups, spans, cut, wanted):
        notes.warning(_straddling(code, spans[code], scheme, cut))
    if empty:
        names = [scheme.groups[group] for group in sorted(empty)]
        verb = "has" if len(names) == 1 else "have"
        notes.warning(f"No code lies inside {counted(len(names), 'group')}, which {verb} no row: {listed(names)}.")
    double = [code for code, group, used in zip(codes, placement.groups, placement.used) if group >= 0 and not used]
    if double:
        notes.info(f"{counted(len(double), 'code')} left out, since {'it' if len(double) == 1 else 'they'} would count "
                   f"twice: {listed(double)}.")
    unknown = [code for code, group in zip(codes, placement.groups) if group < 0 and code not in spans]
    if unknown:
        notes.warning(f"{counted(len(unknown), 'code')} that {'is' if len(unknown) == 1 else 'are'} no SIC 2007 and in "
                      f"no group: {listed(unknown)}.")


def _tell_group(name: str, codes: list, lacking: list, group: int, spans: dict, cut: _Segments, notes: Notes) -> None:
    """Say what a group is the sum of, and what of it no code gives."""
    held = [code for code in codes if code in spans]
    covered = {unit for code in held for unit in cut.units[cut.inside(spans[code])].tolist()}
    several = len(codes) == 1 and name != codes[0] and len({unit // 1000 for unit in covered}) > 1
    whole = f", which is the whole of {spoken(covered)} and lies inside it" if several else ""
    made = f"the sum of {listed(codes, 60)}" if len(codes) > 1 else f"the code '{codes[0]}'{whole}"
    if overlap(codes):
        made += ", in each district and period of those that do not overlap"
    notes.info(f"{name}: {made}.")
    if lacking:
        number = len(set(cut.units[cut.holders == group].tolist()))
        notes.warning(
            f"{name} is partial: no code gives {spoken(lacking)} ({len(lacking)} of its {number} three-digit groups).")


def _narrowest(codes, groups, spans: dict, cut: _Segments, wanted: set) -> list:
    """Return the codes that hold a missing part of a group beside others, but no code that is wider than another."""
    across = {}
    for code, group in zip(codes, groups):
        if group < 0 and code in spans:
            inside = cut.inside(spans[code])
            missing = frozenset(unit for unit in cut.units[inside & (cut.holders >= 0)].tolist() if unit in wanted)
            if missing:
                across[code] = missing
    told, known = [], set()
    for code in sorted(across, key=lambda one: spans[one][1] - spans[one][0]):
        if across[code] - known:
            told.append(code)
            known |= across[code]
    return [code for code in codes if code in told]


def _straddling(code: str, span, scheme: Scheme, cut: _Segments) -> str:
    """Return what a code that cannot be split holds of each group, and of none."""
    inside, parts, others = cut.inside(span), [], ""
    for group in dict.fromkeys(cut.holders[inside].tolist()):
        what = spoken(set(cut.units[inside & (cut.holders == group)].tolist()))
        if group < 0:
            others = f", but {what} too"
        else:
            parts.append(f"{what} of {scheme.groups[group]}")
    held = " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
    return (
        f"'{code}' holds {held}{others}, so it does not lie inside one group and cannot be split: it is not counted.")


def counts(placement: Placement) -> dict:
    """Return the numbers that an algorithm declares about a placement."""
    inside = sum(group >= 0 for group in placement.groups)
    return {
        "N_GROUPS": len({group for members in placement.members for group in members}), "N_PLACED": sum(placement.used),
        "N_NOT_PLACED": len(placement.codes) - inside, "N_DOUBLE": inside - sum(placement.used),
    }


def columns(placement: Placement, scheme: Scheme, total) -> dict:
    """Return a placement as columns, one row a code; the total of all industries is the last."""
    last = [] if total is None else [total]
    return {
        "code": [*placement.codes, *last],
        "industry": [scheme.groups[group] if group >= 0 else None for group in placement.groups] + [None] * len(last),
        "used": [int(used) for used in placement.used] + [1] * len(last),
        "reason": placement.reasons + ["the total of all industries, carried through"] * len(last),
    }
