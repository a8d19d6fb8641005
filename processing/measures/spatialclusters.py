"""Clusters of like districts: the local Moran's I of each that has a value and a neighbour, in words and counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .autocorrelation import CLUSTERS, NOT_SIGNIFICANT, clusters, local_morans_i, morans_i, p_limit, sentence
from .longtable import values as plain
from .neighbours import connected
from .notes import counted, listed

FEW, SIGNIFICANT = 30, 0.05
_MEASURED = ("lag", "local_i", "p_value")


@dataclass
class Chance:
    """How chance is ruled out.

    Attributes
    ----------
    permutations, seed : int
    significance : float
    control : bool
        Whether the false discovery rate is controlled.
    """

    permutations: int = 999
    seed: int = 1
    significance: float = 0.05
    control: bool = True


def spatial_clusters(values, neighbours: dict, chance: Chance, names, notes, step=lambda done, total: None) -> tuple:
    """Return the cluster of each district, and the numbers about all of them.

    Parameters
    ----------
    values : array of float, shape (n,)
        NaN is missing.
    neighbours : dict of int to list of int
        Neighbours, by position, of each district with a value; those without any (islands) do not count.
    chance : Chance
    names : sequence of str, length n
    notes : Notes
        Told of what is left out and what the result means.
    step : callable
        Called as ``step(done, total)``; may raise to stop.

    Returns
    -------
    columns : dict of list, length n
        ``map_value, lag, n_neigh, local_i, p_value, quadrant, cluster``; None where there is none.
    numbers : dict
        The numbers that the algorithm declares.

    Raises
    ------
    ValueError
        As `morans_i`.

    >>> from .notes import Notes
    >>> ring = {place: [(place - 1) % 6, (place + 1) % 6] for place in range(6)}
    >>> values = np.array([1.0, 1, 1, 0, 0, 0, np.nan])
    >>> columns, numbers = spatial_clusters(values, ring, Chance(99), "ABCDEFG", Notes())
    >>> columns["n_neigh"], numbers["N_AREAS"], numbers["NO_DATA_COUNT"]
    ([2, 2, 2, 2, 2, 2, None], 6, 1)
    """
    values = np.asarray(values, dtype=float)
    kept, among = connected(neighbours, names)
    _tell_left_out(values, neighbours, names, notes)
    step(0, 2)
    whole = morans_i(values[kept], among, chance.permutations, chance.seed)
    step(1, 2)
    found = local_morans_i(values[kept], among, chance.permutations, chance.seed)
    step(2, 2)
    limit = p_limit(found["p_value"], chance.significance, chance.control)
    words = clusters(found["quadrant"], found["p_value"], limit)
    columns = _columns(values, neighbours, kept, found, words)
    _tell(whole, found["p_value"], limit, chance, notes)
    numbers = {
        "MORAN_I": whole["i"], "EXPECTED_I": whole["expected"], "Z_SCORE": plain([whole["z"]])[0],
        "P_VALUE": whole["p"], "P_LIMIT": limit, "N_AREAS": len(kept), "N_ISLANDS": len(neighbours) - len(kept),
        "NO_DATA_COUNT": len(values) - len(neighbours), **cluster_counts(words),
    }
    return columns, numbers


def moran_among(values, neighbours: dict, permutations: int, seed: int, names, notes) -> dict:
    """Return global Moran's I of the values that have a neighbour, and say what it means; see `morans_i`.

    Parameters
    ----------
    values : sequence of float or None, length n
    neighbours : dict of int to list of int
        Neighbours, by position, of each value that is there.
    permutations, seed : int
    names : sequence of str, length n
    notes : Notes
    """
    kept, among = connected(neighbours, names)
    whole = morans_i([values[place] for place in kept], among, permutations, seed)
    islands = [names[place] for place, others in neighbours.items() if not others]
    if islands:
        notes.info(f"Moran's I is without {counted(len(islands), 'district')} that have no neighbour: "
                   f"{listed(islands)}." if len(islands) > 1 else
                   f"Moran's I is without {islands[0]}, which has no neighbour.")
    notes.info(f"Residuals: {sentence(whole, permutations)}")
    if whole["p"] <= SIGNIFICANT and whole["i"] > whole["expected"]:
        notes.warning("Since neighbours err alike, there is less evidence than districts: the line's p is too small.")
    return whole


def summary(numbers: dict) -> str:
    """Return how many districts are what, on one line.

    >>> summary({"N_HIGH_HIGH": 7, "N_LOW_LOW": 1, "N_HIGH_LOW": 0, "N_LOW_HIGH": 1, "N_AREAS": 30})
    'Clusters: 7 districts high among high, 1 district low among low, 1 outlier, of 30 districts.'
    """
    outliers = numbers["N_HIGH_LOW"] + numbers["N_LOW_HIGH"]
    return (f"Clusters: {counted(numbers['N_HIGH_HIGH'], 'district')} high among high, "
            f"{counted(numbers['N_LOW_LOW'], 'district')} low among low, {counted(outliers, 'outlier')}, of "
            f"{counted(numbers['N_AREAS'], 'district')}.")


def cluster_counts(words) -> dict:
    """Return the number of districts in each cluster.

    >>> cluster_counts(["High-high", "Not significant", "High-high"])["N_HIGH_HIGH"]
    2
    """
    names = (*CLUSTERS.values(), NOT_SIGNIFICANT)
    return {"N_" + name.upper().replace("-", "_").replace(" ", "_"): list(words).count(name) for name in names}


def _columns(values, neighbours: dict, kept, found: dict, words) -> dict:
    number = np.full(len(values), np.nan)
    number[list(neighbours)] = [len(others) for others in neighbours.values()]
    columns = {"map_value": plain(values)}
    for name in _MEASURED:
        column = np.full(len(values), np.nan)
        column[kept] = found[name]
        columns[name] = plain(column)
    texts = {"quadrant": found["quadrant"], "cluster": words}
    for name, held in texts.items():
        columns[name] = [None] * len(values)
        for place, text in zip(kept.tolist(), held):
            columns[name][place] = text
    columns["n_neigh"] = plain(number, whole=True)
    order = ("map_value", "lag", "n_neigh", "local_i", "p_value", "quadrant", "cluster")
    return {name: columns[name] for name in order}


def _tell_left_out(values, neighbours: dict, names, notes) -> None:
    without = [names[place] for place in np.flatnonzero(np.isnan(values))]
    islands = [names[place] for place, others in neighbours.items() if not others]
    if without:
        notes.warning(f"{counted(len(without), 'district')} without a value left out before neighbours are counted: "
                      f"{listed(without)}.")
    if islands:
        notes.warning(f"{counted(len(islands), 'district')} without a neighbour left out of the statistics: "
                      f"{listed(islands)}.")


def _tell(whole: dict, p_values, limit: float, chance: Chance, notes) -> None:
    notes.info(sentence(whole, chance.permutations, chance.significance))
    least = 1 / (chance.permutations + 1)
    if limit < least and not (p_values <= limit).any():
        notes.warning(
            f"No district can be significant: with {chance.permutations:,} permutations p is at least {least:.2g}, and "
            f"the limit is {limit:.2g}. Raise PERMUTATIONS to {int(np.ceil(1 / limit)):,}, or switch FDR off.")
    if len(p_values) < FEW:
        notes.warning(f"Only {counted(len(p_values), 'district')} count: read p with caution.")
