"""One district among others: by its code or name, and which of them make up Greater London."""

from __future__ import annotations

from .codes import key, nearest
from .notes import listed

LONDON = frozenset(f"E090000{number:02d}" for number in range(1, 34))


def position_of(word: str, codes, names, parameter: str = "DISTRICT") -> int:
    """Return the position of the one district that has this code or name.

    Parameters
    ----------
    word : str
        Compared without regard to upper and lower case.
    codes, names : sequence of str
        Names may be None.
    parameter : str
        For messages.

    Raises
    ------
    ValueError
        None has it, or several have the name.

    >>> position_of("hartlepool", ["E06000001", "E06000002"], ["Hartlepool", "Middlesbrough"])
    0
    """
    wanted = key(word)
    by_code = [place for place, code in enumerate(codes) if code is not None and key(code) == wanted]
    found = by_code or [place for place, name in enumerate(names) if name and key(name) == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        shared = listed([codes[place] for place in found])
        raise ValueError(f"{parameter}: several districts are called '{word}': {shared}. Give the code of one.")
    named = [text for text in names if text]
    hint = nearest(word, [*named, *(code for code in codes if code is not None)])
    more = "" if named else " The districts have no names here: give a code, or boundaries that have names."
    raise ValueError(f"{parameter}: no district has the code or name '{word}': {hint}{more}")


def in_london(codes) -> list[int]:
    """Return the positions of the districts of Greater London (E09000001 to E09000033).

    >>> in_london(["E06000001", "e09000007 ", None])
    [1]
    """
    return [place for place, code in enumerate(codes) if code is not None and key(code) in LONDON]
