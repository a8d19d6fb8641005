"""The mix of industries of each district in one year, and which districts have none that can be compared."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from . import codes
from .industrycodes import disjoint
from .longtable import district_names
from .notes import Notes, counted, listed
from .places import position_of
from .quotients import location_quotients
from .specialisation import counted_codes

MANY = 3
FEW = 10


@dataclass
class Mixes:
    """Districts with a mix of industries, by code.

    Attributes
    ----------
    areas, names : list of str
        Code and name (None where there is none).
    industries : list of str
        The codes that count, of which no two overlap.
    shares : ndarray of float, shape (areas, industries)
        Shares of their sum.
    quotients : ndarray of float, shape (areas, industries)
        Location quotients, of the totals and over all districts of the table; NaN where a district has no total.
    period : int or None
    left_out : dict
        Code of each district without a mix to its name and the reason.
    traits : ndarray of float, shape (areas, traits), or None
    classes, regions : list of str, or None
        The class that limits candidates, and the region of each district.
    way_out : str
        What to do about districts that lack a code.
    """

    areas: list
    names: list
    industries: list
    shares: np.ndarray
    quotients: np.ndarray
    period: int | None
    left_out: dict
    traits: np.ndarray | None = None
    classes: list | None = None
    regions: list | None = None
    way_out: str = ""
    labels: dict = field(default_factory=dict)

    def called(self, place: int) -> str:
        """Return the name of a district, its code where it has none."""
        return self.names[place] or self.areas[place]

    def usual(self) -> np.ndarray:
        """Return the mean share of each industry over the districts, shape (industries,)."""
        return self.shares.mean(axis=0)

    def kept(self, there, reason: str) -> Mixes:
        """Return the mixes of some districts; the others are left out for a reason."""
        places = np.flatnonzero(there)
        gone = {self.areas[at]: (self.names[at], reason) for at in np.flatnonzero(~np.asarray(there))}
        pick = {name: None if held is None else [held[at] for at in places] for name, held in (
            ("areas", self.areas), ("names", self.names), ("classes", self.classes), ("regions", self.regions))}
        return Mixes(
            **pick, industries=self.industries, shares=self.shares[places], quotients=self.quotients[places],
            period=self.period, left_out={**self.left_out, **gone}, way_out=self.way_out, labels=self.labels,
            traits=None if self.traits is None else self.traits[places])

    def find(self, wanted: str) -> int:
        """Return the position of the district with a code or a name.

        Raises
        ------
        ValueError
            There is none, there are several of that name, or it has no mix to compare.
        """
        sides = [(code, name, None) for code, name in zip(self.areas, self.names)]
        sides += [(code, name, reason) for code, (name, reason) in self.left_out.items()]
        every, names, _ = zip(*sides) if sides else ((), (), ())
        code, name, reason = sides[position_of(wanted, every, names)]
        if reason:
            lacks = f" {self.way_out}" if reason.startswith("no figure") and self.way_out else ""
            raise ValueError(f"DISTRICT: {name or code} cannot be compared: it has {reason}.{lacks}")
        return self.areas.index(code)

    def tell(self, notes: Notes) -> None:
        """Say which districts are left out, why, and what to do."""
        if len(self.areas) < 2:
            reasons = dict.fromkeys(f"{name or code} ({reason})" for code, (name, reason) in self.left_out.items())
            raise ValueError(
                f"{'One district only has' if self.areas else 'No district has'} a mix of industries to compare. Left "
                f"out: {listed(reasons, MANY) or 'none'}. {self.way_out}".rstrip())
        if self.left_out:
            names = [f"{name or code} ({reason})" for code, (name, reason) in self.left_out.items()]
            whole = len(self.areas) + len(self.left_out)
            notes.warning(f"{len(names):,} of {counted(whole, 'district')} left out, as chosen ones and as "
                          f"candidates: {listed(names, 15)}.{' ' if self.way_out else ''}{self.way_out}")


def mixes(whole, level: str, place: int, missing: str, names: dict, notes: Notes) -> Mixes:
    """Return the mix of each district in one period.

    Parameters
    ----------
    whole : Panel
    level : {"finest", "coarsest", "listed"}
        Which of overlapping codes count; see `industrycodes.disjoint`.
    place : int
        Position of the period.
    missing : {"null", "drop_codes"}
        ``null``: a district that lacks a code is left out; ``drop_codes``: a code that any district lacks is.
    names : dict
        Name of each district; the panel's own fill what is not there.
    notes : Notes

    Raises
    ------
    ValueError
        No code is left.
    """
    panel = whole.disjoint(level, notes)
    kept, complete = (block[:, 0] for block in counted_codes(panel.values[:, :, [place]], missing))
    _tell_codes(panel, kept, place, missing, notes)
    values = panel.values[:, kept, place]
    sums = np.where(complete, np.nan_to_num(values).sum(axis=1), np.nan)
    there = complete & (sums > 0)
    called = dict(zip(panel.areas, district_names(panel.areas, names, panel.names)))
    order = sorted(np.flatnonzero(there), key=lambda at: codes.key(panel.areas[at]))
    industries = [code for code, counts in zip(panel.industries, kept) if counts]
    left_out = {}
    for at in sorted(np.flatnonzero(~there), key=lambda at: codes.key(panel.areas[at])):
        code = panel.areas[at]
        left_out[code] = called[code], _reason(panel, at, kept, place, bool(complete[at]))
    quotients = location_quotients(
        values[:, :, None], panel.totals[:, [place]])["lq"][order, :, 0]
    return Mixes(
        [panel.areas[at] for at in order], [called[panel.areas[at]] for at in order], industries,
        values[order] / sums[order][:, None], quotients, panel.periods[place], left_out,
        way_out=_way_out(whole, panel, level, missing, place) if not complete.all() else "")


def _reason(panel, at: int, kept, place: int, complete: bool) -> str:
    if complete:
        return "a sum of 0"
    gaps = [code for code, gone in zip(panel.industries, np.isnan(panel.values[at, :, place]) & kept) if gone]
    if len(gaps) == int(kept.sum()):
        return "no figure at all"
    return f"no figure for {listed(gaps, 2)}" if len(gaps) <= MANY else f"no figure for {len(gaps)} codes"


def _tell_codes(panel, kept, place: int, missing: str, notes: Notes) -> None:
    """Say which codes are dropped and how much the others hold; refuse where none is left."""
    if not kept.any():
        raise ValueError(
            "MISSING is 'drop_codes', and every code is missing in some district: nothing is left to compare. Set "
            "MISSING to 'null', INDUSTRY_LEVEL to 'coarsest', or name in INDUSTRIES codes that districts have.")
    if not kept.all():
        gone = [code for code, counts in zip(panel.industries, kept) if not counts]
        notes.warning(
            f"MISSING is 'drop_codes': {counted(len(gone), 'code')} that a district lacks left out for all: "
            f"{listed(gone, 60)}. What is left holds {held_by(panel, kept, place):.0%} of all output.")
    if int(kept.sum()) == 1:
        notes.warning(f"Only one code counts ({panel.industries[int(np.argmax(kept))]}), so all districts have the "
                      "same mix. INDUSTRIES and INDUSTRY_LEVEL choose others.")


def held_by(panel, kept, place: int) -> float:
    """Return the share of all output that some codes hold in one period."""
    whole = np.nansum(panel.totals[:, place])
    return float(np.nansum(panel.values[:, kept, place]) / whole) if whole > 0 else float("nan")


def _way_out(whole, panel, level: str, missing: str, place: int) -> str:
    """Return what other choices would leave out, in figures, so that a user can choose."""
    if missing == "drop_codes":
        return ""
    ways = []
    if level == "finest":
        coarse = disjoint(whole.industries, "coarsest", Notes())
        places = [whole.industries.index(code) for code in coarse]
        short = int((~counted_codes(whole.values[:, places][:, :, [place]])[1]).sum())
        if len(coarse) >= FEW and short < int((~counted_codes(panel.values[:, :, [place]])[1]).sum()):
            ways.append(f"INDUSTRY_LEVEL 'coarsest' would leave out {short:,} ({counted(len(coarse), 'code')})")
    kept, complete = counted_codes(panel.values[:, :, [place]], "drop_codes")
    if kept.any():
        ways.append(
            f"MISSING 'drop_codes' would leave out {int((~complete).sum()):,}, but compare "
            f"{int(kept.sum())} of {counted(len(kept), 'code')}, which hold {held_by(panel, kept[:, 0], place):.0%} of "
            "all output")
    ways.append("INDUSTRIES can name codes that they have")
    return f"{'; '.join(ways)}."
