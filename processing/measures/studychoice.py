"""Candidates for study regions, and the regions chosen, as columns and in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import codes, regionsums, studyregions
from .districts import positions
from .groups import WITHOUT, encode
from .longtable import district_names
from .longtable import values as plain
from .notes import Notes, counted, listed
from .quotients import location_quotients

FIELDS = ("value", "lq", "share", "lq_rank", "share_rank", "score")
NOT_CHOSEN, NO_CANDIDATE = "Candidates not chosen", "No candidate"


@dataclass
class Regions:
    """Regions with their output in one period, by code; and which of them are candidates.

    Attributes
    ----------
    areas, names, industries : list
    values : ndarray of float, shape (regions, industries)
    totals : ndarray of float, shape (regions,)
    candidates : ndarray of bool, shape (regions,)
    period : int or None
    members : dict, or None
        The region of each district of the panel by the key of its code, where districts were summed.
    field : str
        The field that regions come from.
    """

    areas: list
    names: list
    industries: list
    values: np.ndarray
    totals: np.ndarray
    candidates: np.ndarray
    period: int | None
    members: dict | None = None
    field: str = ""


@dataclass
class Study:
    """Scores of all candidates, and the one chosen for each industry; blocks are industries x candidates.

    Attributes
    ----------
    areas, names, industries : list
        Of the candidates; industries in the order of their codes.
    blocks : dict of ndarray
        The fields of `FIELDS`.
    chosen : ndarray of int, shape (industries,)
        Position of the candidate, -1 for an industry that stays open.
    """

    areas: list
    names: list
    industries: list
    blocks: dict
    chosen: np.ndarray
    period: int | None

    def called(self, place: int) -> str:
        """Return the name of a candidate, its code where it has none."""
        return self.names[place] or self.areas[place]

    def open(self) -> list[str]:
        """Return the industries that have no region."""
        return [code for code, at in zip(self.industries, self.chosen) if at < 0]

    def total(self) -> float:
        """Return the sum of the scores of the chosen."""
        return float(sum(self.blocks["score"][row, at] for row, at in enumerate(self.chosen) if at >= 0))


def regions(panel, place: int, table, field: str, skip: bool, names: dict, notes: Notes) -> Regions:
    """Return the areas of a panel in one period, or their sums by a field of the districts.

    Parameters
    ----------
    panel : Panel
    place : int
        Position of the period.
    table : pandas.DataFrame or None
        Columns ``area``, ``region`` and, optionally, ``reg_name``, where districts are to be summed.
    field : str
        The field of regions, empty where areas are taken as they are.
    skip : bool
        Whether a sum leaves out missing districts; else one makes it missing.
    names : dict
        Name of each area.
    notes : Notes
        Told of districts without a region and of sums that lack a district.
    """
    called = district_names(panel.areas, names, panel.names)
    values, totals = panel.values[:, :, [place]], panel.totals[:, None, [place]]
    if not field:
        there = panel.present[:, :, place].any(axis=1)
        order = sorted(np.flatnonzero(there), key=lambda at: codes.key(panel.areas[at]))
        return Regions([panel.areas[at] for at in order], [called[at] for at in order], list(panel.industries),
                       values[order][:, :, 0], totals[order][:, 0, 0], np.ones(len(order), dtype=bool),
                       panel.periods[place])
    rows = positions(panel.areas, table["area"])
    held = table["region"].tolist()
    groups = encode([held[at] if at >= 0 else None for at in rows], field, panel.areas, notes)
    present = panel.present[:, :, [place]]
    found = regionsums.sums(values, present, groups.numbers, len(groups.labels), skip)
    whole = regionsums.sums(totals, present.any(axis=1, keepdims=True), groups.numbers, len(groups.labels), skip)
    _tell_sums(found, groups.labels, panel.industries, skip, notes)
    titles = table["reg_name"].tolist() if "reg_name" in table else [None] * len(table)
    titled = {codes.key(region): codes.as_text(title) for region, title in zip(held, titles)
              if title is not None and title == title}
    members = {codes.key(code): groups.labels[number] for code, number in zip(panel.areas, groups.numbers)}
    return Regions(
        groups.labels, [titled.get(codes.key(label)) for label in groups.labels], list(panel.industries),
        found["value"][:, :, 0], whole["value"][:, 0, 0], np.array([label != WITHOUT for label in groups.labels]),
        panel.periods[place], members, field)


def _tell_sums(found: dict, labels, industries, skip: bool, notes: Notes) -> None:
    short = found["there"][:, :, 0] & (found["n_missing"][:, :, 0] > 0)
    if short.any():
        names = [f"{labels[r]} ({counted(int(short[r].sum()), 'industry', 'industries')})"
                 for r in np.flatnonzero(short.any(axis=1))]
        what = "lack a district that is suppressed or absent (MISSING is 'skip')" if skip else (
            "missing, since a district is suppressed or absent (MISSING 'skip' sums the others)")
        notes.warning(f"{counted(int(short.sum()), 'sum')} of a region and industry {what}: {listed(names)}.")


def limit(found: Regions, wanted: tuple, met, notes: Notes) -> None:
    """Limit the candidates to those listed, or to those that meet a filter.

    Parameters
    ----------
    found : Regions
        Its candidates change.
    wanted : tuple of str
        Codes or names of regions; none for no list.
    met : list of str, or None
        Codes of the areas that meet the filter. A region of districts is a candidate if most of its districts do.
    notes : Notes
        Told of regions of which only some districts do.

    Raises
    ------
    ValueError
        A listed region is not there, or no candidate is left.
    """
    if wanted:
        found.candidates &= _listed(found, wanted)
    if met is not None:
        keys = {codes.key(code) for code in met}
        if found.members is None:
            found.candidates &= np.array([codes.key(code) in keys for code in found.areas])
        else:
            found.candidates &= _mostly(found, keys, notes)
    if not found.candidates.any():
        raise ValueError("FILTER: no region that has figures meets it, so there is no candidate. Check names and "
                         "values of the filter.")


def _listed(found: Regions, wanted: tuple) -> np.ndarray:
    by_code = {codes.key(code): at for at, code in enumerate(found.areas)}
    by_name = {codes.key(name): at for at, name in enumerate(found.names) if name}
    allowed = np.zeros(len(found.areas), dtype=bool)
    for one in wanted:
        at = by_code.get(codes.key(one), by_name.get(codes.key(one)))
        if at is None or found.areas[at] == WITHOUT:
            known = [code for code in found.areas if code != WITHOUT]
            raise ValueError(f"CANDIDATES: no region is called '{one}'; {codes.nearest(one, known)} Separate several "
                             "by semicolons.")
        allowed[at] = True
    return allowed


def _mostly(found: Regions, keys: set, notes: Notes) -> np.ndarray:
    """Return the regions of which most districts meet the filter; say where only some do."""
    number = {label: [0, 0] for label in found.areas}
    for district, label in found.members.items():
        number[label][district in keys] += 1
    mixed = [f"{label} ({some} of {some + others})" for label, (others, some) in number.items()
             if some and others and label != WITHOUT]
    if mixed:
        notes.warning(f"FILTER: only some districts of {counted(len(mixed), 'region')} meet it; one is a candidate if "
                      f"most do: {listed(mixed)}.")
    return np.array([number[label][1] > number[label][0] for label in found.areas])


def study(found: Regions, reuse: bool, notes: Notes, step=None) -> Study:
    """Return the region for each industry, and the scores of all candidates; see `studyregions`.

    Quotients and shares are of all regions, ranks among the candidates alone.
    """
    found_all = location_quotients(found.values[:, :, None], found.totals[:, None])
    order = sorted(range(len(found.industries)), key=lambda at: codes.key(found.industries[at]))
    places = np.flatnonzero(found.candidates)
    pick = np.ix_(places, order)
    blocks = {"value": found.values[pick].T, **{name: found_all[name][:, :, 0][pick].T for name in ("lq", "share")}}
    blocks.update(studyregions.scores(blocks["lq"], blocks["share"]))
    chosen = studyregions.assigned(blocks["score"], reuse, step)
    result = Study([found.areas[at] for at in places], [found.names[at] for at in places],
                   [found.industries[at] for at in order], blocks, chosen, found.period)
    _tell(result, reuse, notes)
    return result


def _tell(found: Study, reuse: bool, notes: Notes) -> None:
    without = np.isnan(found.blocks["score"])
    if without.all():
        raise ValueError("No candidate has a location quotient in any industry: there is nothing to choose from. Check "
                         "PERIOD, FILTER and CANDIDATES.")
    if without.any():
        names = [f"{code} ({int(row.sum())})" for code, row in zip(found.industries, without) if row.any()]
        notes.warning("Candidates without a quotient cannot be chosen for an industry; so many lack one: "
                      f"{listed(names)}.")
    gone = found.open()
    if gone:
        several = len(found.areas) < len(found.industries) and not reuse
        why = (f"there {'is' if len(found.areas) == 1 else 'are'} only {counted(len(found.areas), 'candidate')} for "
               f"{counted(len(found.industries), 'industry', 'industries')} (REUSE lets one serve several)" if several
               else "no candidate that is free has a quotient")
        notes.warning(f"No region for {counted(len(gone), 'industry', 'industries')}, since {why}: {listed(gone)}.")
    weak = [f"{code} in {found.called(at)} (LQ {found.blocks['lq'][row, at]:.2f})"
            for row, (code, at) in enumerate(zip(found.industries, found.chosen))
            if at >= 0 and found.blocks["lq"][row, at] < 1]
    if weak:
        notes.warning(f"Chosen, but with less than the usual share: {listed(weak)}. More candidates, or REUSE, may "
                      "give better ones.")


def columns(found: Study, labels: dict) -> dict:
    """Return the region of each industry as columns, with the candidate that alone would be best for it."""
    score, rows = found.blocks["score"], range(len(found.industries))
    best = [None if np.isnan(score[row]).all() else int(np.nanargmax(score[row])) for row in rows]
    at = [None if place < 0 else int(place) for place in found.chosen]
    held = {
        "industry": found.industries, "ind_name": [_title(code, labels) for code in found.industries],
        "area": [None if place is None else found.areas[place] for place in at],
        "name": [None if place is None else found.names[place] for place in at],
        "period": [found.period] * len(found.industries)}
    for name in FIELDS:
        block = found.blocks[name]
        held[name] = [None if place is None else _plain(block[row, place]) for row, place in zip(rows, at)]
    held["best"] = [None if place is None else found.areas[place] for place in best]
    held["best_score"] = [None if place is None else float(score[row, place]) for row, place in zip(rows, best)]
    return held


def _plain(value: float):
    return None if np.isnan(value) else float(value)


def _title(code: str, labels: dict):
    """Return the name of an industry without its code, None where it has none."""
    label = labels.get(code, code)
    return label[len(code) + 1:] or None


def score_columns(found: Study) -> dict:
    """Return every candidate for every industry as columns, best first."""
    score = np.where(np.isnan(found.blocks["score"]), -1.0, found.blocks["score"])
    order = np.argsort(-score, axis=1, kind="stable")
    row = np.repeat(np.arange(len(found.industries)), len(found.areas))
    at = order.ravel()
    return {
        "industry": [found.industries[one] for one in row], "area": [found.areas[one] for one in at],
        "name": [found.names[one] for one in at], "period": [found.period] * len(row),
        **{name: plain(found.blocks[name][row, at]) for name in FIELDS},
        "chosen": (found.chosen[row] == at).astype(int).tolist()}


def map_columns(found: Study, everywhere: Regions, codes_shown, names) -> dict:
    """Return what a map shows of each region: the industries that it is chosen for.

    Parameters
    ----------
    found : Study
    everywhere : Regions
    codes_shown, names : list
        Code and name of each region of the layer.
    """
    place = positions(codes_shown, found.areas)
    known = positions(codes_shown, everywhere.areas)
    rows = [np.flatnonzero(found.chosen == at) if at >= 0 else [] for at in place]
    industries = ["; ".join(found.industries[row] for row in held) or None for held in rows]
    single = [(int(held[0]), at) if len(held) == 1 else None for held, at in zip(rows, place)]
    return {
        "area": list(codes_shown), "name": [
            name or (found.names[at] if at >= 0 else None) for name, at in zip(names, place)],
        "period": [found.period] * len(place),
        "role": [industry or (NOT_CHOSEN if at >= 0 else NO_CANDIDATE if there >= 0 else None)
                 for industry, at, there in zip(industries, place, known)],
        "industry": industries,
        **{name: [None if cell is None else _plain(found.blocks[name][cell]) for cell in single]
           for name in ("lq", "share", "score")},
        "label": industries}


def declared(found: Study) -> dict:
    """Return the numbers and texts that the algorithm declares about its result."""
    score = found.blocks["score"]
    best = [float(np.nanmax(row)) for row in score if not np.isnan(row).all()]
    used = [int(at) for at in found.chosen if at >= 0]
    return {
        "N_INDUSTRIES": len(found.industries), "N_CANDIDATES": len(found.areas), "N_CHOSEN": len(set(used)),
        "N_OPEN": len(found.open()), "TOTAL_SCORE": found.total(), "BEST_TOTAL": sum(best), "PERIOD_USED": found.period,
        "REGIONS": "; ".join(found.areas[at] for at in used), "OPEN_INDUSTRIES": "; ".join(found.open())}


def summary(found: Study) -> str:
    """Return one line on the result."""
    most = 2 * len(found.areas)
    held = [f"{code}: {found.called(at)} ({found.blocks['score'][row, at]:g})"
            for row, (code, at) in enumerate(zip(found.industries, found.chosen)) if at >= 0]
    return f"Study regions (score, at most {most}): {listed(held, 30)}."
