"""What every kind of file is read as: a book of grids, a grid of rows, a row of cells."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Callable

BLOCK = 2000
HEAD = 1000


@dataclass
class Grid:
    """One table of cells.

    Attributes
    ----------
    rows : callable
        ``rows(step)`` yields rows from the first one on, each a sequence of cells: text, numbers, dates, truth values
        or None. ``step(done, total)`` may raise to stop.
    sheet : str
        Name of the sheet, empty for a text file.
    encoding, delimiter : str
        Of a text file, else empty.
    merged : list of tuple
        Merged cells as ``(first row, first column, last row, last column)``, counted from 0.
    typed : bool
        Whether the file tells numbers from text.
    """

    rows: Callable
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    merged: list = field(default_factory=list)
    typed: bool = False

    def head(self) -> list:
        """Return the first rows, to look at."""
        return list(itertools.islice(self.rows(lambda done, total: None), HEAD))

    def blocks(self, step=lambda done, total: None):
        """Yield the rows in lists, so that no more than one list is held at a time."""
        rows = self.rows(step)
        while block := list(itertools.islice(rows, BLOCK)):
            yield block


@dataclass
class Book:
    """A file with one or several grids.

    Attributes
    ----------
    sheets : list of str
        Names of its sheets of cells; ``[""]`` for a text file.
    open_sheet : callable
        ``open_sheet(name)`` returns its `Grid`.
    hidden : tuple of str
        Which of them the file hides.
    """

    sheets: list
    open_sheet: Callable
    hidden: tuple = ()
