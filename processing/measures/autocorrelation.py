"""Whether like districts lie next to each other: Moran's I of all, and the local one of each."""

from __future__ import annotations

import contextlib
import warnings

import numpy as np

from .notes import counted

CLUSTERS = {"HH": "High-high", "LL": "Low-low", "HL": "High-low", "LH": "Low-high"}
NOT_SIGNIFICANT = "Not significant"
_QUADRANTS = np.array([None, "HH", "LH", "LL", "HL"], dtype=object)  # as esda numbers them
FEWEST, ROUNDING = 4, 1e-9


def morans_i(values, neighbours: dict, permutations: int = 999, seed: int = 1) -> dict:
    """Return global Moran's I with its permutation test.

    I = (n / sum of w_ij) x (sum of w_ij z_i z_j) / (sum of z_i squared), z = value - mean, w_ij = 1 / number of
    neighbours of i. About -1 / (n - 1) without any pattern, towards 1 where like lie beside like.

    Parameters
    ----------
    values : array of float, shape (n,)
        No NaN; not all equal.
    neighbours : dict of int to list of int
        For each position at least one neighbour.
    permutations : int
    seed : int
        The same seed gives the same p.

    Returns
    -------
    dict
        ``i``; ``expected`` = -1 / (n - 1); ``z`` = (i - mean) / standard deviation of the permuted I; ``p``, one-sided:
        (permutations at least as far out on its side + 1) / (permutations + 1).

    Raises
    ------
    ValueError
        Under four districts, equal values, or a missing package.

    Notes
    -----
    Moran (1950); by esda (PySAL).

    >>> ring = {place: [(place - 1) % 6, (place + 1) % 6] for place in range(6)}
    >>> found = morans_i(np.array([1.0, 1, 1, 0, 0, 0]), ring, 99)
    >>> round(found["i"], 4), round(found["expected"], 4)
    (0.3333, -0.2)
    """
    esda, weights, values = _prepared(values, neighbours)
    with _seeded(seed):
        found = esda.Moran(values, weights, permutations=permutations)
    spread = float(found.seI_sim)
    z = (found.I - found.EI_sim) / spread if spread > 1e-12 else np.nan
    return {"i": float(found.I), "expected": float(found.EI), "z": float(z),
            "p": float(_one_sided(found.sim, found.I))}


def local_morans_i(values, neighbours: dict, permutations: int = 999, seed: int = 1) -> dict:
    """Return local Moran's I of each district.

    I_i = (n - 1) z_i (sum over j of w_ij z_j) / (sum of z_k squared); they add up to (n - 1) times the global I.

    Parameters
    ----------
    values, neighbours, permutations, seed
        As for `morans_i`.

    Returns
    -------
    dict of ndarray, shape (n,)
        ``lag``: mean of the neighbours' values; ``local_i``; ``p_value``: one-sided, from conditional permutations;
        ``quadrant``: HH, LL, HL or LH, the district itself first, against the mean.

    Raises
    ------
    ValueError
        As for `morans_i`.

    Notes
    -----
    Anselin (1995); by esda (PySAL).

    >>> ring = {place: [(place - 1) % 6, (place + 1) % 6] for place in range(6)}
    >>> found = local_morans_i(np.array([1.0, 1, 1, 0, 0, 0]), ring, 99)
    >>> found["lag"].tolist(), found["quadrant"].tolist()[1::3]
    ([0.5, 1.0, 0.5, 0.5, 0.0, 0.5], ['HH', 'LL'])
    """
    esda, weights, scaled = _prepared(values, neighbours)
    with _seeded(seed), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # esda announces another p; the one used here is counted from its permutations
        found = esda.Moran_Local(scaled, weights, permutations=permutations, n_jobs=1, seed=seed)
    return {
        "lag": weights.sparse @ np.asarray(values, dtype=float), "local_i": np.asarray(found.Is, dtype=float),
        "p_value": _one_sided(found.sim, found.Is), "quadrant": _QUADRANTS[found.q],
    }


