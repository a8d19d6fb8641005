"""Which column of a published table holds what: by what it holds, by its heading, or as the user says."""

from __future__ import annotations

import re
import unicodedata

import numpy as np

from . import codes, headers
from .industrycodes import TOTALS, interval
from .notes import listed

PARAMETERS = {
    "area": "AREA_COLUMN", "name": "NAME_COLUMN", "industry": "INDUSTRY_COLUMN", "ind_name": "INDUSTRY_NAME_COLUMN",
    "period": "PERIOD_COLUMN", "value": "VALUE_COLUMN",
    "rows": "ROWS",
}
_TRADE = r"(INDUSTRY|INDUSTRIES|IND|SIC\d*|SIC_?2007|SECTOR)"
_PLACE = (
    r"(LAD|LA|LTLA|UTLA|GEOGRAPHY|AREA|ITL\d?|NUTS\d?|WARD|WD|MSOA|LSOA|COUNTY|CTY|REGION|RGN|LOCAL_AUTHORITY|DISTRICT)"
)
HEADINGS = {
    "name": (
        r"NAME", rf"{_PLACE}\d*_?(NAME|NM)W?", r"(LOCAL_AUTHORITY|DISTRICT|AREA|GEOGRAPHY|COUNTY|WARD|REGION)(_.*)?",
    ),
    "industry": (
        r"INDUSTRY", rf"{_TRADE}_?(CODE|CD)", rf"({_TRADE}|DIVISION|SECTION|INDUSTRY_GROUP)",
        rf"{_TRADE}_?(NAME|NM|DESCRIPTION|LABEL|TITLE)",
    ),
    "ind_name": (rf"({_TRADE})_?(NAME|NM|DESCRIPTION|DESC|LABEL|TITLE)", r"DESCRIPTION"),
    "period": (
        r"PERIOD", r"YEAR", r"DATE", r"(TIME|TIME_PERIOD|DATE_NAME|DATE_CODE|YEARS|CALENDAR_YEAR|REFERENCE_YEAR)"),
    "value": (r"VALUE", r"OBS_VALUE", r"(GVA|JOBS|EMPLOYMENT|EMPLOYEES|COUNT|TURNOVER|OUTPUT)(_M|_MILLIONS?|_GBP)?"),
}


def plain(text) -> str:
    """Return a heading in the form in which headings are compared.

    >>> plain(" SIC07 code "), plain("local authority: district")
    ('SIC07_CODE', 'LOCAL_AUTHORITY_DISTRICT')
    """
    text = unicodedata.normalize("NFKD", headers.shown(text)).upper()
    return re.sub(r"[^A-Z0-9]+", "_", text).strip("_")


def named(role: str, text: str, header: headers.Header) -> int:
    """Return the column that the user named, by its heading or its letters.

    Raises
    ------
    ValueError
        No column is called so, or several are.
    """
    parameter = PARAMETERS[role]
    for same in (headers.shown, plain):
        found = [
            column for column, parts in enumerate(header.labels)
            if plain(text) and any(same(part).casefold() == same(text).casefold() for part in parts)]
        if len(found) == 1:
            return found[0]
        if found:
            raise ValueError(
                f"{parameter}: {len(found)} columns are called '{text}': {listed(header.name(one) for one in found)}. "
                f"Give the letter of one in {parameter}.")
    if re.fullmatch(r"[A-Za-z]{1,3}", text.strip()):
        column = column_of(text)
        if column < len(header.labels):
            return column
    titles = [header.label(column) for column in range(len(header.labels)) if header.label(column)]
    raise ValueError(
        f"{parameter}: no column is called '{text}'; {codes.nearest(text, titles)} Give a heading or a letter.")


def column_of(text: str) -> int:
    """Return a column's number from its letters.

    >>> column_of("A"), column_of("aa")
    (0, 26)
    """
    number = 0
    for letter in text.strip().upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def several(role: str, found, header: headers.Header, where: str) -> ValueError:
    """Return the refusal that asks which of several columns is meant."""
    what = {
        "area": "the code of the area", "name": "the name of the area", "industry": "the industry",
        "ind_name": "the name of the industry", "period": "the year", "value": "the value",
    }[role]
    return ValueError(
        f"{where} has {len(found)} columns that could hold {what}: {listed(header.name(one) for one in found)}. Name "
        f"one in {PARAMETERS[role]}, by its heading or its letter.")


