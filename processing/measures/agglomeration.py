"""Concentration beyond that of plants: the index of Ellison and Glaeser."""

from __future__ import annotations

import numpy as np

from .codes import encode, key
from .notes import counted, listed
from .numbers import to_numbers, to_years


def ellison_glaeser(shares, reference, plants) -> np.ndarray:
    """Return the agglomeration index gamma: 0 for plants placed by chance, 1 for all in one place; may be negative.

    ``gamma = (G - (1 - sum q^2) H) / ((1 - sum q^2)(1 - H))``, ``G = sum_r (s - q)^2``, H the Herfindahl index of the
    sizes of the industry's plants.

    Parameters
    ----------
    shares, reference : array of float, shape (areas, ...)
        Each district's share of the industry and of the reference; both sum to 1 over areas.
    plants : array of float, shape (...)
        H, over 0 and up to 1; NaN is missing.

    Returns
    -------
    ndarray of float, shape (...)
        NaN where H is missing or 1 (one plant is nowhere by chance), or one district is the whole reference.

    Raises
    ------
    ValueError
        H is not over 0 and up to 1.

    Notes
    -----
    Ellison and Glaeser (1997).

    Examples
    --------
    >>> round(float(ellison_glaeser(np.array([0.5, 0.5]), np.array([0.25, 0.75]), np.array(0.1))), 6)
    0.259259
    """
    shares, reference, plants = (np.asarray(held, dtype=float) for held in (shares, reference, plants))
    if ((plants <= 0) | (plants > 1)).any():
        raise ValueError("The Herfindahl index of plants must be over 0 and at most 1.")
    spread = ((shares - reference) ** 2).sum(axis=0)
    room = 1 - (reference**2).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        gamma = (spread - room * plants) / (room * (1 - plants))
    return np.where((plants < 1) & (room > 1e-15), gamma, np.nan)


def plant_herfindahls(table, fields: dict, industries, periods, notes) -> np.ndarray:
    """Return the Herfindahl index of plants of each industry and period from its table, NaN where there is none.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``industry``, ``plant_hhi`` and, optionally, ``period``; without it an index is for all periods.
    fields : dict
        The name of each column in the user's own table, for messages.
    industries, periods : sequence
    notes : Notes
        Told of industries without an index.

    Returns
    -------
    ndarray of float, shape (industries, periods)

    Raises
    ------
    ValueError
        An index is not over 0 and up to 1, or an industry and period stands twice.
    """
    numbers, labels = encode(table["industry"])
    index = to_numbers(table["plant_hhi"], fields["plant_hhi"], notes)
    wrong = np.flatnonzero((index <= 0) | (index > 1))
    if wrong.size:
        raise ValueError(
            f"PLANT_HHI, field '{fields['plant_hhi']}', row {wrong[0] + 1:,}: {index[wrong[0]]:g} is no Herfindahl "
            "index, which is over 0 and at most 1. Correct the row.")
    years = to_years(table["period"], fields["period"], notes) if "period" in table else np.full(len(table), -2)
    place, known = {key(code): row for row, code in enumerate(industries)}, {}
    for row, (number, year) in enumerate(zip(numbers.tolist(), years.tolist())):
        if number >= 0 and year != -1 and known.setdefault((key(labels[number]), year), row) != row:
            raise ValueError(f"PLANT_HHI, row {row + 1:,}: {labels[number]} stands twice. Remove one of the rows, or "
                             "add a field of years.")
    found = np.full((len(industries), len(periods)), np.nan)
    for (code, year), row in known.items():
        if code in place and (year == -2 or year in periods):
            found[place[code], slice(None) if year == -2 else periods.index(year)] = index[row]
    without = [code for code, held in zip(industries, found) if np.isnan(held).all()]
    if len(without) == len(industries):
        raise ValueError(f"PLANT_HHI: no industry of the observations is in the table, which has {listed(labels)}. "
                         "Check the industry codes.")
    if without:
        notes.warning(f"{counted(len(without), 'industry', 'industries')} without a Herfindahl index of plants, so "
                      f"without gamma: {listed(without)}.")
    return found
