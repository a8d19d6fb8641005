"""A table as maps: one value a district, or one a district for each industry and period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .codes import encode
from .districts import positions
from .notes import Notes, counted, listed
from .numbers import is_suppressed, to_numbers, to_years

EARLIEST = 1000  # a whole number below is a quarter or a plan period rather than a year


@dataclass
class MapSeries:
    """The values of districts on one map or several, one after another: by industry, then by period.

    Attributes
    ----------
    industries, periods : list
        In the order of the maps; ``[None]`` where the table is not taken apart by them. Periods are whole numbers where
        they are years, else texts.
    values : ndarray of float, shape (industries, periods, districts)
        NaN is missing.
    caution : ndarray of float or None
        Of the same shape; None if the table has no such column.
    suppressed : ndarray of bool or None
        Of the same shape: missing, and marked as withheld; None if the table does not tell.
    codes : list of str
        Codes of the table.
    """

    industries: list
    periods: list
    values: np.ndarray
    caution: np.ndarray | None
    suppressed: np.ndarray | None
    codes: list

    @property
    def maps(self) -> list:
        """The industry and period of each map."""
        return [(industry, period) for industry in self.industries for period in self.periods]

    @property
    def dated(self) -> bool:
        """Whether the maps have a year each."""
        return all(isinstance(period, int) and period >= EARLIEST for period in self.periods)

    def words(self) -> str:
        """The industry and the periods, as far as the maps are taken apart by them."""
        industry = "" if self.industries[0] is None else (
            str(self.industries[0]) if len(self.industries) == 1 else f"{len(self.industries):,} industries")
        first, last = self.periods[0], self.periods[-1]
        period = "" if first is None else str(first) if len(self.periods) == 1 else f"{first} to {last}"
        return ", ".join(filter(None, (industry, period)))

    def flags(self):
        """Return the cautions as whole numbers, None where there is none; None if the table has none at all."""
        if self.caution is None:
            return None
        return [None if np.isnan(flag) else int(flag) for flag in self.caution.ravel()]


@dataclass
class Part:
    """What one group of the legend shows: a run of the maps, one district after another.

    Attributes
    ----------
    label : str
        Its title in the legend, empty where the legend needs none.
    keys : dict
        ``industry`` and ``period``, as far as they tell its features from others.
    rows, pool : slice
        Places of its values among all, and of the values that are classed together with them.
    active : bool
        Whether it is the one to be drawn first.
    """

    label: str
    keys: dict
    rows: slice
    pool: slice
    active: bool = True


def parts(maps: MapSeries, by, common: bool) -> list:
    """Return what the legend shows apart: each industry, and each period where it has breaks or no date of its own.

    Parameters
    ----------
    maps : MapSeries
    by : sequence of {"industry", "period"}
        What there is a map for each of.
    common : bool
        Whether all periods share their classes.
    """
    districts, apart = maps.values.shape[2], "period" in by and not (common and maps.dated)
    whole, found = districts * len(maps.periods), []
    if "industry" not in by and not apart:
        return [Part("", {}, slice(0, whole), slice(0, whole))]
    for start, industry in zip(range(0, maps.values.size, max(1, whole)), maps.industries):
        pool = slice(start, start + whole)
        first, key = start == 0, {"industry": industry} if "industry" in by else {}
        if not apart:
            found.append(Part(industry, key, pool, pool, first))
            continue
        for place, period in enumerate(maps.periods):
            rows = slice(start + place * districts, start + (place + 1) * districts)
            label = ", ".join(str(part) for part in (industry, period) if part is not None)
            shown = first and (maps.dated or place == len(maps.periods) - 1)
            found.append(Part(label, {**key, "period": period}, rows, pool if common else rows, shown))
    return found


def columns(maps: MapSeries, codes: list, names: list, by) -> tuple[dict, dict]:
    """Return the columns that tell the features of all maps apart, and the kind of each."""
    number, times = len(codes), len(maps.maps)
    found = {"area": codes * times, "name": names * times}
    for key, held in zip(("industry", "period"), zip(*maps.maps)):
        if key in by:
            found[key] = [one for one in held for _ in range(number)]
    kinds = {key: "integer" if key == "period" and isinstance(held[0], int) else "text" for key, held in found.items()}
    return found, kinds


def single(values, caution=None, suppressed=None) -> MapSeries:
    """Return one map of the values that districts have themselves."""
    values = np.asarray(values, dtype=float)
    flags = None if caution is None else np.array([np.nan if flag is None else flag for flag in caution], dtype=float)
    shape = (1, 1, len(values))
    flags = flags if flags is None else flags.reshape(shape)
    withheld = None if suppressed is None else (suppressed & np.isnan(values)).reshape(shape)
    return MapSeries([None], [None], values.reshape(shape), flags, withheld, [])


def joined(table, districts, value: str, where: str, notes: Notes, fields=None) -> tuple:
    """Return the value of each district from a table that has one row a district.

    Parameters
    ----------
    table, districts, value, where, notes, fields
        As in `arrange`.

    Returns
    -------
    values : ndarray of float, shape (districts,)
    caution : list of int or None, or None
        None if the table has no such column.
    codes : list of str
        Codes of the table.
    """
    found = arrange(table, districts, value, where, notes, fields)
    return found.values.ravel(), found.flags(), found.codes


def arrange(table, districts, value: str, where: str, notes: Notes, fields=None, by=(), hint: str = "") -> MapSeries:
    """Return the values of a long table as maps; every map has every district.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``area``, ``value`` and, optionally, ``industry``, ``period``, ``caution``, ``marker``.
    districts : sequence of str
    value, where : str
        The field and the filter that the user gave, for messages.
    notes : Notes
        Told of rows left out, and of years between the first and the last that are not there.
    fields : dict, optional
        The names of the columns in the user's own table, for messages.
    by : sequence of {"industry", "period"}
        What there is a map for each of.
    hint : str
        A sentence on what else helps where a district has several rows.

    Raises
    ------
    ValueError
        No row is left, or a district stands in several rows of one map.
    """
    fields = fields or {}
    if not len(table):
        raise ValueError(f"No row of the table meets FILTER ({where}). Check names and quotes." if where else
                         "The table of values has no rows. Check the layer, its filter and its selection.")
    areas, codes = encode(table["area"])
    industry, industries = encode(table["industry"]) if "industry" in by else (np.zeros(len(table), int), [None])
    period, periods = _periods(table["period"], fields.get("period", "period"), notes) if "period" in by else (
        np.zeros(len(table), int), [None])
    _tell_left_out({"area": areas, "industry": industry, "period": period}, notes)
    used = (areas >= 0) & (industry >= 0) & (period >= 0)
    if by and not used.any():
        raise ValueError("No row of the table has a code, an industry and a period. Check the fields chosen.")
    _refuse_several(table, used, (areas, industry, period), (codes, industries, periods), fields, where, by, hint)
    row = np.full((len(industries), len(periods), len(codes) + 1), -1)
    row[industry[used], period[used], areas[used]] = np.flatnonzero(used)
    row = row[:, :, positions(districts, codes)]  # -1, the last place, is that of a district without a row
    numbers = to_numbers(table["value"], value, notes)
    values = np.where(row < 0, np.nan, numbers[row])
    caution = suppressed = None
    if "caution" in table:
        caution = np.where(row < 0, np.nan, to_numbers(table["caution"], "caution", notes)[row])
    if "marker" in table:
        suppressed = (row >= 0) & is_suppressed(table["marker"])[row] & np.isnan(values)
    return MapSeries(industries, periods, values, caution, suppressed, codes)


def _periods(column, field: str, notes: Notes) -> tuple:
    """Return the place of each row's period and the periods: years in their order, else texts as they come."""
    own = Notes()
    try:
        years = to_years(column, field, own)
    except ValueError:
        return encode(column)
    notes.extend(note for note in own if note not in notes)
    found = np.unique(years[years >= 0])
    if not len(found):
        return encode(column)
    gone = sorted(set(range(found[0], found[-1] + 1)) - set(found.tolist())) if found[-1] - found[0] < 1000 else []
    if gone:
        notes.info(f"No row is of {listed(gone, 5)}, so there is no map of {'it' if len(gone) == 1 else 'them'}.")
    return np.where(years < 0, -1, np.searchsorted(found, years)), found.tolist()


