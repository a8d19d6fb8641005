"""Groups of industries: what they are called, and what of SIC 2007 they hold."""

from __future__ import annotations

from dataclasses import dataclass

from . import reference
from .codes import as_text, key
from .industrycodes import DIVISIONS, GROUPS, interval, intervals
from .notes import Notes, counted

ALL = "Advanced manufacturing"


@dataclass
class Scheme:
    """Groups, and what they hold.

    Attributes
    ----------
    groups : list of str
        Their names, in order.
    rows : list of (int, int, int)
        What an interval of SIC 2007 belongs to: start, end, position of the group, -1 for none. Where one lies in
        another, the narrower decides.
    words : dict
        Position of the group of a code that is no SIC 2007, by its key.
    """

    groups: list
    rows: list
    words: dict


def from_reference(name: str, summary: str) -> Scheme:
    """Return the groups of a set that comes with the project.

    Parameters
    ----------
    name : {"paper", "brief", "sections"}
    summary : {"all", "industry", "technology", "knowledge", "mode"}
        Which column of the reference is summed by; ``sections`` has industries alone.

    Source: Sunley et al. (2023); Eurostat's levels of technology; UK SIC 2007.

    >>> from_reference("paper", "technology").groups
    ['Very high technology', 'Moderately high technology']
    """
    rows = [row for row in reference.read("industry_groups") if row["set"] == name]
    column = "industry" if name == "sections" else summary
    labels = [ALL if column == "all" else row[column] for row in rows]
    groups = list(dict.fromkeys(filter(None, labels)))
    spans = [interval(row["code"]) for row in rows]
    return Scheme(groups, [(*span, groups.index(label) if label else -1) for span, label in zip(spans, labels)], {})


def from_table(table, fields: dict, notes: Notes) -> Scheme:
    """Return the groups of the user's own table.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``code`` and ``group``.
    fields : dict
        Their names in the user's table, for messages.
    notes : Notes
        Told of rows without a code or a group.

    Raises
    ------
    ValueError
        No row has both, a code stands for two groups, or two codes of different groups cross.
    """
    cells = [[_text(value) for value in table[column]] for column in ("code", "group")]
    pairs = [(code, group) for code, group in zip(*cells) if code and group]
    if not pairs:
        raise ValueError(
            f"GROUP_TABLE: no row has both a code ('{fields['code']}') and a group ('{fields['group']}'). Choose the "
            "right fields as GROUP_CODE and GROUP_NAME.")
    if len(pairs) < len(table):
        notes.warning(f"{counted(len(table) - len(pairs), 'row')} of the table of groups without a code or a group "
                      "left out.")
    first: dict = {}
    pairs = [(code, first.setdefault(key(group), group)) for code, group in pairs]
    groups, held = list(dict.fromkeys(group for _, group in pairs)), {}
    for code, group in pairs:
        if held.setdefault(key(code), group) != group:
            raise ValueError(
                f"GROUP_TABLE: '{code}' belongs to '{held[key(code)]}' and to '{group}', so it would count twice. "
                "Leave one of the rows out.")
    spans = intervals([code for code, _ in pairs])
    rows = {(*spans[code], groups.index(group)) for code, group in pairs if code in spans}
    _refuse_crossing(rows, groups)
    return Scheme(groups, sorted(rows), {key(code): groups.index(group) for code, group in pairs if code not in spans})


def _text(value) -> str:
    return "" if value is None or value != value else as_text(value)


def _refuse_crossing(rows, groups: list) -> None:
    """Raise where two intervals of different groups are the same, or overlap without one lying in the other."""
    order = sorted(rows, key=lambda row: (row[0], -row[1]))
    for place, (start, end, group) in enumerate(order):
        for other, last, second in order[place + 1:]:
            if other >= end:
                break
            if second != group and (last > end or (other, last) == (start, end)):
                what = spoken([unit for unit in GROUPS if other <= unit < min(end, last)])
                raise ValueError(
                    f"GROUP_TABLE: {what} belongs to '{groups[group]}' and to '{groups[second]}', so it would count "
                    "twice. Correct the codes.")


def spoken(units) -> str:
    """Return SIC groups (26100 for 26.1) in words, whole divisions by their own number.

    >>> spoken([unit for unit in GROUPS if 26000 <= unit < 31000]), spoken([20100, 30300])
    ('26-30', '20.1 and 30.3')
    >>> spoken([unit for unit in GROUPS if unit < 3000])
    '01 and 02'
    """
    held = set(units)
    whole = sorted(one for one in DIVISIONS if all(unit in held for unit in GROUPS if unit // 1000 == one))
    parts = [(unit, f"{unit // 1000:02d}.{unit // 100 % 10}") for unit in held if unit // 1000 not in whole]
    known, runs = sorted(DIVISIONS), []
    for one in whole:
        if runs and known.index(one) == known.index(runs[-1][-1]) + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    for run in runs:
        parts += ([(run[0] * 1000, f"{run[0]:02d}-{run[-1]:02d}")] if len(run) > 2
                  else [(one * 1000, f"{one:02d}") for one in run])
    words = [word for _, word in sorted(parts)]
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
