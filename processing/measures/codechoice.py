"""Which codes are added up in each district and year: the parts of a code where these are given, else the code."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from .industrycodes import forest, separate
from .notes import listed

ABSENT, MISSING, KNOWN = range(3)


@dataclass
class Tally:
    """What happens to codes, in numbers of district-periods.

    Attributes
    ----------
    instead : dict
        Why a code is there and not added up: a Counter of ``(why, other)``, where ``why`` is ``same``, ``held``,
        ``gap`` (held by another that has no value) or ``parts`` (without another).
    parts : dict
        The parts that are added up in place of a code, as keys in order.
    wider, finer : Counter
        Where a code stands for its parts, of which one has no value, and where its parts stand for it.
    """

    instead: dict = field(default_factory=dict)
    parts: dict = field(default_factory=dict)
    wider: Counter = field(default_factory=Counter)
    finer: Counter = field(default_factory=Counter)

    def leave(self, code: str, why: str, other: str, number: int) -> None:
        """Count district-periods in which a code is not added up."""
        self.instead.setdefault(code, Counter())[(why, other)] += number

    def reason(self, code: str, counted_in: int, there_in: int, cells: str) -> str:
        """Return in words why a code is not added up everywhere, empty where it is.

        >>> tally = Tally()
        >>> tally.leave("26.1", "held", "26", 3)
        >>> tally.reason("26.1", 0, 3, "districts"), tally.reason("26.1", 1, 4, "districts")
        ("would count twice: '26' holds it", "counted in 1 of 4 districts: in 3 '26' holds it")
        """
        cases = self.instead.get(code)
        if not cases:
            return ""
        told = [(number, self._why(code, *case)) for case, number in cases.most_common()]
        if len(told) == 1 and not counted_in:
            start = "not counted" if next(iter(cases))[0] == "gap" else "would count twice"
            return f"{start}: {told[0][1]}"
        where = ", ".join(f"in {number:,} {why}" for number, why in told)
        return f"{f'counted in {counted_in:,}' if counted_in else 'counted in none'} of {there_in:,} {cells}: {where}"

    def _why(self, code: str, why: str, other: str) -> str:
        return {
            "same": f"'{other}' is the same in another notation", "held": f"'{other}' holds it",
            "gap": f"'{other}' holds it and has no value",
            "parts": f"its parts are counted ({listed(self.parts.get(code, ()), 5)})",
        }[why]


@dataclass
class Need:
    """Something that a table divides a group into.

    Attributes
    ----------
    giving : list of int
        Positions of the codes that hold the whole of it, each by itself.
    parts : list of Need
        What there is of it in finer codes, which need not be all of it.
    """

    giving: list
    parts: list

    def given(self, known) -> np.ndarray:
        """Return where one code gives all of it; `known` is where codes are added up and have a value, codes first."""
        return known[self.giving].any(axis=0)

    def met(self, known, present) -> np.ndarray:
        """Return where it is given, or no code of it is there but its parts, all of which have a value."""
        whole = self.given(known)
        if not self.parts:
            return whole
        parts = np.stack([part.met(known, present) for part in self.parts]).all(axis=0)
        return whole | (parts & ~present[self.giving].any(axis=0))


def needs(codes: list, spans: dict) -> list[Need]:
    """Return what codes of a group divide it into at the finest, and every code that is no SIC 2007 by itself.

    >>> needs(["26", "26.1", "Tourism"], {"26": (26000, 27000), "26.1": (26100, 26200)})
    [Need(giving=[0], parts=[Need(giving=[0, 1], parts=[])]), Need(giving=[2], parts=[])]
    """
    def within(some: list) -> list:
        found = []
        for need in separate({code: spans[code] for code in some}, "finest", True):
            giving = [at for at, code in enumerate(codes) if code in spans and _holds(spans[code], spans[need])]
            inside = [code for code in some if _holds(spans[need], spans[code]) and spans[code] != spans[need]]
            found.append(Need(giving, within(inside)))
        return found

    return within([code for code in codes if code in spans]) + [
        Need([at], []) for at, code in enumerate(codes) if code not in spans]


@dataclass
class _Given:
    """The codes that one set of district-periods has in common."""

    spans: dict
    known: set
    parts: dict
    needed: list
    level: str
    skip: bool
    stood: dict = field(default_factory=dict)

    def pick(self, code: str) -> list:
        """Return a code or those of its parts that are added up in its place."""
        if not self.parts[code]:
            return [code]
        below = [one for part in self.parts[code] for one in self.pick(part)]
        own, known = self.spans[code], code in self.known
        wanted = [need for need in self.needed if _holds(own, need)]
        held = [self.spans[one] for one in below if one in self.known]
        whole = own not in wanted and all(any(_holds(span, need) for span in held) for need in wanted)
        if known and (self.level == "coarsest" or not whole):
            self.stood[code] = self.level != "coarsest" and own not in wanted
            return [code]
        if whole:
            self.stood[code] = self.level == "coarsest"
            return below
        if self.skip and held:
            return below
        return [code] if self.level == "coarsest" or own in wanted else below

    def count(self, picked: list, there, number: int, tally: Tally) -> None:
        """Count which codes stand for others, and why the others are not added up."""
        for code in there:
            if code in picked:
                tally.wider[code] += number * self.stood.get(code, False)
                continue
            own = self.spans[code]
            holding = [one for one in picked if _holds(self.spans[one], own)]
            if holding:
                why = "gap" if holding[0] not in self.known else "held"
                why = "same" if self.spans[holding[0]] == own else why
                tally.leave(code, why, holding[0], number)
            else:
                tally.parts.setdefault(code, {}).update(
                    dict.fromkeys(one for one in picked if _holds(own, self.spans[one])))
                tally.leave(code, "parts", "", number)
                tally.finer[code] += number * self.stood.get(code, False)


def _holds(wide, narrow) -> bool:
    return wide[0] <= narrow[0] and narrow[1] <= wide[1]


def choose(states, codes: list, spans: dict, level: str, skip: bool, tally: Tally) -> np.ndarray:
    """Return which codes are added up in each district-period: of no two that overlap both, and as much as there is.

    With ``finest`` the parts of a code are added up where they give all of it that the table ever divides it into;
    where one of them is absent or has no value, the code is, if it has a value. With ``coarsest`` the code is, and its
    parts where it has no value. Of one code in several notations the first that has a value counts.

    Parameters
    ----------
    states : ndarray of int, shape (codes, district-periods)
        `ABSENT`, `MISSING` (a row without a value) or `KNOWN`.
    codes : list of str
        Codes of one group of industries.
    spans : dict
        Interval of each code that has one; the others are industries of their own.
    level : {"finest", "coarsest", "listed"}
    skip : bool
        Whether the parts of a code without a value count for it, however few.
    tally : Tally
        Counts what is not added up, and why.

    Returns
    -------
    ndarray of bool, shape (codes, district-periods)

    >>> states = np.array([[2, 2, 2], [0, 2, 1], [0, 2, 2]])
    >>> spans = {"26-27": (26000, 28000), "26": (26000, 27000), "27": (27000, 28000)}
    >>> choose(states, list(spans), spans, "finest", False, Tally()).astype(int).tolist()
    [[1, 0, 1], [0, 1, 0], [0, 1, 0]]
    """
    chosen = states != ABSENT
    place = {code: at for at, code in enumerate(codes)}
    for cluster in _clusters({code: spans[code] for code in codes if code in spans}):
        rows = [place[code] for code in cluster]
        needed = [spans[code] for code in separate({code: spans[code] for code in cluster}, "finest", True)]
        patterns, which, numbers = np.unique(states[rows].T, axis=0, return_inverse=True, return_counts=True)
        picked = np.array([
            _of_pattern(cluster, pattern.tolist(), spans, needed, level, skip, tally, number)
            for pattern, number in zip(patterns, numbers.tolist())])
        chosen[rows] = picked[which.reshape(-1)].T
    return chosen


def _clusters(spans: dict) -> list[list[str]]:
    """Return the codes that overlap others, those that do so together."""
    clusters, end = [], 0
    for code in sorted(spans, key=spans.get):
        if spans[code][0] >= end:
            clusters.append([])
        clusters[-1].append(code)
        end = max(end, spans[code][1])
    order = {code: at for at, code in enumerate(spans)}
    return [sorted(cluster, key=order.get) for cluster in clusters if len(cluster) > 1]


def _of_pattern(cluster, pattern, spans, needed, level, skip, tally, number) -> list[bool]:
    """Return which codes are added up where these are there and these have a value."""
    known = {code for code, state in zip(cluster, pattern) if state == KNOWN}
    there = [code for code, state in zip(cluster, pattern) if state != ABSENT]
    there.sort(key=lambda code: code not in known)
    if len(there) < 2:
        return [code in there for code in cluster]
    own = {code: spans[code] for code in there}
    roots, parts = forest(own)
    given = _Given(own, known, parts, needed, level, skip)
    picked = [code for root in roots for code in given.pick(root)]
    given.count(picked, there, number, tally)
    return [code in picked for code in cluster]
