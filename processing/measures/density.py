"""People per square kilometre, and the paper's three classes of it."""

from __future__ import annotations

import re

import numpy as np

from .codes import encode, key
from .districts import positions
from .notes import counted, listed
from .numbers import to_numbers, to_years

RURAL_BELOW, URBAN_ABOVE = 186.0, 846.0
CLASSES = ("Rural", "Moderately urban", "Urban")


def population_density(population, km2) -> np.ndarray:
    """Return people per square kilometre, NaN where the population is missing.

    Parameters
    ----------
    population : array of float, shape (areas,)
        People; NaN is missing.
    km2 : array of float, shape (areas,)
        Surface in square kilometres.

    Raises
    ------
    ValueError
        A surface is 0, negative or missing where there is a population, or a population is negative.

    >>> population_density(np.array([930.0, np.nan]), np.array([5.0, 2.0])).tolist()
    [186.0, nan]
    """
    population, km2 = np.asarray(population, dtype=float), np.asarray(km2, dtype=float)
    if (population < 0).any():
        raise ValueError("A population is negative.")
    if (~(km2 > 0) & ~np.isnan(population)).any():
        raise ValueError("A surface is zero or missing.")
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.isnan(population), np.nan, population / km2)


def density_class(density, rural_below: float = RURAL_BELOW, urban_above: float = URBAN_ABOVE) -> np.ndarray:
    """Return ``Rural``, ``Moderately urban`` (both limits included), ``Urban``, or None where density is missing.

    Limits of Sunley et al. (2023), Figure 7: 186 and 846 people per km2.

    >>> density_class(np.array([185.99, 186, 846, 846.01, np.nan])).tolist()
    ['Rural', 'Moderately urban', 'Moderately urban', 'Urban', None]
    """
    density = np.asarray(density, dtype=float)
    position = np.where(
        np.isnan(density), 3, (density >= rural_below).astype(int) + (density > urban_above).astype(int)
    )
    return np.array([*CLASSES, None], dtype=object)[position]


def of_regions(population, km2, regions) -> np.ndarray:
    """Return for each district the density of its whole region; NaN where the district has no region.

    Parameters
    ----------
    population, km2 : array of float, shape (areas,)
        A region with one population missing has none.
    regions : sequence of str or None, length areas

    >>> of_regions(np.array([10.0, 30.0, 5.0]), np.array([1.0, 3.0, 1.0]), ["A", "A", "B"]).tolist()
    [10.0, 10.0, 5.0]
    """
    population, km2 = np.asarray(population, dtype=float), np.asarray(km2, dtype=float)
    regions = [None if region is None or region != region else region for region in regions]
    names = sorted({region for region in regions if region is not None})
    place = {name: position for position, name in enumerate(names)}
    number = np.array([place.get(region, -1) for region in regions], dtype=int)
    inside = number >= 0
    people = np.bincount(number[inside], weights=population[inside], minlength=len(names))
    surface = np.bincount(number[inside], weights=km2[inside], minlength=len(names))
    density = np.append(population_density(people, surface), np.nan)
    return density[number]


def checked_density(population, km2, codes, regions, notes) -> np.ndarray:
    """Return the density of each district or of its region, after naming what cannot be.

    Parameters
    ----------
    population, km2 : array of float, shape (areas,)
    codes : sequence of str
        District codes, for messages.
    regions : sequence of str or None
        The unit whose density counts: the codes themselves, or regions.
    notes : Notes
        Told of districts without a population or region.

    Raises
    ------
    ValueError
        A surface is 0 or missing, or a population is negative; the districts are named.
    """
    population, km2 = np.asarray(population, dtype=float), np.asarray(km2, dtype=float)
    codes = list(codes)
    negative = [codes[place] for place in np.flatnonzero(population < 0)]
    if negative:
        raise ValueError(f"The population is negative in {listed(negative)}. Correct it, then run again.")
    flat = [codes[place] for place in np.flatnonzero(~(km2 > 0) & ~np.isnan(population))]
    if flat:
        raise ValueError(
            f"The surface is zero or missing in {listed(flat)}. Correct the field in KM2_FIELD, or leave it empty to "
            "measure the polygons."
        )
    without = [codes[place] for place in np.flatnonzero(np.isnan(population))]
    if without:
        notes.warning(f"{counted(len(without), 'district')} without a population: no data. {listed(without)}.")
    homeless = [code for code, region in zip(codes, regions) if region is None]
    if homeless:
        notes.warning(f"{counted(len(homeless), 'district')} without a region: no data. {listed(homeless)}.")
    return of_regions(population, np.where(np.isnan(population), 0.0, km2), list(regions))


def figures_of_year(table, fields: dict, districts, year, notes) -> tuple:
    """Return the figures of each district from a table, the year used and the table's codes.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``area``, ``population`` and, optionally, ``km2`` and ``period``.
    fields : dict
        The names of these columns in the user's table, for messages.
    districts : sequence of str
    year : int or None
        None takes the latest.
    notes : Notes

    Returns
    -------
    figures : dict of ndarray, shape (districts,)
        ``population`` and, where the table has it, ``km2``; NaN for a district that is not in the table.
    year : int or None
    codes : list of str

    Raises
    ------
    ValueError
        The year is not there, or a district stands in several rows.
    """
    if not len(table):
        raise ValueError("The population table has no rows. Check the layer, its filter and its selection.")
    number, labels = encode(table["area"])
    columns = [name for name in ("population", "km2") if name in table]
    figures = {name: to_numbers(table[name], fields[name], notes) for name in columns}
    used = number >= 0
    if "period" in table:
        years = to_years(table["period"], fields["period"], notes)
        there = sorted(set(years[years >= 0].tolist()))
        if not there:
            raise ValueError(f"Field '{fields['period']}' holds no year. Choose the field of years as PERIOD_FIELD.")
        if year is not None and int(year) not in there:
            raise ValueError(f"BASE_YEAR: the table has no year {year:g}; it has {listed(there, 40)}.")
        year = int(year) if year is not None else there[-1]
        notes.info(f"Population of {year}.")
        used &= years == year
    again = [labels[place] for place in np.flatnonzero(np.bincount(number[used], minlength=len(labels)) > 1)]
    if again:
        raise ValueError(
            f"{counted(len(again), 'district')} in several rows of the population table: {listed(again)}. If the table "
            "has several years, name the field of years in PERIOD_FIELD."
        )
    codes = [labels[place] for place in number[used]]
    place = positions(districts, codes)
    return {name: np.append(held[used], np.nan)[place] for name, held in figures.items()}, year, codes


def unit_codes(codes) -> list:
    """Return the codes of the units whose density counts, in the form in which they are compared, None where missing.

    >>> unit_codes([" ukg3", None])
    ['UKG3', None]
    """
    return [None if code is None or code != code else key(code) for code in codes]


def year_in(field: str):
    """Return the year in a field name such as ``pop_2020``, None if there is none.

    >>> year_in("pop_2020"), year_in("population")
    (2020, None)
    """
    found = re.search(r"(?<!\d)(19|20)\d\d(?!\d)", field)
    return int(found[0]) if found else None
