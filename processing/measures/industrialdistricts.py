"""Marshallian industrial districts by the four steps of Sforzi and ISTAT, and manufacturing against a target."""

from __future__ import annotations

import re

import numpy as np

from . import longtable
from .districts import positions
from .jobstable import Jobs
from .notes import Notes, counted, listed
from .sizeclasses import SIZES

_INHABITANTS = re.compile(r"^(tot_?|total_?)?(pop|inhab|resid|people|persons)", re.IGNORECASE)
STEPS = ("step1", "step2", "step3", "step4")


def prevalence(values, totals) -> np.ndarray:
    """Return how many jobs an area has beyond its usual share: x_ri - x_i x_r / x.

    Parameters
    ----------
    values : array of float, shape (areas, industries)
    totals : array of float, shape (areas,)
        All jobs. Areas that lack either are in no sum, industry by industry.

    Returns
    -------
    ndarray of float, shape (areas, industries)

    Source: Sforzi and ISTAT (2006).

    >>> prevalence(np.array([[40.0], [10.0]]), np.array([100.0, 100.0])).tolist()
    [[15.0], [-15.0]]
    """
    return values - _expected(values, totals)


def quotient(values, totals) -> np.ndarray:
    """Return location quotients, (x_ri / x_r) / (x_i / x), over the same areas as `prevalence`; NaN for 0 / 0.

    >>> quotient(np.array([[40.0], [10.0]]), np.array([100.0, 100.0])).tolist()
    [[1.6], [0.4]]
    """
    expected = _expected(values, totals)
    return np.divide(values, expected, out=np.full(values.shape, np.nan), where=expected > 0)


def _expected(values, totals) -> np.ndarray:
    there = ~np.isnan(values) & ~np.isnan(totals)[:, None]
    sums = np.where(there, values, 0.0).sum(axis=0)
    whole = np.where(there, totals[:, None], 0.0).sum(axis=0)
    share = np.divide(sums, whole, out=np.full(len(sums), np.nan), where=whole > 0)
    return np.where(there, totals[:, None] * share, np.nan)


def districts(jobs: Jobs, lq_above: float = 1.0, sme_over: float = 0.5, small_over: float = 0.5) -> dict:
    """Return the four steps of each area and what they rest on.

    1. Manufacturing systems: manufacturing's location quotient is above `lq_above`, and its prevalence higher than that
       of business and of consumer services.
    2. Of small and medium firms: of the three sizes the one with the highest location quotient within manufacturing is
       small or medium.
    3. A dominant industry: of the manufacturing industries with a location quotient above `lq_above` the one with the
       largest prevalence.
    4. Small and medium firms hold over `sme_over` of its jobs; where there is one medium firm only, small firms have
       more than `small_over` of the medium one's jobs.

    Parameters
    ----------
    jobs : Jobs
    lq_above, sme_over, small_over : float

    Returns
    -------
    dict of ndarray
        ``step1`` to ``step4`` (1, 0, NaN for not known), ``reached`` (how many are passed before the first that is not;
        NaN where that is not known), and the figures behind them, shape (areas,).

    Sources: ISTAT (2006), by F. Sforzi; Boix and Galletto (2006).
    """
    sums = np.stack([jobs.values[:, inside].sum(axis=(1, 2)) for inside in jobs.groups], axis=1)
    lq, more = quotient(sums, jobs.totals), prevalence(sums, jobs.totals)
    found = {"jobs": jobs.totals, "mfg_jobs": sums[:, 0], "mfg_lq": lq[:, 0], "mfg_prev": more[:, 0],
             "bus_prev": more[:, 1], "con_prev": more[:, 2]}
    found["step1"] = _all(_over(lq[:, 0], lq_above), _over(more[:, 0], more[:, 1]), _over(more[:, 0], more[:, 2]))
    found.update(_sizes(jobs))
    found.update(_dominant(jobs, lq_above))
    found.update(_small(jobs, found["place"], sme_over, small_over))
    passed = np.stack([found[step] for step in STEPS], axis=1)
    found["reached"] = _leading(passed)
    return found


def _leading(passed) -> np.ndarray:
    """Return how many steps are passed before the first that fails; NaN where one that is not known comes first.

    >>> _leading(np.array([[1, 1, 0, np.nan], [1, np.nan, 0, 1], [1, 1, 1, 1]])).tolist()
    [2.0, nan, 4.0]
    """
    reached = (passed == 1).cumprod(axis=1).sum(axis=1)
    next_step = np.column_stack([passed, np.zeros(len(passed))])[np.arange(len(passed)), reached]
    return np.where(np.isnan(next_step), np.nan, reached.astype(float))


