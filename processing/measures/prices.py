"""Output of several years in the prices of one: a price index by year and, optionally, industry."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .codes import encode, key
from .industrycodes import TOTALS, intervals
from .notes import listed
from .numbers import to_numbers, to_years

CURRENT = "current prices"
MOST = 1e6


@dataclass
class Prices:
    """A price index.

    Attributes
    ----------
    year : int
        The year whose prices are wanted.
    series : dict
        Industry code to a dict of year to index number; the code is empty where one series is for all.
    borrowed : dict
        Industries met that have no series of their own, to the one that they took.
    """

    year: int
    series: dict
    borrowed: dict = field(default_factory=dict)

    def factors(self, industries, periods, notes) -> np.ndarray:
        """Return what to multiply values by: index of the wanted year / index of the value's own year.

        An industry without a series of its own takes that of the narrowest industry that holds it, else the total's.

        Parameters
        ----------
        industries : sequence of str
        periods : sequence of int
        notes : Notes
            Told of industries that take the series of another.

        Returns
        -------
        ndarray of float, shape (industries, periods)

        Raises
        ------
        ValueError
            An industry has no series, or a series lacks a year.

        >>> from .notes import Notes
        >>> Prices(2022, {"": {2021: 80.0, 2022: 100.0}}).factors(["26"], [2021, 2022], Notes()).tolist()
        [[1.25, 1.0]]
        """
        if list(periods) == [None]:
            raise ValueError("A price index needs the year of each value. Name the field of years in PERIOD_FIELD.")
        chosen = self._chosen(industries, notes)
        lacking = sorted({year for code in set(chosen) for year in (*periods, self.year)
                          if year not in self.series[code]})
        if lacking:
            held = sorted(set.intersection(*(set(self.series[code]) for code in set(chosen))))
            raise ValueError(
                f"DEFLATOR: there is no index for {listed(lacking)}; it has the years {held[0]} to {held[-1]}. Take a "
                "price index of all the years, or fewer years of output."
                if held else "DEFLATOR: its series have no year in common. Correct the table.")
        found = np.array([[self.series[code][self.year] / self.series[code][year] for year in periods]
                          for code in chosen])
        wrong = np.argwhere((found > MOST) | (found < 1 / MOST))
        if wrong.size:
            place, when = wrong[0]
            raise ValueError(
                f"DEFLATOR: prices{' of ' + chosen[place] if chosen[place] else ''} would differ by a factor of "
                f"{found[place, when]:.3g} between {periods[when]} and {self.year}, which cannot be. Correct the index "
                "of these years.")
        return found

    def _chosen(self, industries, notes) -> list:
        if "" in self.series:
            return [""] * len(industries)
        own, spans = {key(code): code for code in self.series}, intervals(list(self.series))
        total = next((own[word] for word in TOTALS if word in own), None)
        wanted, chosen, borrowed = intervals(list(industries)), [], {}
        for industry in industries:
            found = own.get(key(industry))
            if found is None and key(industry) not in TOTALS:
                found = _narrowest(wanted.get(industry), spans) or total
                if found is not None and (found == total or spans[found] != wanted[industry]):
                    borrowed[industry] = found
            elif found is None:
                found = total
            if found is None:
                raise ValueError(
                    f"DEFLATOR: there is no price index for '{industry}', nor for an industry that holds it, nor a "
                    "total. Add one, or take a price index without industries.")
            chosen.append(found)
        if borrowed:
            several = "industry takes the price index" if len(borrowed) == 1 else "industries take the price indices"
            words = [f"{industry} by that of {found}" for industry, found in borrowed.items()]
            notes.warning(f"{len(borrowed):,} {several} of a wider one: {listed(words)}. Prices of what is inside them "
                          "may have moved otherwise.")
        self.borrowed.update(borrowed)
        return chosen


def _narrowest(span, spans: dict):
    """Return the code of the narrowest interval that holds a span, None if there is none."""
    if span is None:
        return None
    holding = [(end - start, code) for code, (start, end) in spans.items() if start <= span[0] and span[1] <= end]
    return min(holding)[1] if holding else None


def prices(table, fields: dict, year: int, notes) -> Prices:
    """Return a price index from its table.

    Parameters
    ----------
    table : pandas.DataFrame, one row a year, or a year and industry
        Columns ``period``, ``index`` and, optionally, ``industry``.
    fields : dict
        The name of each column in the user's own table, for messages.
    year : int
        The year whose prices are wanted.
    notes : Notes

    Raises
    ------
    ValueError
        An index number is missing or not positive, a year stands twice, or no series has the wanted year.
    """
    if not len(table):
        raise ValueError("DEFLATOR: the table has no rows. Check the layer, its filter and its selection.")
    years = to_years(table["period"], fields["period"], notes)
    index = to_numbers(table["index"], fields["index"], notes)
    wrong = np.flatnonzero((years >= 0) & ~(index > 0))
    if wrong.size:
        raise ValueError(
            f"DEFLATOR, field '{fields['index']}', row {wrong[0] + 1:,}: an index number must be above zero.")
    numbers, labels = encode(table["industry"]) if "industry" in table else (np.zeros(len(table), dtype=int), [""])
    series: dict = {label: {} for label in labels}
    for row, (number, when, value) in enumerate(zip(numbers.tolist(), years.tolist(), index.tolist()), 1):
        if number < 0 or when < 0:
            continue
        if when in series[labels[number]]:
            raise ValueError(
                f"DEFLATOR, row {row:,}: {' '.join(filter(None, (labels[number], str(when))))} stands twice. Remove "
                "the second, or name the field of industries in DEFLATOR_INDUSTRY.")
        series[labels[number]][when] = value
    there = sorted({when for held in series.values() for when in held})
    if year not in there:
        raise ValueError(f"PRICE_YEAR: the price index has no year {year}; it has {_span(there)}.")
    notes.info(f"Values are in prices of {year}.")
    return Prices(year, series)


def _span(years: list) -> str:
    """Return years in words: a range where none is missing."""
    whole = len(years) > 2 and years[-1] - years[0] == len(years) - 1
    return f"{years[0]} to {years[-1]}" if whole else ", ".join(map(str, years))


def deflated(values, index: Prices | None, industries, periods, notes) -> np.ndarray:
    """Return values in the prices of one year; as they are for current prices.

    Industries that are deflated each by their own series no longer add up to a total that is deflated by its own.

    Parameters
    ----------
    values : array of float, shape (areas, industries, periods)
    index : Prices or None
    industries, periods : sequence
    notes : Notes
    """
    return values if index is None else values * index.factors(industries, periods, notes)


def words(index: Prices | None) -> str:
    """Return the prices in words, for captions, and which industries took the index of a wider one.

    >>> words(None), words(Prices(2022, {})), words(Prices(2022, {}, {"CI-CL (26-30)": "C (10-33)"}))
    ('current prices', '2022 prices', '2022 prices (CI-CL (26-30) by the index of C (10-33))')
    """
    if index is None:
        return CURRENT
    held = [f"{industry} by the index of {wider}" for industry, wider in index.borrowed.items()]
    return f"{index.year} prices" + (f" ({listed(held, 3)})" if held else "")