def _tell_left_out(numbers: dict, notes: Notes) -> None:
    words = {"area": "a code", "industry": "an industry", "period": "a period"}
    for key, held in numbers.items():
        without = int((held < 0).sum())
        if without:
            notes.warning(f"{counted(without, 'row')} of the table without {words[key]} left out.")


def _refuse_several(table, used, numbers, labels, fields, where, by, hint) -> None:
    """Refuse a table in which a district has several rows on one map, and propose a filter."""
    places = np.flatnonzero(used)
    key = np.zeros(len(places), dtype=np.int64)
    for held, names in zip((numbers[1], numbers[2], numbers[0]), (labels[1], labels[2], labels[0])):
        key = key * len(names) + held[places]
    distinct, first, times = np.unique(key, return_index=True, return_counts=True)
    if not len(distinct) or times.max() < 2:
        return
    worst = distinct[times > 1][np.argmin(first[times > 1])]
    rows = places[key == worst]
    area, industry, period = (names[held[rows[0]]] for names, held in zip(labels, numbers))
    on = "" if industry is None else f" of industry {industry}"
    on += "" if period is None else f" in {period}"
    what, give = "each map takes one" if by else "a map takes one", "Else give" if hint else "Give"
    raise ValueError(
        f"District {area} has {len(rows):,} rows{on}, {what}. {hint}{give} a FILTER that leaves "
        f"one row a district, such as {_example(table.iloc[rows], fields, where)}.")


def _example(table, fields: dict, where: str) -> str:
    """Return a filter that would leave one row a district: what still varies, joined to what is given."""
    parts = []
    if "industry" in table and table["industry"].nunique() > 1:
        name = str(table["industry"].dropna().iloc[0]).replace("'", "''")
        parts.append(f"\"{fields.get('industry', 'industry')}\" = '{name}'")
    if "period" in table and table["period"].nunique() > 1:
        parts.append(f"\"{fields.get('period', 'period')}\" = {table['period'].dropna().iloc[-1]}")
    return " AND ".join(filter(None, [f"({where})" if where and parts else "", *parts])) or "\"year\" = 2023"
