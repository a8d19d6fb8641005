"""A table of districts as rows of codes, keys and numbers, in which nothing counts twice."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from .codes import encode, key
from .notes import Notes, counted, listed
from .numbers import to_numbers, to_years
from .roles import Roles
from .vintages import detect, named, origins, sorted_out


@dataclass
class Table:
    """Rows of a table, by district.

    Attributes
    ----------
    labels : list of str
        District codes.
    place : ndarray of int, shape (n,)
        Position of each row's code in `labels`.
    keys : dict of str to Series
        What, beside the district, tells rows apart.
    values : dict of str to ndarray of float, shape (n,)
        Numbers; NaN is missing.
    size : ndarray of float, shape (n,), or None
        What the numbers are rates of; None where they are counts.
    words : dict of str to Series
        What else is said about a row.
    flags : ndarray of bool, shape (n,), or None
        Rows that are estimates already.
    """

    labels: list
    place: np.ndarray
    keys: dict
    values: dict
    size: np.ndarray | None = None
    words: dict = field(default_factory=dict)
    flags: np.ndarray | None = None

    def rows(self, keep: np.ndarray) -> Table:
        """Return some of the rows, and the codes that these have."""
        used, place = np.unique(self.place[keep], return_inverse=True)

        def of(column):
            return column[keep].reset_index(drop=True)

        return replace(
            self, labels=[self.labels[at] for at in used], place=place,
            keys={name: of(column) for name, column in self.keys.items()},
            values={name: column[keep] for name, column in self.values.items()},
            size=None if self.size is None else self.size[keep],
            words={name: of(column) for name, column in self.words.items()},
            flags=None if self.flags is None else self.flags[keep])


def build(frame, area: str, roles: Roles, dash: str, notes: Notes) -> tuple[Table, pd.DataFrame]:
    """Return the rows of a table that have a district code, and their fields that go no further.

    Parameters
    ----------
    frame : pandas.DataFrame
        One column a field.
    area : str
        The field of district codes.
    roles : Roles
        What the other fields are.
    dash : {"missing", "zero"}
        What a lone hyphen stands for.
    notes : Notes
        Told of rows without a code, and of what they hold.

    Raises
    ------
    ValueError
        No row, no code, or a cell that is no number.
    """
    if not len(frame):
        raise ValueError("The table has no rows. Check the layer, its filter and its selection.")
    numbers, labels = encode(frame[area])
    there = numbers >= 0
    if not there.any():
        raise ValueError(f"Field '{area}' is empty in every row. Choose the field of district codes in AREA_FIELD.")
    flags = to_numbers(frame["estimated"], "estimated", notes) == 1 if "estimated" in roles.left else None
    table = Table(
        labels, numbers, {name: _key(name, frame[column]) for name, column in roles.keys.items()},
        {column: to_numbers(frame[column], column, notes, dash) for column in roles.values},
        None if roles.size is None else to_numbers(frame[roles.size], roles.size, notes, dash),
        {column: frame[column] for column in roles.words}, flags)
    if not there.all():
        sums = {} if roles.size else {name: np.nansum(column[~there]) for name, column in table.values.items()}
        held = f"; they hold {listed(f'{name} {total:,.10g}' for name, total in sums.items())}" if sums else ""
        notes.warning(f"{counted(int((~there).sum()), 'row')} without a code in field '{area}' left out{held}.")
    return table.rows(there), frame.loc[there, roles.left].reset_index(drop=True)


def _key(name: str, column):
    """Return a key as it is compared: years as whole numbers where that keeps months apart, else as found."""
    if name != "period":
        return column
    try:
        years = pd.Series(to_years(column, name, Notes()), index=column.index)
    except ValueError:
        return column
    kept = years[years >= 0].nunique() == column[years >= 0].nunique()
    return years.astype("Int64").mask(years < 0) if kept else column


def settle(table: Table, spare, year: int, unknown: str, notes: Notes) -> tuple[Table, int, str]:
    """Return the rows whose codes go on, no place twice; how many codes are carried, and the vintage found.

    Parameters
    ----------
    table : Table
    spare : pandas.DataFrame
        Further fields of its rows, as in `once`.
    year, unknown
        As in `vintages.sorted_out`.
    notes : Notes

    Raises
    ------
    ValueError
        As `vintages.sorted_out` and `once` do.
    """
    found = detect(table.labels)
    if found.number:
        notes.info(found.sentence())
    kept, carried = sorted_out(table.labels, year, unknown, notes)
    inside = np.isin(table.place, kept)
    table = table.rows(inside)
    return table.rows(once(table, spare[inside].reset_index(drop=True), notes)), carried, found.years


def once(table: Table, spare, notes: Notes) -> np.ndarray:
    """Return which rows count, so that no district counts twice.

    Parameters
    ----------
    table : Table
    spare : pandas.DataFrame
        Further fields, to name in the refusal those that would tell rows apart.
    notes : Notes
        Told of empty rows beside rows with numbers.

    Returns
    -------
    ndarray of bool, shape (n,)
        Without rows whose numbers are all missing while a district that they are part of, or that is part of them, has
        numbers.

    Raises
    ------
    ValueError
        A district has two rows with the same keys, or rows beside those of its own parts.
    """
    groups = numbered(table.keys, len(table.place))
    pairs = groups * max(1, len(table.labels)) + table.place
    again = pd.Series(pairs).duplicated().to_numpy()
    if again.any():
        raise ValueError(_twice(table, spare, int(np.argmax(again)), pairs))
    keep = np.ones(len(table.place), dtype=bool)
    shared = _shared(table.labels)
    if not len(shared):
        return keep
    held = np.any([~np.isnan(column) for column in table.values.values()], axis=0) if table.values else keep
    rows = pd.DataFrame({"row": np.arange(len(keep)), "place": table.place, "group": groups, "held": held})
    rows = rows.merge(shared, on="place")
    full = rows[rows["held"]]
    clash = full[full.duplicated(["group", "origin"], keep=False)]
    if len(clash):
        raise ValueError(_overlap(table, clash))
    beside = rows[~rows["held"]].merge(full[["group", "origin"]], on=["group", "origin"])
    keep[beside["row"].unique()] = False
    if not keep.all():
        codes = listed(dict.fromkeys(table.labels[place] for place in table.place[~keep]))
        notes.info(
            f"{counted(int((~keep).sum()), 'empty row')} left out, since districts of another vintage have the numbers "
            f"of the same place and time: {codes}.")
    return keep


def numbered(keys: dict, rows: int) -> np.ndarray:
    """Number the combinations of keys; a missing key is one of its own.

    >>> numbered({"period": pd.Series([2020, 2021, 2020]), "sex": pd.Series(["f", None, "f"])}, 3).tolist()
    [0, 1, 0]
    """
    number = np.zeros(rows, dtype=np.int64)
    for column in keys.values():
        codes, distinct = pd.factorize(column)
        number = pd.factorize(number * (len(distinct) + 1) + codes + 1)[0].astype(np.int64)
    return number


def free_names(names, taken) -> dict:
    """Return fields with the names that they have in the result, others where the result has these itself.

    >>> free_names(["region", "Area"], {"area": "text"})
    {'region': 'region', 'Area': 'Area_2'}
    """
    used, found = {name.lower() for name in taken}, {}
    for name in names:
        free, number = name, 2
        while free.lower() in used:
            free, number = f"{name[:8]}_{number}", number + 1
        used.add(free.lower())
        found[name] = free
    return found


def plain(column, rows) -> tuple[list, str]:
    """Return some rows of a column as plain values, and their kind: ``text``, ``integer`` or ``number``.

    >>> plain(pd.Series([2020, None, 2021], dtype="Int64"), [0, 1])
    ([2020, None], 'integer')
    """
    held = pd.Series(column).iloc[np.asarray(rows, dtype=int)]
    if pd.api.types.is_integer_dtype(held.dtype) and not (held.abs() > 2**31 - 1).any():
        return [None if value is pd.NA else int(value) for value in held.astype(object)], "integer"
    if pd.api.types.is_numeric_dtype(held.dtype) and not pd.api.types.is_bool_dtype(held.dtype):
        return [None if pd.isna(value) else float(value) for value in held.astype(object)], "number"
    return [None if value is None or value != value else str(value) for value in held.astype(object)], "text"


def _shared(labels) -> pd.DataFrame:
    """Return the earliest districts that several codes of a table hold, with the position of each code."""
    pairs = [(place, origin) for place, label in enumerate(labels) for origin in sorted(origins(key(label)))]
    table = pd.DataFrame(pairs, columns=["place", "origin"])
    return table[table.duplicated("origin", keep=False)]


def _twice(table, spare, row: int, pairs) -> str:
    first = int(np.flatnonzero(pairs == pairs[row])[0])
    further = {**table.words, **{name: spare[name] for name in spare.columns}}
    differ = [name for name, column in further.items() if str(column.iloc[first]) != str(column.iloc[row])]
    hint = (
        f"They differ in {listed(differ)}: name what tells rows apart in KEY_FIELDS" if differ
        else "Name what tells rows apart in KEY_FIELDS, or remove one of them")
    return f"{table.labels[table.place[row]]} has two rows{_where(table, row)}, which would count twice. {hint}."


def _overlap(table, clash) -> str:
    """Return the sentence that refuses districts beside their own parts."""
    pairs: dict = {}
    for _, found in clash.groupby(["group", "origin"], sort=False):
        codes = dict.fromkeys(table.labels[place] for place in found["place"])
        pairs.setdefault(" and ".join(f"{code} {named(code, '')}".strip() for code in codes))
        if len(pairs) > 3:
            break
    more = " and others" if len(pairs) > 3 else ""
    return (
        f"Districts of several vintages hold the same place{_where(table, int(clash['row'].iloc[0]))}, which would "
        f"count twice: {'; '.join(list(pairs)[:3])}{more}. Filter the table to one vintage for each year.")


def _where(table, row: int) -> str:
    """Return the keys of a row in words."""
    words = [f"{name} {column.iloc[row]}" for name, column in table.keys.items()]
    return f" for {', '.join(words)}" if words else ""
