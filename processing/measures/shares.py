"""What types of area hold of an industry: shares, location quotients and output of groups of districts, over time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .codes import key
from .concentration import shares_of, top_number
from .industrycodes import intervals
from .localisation import ALL
from .notes import Notes, counted, listed
from .panel import Panel, counted_cells
from .quotients import location_quotients
from .series import trailing_mean

ROUNDED = 0.005
PARTS = ("all", "leading", "other")
AVERAGES = {"share_av": "share", "lq_pool_av": "lq_pooled", "lq_mean_av": "lq_mean", "value_av": "value"}


def with_sum(panel: Panel, level: str, notes: Notes) -> Panel:
    """Return the panel with one more industry, ``*``: all of it together, of each district that has every code.

    Parameters
    ----------
    panel : Panel
    level : {"finest", "coarsest", "listed"}
        Which of several codes that overlap count; see `industrycodes.disjoint`.
    notes : Notes
        Told which codes are summed, which districts lack one, so that their sum is missing, and whether the sum is
        one of the industries again, as that of all its parts is.

    Raises
    ------
    ValueError
        The panel has an industry ``*`` already, or the codes cannot be told apart.
    """
    if ALL in panel.industries:
        raise ValueError(f"The table has an industry called '{ALL}', which is the name of the sum. Rename it.")
    several = panel.disjoint(level, notes)
    together = several.values.sum(axis=1, keepdims=True)
    _tell_sum(panel, several, together[:, 0], notes)
    there = several.present.any(axis=1, keepdims=True)
    return replace(
        panel, industries=[*panel.industries, ALL], values=np.concatenate([panel.values, together], axis=1),
        present=np.concatenate([panel.present, there], axis=1))


def _tell_sum(panel: Panel, several: Panel, together, notes: Notes) -> None:
    notes.info(f"'{ALL}' is the sum of {counted(len(several.industries), 'code')}: {listed(several.industries, 60)}.")
    same = _same(panel, several, together)
    if same:
        notes.info(f"'{ALL}' is the same as {same}.")
    lacking = np.isnan(together) & several.present.any(axis=1)
    if lacking.any():
        gaps = (np.isnan(several.values) & lacking[:, None]).any(axis=2)
        names = []
        for place in np.flatnonzero(lacking.any(axis=1)):
            codes = [code for code, gap in zip(several.industries, gaps[place]) if gap]
            names.append(f"{panel.areas[place]} ({listed(codes, 2)})")
        periods = f" ({counted(int(lacking.sum()), 'district-period')})" if lacking.shape[1] > 1 else ""
        notes.warning(f"{counted(len(names), 'district')} left out of '{ALL}' for lack of a code{periods}: "
                      f"{listed(names)}.")


def _same(panel: Panel, several: Panel, together) -> str:
    """Return the industry that holds all the codes summed and has their sum but for rounding, empty if none does."""
    spans = intervals(panel.industries)

    def holds(whole, part):
        own, other = spans.get(whole), spans.get(part)
        return whole == part or (own and other and own[0] <= other[0] and other[1] <= own[1])

    for place, code in enumerate(panel.industries):
        both = ~np.isnan(panel.values[:, place]) & ~np.isnan(together)
        gap = np.abs(panel.values[:, place] - together)[both].sum()
        if both.any() and all(holds(code, part) for part in several.industries) and (
                gap <= ROUNDED * np.abs(together[both]).sum()):
            return code
    return ""


def leading_districts(values, counts, percent: float, codes) -> np.ndarray:
    """Return which districts are the largest of each industry and period: k of the R that count.

    ``k = max(1, floor(percent / 100 * R + 0.5))``, as in `concentration.top_share`; equal districts in order of code.

    Parameters
    ----------
    values : array of float, shape (areas, industries, periods)
    counts : array of bool, same shape
    percent : float
    codes : sequence of str, length areas

    Returns
    -------
    ndarray of bool, shape (areas, industries, periods)

    >>> table = np.array([[[5.0]], [[5.0]], [[9.0]]])
    >>> leading_districts(table, table > 0, 67, ["C", "B", "A"]).ravel().tolist()
    [False, True, True]
    """
    top = top_number(counts.sum(axis=0), percent)
    by_code = np.array(sorted(range(len(codes)), key=lambda place: key(codes[place])))
    size = np.where(counts, values, -np.inf)[by_code]
    rank = np.argsort(np.argsort(-size, axis=0, kind="stable"), axis=0, kind="stable")
    found = np.empty(counts.shape, dtype=bool)
    found[by_code] = rank < top
    return found & counts


def shares(values, totals, groups, output=None, split=None, codes=None) -> dict:
    """Return what each group holds of each industry and period, over the districts that have a value and a total.

    ``share = sum_g x_ri / x_i``; ``lq_pooled = (sum_g x_ri / sum_g x_r) / (x_i / x)``; ``lq_mean`` is the mean of the
    location quotients of its districts.

    Parameters
    ----------
    values : array of float, shape (areas, industries, periods)
        Output or jobs, at least 0; NaN is missing.
    totals : array of float, shape (areas, periods)
        All industries.
    groups : Groups
        The group of each district.
    output : array of float, shape of `values`, optional
        What ``value`` adds up, where that is not `values`: output in the prices of one year.
    split : float, optional
        Per cent of the districts that are leading; each group is then also given by leading and other districts.
    codes : sequence of str, optional
        Codes of the districts, for the order of equal ones; needed where there is a split.

    Returns
    -------
    dict of ndarray, shape (industries, periods, groups, parts)
        ``n_areas``, ``value``, ``share`` (0 to 1; those of part ``all`` add up to 1), ``lq_pooled``, ``lq_mean``; NaN
        for a group of which no district counts, and shares and quotients of an industry without output.

    Notes
    -----
    The pooled quotient is a reading of Sunley et al. (2023), Figure 6; leading districts are after their Figure 5.

    Examples
    --------
    >>> from .groups import Groups
    >>> table, totals = np.array([[[2.0]], [[3.0]], [[5.0]]]), np.array([[10.0], [30.0], [60.0]])
    >>> found = shares(table, totals, Groups(np.array([0, 0, 1]), ["TIR", "rest"], "type"))
    >>> found["share"].ravel().tolist(), found["lq_pooled"].round(3).ravel().tolist()
    ([0.5, 0.5], [1.25, 0.833])
    """
    values, totals = np.asarray(values, dtype=float), np.asarray(totals, dtype=float)
    own = np.broadcast_to(totals[:, None, :], values.shape)
    counts = ~(np.isnan(values) | np.isnan(own))
    masks = [counts]
    if split is not None:
        leading = leading_districts(values, counts, split, codes)
        masks += [leading, counts & ~leading]
    share, size = shares_of(values, counts), shares_of(own, counts)
    there = groups.sums(counts) > 0
    quotient = location_quotients(values, totals)["lq"]
    held = values if output is None else np.asarray(output, dtype=float)
    parts = [_of_part(mask, groups, there, held, share, size, quotient) for mask in masks]
    return {name: np.stack([np.moveaxis(part[name], 0, -1) for part in parts], axis=-1) for name in parts[0]}


def _of_part(mask, groups, there, held, share, size, quotient) -> dict:
    """Return the sums over some districts of each group, shape (groups, industries, periods)."""
    empty = np.isnan(share).any(axis=0)
    value, of_industry, of_everything = (groups.sums(np.where(mask, block, 0.0)) for block in (held, share, size))
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = np.where((of_everything > 0) & ~empty, of_industry / of_everything, np.nan)
        has = mask & ~np.isnan(quotient)
        mean = groups.sums(np.where(has, quotient, 0.0)) / np.where(groups.sums(has) > 0, groups.sums(has), np.nan)
    return {
        "n_areas": groups.sums(mask), "value": np.where(there, value, np.nan),
        "share": np.where(there & ~empty, of_industry, np.nan), "lq_pooled": pooled, "lq_mean": mean,
    }


def table(panel: Panel, groups, years: int = 5, base_year=None, output=None, split=None) -> dict:
    """Return the shares of a panel with an index of output and trailing averages.

    Parameters
    ----------
    panel : Panel
    groups : Groups
    years : int
        Periods in an average.
    base_year : int, optional
        Year in which ``index`` is 100; without it there is none.
    output, split
        As in `shares`.

    Returns
    -------
    dict of ndarray, shape (industries, periods, groups, parts)
        As `shares`, with ``index``, ``share_av``, ``lq_pool_av``, ``lq_mean_av`` and ``value_av``.

    Raises
    ------
    ValueError
        The base year is not there.
    """
    found = shares(panel.values, panel.totals, groups, output, split, panel.areas)
    value = found["value"]
    found["index"] = np.full(value.shape, np.nan)
    if base_year is not None:
        base = value[:, [year_at("BASE_YEAR", base_year, panel.periods)]]
        with np.errstate(divide="ignore", invalid="ignore"):
            found["index"] = np.where(base > 0, value / base * 100, np.nan)
    for name, yearly in AVERAGES.items():
        found[name] = np.moveaxis(trailing_mean(np.moveaxis(found[yearly], 1, -1), years), -1, 1)
    return found


def year_at(parameter: str, year, periods, averaged=None) -> int:
    """Return the position of a year that the user named, among all years or those that have an average.

    Raises
    ------
    ValueError
        It is not there.

    >>> year_at("BASE_YEAR", 2001, [2000, 2001]), year_at("FROM", 2001, [2000, 2001], [2001])
    (1, 0)
    """
    if list(periods) == [None]:
        raise ValueError(f"{parameter}: the table has no years. Leave {parameter} empty, or name PERIOD_FIELD.")
    there, what = (list(periods), "figures") if averaged is None else (averaged, "averages")
    if year not in there:
        raise ValueError(
            f"{parameter}: there are no {what} for {year:g}; there are {what} for {', '.join(map(str, there))}."
            if there else f"{parameter}: there are no averages, since there are too few years. Set AVERAGE_YEARS to 1.")
    return there.index(year)


def changes(found: dict, periods, years: int, first, last, notes: Notes) -> dict | None:
    """Return both ends of the averages and the change between them, None where there are no two.

    Parameters
    ----------
    found : dict of ndarray, shape (industries, periods, groups, parts)
        As `table` returns them.
    periods : sequence of int
    years : int
        Periods in an average.
    first, last : int or None
        The years compared; by default the first and the last average.
    notes : Notes
        Told where there is nothing to compare.

    Returns
    -------
    dict of ndarray, shape (industries, groups, parts)
        ``from_yr``, ``to_yr``; shares, pooled quotients and values at both ends (``share_from``, ``share_to``, ...),
        ``share_chg`` and ``lq_chg`` (differences), ``growth_pc`` (NaN where the start is 0).

    Raises
    ------
    ValueError
        A year has no average, or the first does not lie before the last.
    """
    averaged = list(periods)[years - 1:]
    places = [end if year is None else year_at(name, year, periods, averaged)
              for name, year, end in (("FROM", first, 0), ("TO", last, len(averaged) - 1))]
    if len(averaged) < 2:
        notes.info("There are no two averages, so there are no changes.")
        return None
    if places[0] >= places[1]:
        raise ValueError(f"FROM ({averaged[places[0]]}) must lie before TO ({averaged[places[1]]}).")
    ends = [{short: found[name][:, years - 1 + place] for short, name in (
        ("share", "share_av"), ("lq", "lq_pool_av"), ("val", "value_av"))} for place in places]
    shape = ends[0]["share"].shape
    changed = {"from_yr": np.full(shape, averaged[places[0]]), "to_yr": np.full(shape, averaged[places[1]])}
    for short in ("share", "lq", "val"):
        changed.update({f"{short}_from": ends[0][short], f"{short}_to": ends[1][short]})
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = np.where(ends[0]["val"] > 0, (ends[1]["val"] / ends[0]["val"] - 1) * 100, np.nan)
    return {
        **changed, "share_chg": ends[1]["share"] - ends[0]["share"], "lq_chg": ends[1]["lq"] - ends[0]["lq"],
        "growth_pc": growth,
    }


def tell_changing_districts(panel: Panel, notes: Notes) -> None:
    """Warn where output of different years is of different districts, since some figures are missing."""
    counts = counted_cells(panel)
    moving = (counts.any(axis=2) & ~counts.all(axis=2)).any(axis=0)
    if moving.any():
        names = [code for code, moves in zip(panel.industries, moving) if moves]
        notes.warning(
            f"{counted(len(names), 'industry', 'industries')} with figures of more districts in some years than in "
            f"others, which moves value, index and growth too (see n_areas): {listed(names)}.")
