"""Periods shorter than a year: quarters, months and the like, which must not pass for years or for industries."""

from __future__ import annotations

import datetime
import re

from .notes import listed

_MONTH = (
    r"(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|"
    r"dec(ember)?)\.?"
)
_YEAR = r"((19|20)\d{2})"
_SHORT = rf"({_YEAR}|['\u2019]?\d{{2}})"
_QUARTER = r"((q|qtr|quarter)\.?\s*[1-4]|[1-4](st|nd|rd|th)\s+quarter|h[12]|(w|wk|week)\.?\s*\d{1,2})"
_BETWEEN = r"\s*[ ,/:\u2013-]?\s*"
_PARTS = re.compile("|".join((
    rf"{_YEAR}{_BETWEEN}{_QUARTER}", rf"{_QUARTER}{_BETWEEN}{_SHORT}",
    rf"{_YEAR}{_BETWEEN}{_MONTH}(\s*\d{{1,2}})?", rf"(\d{{1,2}}{_BETWEEN})?{_MONTH}{_BETWEEN}{_SHORT}",
    rf"{_YEAR}\s*[/m-]\s*(0?[1-9]|1[0-2])", rf"(0?[1-9]|1[0-2])\s*[/-]\s*{_YEAR}",
    rf"{_MONTH}{_BETWEEN}{_YEAR}?\s*(-|\u2013|to)\s*{_MONTH}{_BETWEEN}{_YEAR}",
)), re.IGNORECASE)
_REMARK = re.compile(r"\s*(\[[^\]]*\]|\([^)]*\))\s*$")


def is_part(cell) -> bool:
    """Tell whether a text is a period shorter than a year, or one that begins within a year.

    A financial year, such as ``2011-12``, is none, although it reads like a month.

    >>> [is_part(text) for text in ("2021 Q1", "Jan-21", "2021-03", "Apr 2020-Mar 2021 [p]", "1 March 2021")]
    [True, True, True, True, True]
    >>> [is_part(text) for text in ("2021", "2011-12", "2021-03-31", "May", "C (10-33)", "Manufacturing", None)]
    [False, False, False, False, False, False, False]
    """
    if not isinstance(cell, str):
        return False
    text = " ".join(_REMARK.sub("", cell).split())
    pair = re.fullmatch(rf"{_YEAR}\s*[/-]\s*(\d\d)", text)
    if pair and int(pair[3]) == (int(pair[1]) + 1) % 100:
        return False
    return bool(_PARTS.fullmatch(text)) and not whole_year(text)


def whole_year(text: str) -> int | None:
    """Return the calendar year that a text spells out from its first month to its last, None if it is none.

    >>> whole_year("Jan 2021-Dec 2021"), whole_year("January to December 2021"), whole_year("Apr 2020-Mar 2021")
    (2021, 2021, None)
    """
    match = re.fullmatch(
        r"jan(?:uary)?\s*((?:19|20)\d{2})?\s*(?:-|\u2013|to)\s*dec(?:ember)?\s*((?:19|20)\d{2})", text.strip(),
        re.IGNORECASE)
    return int(match[2]) if match and match[1] in (None, match[2]) else None


def day_of(cell) -> tuple | None:
    """Return year, month and day of a date, None for any other cell.

    >>> day_of("2021-03-31"), day_of(datetime.date(2021, 6, 30)), day_of("2021")
    ((2021, 3, 31), (2021, 6, 30), None)
    """
    if isinstance(cell, (datetime.datetime, datetime.date)):
        return cell.year, cell.month, cell.day
    match = re.match(r"^((?:19|20)\d{2})-(\d{2})-(\d{2})([ T].*)?$", cell.strip()) if isinstance(cell, str) else None
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def in_one_year(cells) -> list:
    """Return the first two dates of one year, empty if each year has one date at most.

    >>> in_one_year(["2020-12-31", "2021-03-31", "2021-06-30"]), in_one_year(["2020-12-31", "2021-12-31"])
    (['2021-03-31', '2021-06-30'], [])
    """
    known = {}
    for cell in cells:
        day = day_of(cell)
        if day is not None:
            first = known.setdefault(day[0], (day, cell))
            if first[0] != day:
                return [first[1], cell]
    return []


def refusal_across(where: str, found) -> ValueError:
    """Return the refusal of headings that are parts of years."""
    return ValueError(
        f"{where} has quarters, months or other parts of a year across ({listed(found, 4)}), and observations are of "
        "whole years. Read the annual table, or add the parts up to years in the file. To let one column stand for "
        "its year, name it in VALUE_COLUMN and give the year in PERIOD.")


def refusal_below(column: str, row: int, found, rule: str) -> ValueError:
    """Return the refusal of a column of periods that holds parts of years.

    Parameters
    ----------
    column : str
        What messages call it.
    row : int
        The first row with such a period, from 0.
    found : iterable of str
        What is there.
    rule : str
        What to write in ROWS, as an example.
    """
    return ValueError(
        f"Column {column} holds quarters, months or other parts of a year ({listed(found, 4)}; the first in row "
        f"{row + 1:,}), and observations are of whole years. Keep one row a year with ROWS, such as {rule}, or read "
        "the annual table, or add the parts up to years in the file.")
