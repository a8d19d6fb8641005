"""The wider group that each industry belongs to, for measures with two levels of industries."""

from __future__ import annotations

import numpy as np

from .codes import key
from .industrycodes import containing, intervals
from .notes import counted, listed


def prefixes(codes, digits: int) -> list:
    """Return the first digits of each SIC code, the first characters of other codes; None where a code has several.

    Parameters
    ----------
    codes : sequence of str
    digits : int
        How many, 1 to 5; a division of SIC 2007 has two.

    >>> prefixes(["C26.1", "26.11", "C (10-33)", "L (68)", "Chemicals"], 2)
    ['26', '26', None, '68', 'CH']
    """
    spans, size = intervals(list(codes)), 10 ** (5 - digits)
    found = []
    for code in codes:
        if code not in spans:
            found.append(key(code)[:digits])
            continue
        first, last = spans[code][0] // size, (spans[code][1] - 1) // size
        found.append(f"{first:0{digits}d}" if first == last else None)
    return found


def number(industries, labels) -> tuple[np.ndarray, list]:
    """Return the position of each industry's group and the names of the groups; without a label it is its own group.

    >>> found = number(["26.1", "26.2", "F"], ["26", "26", None])
    >>> found[0].tolist(), found[1]
    ([0, 0, 1], ['26', 'F'])
    """
    place: dict = {}
    for industry, label in zip(industries, labels):
        place.setdefault((True, industry) if label is None else (False, label), len(place))
    named = [(True, industry) if label is None else (False, label) for industry, label in zip(industries, labels)]
    return np.array([place[name] for name in named], dtype=int), [name for _, name in place]


def second_level(industries, table, wider: dict, digits, field: str, notes):
    """Return the group of each industry, None where there is no second level.

    Parameters
    ----------
    industries : sequence of str
        Codes that do not overlap.
    table : sequence of str
        All codes of the table: where neither a field nor digits say otherwise, an industry's group is the widest of
        these that holds it.
    wider : dict
        The wider code of each industry, by `field`.
    digits : int or None
        How many digits of the code make the wider one.
    field : str
        The field of wider codes; empty for none.
    notes : Notes
        Told of the groups.

    Returns
    -------
    ndarray of int, shape (industries,), or None

    Raises
    ------
    ValueError
        The field has no code for any of the industries.
    """
    if field:
        labels, source = [wider.get(code) for code in industries], f"field '{field}'"
    elif digits:
        labels = prefixes(industries, digits)
        source = f"the first {counted(digits, 'digit')} of the code"
    else:
        labels, source = containing(industries, table), "the widest codes of the table that hold the industries"
    if all(label is None for label in labels):
        if field:
            raise ValueError(
                f"PARENT_FIELD: field '{field}' is empty for every industry that counts. Name the field of their wider "
                "codes, or use PREFIX.")
        if not digits:
            notes.info("The table has no wider codes of its industries, so unrelated and related variety are NULL. "
                       "Name a field of wider codes in PARENT_FIELD, or how many digits make one in PREFIX.")
            return None
    groups, names = number(industries, labels)
    _tell(industries, labels, names, source, notes)
    return groups


def _tell(industries, labels, names, source: str, notes) -> None:
    notes.info(f"The second level is {source}: {counted(len(names), 'group')} of "
               f"{counted(len(industries), 'industry', 'industries')}: {listed(names, 60)}.")
    alone = [code for code, label in zip(industries, labels) if label is None]
    if alone:
        notes.info(f"{counted(len(alone), 'industry', 'industries')} without one wider code, each a group of its own: "
                   f"{listed(alone)}.")
    if len(names) == len(industries):
        notes.warning("Every industry is a group of its own, so related variety is 0. Choose a wider second level.")
    elif len(names) == 1:
        notes.warning("All industries are in one group, so unrelated variety is 0. Choose a finer second level.")
