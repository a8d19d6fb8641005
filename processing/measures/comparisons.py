"""Districts compared: who is near whom, and in which industries they are alike and differ, as columns and in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import comparators
from .comparators import Nearest
from .districts import positions
from .groups import encode
from .longtable import values as plain
from .mixes import Mixes
from .notes import Notes, counted, listed
from .numbers import to_numbers
from .proximity import held

WHYS = 3
BANDS = 5
MOST_RANKS = 10
FLAG = "TIR"
CHOSEN, OTHER, NO_CANDIDATE = "Chosen district", "Other candidates", "No candidate"


@dataclass
class Choice:
    """What the user chose: the parameters of the same names.

    Attributes
    ----------
    by : {"similar", "related"}
    distance : {"hellinger", "euclidean", "cosine"}
    number : int
        How many of the nearest.
    weight : float
        Of the covariates, where there are any.
    other_tirs : bool
        Whether candidates are the districts of other traditional industrial regions.
    """

    by: str = "similar"
    distance: str = "hellinger"
    number: int = 5
    weight: float = 0.5
    other_tirs: bool = False


@dataclass
class Compared:
    """The nearest districts, and what their distances are made of.

    Attributes
    ----------
    pairs : Nearest
    mix, traits, scores : ndarray of float, shape (pairs,)
        The distance of the mixes, that of the covariates, and the score of a partner; NaN where there is none.
    mean : float
        Mean distance over all candidates of all districts compared.
    balanced : float
        See `comparators.balanced_weight`.
    row, ranks : ndarray of float, shape (areas,)
        Distance and rank of all candidates, NaN elsewhere, where one district is compared; else None.
    """

    pairs: Nearest
    mix: np.ndarray
    traits: np.ndarray
    scores: np.ndarray
    mean: float
    balanced: float
    row: np.ndarray | None = None
    ranks: np.ndarray | None = None


def with_traits(found: Mixes, table, fields: dict, notes: Notes) -> Mixes:
    """Return mixes with the covariates and classes of their districts; those without one are left out.

    Parameters
    ----------
    found : Mixes
    table : pandas.DataFrame
        Columns ``area``, ``trait 0``, ``trait 1`` and so on, ``class``, ``region``, as far as there are any.
    fields : dict
        The field that each column comes from.
    notes : Notes
    """
    place = np.array(positions(found.areas, table["area"]))
    named = [column for column in fields if column.startswith("trait ")]
    found = found.kept(place >= 0, "no row in AREAS") if named or "class" in fields else found
    place = np.array(positions(found.areas, table["area"]))
    for column in named:
        values = np.where(place >= 0, to_numbers(table[column], fields[column], notes)[place], np.nan)
        there = ~np.isnan(values)
        found, place = found.kept(there, f"no value in '{fields[column]}'"), place[there]
    if named:
        values = [to_numbers(table[column], fields[column], Notes())[place] for column in named]
        found.traits = comparators.standardised(np.column_stack(values))
        still = [fields[column] for column, held_ in zip(named, values) if len(held_) and np.ptp(held_) == 0]
        if still:
            notes.warning(f"COVARIATES: {listed(still)} {'is' if len(still) == 1 else 'are'} the same in every "
                          "district, so nothing differs by it.")
    if "class" in fields:
        labels = table["class"].tolist()
        groups = encode([labels[at] for at in place], fields["class"], found.areas, Notes())
        found.classes = [groups.labels[number] for number in groups.numbers]
        there = [label != "no group" for label in found.classes]
        if "region" in fields:
            regions = table["region"].tolist()
            found.regions = [regions[at] for at in place]
        found = found.kept(there, f"no value in '{fields['class']}'")
    return found


def candidates(found: Mixes, rows, choice: Choice) -> np.ndarray:
    """Return who may be a comparator of whom: of the same class, or in another traditional industrial region.

    Returns
    -------
    ndarray of bool, shape (rows, areas)
    """
    if found.classes is None:
        return np.ones((len(rows), len(found.areas)), dtype=bool)
    classes = np.array(found.classes, dtype=object)
    if not choice.other_tirs:
        return classes[rows][:, None] == classes[None]
    allowed = np.broadcast_to(classes == FLAG, (len(rows), len(classes))).copy()
    if found.regions is not None:
        regions = np.array([str(region) for region in found.regions], dtype=object)
        allowed &= regions[rows][:, None] != regions[None]
    return allowed


def compare(found: Mixes, rows, choice: Choice, step=None) -> Compared:
    """Return the nearest districts of some districts.

    Parameters
    ----------
    found : Mixes
    rows : sequence of int
        Positions of the districts.
    choice : Choice
    step : callable, optional
        ``step(done, total)`` is called as districts are done; it may raise to stop.
    """
    rows, order = np.asarray(rows, dtype=int), np.arange(len(found.areas))  # mixes are in the order of codes
    has = held(found.quotients)
    size, parts = max(1, comparators.CELLS // len(order)), []
    for start in range(0, len(rows), size):
        if step:
            step(start, len(rows))
        parts.append(_part(found, rows[start:start + size], choice, order, has))
    joined = [np.concatenate(block) for block in zip(*(part[0] for part in parts))]
    compared = Compared(Nearest(*joined[:4]), *joined[4:], *_means(parts))
    if len(rows) == 1:
        total, allowed = parts[0][2][0], parts[0][3][0]
        every = comparators.nearest(total[None], rows, allowed[None], order, len(order))
        compared.row, compared.ranks = np.full(len(order), np.nan), np.full(len(order), np.nan)
        compared.row[every.others], compared.ranks[every.others] = every.distances, every.ranks
    return compared


def _part(found: Mixes, rows, choice: Choice, order, has) -> tuple:
    """Return the pairs of some districts with what their distances are made of, means, and the whole blocks."""
    mix = comparators.distances(found.shares, rows, choice.distance)
    traits, scores, total = np.full(mix.shape, np.nan), np.full(mix.shape, np.nan), mix
    allowed = candidates(found, rows, choice)
    allowed[np.arange(len(rows)), rows] = False
    if choice.by == "related":
        scores = comparators.partner_scores(has, rows)
        allowed &= ~np.isnan(scores)
        total = 1 - scores
    elif found.traits is not None:
        traits = comparators.trait_distances(found.traits, rows)
        total = comparators.combined(mix, traits, choice.weight)
    pairs = comparators.nearest(np.where(allowed, total, np.inf), rows, allowed, order, choice.number)
    place = np.searchsorted(rows, pairs.rows), pairs.others
    sums = [float(np.where(allowed, block, 0.0).sum()) for block in (total, mix**2, np.nan_to_num(traits)**2)]
    columns = pairs.rows, pairs.others, pairs.ranks, pairs.distances, mix[place], traits[place], scores[place]
    return columns, [*sums, int(allowed.sum())], total, allowed


def _means(parts) -> tuple:
    total, mix, traits, number = (sum(part[1][at] for part in parts) for at in range(4))
    return total / number if number else np.nan, mix / (mix + traits) if traits else np.nan


def columns(found: Mixes, compared: Compared, rows, choice: Choice) -> dict:
    """Return the result as columns: one row a district and comparator, then one of each district without any."""
    pairs = compared.pairs
    held_ = {
        "area": [found.areas[at] for at in pairs.rows], "name": [found.names[at] for at in pairs.rows],
        "period": [found.period] * len(pairs.rows), "other": [found.areas[at] for at in pairs.others],
        "other_name": [found.names[at] for at in pairs.others], "rank": pairs.ranks.tolist(),
        "distance": plain(pairs.distances), "dist_mix": plain(compared.mix), "dist_cov": plain(compared.traits),
        "score": plain(compared.scores), **words(found, pairs, choice),
    }
    alone = np.setdiff1d(rows, pairs.rows)
    without = [(found.areas[at], found.names[at]) for at in alone]
    if len(rows) > 1:
        without += [(code, name) for code, (name, _) in found.left_out.items()]
    for code, name in without:
        filled = {"area": code, "name": name, "period": found.period}
        for title, column in held_.items():
            column.append(filled.get(title))
    return held_


def words(found: Mixes, pairs: Nearest, choice: Choice) -> dict:
    """Return in which industries the two districts of each pair are alike, and in which they differ most.

    Alike are those of which both have more than the mean share of all districts, by how much the smaller has more. They
    differ in the largest terms of their distance; for partners, these are the industries that the other has and that
    are related to the district's own, the most related first.

    Returns
    -------
    dict of list
        ``alike``, ``why1``, ``why2``, ``why3``; None where there is none.
    """
    names = [found.labels.get(code, code) for code in found.industries]
    usual, shares, quotients = found.usual(), found.shares, found.quotients
    vectors = comparators.embedded(shares, choice.distance)
    has = held(quotients)
    lacked = comparators.lacked(has) if choice.by == "related" else None
    said = {"alike": [], **{f"why{number}": [] for number in range(1, WHYS + 1)}}
    for one, other in zip(pairs.rows, pairs.others):
        both = np.minimum(shares[one], shares[other]) - usual
        said["alike"].append("; ".join(
            f"{names[at]}: {shares[one, at]:.1%} and {shares[other, at]:.1%}" for at in _largest(both)) or None)
        terms = (vectors[one] - vectors[other]) ** 2 if lacked is None else lacked[one] * has[other]
        parts = [
            f"{names[at]}: {shares[one, at]:.1%} here, {shares[other, at]:.1%} there" if lacked is None else
            f"{names[at]}: LQ {_quotient(quotients[one, at])} here, {_quotient(quotients[other, at])} there"
            for at in _largest(terms)]
        for number, part in enumerate([*parts, *[None] * (WHYS - len(parts))], 1):
            said[f"why{number}"].append(part)
    return said


def _quotient(value: float) -> str:
    return "unknown" if np.isnan(value) else f"{value:.2f}"


def _largest(terms) -> list[int]:
    """Return the positions of the largest terms above 0, at most three, equal ones in order."""
    order = np.argsort(-np.round(terms, comparators.DIGITS), kind="stable")[:WHYS]
    return [int(at) for at in order if terms[at] > 10.0**-comparators.DIGITS]


def map_columns(found: Mixes, compared: Compared, chosen, areas, choice: Choice) -> dict:
    """Return what a map shows of each district of a layer.

    Of one chosen district, every other's distance and rank and its role; of all, the distance of the nearest.
    """
    place = positions(areas["area"], found.areas)
    pairs = compared.pairs
    first = {one: at for at, one in enumerate(pairs.rows.tolist()) if pairs.ranks[at] == 1}
    nearest = [first.get(at) for at in place]
    held_ = {
        "area": areas["area"].tolist(), "name": [
            name or (found.names[at] if at >= 0 else None) for name, at in zip(areas["name"], place)],
        "period": [found.period] * len(place),
    }
    if chosen is None:
        others = [None if at is None else int(pairs.others[at]) for at in nearest]
        return {
            **held_, "role": [None] * len(place), "rank": [None] * len(place),
            "distance": [None if at is None else float(pairs.distances[at]) for at in nearest],
            "other": [None if at is None else found.areas[at] for at in others],
            "other_name": [None if at is None else found.names[at] for at in others], "label": [None] * len(place)}
    ranks = [None if at < 0 or np.isnan(compared.ranks[at]) else int(compared.ranks[at]) for at in place]
    roles = [None if at < 0 else role(at == chosen, rank, choice.number) for at, rank in zip(place, ranks)]
    shown = [at >= 0 and (at == chosen or (rank or choice.number + 1) <= choice.number)
             for at, rank in zip(place, ranks)]
    return {
        **held_, "role": roles, "rank": ranks,
        "distance": [0.0 if at == chosen else None if rank is None else float(compared.row[at])
                     for at, rank in zip(place, ranks)],
        "other": [found.areas[chosen]] * len(place), "other_name": [found.names[chosen]] * len(place),
        "label": [f"{'' if at == chosen else f'{rank}. '}{found.called(at)}" if there else None
                  for at, rank, there in zip(place, ranks, shown)]}


def role(is_chosen: bool, rank, number: int) -> str:
    """Return what a district is on the map of one district's comparators: many ranks are put in at most five bands.

    >>> role(True, None, 5), role(False, 2, 5), role(False, 7, 20), role(False, 6, 5), role(False, None, 5)
    ('Chosen district', 'Rank 2', 'Ranks 5 to 8', 'Other candidates', 'No candidate')
    """
    if is_chosen:
        return CHOSEN
    if rank is None:
        return NO_CANDIDATE
    if rank > number:
        return OTHER
    if number <= MOST_RANKS:
        return f"Rank {rank}"
    width = -(-number // BANDS)
    low = (rank - 1) // width * width + 1
    high = min(low + width - 1, number)
    return f"Rank {low}" if low == high else f"Ranks {low} to {high}"


def roles(number: int) -> list[str]:
    """Return the roles of comparators in order.

    >>> roles(2), roles(12)
    (['Rank 1', 'Rank 2'], ['Ranks 1 to 3', 'Ranks 4 to 6', 'Ranks 7 to 9', 'Ranks 10 to 12'])
    """
    return list(dict.fromkeys(role(False, rank, number) for rank in range(1, number + 1)))


def tell(found: Mixes, compared: Compared, rows, choice: Choice, notes: Notes) -> None:
    """Say how much covariates count, and who has fewer comparators than asked for, or none."""
    if choice.by == "similar" and found.traits is not None and not np.isnan(compared.balanced):
        weight, balanced = choice.weight, compared.balanced
        part = weight * (1 - balanced) / (weight * (1 - balanced) + (1 - weight) * balanced)
        notes.info(
            f"With WEIGHT {weight:g} the covariates make up {part:.0%} of the mean squared distance, the industries "
            f"{1 - part:.0%}. They count the same with WEIGHT {balanced:.2g}.")
    number = np.bincount(compared.pairs.rows, minlength=len(found.areas))[rows]
    none = [found.called(at) for at, some in zip(rows, number) if not some]
    if none:
        why = ("nobody is a candidate (WITHIN)" if choice.by == "similar" else
               "nobody is a candidate, or no industry that it lacks is related to those that it has")
        notes.warning(f"{counted(len(none), 'district')} without a comparator, since {why}: {listed(none)}.")
    fewer = int(((number > 0) & (number < choice.number)).sum())
    if fewer:
        notes.info(f"{counted(fewer, 'district')} with fewer than {choice.number} comparators, since there are no more "
                   "candidates.")


def sentence(found: Mixes, compared: Compared, chosen: int) -> str:
    """Return who is nearest to a district, with distances."""
    pairs = compared.pairs
    held_ = [f"{found.called(at)} ({distance:.3f})" for at, distance in zip(pairs.others, pairs.distances)]
    return f"{found.called(chosen)}: {listed(held_)}." if held_ else f"{found.called(chosen)}: no comparator."


def declared(found: Mixes, compared: Compared, chosen) -> dict:
    """Return the numbers and texts that the algorithm declares about its result."""
    pairs = compared.pairs
    finite = [None if np.isnan(value) else float(value) for value in (
        pairs.distances.min(initial=np.inf) if len(pairs.distances) else np.nan, compared.mean, compared.balanced)]
    one = chosen is not None
    return {
        "N_AREAS": len(found.areas), "N_INDUSTRIES": len(found.industries), "N_LEFT_OUT": len(found.left_out),
        "N_PAIRS": len(pairs.rows), "NEAREST_DISTANCE": finite[0], "MEAN_DISTANCE": finite[1],
        "BALANCED_WEIGHT": finite[2], "PERIOD_USED": found.period,
        "DISTRICT_USED": found.areas[chosen] if one else "",
        "COMPARATORS": "; ".join(found.called(at) for at in pairs.others) if one else "",
        "CODES": "; ".join(found.areas[at] for at in pairs.others) if one else "",
    }


def caption(choice: Choice, words: str) -> str:
    """Return what a distance is, in words."""
    if choice.by == "related":
        return ("A partner has a location quotient of 1 or more in industries that the district lacks and that are "
                "related to its own; distance: 1 - score.")
    return words


def summary(found: Mixes, compared: Compared, chosen, choice: Choice) -> str:
    """Return one line on the result."""
    title = "Partners" if choice.by == "related" else "Comparators"
    if chosen is not None:
        return f"{title} of {sentence(found, compared, chosen)}"
    return (f"{title} of {counted(len(set(compared.pairs.rows.tolist())), 'district')}, by "
            f"{counted(len(found.industries), 'code')}: {counted(len(compared.pairs.rows), 'row')}.")
