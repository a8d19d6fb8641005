"""Headings that are ages, bands of size or percentiles, and read like codes of industries but are none."""

from __future__ import annotations

import re

from .industrycodes import DIVISIONS, section_of

_NUMBER = re.compile(r"^\d{1,2}$")
_BAND = re.compile(r"^(\d{1,3}(?:,\d{3})?)\s*(-|\u2013|to)\s*(\d{1,3}(?:,\d{3})?)$", re.IGNORECASE)
_OPEN = re.compile(r"^\d{1,3}(,\d{3})?\s*(\+|plus|(and|or) (over|older|above|more))$", re.IGNORECASE)


def bands(headings) -> list:
    """Return the headings that are numbers or ranges of them, where these cannot be codes of SIC 2007; else none.

    They cannot where one is open, such as ``90+``; where a number is no division, such as 0, 4 or 40; or where a range
    is neither a part of one section nor whole sections, such as ``25-49``. One heading alone shows nothing, unless it
    is open. Numbers that are all divisions, such as 26 to 30, are taken for divisions.

    >>> bands(["Total", "16-24", "25-49"]), bands(["0", "1", "2"]), bands(["10-33", "41-43"]), bands(["Total", "90+"])
    (['16-24', '25-49'], ['0', '1', '2'], [], ['90+'])
    >>> bands(["26", "27", "28", "29", "30"]), bands(["33", "34"])
    ([], ['33', '34'])
    """
    numbers = [text for text in headings if _NUMBER.match(text)]
    ranges = [text for text in headings if _BAND.match(text)]
    opened = [text for text in headings if _OPEN.match(text)]
    found = [text for text in headings if text in {*numbers, *ranges, *opened}]
    odd = any(int(text) not in DIVISIONS for text in numbers) or any(map(_no_range, ranges))
    return found if opened or (odd and len(found) > 1) else []


def _no_range(text: str) -> bool:
    """Tell whether a range of numbers is none of SIC 2007."""
    low, sign, high = _BAND.match(text).groups()
    first, last = (int(number.replace(",", "")) for number in (low, high))
    if sign.lower() == "to" or first not in DIVISIONS or last not in DIVISIONS or last < first:
        return True
    return section_of(first) != section_of(last) and not _whole(first, last)


def _whole(first: int, last: int) -> bool:
    """Tell whether divisions from one to another are whole sections of SIC 2007."""
    return first == section_of(first)[0] and last == section_of(last)[1]
