"""Rows of a text file with more cells than headings: where a comma within a cell was not quoted, figures move."""

from __future__ import annotations

import re

from . import headers
from .notes import counted

NAMED = 3
_BEFORE = re.compile(r"^[+-]?\d{1,3}$")
_AFTER = re.compile(r"^\d{3}(\.\d+)?$")


class Surplus:
    """Looks for rows that are longer than their heading row.

    Parameters
    ----------
    head : list of sequences
        The first rows of the file.
    header : headers.Header
    first : int
        The first row that may hold figures, from 0.
    values : sequence of int
        The columns of figures.
    """

    def __init__(self, head, header: headers.Header, first: int, values):
        titled = [column for column, labels in enumerate(header.labels) if labels]
        self.values, self.titled = set(values), max(titled, default=0) + 1
        self.headed = max(self.titled, max((len(head[row]) for row in header.rows if row < len(head)), default=0))
        lengths = [len(row) for row in head[first:] if len(row) >= self.titled]
        self.usual = max(self.headed, max(set(lengths), key=lengths.count, default=0))
        self.found = []

    def look(self, rows, places, used) -> None:
        """Note the rows of a block that are too long.

        Raises
        ------
        ValueError
            The cells too many hold figures, or a figure was cut in two at its separator of thousands.
        """
        long = [at for at, row in enumerate(rows) if used[at] and len(row) > self.headed]
        told = [at for at in long if any(map(_there, rows[at][self.headed:])) or len(rows[at]) > self.usual]
        wrong = [at for at in told if self._is_cut(rows[at])]
        if wrong:
            raise ValueError(self._sentence([(int(places[at]), rows[at]) for at in wrong]))
        self.found += [(int(places[at]), rows[at]) for at in told]

    def _is_cut(self, row) -> bool:
        """Tell whether figures stand beyond the headings, or two cells of figures look like one."""
        if any(headers.is_figure(cell) for cell in row[self.headed:]):
            return True
        pairs = zip(row, row[1:], range(len(row)))
        return len(row) > self.usual and any(
            column in self.values and _BEFORE.match(str(one).strip()) and _AFTER.match(str(other).strip())
            for one, other, column in pairs)

    def _sentence(self, wrong) -> str:
        named = "; ".join(f"row {row + 1:,}: {shown(cells)[:60]}" for row, cells in wrong[:NAMED])
        more = ", among others" if len(wrong) > NAMED else ""
        return (
            f"{counted(len(wrong), 'row')} with more cells than headings ({self.headed}) would lose or misplace "
            f"figures ({named}{more}). A number or a name with a separator in it, such as 1,234, has no quotation "
            'marks: put them there ("1,234"), save the file with another delimiter such as a tab, or give each column '
            "a heading.")


def shown(cells) -> str:
    """Return a row in one line, with bars between its cells.

    >>> shown(["E06000001", "1", "234", ""])
    'E06000001 | 1 | 234 | '
    """
    return " | ".join(headers.shown(cell) for cell in cells)


def _there(cell) -> bool:
    return headers.shown(cell) != ""
