"""Firms matched with similar firms of their industry elsewhere, and everything a table says about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import longtable
from .balance import balance, largest
from .firms import Firms
from .mahalanobis import coordinates
from .matching import match
from .notes import Notes, counted, listed

ALONE = "no firm in the industry elsewhere"
FAR = "outside the caliper"
USED = "all controls used"
ROLES = ("Unmatched", "Match", "TIR")


@dataclass
class Matched:
    """Who is matched with whom.

    Attributes
    ----------
    treated, control : ndarray of int, shape (pairs,)
        Positions of the firms.
    distance : ndarray of float, shape (pairs,)
    nearest : ndarray of float, shape (firms,)
        Distance of a firm in a traditional industrial region to the nearest that it could be matched with.
    reasons : list of str or None
        Why a firm in a traditional industrial region has no match.
    compared : ndarray of int
        The firms of industries that have both kinds.
    """

    treated: np.ndarray
    control: np.ndarray
    distance: np.ndarray
    nearest: np.ndarray
    reasons: list
    compared: np.ndarray


def matched(firms: Firms, number: int, caliper, replacement: bool, notes: Notes, step=None) -> Matched:
    """Match each firm of a traditional industrial region with the nearest of its industry elsewhere.

    Parameters
    ----------
    firms : Firms
    number : int
        Matches for each firm.
    caliper : float or None
        The longest Mahalanobis distance of a pair.
    replacement : bool
    notes : Notes
    step : callable, optional

    Raises
    ------
    ValueError
        There is nobody to be matched, or nobody to be matched with.
    """
    treated, controls = _sides(firms, notes)
    both = np.intersect1d(firms.industries[treated], firms.industries[controls])
    compared = np.flatnonzero((treated | controls) & np.isin(firms.industries, both))
    if not compared.size:
        raise ValueError(
            "No industry has firms with all covariates both in traditional industrial regions and elsewhere. Check "
            "INDUSTRY_FIELD (wider industries have more firms), COVARIATES and CONTROLS.")
    turned = coordinates(firms.values[compared], firms.industries[compared], treated[compared], firms.labels,
                         firms.names, notes)
    near, parts, order = np.full(len(firms.codes), np.inf), [], np.argsort(firms.industries[compared], kind="stable")
    edges = np.searchsorted(firms.industries[compared][order], both)
    for place, rows in enumerate(np.split(order, edges[1:])):
        if step is not None:
            step(place, len(both))
        first, second = (rows[side[compared[rows]]] for side in (treated, controls))
        found = match(turned[first], turned[second], number, np.inf if caliper is None else caliper, replacement)
        near[compared[first]] = found.nearest
        parts.append((compared[first][found.treated], compared[second][found.control], found.distance))
    first, second, distance = (np.concatenate(part) for part in zip(*parts))
    order = np.lexsort((second, distance, first))
    reasons = _reasons(firms, np.isin(firms.industries, both), near, caliper, set(first.tolist()))
    return Matched(first[order], second[order], distance[order], near, reasons, compared)


def _sides(firms: Firms, notes: Notes) -> tuple:
    """Return which firms are to be matched, and with which, of those whose covariates are all known."""
    whole = np.array([not fault for fault in firms.faults])
    inside, elsewhere = firms.treated == 1, firms.treated == 0
    unknown = int(np.isnan(firms.treated).sum())
    if unknown:
        notes.warning(f"{counted(unknown, 'firm')} of which it is not known whether "
                      f"{'it lies' if unknown == 1 else 'they lie'} in a traditional industrial region left out.")
    for side, where in ((inside, "in a traditional industrial region"), (elsewhere, "elsewhere")):
        if not side.any():
            raise ValueError(
                f"No firm lies {where}, so there is nothing to match. Check FLAG_FIELD or the districts.")
    gone = elsewhere & firms.allowed & ~whole
    if gone.any():
        why = list(dict.fromkeys(fault for fault, lost in zip(firms.faults, gone) if lost))
        notes.warning(f"{counted(int(gone.sum()), 'firm')} elsewhere that can be nobody's match: {listed(why)}.")
    return inside & whole, elsewhere & firms.allowed & whole


def _reasons(firms: Firms, compared, near, caliper, done: set) -> list:
    """Return why each firm of a traditional industrial region has no match; None where it has one, and of others."""
    reasons = [None] * len(firms.codes)
    for firm in np.flatnonzero(firms.treated == 1).tolist():
        if firm in done:
            continue
        far = caliper is not None and near[firm] > caliper
        reasons[firm] = firms.faults[firm] or (ALONE if not compared[firm] else FAR if far else USED)
    return reasons


def pair_columns(firms: Firms, found: Matched) -> dict:
    """Return the pairs as columns, one row each."""
    codes, areas = np.array(firms.codes, dtype=object), np.array(firms.areas, dtype=object)
    first, second = found.treated, found.control
    starts = np.flatnonzero(np.diff(first, prepend=-1))
    each = np.diff([*starts, len(first)])
    number = np.arange(len(first)) - np.repeat(starts, each) + 1
    form = "; ".join(f"{name.replace('{', '(').replace('}', ')')} {{:.6g}} and {{:.6g}}" for name in firms.names)
    both = np.stack([firms.values[first], firms.values[second]], axis=2)
    held = both.reshape(len(first), 2 * len(firms.names)).tolist()
    return {
        "firm": codes[first].tolist(), "match": codes[second].tolist(),
        "industry": np.array(firms.labels, dtype=object)[firms.industries[first]].tolist(),
        "match_no": number.tolist(), "distance": found.distance.tolist(),
        "weight": (1 / np.repeat(each, each)).tolist(),
        "area": areas[first].tolist(), "match_area": areas[second].tolist(),
        "compared": [form.format(*row) for row in held],
    }


def unmatched_columns(firms: Firms, found: Matched) -> dict:
    """Return the firms of traditional industrial regions without a match as columns, one row each."""
    rows = [row for row, reason in enumerate(found.reasons) if reason is not None]
    near = np.where(np.isinf(found.nearest), np.nan, found.nearest)[rows]
    return {
        "firm": [firms.codes[row] for row in rows],
        "industry": [firms.labels[firms.industries[row]] if firms.industries[row] >= 0 else None for row in rows],
        "area": [firms.areas[row] for row in rows], "reason": [found.reasons[row] for row in rows],
        "distance": longtable.values(near),
    }


def balance_columns(firms: Firms, found: Matched) -> dict:
    """Return the balance before and after matching as columns."""
    place = np.full(len(firms.codes), -1)
    place[found.compared] = np.arange(len(found.compared))
    return balance(firms.values[found.compared], firms.industries[found.compared], firms.treated[found.compared] == 1,
                   (place[found.treated], place[found.control]), firms.labels, firms.names)


def map_columns(firms: Firms, found: Matched) -> tuple:
    """Return the firms to be drawn as columns, those without a match first, and their rows in the table."""
    times = np.bincount(found.control, minlength=len(firms.codes))
    role = np.full(len(firms.codes), -1)
    role[[row for row, reason in enumerate(found.reasons) if reason is not None]] = 0
    role[found.control], role[found.treated] = 1, 2
    mean = np.full(len(firms.codes), np.nan)
    for side in (found.control, found.treated):
        count = np.bincount(side, minlength=len(mean))
        held = count > 0
        mean[held] = np.bincount(side, found.distance, len(mean))[held] / count[held]
    drawn = np.flatnonzero(role >= 0)
    drawn = drawn[np.argsort(role[drawn], kind="stable")]
    times[found.treated] = np.bincount(found.treated, minlength=len(times))[found.treated]
    columns = {
        "firm": [firms.codes[row] for row in drawn], "role": [ROLES[role[row]] for row in drawn],
        "industry": [firms.labels[firms.industries[row]] if firms.industries[row] >= 0 else None for row in drawn],
        "n_pairs": times[drawn].tolist(), "distance": longtable.values(mean[drawn]),
        "area": [firms.areas[row] for row in drawn],
    }
    return columns, firms.rows[drawn].tolist()


def numbers(firms: Firms, found: Matched, differences: dict) -> dict:
    """Return the numbers that an algorithm declares."""
    each = np.bincount(found.treated, minlength=len(firms.codes))
    return {
        "N_FIRMS": len(firms.codes), "N_TREATED": int((firms.treated == 1).sum()),
        "N_CONTROLS": int(((firms.treated == 0) & firms.allowed).sum()),
        "N_NO_FLAG": int(np.isnan(firms.treated).sum()),
        "N_MATCHED": int((each > 0).sum()), "N_UNMATCHED": sum(reason is not None for reason in found.reasons),
        "N_PAIRS": len(found.treated), "N_USED": len(np.unique(found.control)),
        "MEAN_DISTANCE": float(found.distance.mean()) if len(found.distance) else None,
        "MAX_DISTANCE": float(found.distance.max()) if len(found.distance) else None,
        "MAX_SMD_BEFORE": largest(differences, "smd_before"), "MAX_SMD_AFTER": largest(differences, "smd_after"),
    }


def tell(firms: Firms, found: Matched, number: int, notes: Notes) -> None:
    """Say why firms have no match, and which have fewer than wanted."""
    reasons = [reason for reason in found.reasons if reason is not None]
    for reason in dict.fromkeys(reasons):
        names = [code for code, held in zip(firms.codes, found.reasons) if held == reason]
        notes.warning(f"{counted(len(names), 'firm')} without a match, {reason}: {listed(names)}.")
    each = np.bincount(found.treated, minlength=len(firms.codes))
    fewer = int(((each > 0) & (each < number)).sum())
    if fewer:
        notes.warning(f"{counted(fewer, 'firm')} with fewer than the {number} matches wanted.")


def sentence(found: dict) -> str:
    """Return the result in a sentence.

    >>> sentence({"N_TREATED": 3, "N_MATCHED": 2, "N_PAIRS": 2, "MEAN_DISTANCE": 0.5, "MAX_SMD_BEFORE": 0.812,
    ...           "MAX_SMD_AFTER": None})
    '2 of 3 firms in TIRs matched, 2 pairs, mean distance 0.5; largest difference 0.812 sd before, none after.'
    """
    mean, before, after = ("none" if found[name] is None else f"{found[name]:.3g}{unit}" for name, unit in
                           (("MEAN_DISTANCE", ""), ("MAX_SMD_BEFORE", " sd"), ("MAX_SMD_AFTER", " sd")))
    return (f"{found['N_MATCHED']:,} of {counted(found['N_TREATED'], 'firm')} in TIRs matched, "
            f"{counted(found['N_PAIRS'], 'pair')}, mean distance {mean}; largest difference {before} before, {after} "
            "after.")