def p_limit(p_values, significance: float, control: bool) -> float:
    """Return the largest p that counts as significant.

    Parameters
    ----------
    p_values : array of float, shape (n,)
    significance : float
    control : bool
        Whether to control the false discovery rate (Benjamini and Hochberg 1995): of n sorted p the last with
        p_k < k x significance / n sets the limit; if there is none the limit is significance / n.

    >>> round(p_limit(np.array([0.001, 0.02, 0.3, 0.9]), 0.05, True), 4), p_limit(np.array([0.5]), 0.05, False)
    (0.025, 0.05)
    """
    return float(_packages()[0].fdr(np.asarray(p_values), significance)) if control else significance


def clusters(quadrants, p_values, limit: float) -> list:
    """Return the cluster of each district in words.

    >>> clusters(["HH", "LH"], np.array([0.01, 0.2]), 0.05)
    ['High-high', 'Not significant']
    """
    return [CLUSTERS[quadrant] if p <= limit else NOT_SIGNIFICANT for quadrant, p in zip(quadrants, p_values)]


def sentence(found: dict, permutations: int, significance: float = 0.05) -> str:
    """Return what a global Moran's I means.

    >>> sentence({"i": 0.41, "expected": -0.003, "z": 9.0, "p": 0.001}, 999)[:60]
    "Moran's I is 0.41 (-0.003 expected without pattern; p = 0.00"
    """
    numbers = (f"Moran's I is {found['i']:.2g} ({found['expected']:.2g} expected without pattern; p = {found['p']:.2g} "
               f"by {permutations:,} permutations)")
    if found["p"] > significance:
        return f"{numbers}: no sign that neighbours are more alike, or more unlike, than chance makes them."
    kind = "alike" if found["i"] > found["expected"] else "unlike"
    return f"{numbers}: neighbours are more {kind} than chance makes them."


def _prepared(values, neighbours: dict) -> tuple:
    """Return esda, the weights and the values, after looking at them."""
    esda, libpysal = _packages()
    values = np.asarray(values, dtype=float)
    if len(values) < FEWEST:
        raise ValueError(
            f"Moran's I needs at least {FEWEST} districts with a value and a neighbour; there "
            f"{'is' if len(values) == 1 else 'are'} {len(values)}. Check the values, or set NEIGHBOURS to 'nearest'.")
    middle = values - values.mean()
    if np.abs(middle).max() <= 1e-12 * np.abs(values).max():
        raise ValueError(
            f"All {counted(len(values), 'district')} with a neighbour have the same value, so there is no pattern to "
            "find. Check VALUE_FIELD and FILTER.")
    weights = libpysal.weights.W(neighbours, silence_warnings=True)
    weights.transform = "r"
    return esda, weights, middle / np.abs(middle).max()  # neither index knows the unit; squares stay in range


@contextlib.contextmanager
def _seeded(seed: int):
    """Seed NumPy's global generator, from which esda draws, and leave it as it was."""
    state = np.random.get_state()  # noqa: NPY002
    np.random.seed(seed)  # noqa: NPY002
    try:
        yield
    finally:
        np.random.set_state(state)  # noqa: NPY002


def _one_sided(permuted, observed):
    """Return (permutations at least as far out on the side of what is observed + 1) / (permutations + 1).

    Ties are as far out as what is observed, on either side, rounding aside.
    """
    near = ROUNDING * (1 + np.abs(observed))
    sides = (permuted >= observed - near).sum(axis=0), (permuted <= observed + near).sum(axis=0)
    return (np.minimum(*sides) + 1) / (len(permuted) + 1)


def _packages() -> tuple:
    """Return esda and libpysal, or say how to get them."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import esda
            import libpysal
    except ImportError as missing:
        raise ValueError(
            f"Moran's I needs the Python packages esda and libpysal ({missing}). The plugin's README says how to "
            "install them.") from missing
    return esda, libpysal
