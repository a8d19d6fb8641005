"""Districts as a layer gives them: one row a code, and how they match a table."""

from __future__ import annotations

import pandas as pd

from .arealevels import is_northern_ireland
from .codes import encode, key
from .notes import Notes, counted, listed


def check(frame, layer: str, field: str, notes: Notes):
    """Return districts with clean codes, one row each.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``area`` and, optionally, others.
    layer, field : str
        Their names, for messages.
    notes : Notes
        Told of rows without a code.

    Raises
    ------
    ValueError
        No row, no code at all, or a code that stands in several rows.
    """
    if not len(frame):
        raise ValueError(f"The layer '{layer}' has no features. Check its filter and its selection.")
    numbers, labels = encode(frame["area"])
    without = int((numbers < 0).sum())
    if without == len(frame):
        raise ValueError(f"Field '{field}' of '{layer}' is empty in every row. Choose the field of district codes.")
    if without:
        notes.warning(f"{counted(without, 'feature')} of '{layer}' without a code in field '{field}' left out.")
    kept = frame[numbers >= 0].reset_index(drop=True)
    kept["area"] = [labels[number] for number in numbers if number >= 0]
    again = kept["area"].duplicated()
    if again.any():
        raise ValueError(
            f"Layer '{layer}': district {kept['area'][again].iloc[0]} stands in several features "
            f"({counted(int(again.sum()), 'feature')} too many in all). If they are years, filter the layer to one; if "
            f"they are parts of one district, dissolve it by '{field}' first (Processing, Dissolve)."
        )
    if "name" in kept:
        names = [None if value is None or value != value else str(value).strip() for value in kept["name"]]
        kept["name"] = pd.Series(names, dtype=object, index=kept.index)
    return kept


def great_britain(frame, layer: str, notes: Notes):
    """Return the districts outside Northern Ireland.

    Raises
    ------
    ValueError
        There are no others.
    """
    northern = [is_northern_ireland(code) for code in frame["area"]]
    if not any(northern):
        return frame
    if all(northern):
        raise ValueError(f"All districts of '{layer}' lie in Northern Ireland. Set NATIONS to 'uk', then run again.")
    names = [code for code, there in zip(frame["area"], northern) if there]
    notes.warning(
        f"{counted(len(names), 'district')} of Northern Ireland in '{layer}' left out (NATIONS is 'gb'): "
        f"{listed(names)}."
    )
    return frame[[not there for there in northern]].reset_index(drop=True)


def is_schematic(frame) -> bool:
    """Tell whether a layer marks its shapes as schematic (a field ``schematic`` that is 1 or true anywhere)."""
    if "schematic" not in frame:
        return False
    return any(str(value).strip().lower() in ("1", "1.0", "true") for value in frame["schematic"])


def unmatched(table_codes, area_codes) -> tuple[int, list[str]]:
    """Return how many codes stand on one side only, and a sentence for each side.

    Raises
    ------
    ValueError
        No code stands on both sides.

    >>> unmatched(["E1", "E2"], ["e2 ", "E3"])[0]
    2
    """
    table, areas = {key(code): code for code in table_codes}, {key(code): code for code in area_codes}
    if not table.keys() & areas.keys():
        raise ValueError(
            f"No district of the table is in the boundaries: the table has {listed(list(table.values()), 3)}, the "
            f"boundaries have {listed(list(areas.values()), 3)}. Check that both use codes of the same kind and year."
        )
    sentences = []
    for here, there, where in ((table, areas, "table"), (areas, table, "boundaries")):
        alone = [here[code] for code in here if code not in there]
        if alone:
            verb = "is" if len(alone) == 1 else "are"
            sentences.append(f"{counted(len(alone), 'district')} {verb} in the {where} only: {listed(alone)}.")
    return len(table.keys() ^ areas.keys()), sentences


def one_sided(area_codes, *tables) -> int:
    """Return how many districts are in some table and not in the boundaries, or lack in some table.

    >>> one_sided(["A", "B"], ["a", "C"], ["A"])
    2
    """
    areas = {key(code) for code in area_codes}
    return len(set().union(*(areas ^ {key(code) for code in table} for table in tables)))


def positions(area_codes, table_codes) -> list[int]:
    """Return for each district the position of its row in the table, -1 where it has none.

    >>> positions(["A", "b", "C"], ["B ", "A"])
    [1, 0, -1]
    """
    place = {key(code): position for position, code in enumerate(table_codes)}
    return [place.get(key(code), -1) for code in area_codes]
