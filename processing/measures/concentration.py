"""How concentrated an industry is over districts: relative Theil, two locational Ginis, Herfindahl, top share."""

from __future__ import annotations

import numpy as np

from .agglomeration import ellison_glaeser
from .blocks import by_industries
from .notes import counted, listed
from .series import tested, trailing_mean, trend

INDICES = ("theil", "gini", "gini_lq", "hhi", "hhi_n", "top_shr")


def shares_of(values, counts) -> np.ndarray:
    """Return each district's share of the counted sum; NaN for an industry whose sum is 0, 0 where not counted.

    Parameters
    ----------
    values : array of float, shape (areas, ...)
    counts : array of bool, same shape

    >>> shares_of(np.array([1.0, 3.0, 9.0]), np.array([True, True, False])).tolist()
    [0.25, 0.75, 0.0]
    """
    held = np.where(counts, values, 0.0)
    total = held.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return held / np.where(total > 0, total, np.nan)


def relative_theil(shares, reference) -> np.ndarray:
    """Return the relative Theil index, in nats: 0 exactly when the shares equal the reference, at most ln(1/min q).

    ``T_i = sum_r s_ri ln(s_ri / q_r)``, with 0 ln 0 = 0.

    Parameters
    ----------
    shares : array of float, shape (areas, ...)
        Each district's share of the industry; sums to 1 over areas.
    reference : array of float, same shape
        Each district's share of the reference; sums to 1 over areas.

    Raises
    ------
    ValueError
        A share is positive where the reference is 0; the positions are named.

    Notes
    -----
    Cutrini (2009, 2010); Bruelhart and Traeger (2005).

    Examples
    --------
    >>> round(float(relative_theil(np.array([0.5, 0.5]), np.array([0.25, 0.75]))), 6)
    0.143841
    """
    shares, reference = np.asarray(shares, dtype=float), np.asarray(reference, dtype=float)
    impossible = (shares > 0) & (reference == 0)
    if impossible.any():
        first = sorted(set(np.argwhere(impossible)[:, 0].tolist()))[:10]
        raise ValueError(f"A share is positive where the reference is 0, at positions {first}.")
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = shares * np.log(shares / reference)
    terms[shares == 0] = 0.0
    total = terms.sum(axis=0)
    return np.where(np.isnan(total), np.nan, np.maximum(total, 0.0))