def _over(values, limit) -> np.ndarray:
    """Return 1 where a value is over a limit, 0 where not, NaN where either is missing."""
    return np.where(np.isnan(values) | np.isnan(limit), np.nan, (values > limit).astype(float))


def _all(*parts) -> np.ndarray:
    """Return 1 where all are 1, 0 where one is 0, else NaN."""
    stacked = np.stack(parts)
    return np.where((stacked == 0).any(axis=0), 0.0, np.where(np.isnan(stacked).any(axis=0), np.nan, 1.0))


def _sizes(jobs: Jobs) -> dict:
    """Return the size with the highest quotient within manufacturing, its quotient, and step 2."""
    held = jobs.values[:, jobs.groups[0]].sum(axis=1)
    lq = quotient(held, held.sum(axis=1))
    known = ~np.isnan(held).any(axis=1) & (held.sum(axis=1) > 0)
    ranked = np.where(np.isnan(lq), -np.inf, lq)
    place, highest = ranked.argmax(axis=1), ranked.max(axis=1)
    small = ranked[:, :2].max(axis=1) > ranked[:, 2]
    nothing = np.nansum(held, axis=1) == 0
    step = np.where(known, small.astype(float), np.where(nothing & ~np.isnan(held).any(axis=1), 0.0, np.nan))
    labels = [SIZES[at] if there else None for at, there in zip(place, known)]
    return {"size_class": labels, "size_lq": np.where(known, highest, np.nan), "step2": step}


def _dominant(jobs: Jobs, lq_above: float) -> dict:
    """Return the dominant manufacturing industry (position, -1 for none), its figures, and step 3."""
    inside = jobs.groups[0]
    held = jobs.values[:, inside].sum(axis=2)
    lq, more = quotient(held, jobs.totals), prevalence(held, jobs.totals)
    unknown = np.isnan(held).any(axis=1) | np.isnan(jobs.totals)
    ranked = np.where(lq > lq_above, more, -np.inf)
    place, rows = ranked.argmax(axis=1), np.arange(len(ranked))
    has = np.isfinite(ranked.max(axis=1)) & ~unknown
    figures = [np.where(has, part[rows, place], np.nan) for part in (lq, more)]
    return {
        "place": np.where(has, inside[place], -1), "ind_lq": figures[0], "ind_prev": figures[1],
        "industry": [jobs.industries[inside[at]] if there else None for at, there in zip(place, has)],
        "step3": np.where(unknown, np.nan, has.astype(float)),
    }


def _small(jobs: Jobs, place, sme_over: float, small_over: float) -> dict:
    """Return what small and medium firms hold of the dominant industry, and step 4; none without such an industry."""
    rows, has = np.arange(len(place)), place >= 0
    held = jobs.values[rows, place]
    whole = held.sum(axis=1)
    share = np.divide(held[:, :2].sum(axis=1), whole, out=np.full(len(place), np.nan), where=has & (whole > 0))
    step, medium = _over(share, sme_over), np.full(len(place), np.nan)
    if jobs.firms is not None:
        medium = np.where(has, jobs.firms[rows, place, 1], np.nan)
        enough = _over(held[:, 0], small_over * held[:, 1])
        step = _all(step, np.where(np.isnan(medium), np.nan, np.where(medium == 1, enough, 1.0)))
    known = ~np.isnan(jobs.values[:, jobs.groups[0]].sum(axis=(1, 2)) + jobs.totals)
    step = np.where(has, step, np.where(known, 0.0, np.nan))
    return {"sme_share": share, "n_medium": medium, "step4": step}


def manufacturing_share(jobs, whole, target: float) -> dict:
    """Return manufacturing's share of jobs or of the labour force, and whether it reaches a target.

    Parameters
    ----------
    jobs, whole : array of float, shape (areas,)
        Manufacturing jobs, and all jobs or the labour force.
    target : float
        As a fraction.

    The target of 20 per cent is the European Union's.

    >>> found = manufacturing_share(np.array([7000.0]), np.array([17500.0]), 0.2)
    >>> found["mfg_share"].tolist(), found["target"].tolist()
    ([0.4], [1.0])
    """
    share = np.divide(jobs, whole, out=np.full(len(jobs), np.nan), where=np.asarray(whole) > 0)
    return {"mfg_share": share, "target": np.where(np.isnan(share), np.nan, (share >= target).astype(float))}