def by_heading(role: str, header: headers.Header, among, where: str) -> int | None:
    """Return the column whose heading is one that a role usually has, None if there is none.

    Headings are tried in the order of how sure they are.

    Raises
    ------
    ValueError
        Several columns are equally likely.
    """
    for pattern in HEADINGS[role]:
        found = [
            column for column in among if any(re.fullmatch(pattern, plain(part)) for part in header.labels[column])]
        if len(found) > 1:
            raise several(role, found, header, where)
        if found:
            return found[0]
    return None


def is_place(cell) -> bool:
    """Tell whether a cell is a code of an area or of a whole country.

    >>> is_place("E06000001"), is_place("UK"), is_place("Hartlepool")
    (True, True, False)
    """
    return headers.is_area(cell) or headers.is_whole(cell)


def area_columns(block: np.ndarray, whole: bool = False) -> list:
    """Return the columns that hold codes of areas: those where most cells below the first code are codes.

    Parameters
    ----------
    block : ndarray of object, shape (n, m)
    whole : bool
        Whether codes of whole countries count, of which there must be two then: long tables often begin with these.

    Returns
    -------
    list of int
    """
    found = headers.per_distinct(block, is_place if whole else headers.is_area, bool)
    there = headers.per_distinct(block, lambda cell: cell is not None, bool)
    counts = found.sum(axis=0)
    below = np.array([
        there[found[:, column].argmax():, column].sum() if counts[column] else 1 for column in range(block.shape[1])])
    likely = (counts > int(whole)) & (counts >= 0.5 * below) & (counts >= 0.5 * counts.max())
    return [int(column) for column in np.flatnonzero(likely)]


def is_industry(cell) -> bool:
    """Tell whether a cell is the code of an industry, or of all of them.

    >>> is_industry("CI-CL (26-30)"), is_industry("26 : Computers"), is_industry("Total"), is_industry("Hartlepool")
    (True, True, True, False)
    """
    text = headers.shown(cell).upper()
    return text.split(" : ")[0] in TOTALS or interval(text) is not None


def industry_columns(block: np.ndarray, among) -> list:
    """Return the columns that hold codes of industries: at least two distinct ones, and four in five of the cells."""
    found = []
    for column in among:
        distinct = {cell for cell in block[:, column] if cell is not None and isinstance(cell, (str, int, float))}
        coded = [cell for cell in distinct if is_industry(cell) and headers.year_of(cell) is None]
        lettered = any(not headers.is_figure(cell) for cell in coded)
        if len(coded) >= 2 and len(coded) >= 0.8 * len(distinct) and lettered:
            found.append(column)
    return found


def pairs_off(block: np.ndarray, one: int, other: int) -> bool:
    """Tell whether two columns name the same things: each cell of one goes with one cell of the other."""
    pairs = {(str(first), str(second)) for first, second in zip(block[:, one], block[:, other]) if first is not None}
    return len(pairs) == len({first for first, _ in pairs}) == len({second for _, second in pairs})


def name_of_codes(header: headers.Header, block: np.ndarray, area: int, among) -> int | None:
    """Return the column whose heading is ``name``, or that of the codes with ``name`` in place of ``code``.

    Two districts may share a name, but no district has two; None if there is no such column or several.
    """
    def stem(text):
        return re.sub(r"_?(CODE|CD|NAME|NM)W?$", "", plain(text))

    own = stem(header.label(area))
    for fits in (lambda text: text == "NAME", lambda text: re.search(r"(NAME|NM)$", text) and stem(text) == own):
        found = [
            column for column in among if fits(plain(header.label(column)))
            and _one_each(block[:, area], block[:, column])]
        if len(found) == 1:
            return found[0]
    return None


def _one_each(keys, cells) -> bool:
    """Tell whether each key goes with one cell."""
    pairs = {(str(key), str(cell)) for key, cell in zip(keys, cells) if key is not None and cell is not None}
    return bool(pairs) and len(pairs) == len({key for key, _ in pairs})


def split_code(label: str) -> tuple[str, str | None]:
    """Return the code and the name in a label that holds both, else the label and no name.

    >>> split_code("26 : Manufacture of computers"), split_code("C: Manufacturing"), split_code("Retail: food")
    (('26', 'Manufacture of computers'), ('C', 'Manufacturing'), ('Retail: food', None))
    """
    match = re.match(r"^\s*([A-U]?\d{1,5}(?:\.\d+)?|[A-U])\s*:\s*(\S.*)$", label)
    return (match[1], match[2].strip()) if match else (label, None)
