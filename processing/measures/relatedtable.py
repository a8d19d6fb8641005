"""Relatedness as the columns of tables, in plain Python values that a feature can hold."""

from __future__ import annotations

import numpy as np

from .entryexit import auc
from .longtable import district_names, map_columns, values
from .relatedness import Related

TOP = 5
KINDS = {
    "OUTPUT": {
        "area": "text", "name": "text", "industry": "text", "period": "integer", "value": "number", "lq": "number",
        "has": "integer", "density": "number", "rank": "integer", "growth": "number", "pci": "number",
        "to_one": "number", "entered": "integer", "exited": "integer",
    },
    "PROXIMITIES": {
        "industry": "text", "other": "text", "period": "integer", "proximity": "number", "n_both": "integer",
        "same_block": "integer",
    },
    "DISTRICTS": {
        "area": "text", "name": "text", "period": "integer", "diversity": "integer", "eci": "number",
        "lock_share": "number", "usual": "number", "block": "integer", "block_name": "text", "n_entries": "integer",
        "n_exits": "integer", "n_null": "integer", "first_opp": "text",
    },
    "INDUSTRY_TABLE": {
        "industry": "text", "period": "integer", "value": "number", "ubiquity": "integer", "pci": "number",
        "growth": "number", "block": "integer", "block_name": "text", "nearest": "text", "proximity": "number",
        "n_entries": "integer", "n_exits": "integer", "auc_entry": "number",
    },
}
KINDS["MAP"] = {**KINDS["OUTPUT"], "caution": "integer"}
WHOLE = tuple(field for field, kind in KINDS["MAP"].items() if kind == "integer")


def cells(found: Related) -> dict:
    """Return what is known of each district and industry, by field, shape (areas, industries)."""
    shape = found.has.shape
    known = np.where(np.isnan(found.quotients), np.nan, found.has.astype(float))
    return {
        "value": found.panel.values[:, :, 0], "lq": found.quotients, "has": known, "density": found.density,
        "rank": found.rank, "growth": np.broadcast_to(found.growth, shape),
        "pci": np.broadcast_to(found.complex["pci"], shape), "to_one": found.to_one, "entered": found.entered,
        "exited": found.exited,
    }


def output_columns(found: Related, names: dict, district: int | None = None) -> dict:
    """Return a row for each district and industry: its opportunities by rank, then what it has, then the rest.

    Parameters
    ----------
    found : Related
    names : dict
        Name of each district; the panel's own names fill what is not there.
    district : int, optional
        The position of the one district that is wanted.
    """
    areas, industries = found.has.shape
    by_code = np.argsort(found.order)
    kind = np.where(~np.isnan(found.rank), 0, np.where(found.has, 1, 2))
    within = np.where(kind == 0, np.nan_to_num(found.rank), -np.round(np.nan_to_num(found.density), 12))
    area, industry = (place.ravel() for place in np.indices(found.has.shape))
    order = np.lexsort((by_code[industry], within.ravel(), kind.ravel(), area))
    area, industry = area[order], industry[order]
    if district is not None:
        area, industry = area[area == district], industry[area == district]
    called = np.array(district_names(found.panel.areas, names, found.panel.names), dtype=object)
    columns = {
        "area": np.array(found.panel.areas, dtype=object)[area].tolist(), "name": called[area].tolist(),
        "industry": np.array(found.panel.industries, dtype=object)[industry].tolist(),
        "period": found.panel.periods * len(area),
    }
    columns.update({name: values(block[area, industry], name in WHOLE) for name, block in cells(found).items()})
    return columns


def proximity_columns(found: Related) -> dict:
    """Return a row for each ordered pair of industries, the nearest first; a table that PROXIMITY takes."""
    size, by_code = len(found.near), np.argsort(found.order)
    one, other = (place.ravel() for place in np.indices((size, size)))
    falling = -np.round(np.nan_to_num(found.near), 12).ravel()
    order = np.lexsort((by_code[other], falling, by_code[one]))
    order = order[one[order] != other[order]]
    one, other = one[order], other[order]
    labels = np.array(found.panel.industries, dtype=object)
    both = np.full(found.near.shape, np.nan) if found.both is None else found.both
    return {
        "industry": labels[one].tolist(), "other": labels[other].tolist(), "period": found.panel.periods * len(one),
        "proximity": values(found.near[one, other]), "n_both": values(both[one, other], whole=True),
        "same_block": (found.block[one] == found.block[other]).astype(int).tolist(),
    }