def locational_gini(shares, reference) -> np.ndarray:
    """Return the locational Gini that weights districts by the reference, in [0, 1).

    Districts ordered by s/q; ``G = 1 - sum_k (X_k - X_k-1)(Y_k + Y_k-1)`` on cumulated q (X) and s (Y).

    Parameters
    ----------
    shares, reference : array of float, shape (areas, ...)
        Both sum to 1 over areas; a district that does not count has 0 in both.

    Notes
    -----
    Krugman (1991). EconGeo's ``hoover_gini`` is the same, its ``locational_gini`` is half of it.

    Examples
    --------
    >>> round(float(locational_gini(np.array([0.5, 0.5]), np.array([0.25, 0.75]))), 6)
    0.25
    """
    shares, reference = np.asarray(shares, dtype=float), np.asarray(reference, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        order = np.argsort(shares / reference, axis=0)
    held = np.take_along_axis(shares, order, axis=0)
    size = np.take_along_axis(reference, order, axis=0)
    curve = np.cumsum(held, axis=0)
    area = (size * (2 * curve - held)).sum(axis=0)
    return np.where(np.isnan(area), np.nan, np.maximum(1.0 - area, 0.0))


def equal_weight_gini(ratios) -> np.ndarray:
    """Return the Gini coefficient of the location quotients, every district counted the same, in [0, 1 - 1/n].

    Parameters
    ----------
    ratios : array of float, shape (areas, ...)
        Location quotients (s/q); NaN does not count.

    Notes
    -----
    Farhauer and Kroell (2013); REAT's ``gini.conc``.

    Examples
    --------
    >>> round(float(equal_weight_gini(np.array([0.25, 1 / 3, 0.5, 1.75, 2.0]))), 4)
    0.4069
    """
    ratios = np.asarray(ratios, dtype=float)
    number = (~np.isnan(ratios)).sum(axis=0)
    ordered = np.nan_to_num(np.sort(ratios, axis=0))
    rank = np.arange(1, len(ratios) + 1).reshape((-1,) + (1,) * (ratios.ndim - 1))
    total = ordered.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        gini = 2 * (rank * ordered).sum(axis=0) / (number * total) - (number + 1) / number
    return np.where((number > 0) & (total > 0), np.maximum(gini, 0.0), np.nan)


def herfindahl(shares, number) -> tuple[np.ndarray, np.ndarray]:
    """Return the Hirschman-Herfindahl index in [1/R, 1], and its normalised form in [0, 1].

    ``H = sum_r s_ri^2``; ``H* = (H - 1/R) / (1 - 1/R)``, NaN for a single district.

    Parameters
    ----------
    shares : array of float, shape (areas, ...)
    number : array of int, shape (...)
        Districts counted, R.

    Examples
    --------
    >>> [round(float(index), 2) for index in herfindahl(np.array([0.2, 0.5, 0.2, 0.1]), np.array(4))]
    [0.34, 0.12]
    """
    shares, number = np.asarray(shares, dtype=float), np.asarray(number, dtype=float)
    index = (shares**2).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        normalised = (index - 1 / number) / (1 - 1 / number)
    return index, np.where(number > 1, np.maximum(normalised, 0.0), np.nan)


def top_share(shares, number, percent: float = 5.0) -> tuple[np.ndarray, np.ndarray]:
    """Return the share held by the largest districts, and how many they are.

    ``k = max(1, floor(percent / 100 * R + 0.5))``: 19 of 380 at 5 per cent.

    Parameters
    ----------
    shares : array of float, shape (areas, ...)
    number : array of int, shape (...)
        Districts counted, R.
    percent : float
        Size of the top, in per cent of the districts.

    Examples
    --------
    >>> share, k = top_share(np.array([0.1, 0.6, 0.3]), np.array(3), 34)
    >>> float(share), int(k)
    (0.6, 1)
    """
    shares, top = np.asarray(shares, dtype=float), top_number(number, percent)
    largest = -np.partition(-shares, _partition(shares, top), axis=0)
    rank = np.arange(len(shares)).reshape((-1,) + (1,) * (shares.ndim - 1))
    return np.where(rank < top, largest, 0.0).sum(axis=0) + np.where(np.isnan(shares).any(axis=0), np.nan, 0), top


def top_number(number, percent: float) -> np.ndarray:
    """Return how many districts are the top: at least one.

    >>> top_number(np.array([380, 3]), 5).tolist()
    [19, 1]
    """
    return np.maximum(1, np.floor(percent / 100 * np.asarray(number) + 0.5)).astype(int)


def counted_districts(values, totals, reference=None) -> tuple[np.ndarray, np.ndarray]:
    """Return each district's size in the reference, and where it counts: it has a value, a total and a size.

    Parameters
    ----------
    values : array of float, shape (areas, industries, periods)
    totals : array of float, shape (areas, periods)
    reference : array of float, shape (areas,) or (areas, periods), optional
        By default the totals.

    Returns
    -------
    size : ndarray of float, shape (areas, industries, periods)
    counts : ndarray of bool, same shape

    >>> counted_districts(np.array([[[1.0]], [[np.nan]]]), np.array([[2.0], [3.0]]))[1].ravel().tolist()
    [True, False]
    """
    size = totals if reference is None else np.asarray(reference, dtype=float)
    size = np.broadcast_to((size[:, None] if size.ndim == 1 else size)[:, None, :], values.shape)
    return size, ~(np.isnan(values) | np.isnan(totals)[:, None, :] | np.isnan(size))


def _partition(shares, top) -> list[int]:
    """Return the ranks at which the largest shares must be cut."""
    return sorted({min(len(shares), int(k)) - 1 for k in np.unique(top)})


def comparable(values, totals, reference=None, names=None) -> dict:
    """Return the shares that an index compares, each industry and period over the districts that count in it.

    A district counts where it has a value, a total and a size in the reference; all shares add up to 1 over those.

    Parameters
    ----------
    values, totals, reference, names
        As in `indices`.

    Returns
    -------
    dict of ndarray
        ``counts`` (bool), ``share`` (s), ``weight`` (q) and ``economy`` (share of all industries), shape (areas,
        industries, periods), 0 where a district does not count; ``n_areas`` and ``coverage``, shape (industries,
        periods).

    Raises
    ------
    ValueError
        A district has output but no size in the reference.

    >>> found = comparable(np.array([[[1.0]], [[3.0]], [[np.nan]]]), np.array([[5.0], [5.0], [10.0]]))
    >>> found["share"].ravel().tolist(), found["weight"].ravel().tolist(), found["coverage"].tolist()
    ([0.25, 0.75, 0.0], [0.5, 0.5, 0.0], [[0.5]])
    """
    values, totals = np.asarray(values, dtype=float), np.asarray(totals, dtype=float)
    size, counts = counted_districts(values, totals, reference)
    own = np.broadcast_to(totals[:, None, :], values.shape)
    share, weight = shares_of(values, counts), shares_of(size, counts)
    _refuse_no_size(values, totals, reference, names)
    with np.errstate(divide="ignore", invalid="ignore"):
        coverage = np.where(counts, own, 0.0).sum(axis=0) / np.nansum(totals, axis=0)
    return {
        "counts": counts, "share": share, "weight": weight, "economy": shares_of(own, counts),
        "n_areas": counts.sum(axis=0), "coverage": coverage,
    }


def indices(values, totals, reference=None, percent: float = 5.0, names=None) -> dict:
    """Return every index of concentration for each industry and period, NaN for an industry without output.

    Parameters
    ----------
    values : array of float, shape (areas, industries, periods)
        Output or jobs, at least 0; NaN is missing. Each industry and period is computed over the districts that
        have a value and a total.
    totals : array of float, shape (areas, periods)
        All industries.
    reference : array of float, shape (areas,) or (areas, periods), optional
        Size of each district in the reference (surface, population, ...); by default the totals.
    percent : float
        Size of the top, in per cent of the districts.
    names : sequence of str, optional
        Codes of the districts, for messages.

    Returns
    -------
    dict of ndarray, shape (industries, periods)
        ``theil``, ``gini``, ``gini_lq``, ``hhi``, ``hhi_n``, ``top_shr``, ``top_k``, ``n_areas``, ``coverage``.

    Raises
    ------
    ValueError
        A district has output but no size in the reference.
    """
    values, totals = np.asarray(values, dtype=float), np.asarray(totals, dtype=float)
    _refuse_no_size(values, totals, reference, names)
    return by_industries(lambda block: _indices(block, totals, reference, percent), values, 0)


def _indices(values, totals, reference, percent: float) -> dict:
    basis = comparable(values, totals, reference)
    share, weight, economy, number = (basis[name] for name in ("share", "weight", "economy", "n_areas"))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(basis["counts"] & (economy > 0), share / economy, np.nan)
    concentrated, normalised = herfindahl(share, number)
    top, k = top_share(share, number, percent)
    return {
        "theil": relative_theil(share, weight), "gini": locational_gini(share, weight),
        "gini_lq": equal_weight_gini(ratio), "hhi": concentrated, "hhi_n": normalised, "top_shr": top,
        "top_k": np.where(np.isnan(top), np.nan, k), "n_areas": number, "coverage": basis["coverage"],
    }


def plant_index(panel, reference, plants, years: int) -> dict:
    """Return the index of Ellison and Glaeser of a panel and its trailing average; see `agglomeration`.

    Parameters
    ----------
    panel : Panel
    reference : array of float, shape (areas,), optional
    plants : array of float, shape (industries, periods)
        Herfindahl index of plant sizes; NaN is missing.
    years : int
        Periods in an average.

    Returns
    -------
    dict of ndarray, shape (industries, periods)
        ``gamma`` and ``gamma_av``.
    """
    size, counts = counted_districts(panel.values, panel.totals, reference)
    gamma = ellison_glaeser(shares_of(panel.values, counts), shares_of(size, counts), plants)
    return {"gamma": gamma, "gamma_av": trailing_mean(gamma, years)}


def _refuse_no_size(values, totals, reference, names) -> None:
    size, _ = counted_districts(values[:, :1], totals, reference)
    empty = np.flatnonzero((size == 0).any(axis=(1, 2)))
    held = (values[empty] > 0) & (size[empty] == 0) & ~np.isnan(totals[empty])[:, None, :]
    wrong = empty[held.any(axis=(1, 2))]
    if wrong.size:
        found = [str(place) if names is None else names[place] for place in wrong]
        raise ValueError(
            f"{counted(len(found), 'district')} with output but a reference of 0, so the index has no value: "
            f"{listed(found)}. Correct the reference (total, surface or population), or leave the district out."
        )


def table(panel, reference=None, percent: float = 5.0, years: int = 5, average_of: str = "index") -> dict:
    """Return the indices of a panel and their trailing averages, one row an industry and period.

    Parameters
    ----------
    panel : Panel
    reference : array of float, shape (areas,), optional
        Size of each district in the reference; by default the totals.
    percent : float
        Size of the top, in per cent of the districts.
    years : int
        Periods in an average.
    average_of : {"index", "values"}
        Mean of the indices, or index of the mean values.

    Returns
    -------
    dict of ndarray, shape (industries, periods)
        Those of `indices`, and each index once more with ``_av``.
    """
    found = indices(panel.values, panel.totals, reference, percent, panel.areas)
    if average_of == "values" and years > 1:
        means = trailing_mean(panel.values, years), trailing_mean(panel.totals, years)
        averages = indices(*means, reference, percent, panel.areas)
    else:
        averages = {name: trailing_mean(found[name], years) for name in INDICES}
    return {**found, **{f"{name}_av": averages[name] for name in INDICES}}


def trends(found: dict, industries, periods, break_year, notes, draws=None, confidence: float = 95.0) -> list[dict]:
    """Return what each index of each industry does over the years, one row each.

    Parameters
    ----------
    found : dict of ndarray, shape (industries, periods)
        As `table` returns them.
    industries, periods : sequence
    break_year : int or "auto"
    notes : Notes
        Told where the break year lies outside all averages.
    draws : dict of ndarray, shape (draws, industries, periods), optional
        The averages in the draws of a bootstrap.
    confidence : float
        Of their intervals, in per cent.
    """
    rows = []
    if len(periods) < 2:
        notes.info("There is one period only, so there are no trends.")
        return rows
    for place, industry in enumerate(industries):
        for name in INDICES:
            row = trend(found[f"{name}_av"][place], periods, break_year)
            if row is not None and draws:
                row = tested(row, draws[name][:, place], periods, confidence)
            if row is not None:
                rows.append({"industry": industry, "measure": name, **row})
    if rows and all(row["chg_after"] is None for row in rows):
        notes.info(f"No average lies before the break year ({break_year}), or none after it: trends are not split.")
    return rows
