"""Industries that a table writes in several notations, such as 26, C26 and CI (26): one industry each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .industrycodes import intervals, twins
from .notes import Notes, counted, listed


def unite(area, industry, period, labels: list, notes: Notes) -> tuple:
    """Return industries of which none stands in several notations, each under the one that comes first.

    Where one district and period has two of them, as published tables show a section beside its only division, they
    stay as they are.

    Parameters
    ----------
    area, industry, period : ndarray of int, shape (rows,)
        Position of the code of each row; the industry's in `labels`.
    labels : list of str
    notes : Notes
        Told which are united.

    Returns
    -------
    industry : ndarray of int, shape (rows,)
    labels : list of str

    >>> notes = Notes()
    >>> industry, labels = unite(np.array([0, 1]), np.array([0, 1]), np.array([0, 0]), ["26", "C26"], notes)
    >>> industry.tolist(), labels, notes[0][1]
    ([0, 0], ['26'], "The industry '26' is written 'C26' too (1 row): taken as one.")
    """
    place = {label: at for at, label in enumerate(labels)}
    gone = []
    for alike in twins(intervals(labels)):
        first, *others = (place[label] for label in alike)
        rows = np.flatnonzero(np.isin(industry, [first, *others]))
        cells = np.stack([area[rows], period[rows]])
        if np.unique(cells, axis=1).shape[1] < len(rows):
            continue
        number = int(np.isin(industry[rows], others).sum())
        _tell_united(alike, number, notes)
        industry = np.where(np.isin(industry, others), first, industry)
        gone += others
    if not gone:
        return industry, labels
    kept = np.setdiff1d(np.arange(len(labels)), gone)
    lookup = np.full(len(labels), -1)
    lookup[kept] = np.arange(len(kept))
    return lookup[industry], [labels[at] for at in kept]


def united(block, notes: Notes):
    """Return a block of observations in which no industry has a gap where another notation of it has a row.

    Notations of which no district and period has two become one, under the one that comes first. Where some have two,
    as published tables show a section beside its only division, all stay and fill each other's gaps.

    Parameters
    ----------
    block : observed.Block
    notes : Notes
        Told which are united, and which fill each other's gaps.

    Returns
    -------
    observed.Block
    """
    place = {label: at for at, label in enumerate(block.industries)}
    values, present, gone = block.values.copy(), block.present.copy(), []
    for alike in twins(intervals(block.industries)):
        columns = [place[label] for label in alike]
        there = block.present[:, columns]
        one = (there.sum(axis=1) < 2).all()
        held = _first(block.values[:, columns])[:, None]
        gaps = np.isnan(block.values[:, columns]) & ~np.isnan(held)
        values[:, columns] = np.where(gaps, held, values[:, columns])
        present[:, columns] |= there.any(axis=1, keepdims=True)
        gone += columns[1:] if one else []
        if one:
            _tell_united(alike, int(there[:, 1:].sum()), notes)
        elif gaps.any():
            notes.warning(
                f"Industries {listed(repr(label) for label in alike)} are one in several notations, and some rows have "
                f"one of them alone: {counted(int(gaps.sum()), 'gap')} filled from the other notation.")
    kept = np.setdiff1d(np.arange(len(block.industries)), gone)
    return replace(block, industries=[block.industries[at] for at in kept], values=values[:, kept],
                   present=present[:, kept])


def _tell_united(alike: list, number: int, notes: Notes) -> None:
    notes.info(f"The industry '{alike[0]}' is written {listed(repr(label) for label in alike[1:])} too "
               f"({counted(number, 'row')}): taken as one.")


def _first(values) -> np.ndarray:
    """Return the first value that is not missing, along the second axis."""
    known = ~np.isnan(values)
    return np.take_along_axis(values, known.argmax(axis=1)[:, None], axis=1)[:, 0]


def tell_lost(panel, kept: list, level: str, notes: Notes) -> None:
    """Warn where a district has figures only of codes that are left out, since they overlap with those that are kept.

    Parameters
    ----------
    panel : Panel
        Before codes are left out.
    kept : list of str
    level : str
    notes : Notes
    """
    spans, place = intervals(panel.industries), {code: at for at, code in enumerate(panel.industries)}
    known, told, lost = ~np.isnan(panel.values), [], np.zeros(panel.totals.shape, dtype=bool)
    for code in panel.industries:
        if code in kept or code not in spans:
            continue
        start, end = spans[code]
        beside = [place[one] for one in kept if one in spans and spans[one][0] < end and start < spans[one][1]]
        only = known[:, place[code]] & ~panel.present[:, beside].any(axis=1)
        if only.any():
            instead = listed([panel.industries[at] for at in beside], 3)
            told.append(f"{code} ({counted(int(only.sum()), 'district-period')} without {instead})")
            lost |= only
    if told:
        years = [str(year) for year, gone in zip(panel.periods, lost.any(axis=0)) if gone and year is not None]
        notes.warning(
            f"The table has not the same level of codes everywhere. INDUSTRY_LEVEL '{level}' leaves out figures that "
            f"no other code gives{', in ' + listed(years) if years else ''}: {listed(told, 5)}. Bring the table to one "
            "level first (Group industries does), or name codes in INDUSTRIES that are there throughout.")


def filled(panel, kept: list) -> tuple:
    """Return values and presence of some codes of a panel, from whichever of their notations has a value.

    Parameters
    ----------
    panel : Panel
    kept : list of str
        No two of them overlap.

    Returns
    -------
    values, present : ndarray, shape (areas, kept, periods)
    """
    place = {code: at for at, code in enumerate(panel.industries)}
    columns = [place[code] for code in kept]
    values, present = panel.values[:, columns], panel.present[:, columns]
    for alike in twins(intervals(panel.industries)):
        own = [at for at, code in enumerate(kept) if code in alike]
        for other in alike if own else ():
            values[:, own[0]] = np.where(np.isnan(values[:, own[0]]), panel.values[:, place[other]], values[:, own[0]])
            present[:, own[0]] |= panel.present[:, place[other]]
    return values, present
