"""What must stay in one piece on a hexagon map, and names short enough to stand in a hexagon."""

from __future__ import annotations

import itertools

from . import arealevels
from .codes import as_text
from .notes import Notes, counted
from .regionlookup import by_reference

NATIONS = {"E": "England", "W": "Wales", "S": "Scotland", "N": "Northern Ireland"}


def regions(codes, given, field: str, notes: Notes) -> tuple:
    """Return the regions that must stay in one piece: nations, then smaller ones.

    Regions are those of a field, else the ITL 1 (once NUTS 1) regions of districts; nations follow from the codes of
    districts, else from the first letter of any British code.

    Parameters
    ----------
    codes : sequence of str
    given : sequence or None
        The region of each area by a field.
    field : str
        The field's name, for messages.
    notes : Notes
        Told which are used, and of areas that are in none.

    Returns
    -------
    groups : list of list of str or None
        One list a level; empty where nothing is known.
    words : str
        What they are.

    >>> regions(["E09000001", "S12000033"], None, "", Notes())
    ([['England', 'Scotland'], ['London', 'Scotland']], 'nations and ITL 1 regions')
    >>> regions(["zone 1", "zone 2"], ["north", None], "part", Notes())
    ([['north', None]], "regions of field 'part'")
    """
    nations = [_nation(code) for code in codes]
    smaller, what = by_reference(codes, "itl1").names, "ITL 1 regions"
    if given is not None:
        smaller, what = [_text(value) for value in given], f"regions of field '{field}'"
    kinds = [(nations, "nations"), (smaller, what)]
    kept = [(labels, words) for labels, words in kinds if any(labels)]
    if not kept:
        notes.warning("No region is known, so none is kept in one piece. Name a field of regions in REGION_FIELD.")
        return [], "none"
    words = " and ".join(words for _, words in kept)
    notes.info(f"Kept in one piece: {words}.")
    without = sum(label is None for label in kept[-1][0])
    if without:
        notes.warning(f"{counted(without, 'district')} in no region ({kept[-1][1]}): kept with no other.")
    return [labels for labels, _ in kept], words


def _nation(code: str):
    """Return the nation of a British code; None of another, or of one for several."""
    return NATIONS.get(code[:1].upper()) if arealevels.level(code) else None


def _text(value):
    text = "" if value is None or value != value else as_text(value)
    return text or None


def short_names(names, codes) -> list[str]:
    """Return a name of four letters for each district, no two the same (ours).

    Of one word its beginning, of several the first letters of all but the last; small words do not count. Where that is
    taken, later letters follow the first, or else a number. A district without a name is called by its code.

    Parameters
    ----------
    names : sequence of str or None
    codes : sequence of str

    >>> short_names(["Leeds", "North Yorkshire", "Bristol, City of", "Kirklees", None], ["1", "2", "3", "4", "E5"])
    ['Leed', 'NYor', 'Bris', 'Kirk', 'E5']
    >>> short_names(["Kirklees", "Kirklands"], ["1", "2"])
    ['Kirk', 'Kirl']
    """
    taken: set = set()
    found = list(codes)
    for place in sorted(range(len(found)), key=lambda place: str(codes[place])):
        words = [word.strip("()'.") for word in str(names[place] or "").split(",")[0].replace("-", " ").split()]
        words = [word for word in words if word[:1].isupper() and word not in ("City", "The")] or words
        if not words:
            continue
        first = "".join(word[0] for word in words[:-1])[:3]
        letters = "".join(character for character in "".join(words)[1:] if character.isalnum())
        usual = first + words[-1][:4 - len(first)]
        others = (words[0][0] + "".join(rest) for rest in itertools.combinations(letters, 3))
        numbered = (f"{usual[:3]}{number}" for number in itertools.count(2))
        choices = itertools.chain([usual], itertools.islice(others, 2000), numbered)
        found[place] = next(one for one in choices if one not in taken)
        taken.add(found[place])
    return found