def columns(jobs: Jobs, found: dict, names: list) -> dict:
    """Return the steps as columns, one row for each area."""
    whole = (*STEPS, "reached", "target", "n_medium")
    texts = ("size_class", "industry")
    order = (*STEPS, "reached", "jobs", "mfg_jobs", "mfg_share", "target", "mfg_lq", "mfg_prev", "bus_prev", "con_prev",
             "size_class", "size_lq", "industry", "ind_lq", "ind_prev", "sme_share", "n_medium")
    return {"area": list(jobs.areas), "name": names, **{
        name: found[name] if name in texts else longtable.values(found[name], whole=name in whole) for name in order}}


def numbers(found: dict) -> dict:
    """Return the numbers that an algorithm declares."""
    reached = found["reached"]
    passed = {f"N_STEP{step}": int((reached >= step).sum()) for step in (1, 2, 3, 4)}
    return {"N_AREAS": len(reached), **passed, "N_TARGET": int((found["target"] == 1).sum()),
            "N_NOT_KNOWN": int(np.isnan(reached).sum())}


def tell(jobs: Jobs, found: dict, notes: Notes) -> None:
    """Say which areas cannot be judged, and what could not be looked at."""
    areas = np.array(jobs.areas, dtype=object)
    unknown = areas[np.isnan(found["reached"])]
    if unknown.size:
        notes.warning(
            f"{counted(unknown.size, 'area')} of which it is not known how far they get, since figures are missing: "
            f"{listed(unknown)}. If rows that are not in the table mean no jobs, set ABSENT to 'zero'.")
    if len(jobs.groups[0]) == 1:
        notes.warning(
            f"Manufacturing is one industry ({jobs.industries[jobs.groups[0][0]]}), so it is the dominant one wherever "
            "its location quotient is high enough. Bring divisions for steps 3 and 4.")
    if jobs.firms is None:
        notes.info("Without FIRMS_FIELD it is not looked at whether there is one medium firm only (step 4).")
    names = areas[found["reached"] == 4]
    if names.size:
        notes.info(f"Industrial districts: {listed(names)}.")


def labour_force(labour, population, fields: tuple, areas) -> np.ndarray:
    """Return the labour force, after a look at whether it is one.

    Parameters
    ----------
    labour, population : array of float, shape (areas,), or None for the latter
    fields : tuple of str
        The names of both fields.
    areas : sequence of str

    Raises
    ------
    ValueError
        The field is one of inhabitants by its name, or nowhere below them: a share of inhabitants is no share of the
        labour force.
    """
    if _INHABITANTS.match(fields[0]):
        raise ValueError(
            f"LABOUR_FIELD: '{fields[0]}' holds inhabitants. The target is for manufacturing's share of jobs or of the "
            "labour force: name a field of people in or looking for work, or leave it empty to take all jobs.")
    if (labour < 0).any():
        raise ValueError(f"LABOUR_FIELD: field '{fields[0]}' has numbers below zero. Correct them.")
    if population is not None and (labour >= population).any():
        first = int(np.argmax(labour >= population))
        raise ValueError(
            f"LABOUR_FIELD: in {areas[first]} the labour force '{fields[0]}' ({labour[first]:,.0f}) is not below the "
            f"population '{fields[1]}' ({population[first]:,.0f}), so it holds inhabitants. Name a field of people in "
            "or looking for work, or leave it empty to take all jobs.")
    return labour


def spread(found: dict, areas: list, names: list) -> dict:
    """Return the columns for the areas of a layer; one without jobs has None."""
    place = positions(areas, found["area"])
    drawn = {name: [column[at] if at >= 0 else None for at in place] for name, column in found.items()}
    return {**drawn, "area": areas, "name": [name or other for name, other in zip(names, drawn["name"])]}


def sentence(numbers: dict, of: str, target: float) -> str:
    """Return the result in a sentence.

    >>> sentence({"N_AREAS": 5, "N_STEP1": 3, "N_STEP2": 2, "N_STEP3": 2, "N_STEP4": 1, "N_TARGET": 2}, "jobs", 20)
    'Of 5 areas 3 are manufacturing systems, 2 of small and medium firms, 2 with a dominant industry, 1 an industrial \
district; in 2 manufacturing has 20 per cent of jobs or more.'
    """
    last = "an industrial district" if numbers["N_STEP4"] == 1 else "industrial districts"
    return (f"Of {counted(numbers['N_AREAS'], 'area')} {numbers['N_STEP1']:,} are manufacturing systems, "
            f"{numbers['N_STEP2']:,} of small and medium firms, {numbers['N_STEP3']:,} with a dominant industry, "
            f"{numbers['N_STEP4']:,} {last}; in {numbers['N_TARGET']:,} manufacturing has {target:g} per cent of {of} "
            "or more.")
