"""The location quotient of each district in each industry, and what goes with it."""

from __future__ import annotations

import numpy as np

from .blocks import by_industries

LOW, HIGH = 0.8, 1.25


def location_quotients(values, totals, reference=None) -> dict:
    """Return location quotients and their companions, all of the shape of `values`, NaN where undefined.

    ``LQ_ri = (x_ri / x_r) / (x_i / x)``, with x_i and x over the districts that have both a value and a total.

    Parameters
    ----------
    values : array of float, shape (areas, industries, periods)
        Output or jobs, at least 0; NaN is missing.
    totals : array of float, shape (areas, periods)
        All industries, in the same unit.
    reference : tuple of arrays, shapes (industries, periods) and (periods,), optional
        Values and total of a wider area, to be used as denominators instead of the sums.

    Returns
    -------
    dict of ndarray, shape (areas, industries, periods)
        ``lq`` (0 and up), ``share`` (x_ri/x_i), ``own_share`` (x_ri/x_r), ``sym_lq`` ((LQ-1)/(LQ+1), -1 to 1),
        ``z`` (standard score of ln LQ over districts with LQ > 0, sd with n-1), ``theil_c`` (the district's term
        of the relative Theil index, in nats).

    Raises
    ------
    ValueError
        A value or total is negative.

    Notes
    -----
    z after O'Donoghue and Gleave (2004); Theil terms after Cutrini (2010).

    Examples
    --------
    >>> import numpy as np
    >>> found = location_quotients(np.array([[[30.0]], [[10.0]]]), np.array([[60.0], [100.0]]))
    >>> [round(float(lq), 3) for lq in found["lq"].ravel()]
    [2.0, 0.4]
    """
    values, totals = np.asarray(values, dtype=float), np.asarray(totals, dtype=float)
    if (values < 0).any() or (totals < 0).any():
        raise ValueError("A location quotient needs values and totals of at least 0.")
    if reference is None:
        return by_industries(lambda block: _companions(block, totals), values, 1)
    wider = np.concatenate([values, np.asarray(reference[0], dtype=float)[None]])
    return by_industries(lambda block: _companions(block[:-1], totals, (block[-1], reference[1])), wider, 1)


def _companions(values, totals, reference=None) -> dict:
    own_total = np.broadcast_to(totals[:, None, :], values.shape)
    counts = ~(np.isnan(values) | np.isnan(own_total))
    if reference is None:
        industry = np.where(counts, values, 0.0).sum(axis=0)
        everything = np.where(counts, own_total, 0.0).sum(axis=0)
    else:
        industry, everything = reference[0], np.broadcast_to(reference[1], reference[0].shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(counts, values / industry, np.nan)
        own_share = values / own_total
        quotient = own_share / (industry / everything)
        for found in (share, own_share, quotient):
            found[~np.isfinite(found)] = np.nan
        size = own_total / everything
        terms = share * np.log(share / size)
        terms[(share == 0) & counts] = 0.0
        terms[~np.isfinite(terms)] = np.nan
    return {
        "lq": quotient, "share": share, "own_share": own_share, "sym_lq": (quotient - 1) / (quotient + 1),
        "z": _standard_score(quotient), "theil_c": terms,
    }


def _standard_score(quotient) -> np.ndarray:
    """Return (ln LQ - mean) / sd over districts with LQ > 0; NaN where LQ is 0 or the spread is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logarithm = np.where(quotient > 0, np.log(quotient), np.nan)
        number = (~np.isnan(logarithm)).sum(axis=0)
        mean = np.nansum(logarithm, axis=0) / number
        spread = np.sqrt(np.nansum((logarithm - mean) ** 2, axis=0) / (number - 1))
        score = (logarithm - mean) / np.where(spread > 1e-12, spread, np.nan)
    return score


def specialisation_class(quotient) -> np.ndarray:
    """Return ``under``, ``at`` (0.8 to 1.25) or ``over`` for each location quotient, None where there is none.

    The limits are this project's choice: 4/5 and 5/4.

    >>> specialisation_class(np.array([0.5, 0.8, 1.25, 2, np.nan])).tolist()
    ['under', 'at', 'at', 'over', None]
    """
    quotient = np.asarray(quotient, dtype=float)
    position = np.where(np.isnan(quotient), 3, (quotient >= LOW).astype(int) + (quotient > HIGH))
    return np.array(["under", "at", "over", None], dtype=object)[position]


def caution(values, minimum: float) -> np.ndarray:
    """Return 1 where a value is under the minimum, 0 where not, NaN where it is missing.

    >>> caution(np.array([4.0, 5.0, np.nan]), 5).tolist()
    [1.0, 0.0, nan]
    """
    values = np.asarray(values, dtype=float)
    return np.where(np.isnan(values), np.nan, (values < minimum).astype(float))
