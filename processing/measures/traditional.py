"""Traditional industrial regions: where manufacturing and mining jobs stood out in the base year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import arealevels, reference
from .codes import as_text, encode, key
from .longtable import values
from .notes import Notes, counted, listed
from .numbers import to_numbers

PAPER_SHARE = 0.338
MULTIPLES = (0.5, 1.0, 1.5)


def threshold(shares, k: float = 1.0, mean: str = "regions", sd: str = "sample", national=None) -> tuple:
    """Return the centre, the standard deviation and the threshold ``mean + k * sd``.

    Parameters
    ----------
    shares : array of float, shape (regions,)
        Manufacturing and mining jobs in all jobs, 0 to 1; NaN does not count.
    k : float
        Standard deviations above the mean; the paper's is 1.
    mean : {"regions", "national"}
        Mean of the regions' shares, or the national share.
    sd : {"sample", "population"}
        Divisor n - 1 or n; always about the mean of the regions.
    national : float, optional
        The national share, needed for ``mean="national"``.

    Raises
    ------
    ValueError
        Fewer than two regions, or the national share is not known.

    Notes
    -----
    Sunley et al. (2023): above one standard deviation over the national mean, 33.8 per cent in 1971.

    >>> [round(float(part), 4) for part in threshold(np.array([0.2, 0.3, 0.4]))]
    [0.3, 0.1, 0.4]
    """
    shares = np.asarray(shares, dtype=float)
    known = shares[~np.isnan(shares)]
    if known.size < 2:
        raise ValueError(
            f"A standard deviation needs at least two regions with a share; there {'is' if known.size else 'are'} "
            f"{known.size}. Give more regions, or a fixed THRESHOLD."
        )
    if mean == "national" and (national is None or np.isnan(national)):
        raise ValueError(
            "MEAN is 'national', but the national share is not known from shares alone. Give the fields of jobs and "
            "of all jobs, or set MEAN to 'regions'."
        )
    centre = float(national) if mean == "national" else float(known.mean())
    spread = float(known.std(ddof=1 if sd == "sample" else 0))
    spread = spread if spread > 1e-12 else 0.0  # equal shares differ by rounding alone
    return centre, spread, centre + k * spread


def is_over(shares, limit: float) -> np.ndarray:
    """Tell which shares lie over a limit, by more than rounding.

    >>> is_over(np.array([0.3, 0.31]), 0.1 * 3).tolist()
    [False, True]
    """
    return np.asarray(shares, dtype=float) - limit > 1e-12


def sensitivity(shares, names, national=None) -> list[dict]:
    """Return which regions each combination of mean, standard deviation and multiple flags.

    Parameters
    ----------
    shares : array of float, shape (regions,)
    names : sequence of str, length regions
    national : float, optional
        Without it only the mean of the regions is tried.

    Returns
    -------
    list of dict
        ``mean``, ``sd``, ``k``, ``threshold``, ``n_regions``, ``regions``.

    >>> [row["n_regions"] for row in sensitivity(np.array([0.1, 0.1, 0.4]), ["a", "b", "c"])][:3]
    [1, 1, 0]
    """
    rows = []
    shares = np.asarray(shares, dtype=float)
    for mean in ("regions", "national") if national is not None else ("regions",):
        for sd in ("sample", "population"):
            for k in MULTIPLES:
                limit = threshold(shares, k, mean, sd, national)[2]
                flagged = sorted(name for name, over in zip(names, is_over(shares, limit)) if over)
                rows.append({
                    "mean": mean, "sd": sd, "k": k, "threshold": limit,
                    "n_regions": len(flagged), "regions": ", ".join(flagged),
                })
    return rows


def as_fraction(shares) -> tuple[np.ndarray, bool]:
    """Return shares as fractions, and whether they came in per cent (one is over 1).

    Raises
    ------
    ValueError
        A share is negative or over 100 per cent.

    >>> as_fraction(np.array([33.8, 20.0]))
    (array([0.338, 0.2  ]), True)
    """
    shares = np.asarray(shares, dtype=float)
    per_cent = bool(np.nanmax(shares, initial=0.0) > 1)
    if np.nanmin(shares, initial=0.0) < 0 or np.nanmax(shares, initial=0.0) > 100:
        raise ValueError("A share lies outside 0 to 100 per cent. Check the field of shares.")
    return (shares / 100 if per_cent else shares), per_cent


@dataclass
class Rule:
    """How the threshold is set; each attribute is the parameter of the same name."""

    mean: str = "regions"
    sd: str = "sample"
    k: float = 1.0
    fixed: float | None = None


@dataclass
class Flags:
    """Which regions and districts are traditionally industrial, and why.

    Attributes
    ----------
    districts : dict of list
        ``tir``, ``region``, ``share``, ``zscore``, ``straddles``, one value a district.
    flagged : list of str
        Codes of the regions.
    threshold : float
        As a fraction.
    rule : str
        One sentence.
    sensitivity : list of dict
    """

    districts: dict
    flagged: list
    threshold: float
    rule: str
    sensitivity: list


def by_preset(areas, field, notes: Notes) -> Flags:
    """Return the flags of the 11 regions that the paper names.

    Parameters
    ----------
    areas : pandas.DataFrame
        Columns ``area`` and, where `field` is given, ``region`` (NUTS 2 codes of 2013).
    field : str or None
        Name of the user's field of regions; without it the district's code decides.
    notes : Notes

    Raises
    ------
    ValueError
        The field holds other codes than NUTS 2 of 2013, or no district code is known.
    """
    flagged = [row["nuts2"] for row in reference.read("tir_paper")]
    lookup = {row["area"]: row for row in reference.read("lad_nuts2013")}
    notes.info("The paper speaks of 12 regions and names 11; the preset holds those 11.")
    known = [lookup.get(key(code)) for code in areas["area"]]
    if field is not None:
        regions = [_code(code) for code in areas["region"]]
        valid = {row["nuts2"] for row in lookup.values()} | {"UKN0"}
        strange = sorted({code for code in regions if code is not None and key(code) not in valid})
        if strange:
            raise ValueError(
                f"REGION_FIELD: '{field}' holds {listed(strange, 5)}, which are no NUTS 2 codes of 2013 (such as UKG3; "
                "ITL codes and later NUTS differ). Choose another field, or leave REGION_FIELD empty to go by code."
            )
        regions = [None if code is None else key(code) for code in regions]
    else:
        if not any(known):
            raise ValueError(
                "No district has a code that the preset knows (local authority districts of Great Britain, 2011 to "
                "2025). Choose the right AREA_CODE, or name the districts' NUTS 2 region (2013) in REGION_FIELD."
            )
        regions = [row["nuts2"] if row else None for row in known]
    _tell_homeless(areas["area"], regions, notes)
    straddles = [int(row["straddles"]) if row else None for row in known]
    districts = {
        "tir": [None if code is None else int(code in flagged) for code in regions], "region": regions,
        "share": [None] * len(regions), "zscore": [None] * len(regions), "straddles": straddles,
    }
    rule = "The 11 NUTS 2 regions (2013) named by Sunley et al. (2023), over 33.8 per cent of jobs in 1971."
    there = [code for code in flagged if code in set(regions)]
    if len(there) < len(flagged):
        notes.info(f"{len(flagged) - len(there)} of the 11 regions have no district in this layer.")
    row = {
        "mean": "paper", "sd": "paper", "k": 1.0, "threshold": PAPER_SHARE, "n_regions": len(flagged),
        "regions": ", ".join(flagged),
    }
    return Flags(districts, there, PAPER_SHARE, rule, [row])


def by_share(areas, regions, national, rule: Rule, straddles, notes: Notes) -> Flags:
    """Return the flags from the regions' shares.

    Parameters
    ----------
    areas : pandas.DataFrame
        Columns ``area`` and ``region``.
    regions : pandas.DataFrame
        Columns ``region`` and ``share`` (fractions).
    national : float or None
        The national share, if it is known.
    rule : Rule
    straddles : array of float, shape (areas,), or None
        1 where a district lies in two regions, if that is known.
    notes : Notes
    """
    shares = regions["share"].to_numpy(dtype=float)
    if rule.fixed is not None:
        limit = rule.fixed if rule.fixed <= 1 else round(rule.fixed / 100, 12)
        sentence = f"Over {limit * 100:.4g} per cent of jobs (a fixed threshold)."
        scores = np.full(len(shares), np.nan)
    else:
        centre, spread, limit = threshold(shares, rule.k, rule.mean, rule.sd, national)
        what = "the mean of the regions" if rule.mean == "regions" else "the national share"
        sentence = (
            f"Over {limit * 100:.4g} per cent of jobs, {rule.k:g} {rule.sd} standard deviation(s) of "
            f"{spread * 100:.4g} above {what}, {centre * 100:.4g} per cent."
        )
        scores = (shares - centre) / spread if spread > 0 else np.full(len(shares), np.nan)
    place = {key(code): position for position, code in enumerate(regions["region"])}
    codes = [_code(code) for code in areas["region"]]
    at = [place.get(key(code), -1) if code is not None else -1 for code in codes]
    if not any(position >= 0 for position in at):
        raise ValueError(
            f"No district lies in a region of the table: the districts have "
            f"{listed(sorted(set(filter(None, codes))), 3)}, the table has {listed(regions['region'], 3)}. Check "
            "REGION_FIELD and REGION_CODE, or, where districts go by place, that both layers cover the same country."
        )
    _tell_homeless(areas["area"], [None if position < 0 else position for position in at], notes)
    at = np.array(at)
    held = np.append(shares, np.nan)[at]
    flag = np.where(np.isnan(held), np.nan, is_over(held, limit).astype(float))
    districts = {
        "tir": values(flag, whole=True), "region": codes, "share": values(held),
        "zscore": values(np.append(scores, np.nan)[at]),
        "straddles": [None] * len(codes) if straddles is None else values(straddles, whole=True),
    }
    flagged = [str(code) for code, over in zip(regions["region"], is_over(shares, limit)) if over]
    rows = sensitivity(shares, regions["region"], national) if (~np.isnan(shares)).sum() > 1 else []
    if rule.fixed is not None:
        rows.insert(0, {
            "mean": "fixed", "sd": "none", "k": None, "threshold": limit, "n_regions": len(flagged),
            "regions": ", ".join(flagged),
        })
    return Flags(districts, flagged, limit, sentence, rows)


def clean_regions(frame, layer: str, fields: dict, nations: str, notes: Notes) -> tuple:
    """Return regions with clean codes and a share each, and the national share, None if it is not known.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``region``, ``geometry`` and either ``share`` or ``total`` and ``jobs 0``, ``jobs 1``, ...
    layer : str
        Its name, for messages.
    fields : dict
        The names of these columns in the user's table, for messages.
    nations : {"gb", "uk"}
        With ``gb`` the regions of Northern Ireland are left out.
    notes : Notes

    Raises
    ------
    ValueError
        No region, a region in several rows with figures, jobs over the total, or a total of 0.
    """
    if not len(frame):
        raise ValueError(f"The layer '{layer}' of regions has no rows. Check its filter and its selection.")
    number, labels = encode(frame["region"])
    if (number < 0).any():
        notes.warning(f"{counted(int((number < 0).sum()), 'region')} without a code left out.")
    frame = frame[number >= 0].reset_index(drop=True)
    frame["region"] = [labels[place] for place in number[number >= 0]]
    kept = arealevels.choose(frame["region"].tolist(), "", nations, notes)
    frame = frame[kept].reset_index(drop=True)
    again = frame["region"][frame["region"].duplicated()].unique().tolist()
    if again:
        raise ValueError(f"REGIONS: {listed(again)} in several rows. Give one row for each region.")
    fill = _given_shares if "share" in fields else _computed_shares
    national = fill(frame, fields, notes)
    missing = frame["region"][frame["share"].isna()].tolist()
    if missing:
        notes.warning(f"{counted(len(missing), 'region')} without a share: no flag. {listed(missing)}.")
    return frame, national


def _given_shares(frame, fields: dict, notes: Notes):
    frame["share"], per_cent = as_fraction(to_numbers(frame["share"], fields["share"], notes))
    notes.info(f"Field '{fields['share']}' is read {'in per cent' if per_cent else 'as a fraction'}.")
    if "total" not in fields:
        return None
    share, total = frame["share"].to_numpy(), to_numbers(frame["total"], fields["total"], notes)
    known = ~np.isnan(share) & (total > 0)
    return float((share * total)[known].sum() / total[known].sum()) if known.any() else None


def _computed_shares(frame, fields: dict, notes: Notes):
    parts = [to_numbers(frame[name], fields[name], notes) for name in fields if name.startswith("jobs ")]
    jobs, total = sum(parts), to_numbers(frame["total"], fields["total"], notes)
    wrong = np.any([part < 0 for part in parts], axis=0) | (jobs > total) | (total <= 0)
    if wrong.any():
        raise ValueError(
            f"REGIONS: jobs are negative or over the total, or the total is 0, in "
            f"{listed(frame['region'][wrong].tolist())}. Check JOBS_FIELDS and TOTAL_FIELD."
        )
    frame["share"] = jobs / total
    known = ~np.isnan(jobs) & ~np.isnan(total)
    return float(jobs[known].sum() / total[known].sum()) if known.any() else None


def _code(value):
    """Return a code as text, None where it is missing or empty."""
    text = "" if value is None or value != value else as_text(value)
    return text or None


def _tell_homeless(districts, regions, notes: Notes) -> None:
    homeless = [code for code, region in zip(districts, regions) if region is None]
    if homeless:
        notes.warning(f"{counted(len(homeless), 'district')} without a region: no flag. {listed(homeless)}.")