def district_columns(found: Related, names: dict) -> dict:
    """Return a row for each district: diversity, complexity, its largest block, entries and exits, its best chance."""
    areas = len(found.panel.areas)
    locked, known = np.nan_to_num(found.lock_block).astype(int) - 1, ~np.isnan(found.lock_block)
    first = [_first(found, place) for place in range(areas)]
    blocks = np.array([*found.block_names, None], dtype=object)
    changed = {name: np.nansum(block, axis=1) if found.span else np.full(areas, np.nan)
               for name, block in (("n_entries", found.entered), ("n_exits", found.exited))}
    return {
        "area": list(found.panel.areas), "name": district_names(found.panel.areas, names, found.panel.names),
        "period": found.panel.periods * areas, "diversity": values(found.complex["diversity"], whole=True),
        "eci": values(found.complex["eci"]), "lock_share": values(found.lock_share),
        "usual": values(found.lock_usual), "block": values(found.lock_block, whole=True),
        "block_name": blocks[np.where(known, locked, -1)].tolist(),
        **{name: values(block, whole=True) for name, block in changed.items()},
        "n_null": np.isnan(found.quotients).sum(axis=1).tolist(), "first_opp": first,
    }


def industry_columns(found: Related) -> dict:
    """Return a row for each industry, by code: ubiquity, complexity, growth, block, nearest industry, entries."""
    order, number = found.order, len(found.order)
    labels = np.array(found.panel.industries, dtype=object)
    near = np.nan_to_num(found.near)
    sums = np.nansum(found.panel.values[:, :, 0], axis=0)
    sums[np.isnan(found.panel.values[:, :, 0]).all(axis=0)] = np.nan
    nearest = near[:, order].round(12).argmax(axis=1)
    partner = np.where(near.max(axis=1) > 0, labels[order][nearest], None)
    changed = {name: np.nansum(block, axis=0) if found.span else np.full(number, np.nan)
               for name, block in (("n_entries", found.entered), ("n_exits", found.exited))}
    area = [auc(found.foretold[:, place], found.entered[:, place]) for place in range(number)]
    names = np.array(found.block_names, dtype=object)
    return {
        "industry": labels[order].tolist(), "period": found.panel.periods * number, "value": values(sums[order]),
        "ubiquity": values(found.complex["ubiquity"][order], whole=True), "pci": values(found.complex["pci"][order]),
        "growth": values(np.broadcast_to(found.growth, (number,))[order]), "block": found.block[order].tolist(),
        "block_name": names[found.block[order] - 1].tolist(), "nearest": partner[order].tolist(),
        "proximity": values(np.where(near.max(axis=1) > 0, near.max(axis=1), np.nan)[order]),
        **{name: values(block[order], whole=True) for name, block in changed.items()},
        "auc_entry": values(np.array(area)[order]),
    }


def district_map(found: Related, areas, industry: int) -> dict:
    """Return a row for each district of a layer, of one industry; `caution` marks those that have it already."""
    held = {name: block[:, industry] for name, block in cells(found).items()}
    held["caution"] = held["has"]
    columns = map_columns(found.panel, held, areas, WHOLE)
    number = len(columns["area"])
    keys = {"area": columns.pop("area"), "name": columns.pop("name"),
            "industry": [found.panel.industries[industry]] * number, "period": found.panel.periods * number}
    return {**keys, **columns}


def opportunities(found: Related, district: int) -> str:
    """Return the first opportunities of a district in words: industry and density."""
    order = np.argsort(np.nan_to_num(found.rank[district], nan=np.inf), kind="stable")
    held = [f"{found.panel.industries[place]} ({found.density[district, place]:.2f})"
            for place in order if not np.isnan(found.rank[district, place])]
    return ", ".join(held[:TOP])


def _first(found: Related, place: int):
    there = np.flatnonzero(found.rank[place] == 1)
    return found.panel.industries[there[0]] if there.size else None


def tables_of(found: Related, names: dict, district: int | None = None) -> dict:
    """Return the columns of each table, in the order of the outputs; `district` as in `output_columns`."""
    return {
        "OUTPUT": output_columns(found, names, district), "PROXIMITIES": proximity_columns(found),
        "DISTRICTS": district_columns(found, names), "INDUSTRY_TABLE": industry_columns(found),
    }
