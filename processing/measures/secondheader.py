"""Rows of headings below the header: the same ones again, or those of a second table."""

from __future__ import annotations

import numpy as np

from . import columns, headers
from .industrywords import sort_of
from .layout import is_marker
from .notes import listed


class SecondHeader:
    """Looks for rows of headings among the rows below the header.

    Parameters
    ----------
    described : layout.Layout
    """

    def __init__(self, described):
        self.layout, self.own = described, set()
        labels = described.header.labels
        self.words = {columns.plain(part) for parts in labels for part in parts} - {""}
        area = described.roles["area"]
        self.area = {columns.plain(part) for part in labels[area]} - {""} if area < len(labels) else set()

    def look(self, block, places, coded) -> np.ndarray:
        """Return which rows of a block say again what the header says.

        Parameters
        ----------
        block : ndarray of object, shape (n, m)
        places : ndarray of int, shape (n,)
            Rows of the file, from 0.
        coded : ndarray of bool, shape (n,)
            Which rows have the code of an area, and so are no headings.

        Raises
        ------
        ValueError
            A row has other headings than the header.
        """
        again = np.zeros(len(block), dtype=bool)
        for at in np.flatnonzero(~coded)[self._likely(block[~coded], places[~coded])]:
            row, place = [headers.shown(cell) for cell in block[at]], int(places[at])
            if place in self.layout.header.rows:
                self.own.add(_key(row))
            elif place >= self.layout.first and any(row):
                again[at] = _key(row) in self.own
                if not again[at] and self._is_header(row):
                    raise self._refusal(place, row)
        return again

    def _likely(self, block, places) -> np.ndarray:
        """Return which rows are worth a closer look, so that a long table of names is not looked at row by row."""
        known = headers.per_distinct(block, lambda cell: columns.plain(cell) in self.words, bool).any(axis=1)
        known |= places <= self.layout.header.rows[-1]
        values = block[:, [column for column in self.layout.values if column < block.shape[1]]]
        if values.shape[1] < 2:
            return known
        years = headers.per_distinct(
            values, lambda cell: cell is None or headers.year_of(headers.shown(cell), "first") is not None, bool)
        texts = headers.per_distinct(values, lambda cell: not (headers.is_figure(cell) or is_marker(cell)), bool)
        return known | years.all(axis=1) | texts.all(axis=1)

    def _is_header(self, row: list) -> bool:
        """Tell whether a row holds headings: those of the header repeated, or years or industries across."""
        words = [columns.plain(text) for text in row if text]
        known = [word in self.words for word in words]
        coded = bool(self.area.intersection(words))
        if coded and sum(known) > 1:
            return True
        if (coded and len(words) > 2) or sum(known) > max(1, 0.5 * len(words)):
            return not self._has_figures(row)
        across = [row[column] for column in self.layout.values if column < len(row) and row[column]]
        if len(across) < 2:
            return False
        years = [headers.year_of(text, "first") for text in across]
        if None not in years:  # two figures may look like years by chance
            steps = set(np.diff(years).tolist())
            known = len(years) > 2 or {*years}.intersection(self.layout.years)
            return len(steps) == 1 and steps != {0} and bool(known) and not self._names_area(row)
        return not any(map(headers.is_figure, across)) and all(sort_of(text) == "industry" for text in across)

    def _names_area(self, row: list) -> bool:
        """Tell whether the cell in the column of codes is a code, be it mistyped, or the name that stands for one."""
        text = row[self.layout.roles["area"]]
        return bool(text) if self.layout.any_area else any(letter.isdigit() for letter in text)

    def _has_figures(self, row: list) -> bool:
        return any(headers.is_figure(text) and headers.year_of(text) is None for text in row)

    def _refusal(self, place: int, row: list) -> ValueError:
        own = self.layout.header.rows[-1] + 1
        return ValueError(
            f"Row {place + 1:,} is a row of headings ({listed([text for text in row if text], 5)}) other than those in "
            f"row {own:,}: a second table begins there, and its figures would be read under the wrong headings. Keep "
            "one table: delete the rows of the others in a copy of the file, or put each on a sheet of its own and "
            "name one in SHEET.")


def _key(row: list) -> tuple:
    """Return a row in the form in which rows are compared."""
    held = [columns.plain(text) or text for text in row]
    while held and not held[-1]:
        held.pop()
    return tuple(held)
