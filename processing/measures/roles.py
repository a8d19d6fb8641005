"""What each field of a table is: a key, a number to be summed, a rate, a word about its district."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .notes import Notes, listed
from .numbers import to_numbers

_RATE = re.compile(
    r"(^|[_ \-])(shares?|own_share|lq|rates?|density|densities|pct|pc|percent|percentage|per|ratio|index|mean|median|"
    r"average|avg|growth|productivity|wages?|pay|earnings|salary|salaries|hourly|z|score|expectancy|intensity|"
    r"gini|theil|hhi|zscore|sym_lq)(?=$|[_ \-\d])|per_?(head|capita|job|hour|km2?|ha)$|%|"
    r"/ ?(sq|km|ha$|head|capita|person|job|worker|hour)",
    re.IGNORECASE)
# A part of a name speaks of a rate by how it starts or ends; the ordinary words among those do not.
_STARTS = re.compile(r"^(pct|perc|median|mean|avg|average|proportion|lifeexp)")
_ENDS = re.compile(
    r"(rates?|dens|density|densities|pct|perc|decile|quintile|quartile|percentile|ratio|score|index|rank|share|price|"
    r"expectancy|lifeexp|perhead|percapita|hhsize|(house|property|land|unit)prices|"
    r"(hourly|weekly|annual|gross|net)pay)$|^(prop|rating|shr)$")
_ORDINARY = re.compile(
    r"^(perch|percy|percussion|percept|perceiv|meander|meaning|meantime|meanwhile)|^(means|meanstested|gardens|wardens|"
    r"burdens|frank|caprice|capsize|downsize)$|"
    r"(corpo|sepa|(co|^)ope|gene|mode|lite|elabo|integ|mig|celeb|demonst|concent|illust|magist|subst|nit|to|^pi|^c|^g|"
    r"deco|tole|delibe|verteb|fede|accu|accele|incine|evapo|satu|penet|hyd|arbit)rates?$")
_PAIRS = {("life", "exp"), *((what, "prices") for what in ("house", "property", "land", "unit"))}
_OF_PRICES = ("current", "constant", "basic", "market", "chained", "producer")
_EITHER = re.compile(
    r"(^|[_ \-])((un)?employ(ed|ment)|(in)?activ(e|ity)|poverty|depriv(ed|ation)|(un)?qualified|qualifications?|"
    r"claimants?|vacanc(y|ies)|participation|turnout)(?=$|[_ \-\d])", re.IGNORECASE)
_HIGHEST_RATE = 100
_LABELS = re.compile(
    r"^(fid|ogc_fid|objectid(_\d+)?|id|gid|globalid|bng_[en]|long|longitude|lat|latitude|easting|northing|x|y|"
    r"point_[xy]|shape_*(area|leng|length|len)|st_(area|length|perimeter).*|index|row|rank|estimated|n_from|caution|"
    r"straddles|tir|schematic)$",
    re.IGNORECASE)

_VALUES = ("value", "obs_value")


@dataclass(frozen=True)
class Roles:
    """The fields of a table by what they are.

    Attributes
    ----------
    keys : dict
        Name in the result to the field that, beside the district, tells rows apart.
    values : list of str
        Fields that are summed or averaged.
    size : str or None
        The field that weights averages.
    words : list of str
        Fields of text that say something about a row.
    left : list of str
        Fields that go no further.
    """

    keys: dict
    values: list
    size: str | None
    words: list
    left: list


def is_rate(name: str) -> bool:
    """Tell whether a field's name says that its numbers cannot be added up.

    >>> [name for name in ("gva", "own_share", "density_2020", "generated", "JobsPerKm2", "EmpRate21") if is_rate(name)]
    ['own_share', 'density_2020', 'JobsPerKm2', 'EmpRate21']
    """
    return bool(_RATE.search(name) or _RATE.search(_apart(name)))


def is_doubtful(name: str) -> bool:
    """Tell whether a part of a field's name is a word for a rate, a mean or a rank, if not as surely as in `is_rate`.

    >>> [name for name in ("emprate_21", "PopDens", "house_price", "corporate_jobs", "residents") if is_doubtful(name)]
    ['emprate_21', 'PopDens', 'house_price']
    """
    parts = [part for part in re.split(r"[^a-z]+", _apart(name).lower()) if part]
    return not is_rate(name) and any(
        _speaks_of_rate(part, parts[at - 1] if at else "", at == len(parts) - 1) for at, part in enumerate(parts))


def _apart(name: str) -> str:
    """Return a name with its words in CamelCase set apart."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})", "_", name)


def _speaks_of_rate(part: str, before: str, last: bool) -> bool:
    """Tell whether a part of a name is a word for a rate; some are only where they end the name."""
    if _ORDINARY.search(part) or (part == "price" and before in _OF_PRICES):
        return False
    ends = last and before != "" and part in ("head", "ph", "size")
    return bool(ends or (before, part) in _PAIRS or _STARTS.search(part) or _ENDS.search(part))


def refuse_sum(name: str) -> None:
    """Refuse a field of rates where values are to be added up and nothing says what they are rates of.

    Raises
    ------
    ValueError
        The name speaks of a rate, a share, a mean or the like.
    """
    if is_rate(name) or is_doubtful(name):
        raise ValueError(
            f"Field '{name}' looks like a rate, a share or a mean, which must not be summed. Sum what it is made of, "
            "such as employed and people, each in its own run, and divide the sums; or name a field of counts in "
            "VALUE_FIELD. If it is a count, give it a name that says so, such as 'value' (Refactor fields does).")


def tell_either(name: str, column, notes: Notes) -> None:
    """Warn of a field that is summed, and may be a rate by its name and its numbers."""
    if is_either(name) and _is_small(column, name):
        notes.warning(
            f"Field '{name}' may be a count or a rate, and no value is over {_HIGHEST_RATE}: it is summed as a count. "
            "If it is a rate, do not use the sums.")


def is_either(name: str) -> bool:
    """Tell whether a field's name is that of a count as often as that of a rate.

    >>> [name for name in ("unemployment", "unemployed_2020", "unemployment_rate", "jobs") if is_either(name)]
    ['unemployment', 'unemployed_2020']
    """
    return bool(_EITHER.search(_apart(name))) and not is_rate(name)


def is_label(name: str) -> bool:
    """Tell whether a field's name says that it numbers or places a row, and says nothing about it.

    >>> [name for name in ("OBJECTID", "LONG", "Shape_Area", "jobs") if is_label(name)]
    ['OBJECTID', 'LONG', 'Shape_Area']
    """
    return bool(_LABELS.match(name))


def is_number(column) -> bool:
    """Tell whether a column holds numbers, be it as text.

    >>> is_number(pd.Series(["1", "2", "[c]"])), is_number(pd.Series(["1", "two"])), is_number(pd.Series([None, ""]))
    (True, False, False)
    """
    if not isinstance(column.dtype, pd.CategoricalDtype) and column.dtype == object:
        held = [value for value in column if value is not None]
        if any(not isinstance(value, (str, int, float)) or isinstance(value, bool) for value in held):
            return False
    try:
        return bool((~np.isnan(to_numbers(column, "", Notes()))).any())
    except ValueError:
        return False


def find(table, fixed: dict, likely: dict, chosen: dict, kind: str, notes: Notes) -> Roles:
    """Return what each field of a table is, as the user says or by name and content.

    Parameters
    ----------
    table : pandas.DataFrame
        One column a field.
    fixed : dict
        ``area`` and ``name`` to their fields (None where there is none).
    likely : dict
        ``industry`` and ``period`` to the fields that look like them.
    chosen : dict
        ``keys`` and ``values``: lists of fields, empty to guess; ``size``: a field or None; ``kind``: whether the user
        says the kind.
    kind : {"count", "rate"}
    notes : Notes
        Told what was guessed.

    Raises
    ------
    ValueError
        A rate would be summed, a field may be a rate as well as a count, or a field has two roles.
    """
    names = {field: column for column, field in likely.items()}
    keys = chosen["keys"] or list(likely.values())
    keys = {names.get(field, field): field for field in keys}
    named = [field for field in (*fixed.values(), chosen["size"], *keys.values(), *chosen["values"]) if field]
    twice = [field for field in named if named.count(field) > 1]
    if twice:
        raise ValueError(f"Field '{twice[0]}' is named twice. Give each field one role.")
    taken = {*fixed.values(), *keys.values(), chosen["size"]}
    free = [field for field in table.columns if field not in taken]
    numbers = {field for field in free if is_number(table[field])}
    values = chosen["values"] or _likely_values(free, numbers, kind, notes)
    if kind == "count":
        _refuse(values, [field for field in free if field in numbers])
        _refuse_either(table, values, bool(chosen["values"]) and chosen["kind"], notes)
    words = [field for field in free if field not in values and field not in numbers and not is_label(field)]
    left = [field for field in free if field not in values and field not in words]
    if keys and not chosen["keys"]:
        notes.info(f"KEY_FIELDS: rows are told apart by {', '.join(keys.values())}.")
    return Roles(keys, values, chosen["size"], words, left)


def _likely_values(free, numbers, kind, notes: Notes) -> list:
    """Return the fields to be summed or averaged where the user names none."""
    exact = [field for field in free if field.lower() in _VALUES]
    found = exact or [field for field in free if field in numbers and not is_label(field)]
    if kind == "rate" and not exact:
        found = [field for field in found if is_rate(field) or is_doubtful(field)]
        if not found:
            raise ValueError("KIND is 'rate': name the fields of rates in VALUE_FIELDS.")
    word = "averaged" if kind == "rate" else "summed"
    notes.info(f"VALUE_FIELDS: {word} is {', '.join(found)}." if found else
               "VALUE_FIELDS: there is no field of numbers, so only codes change.")
    return found


def _refuse(values, numbers) -> None:
    rates = [field for field in values if is_rate(field)]
    if rates:
        counts = [field for field in numbers if not (is_rate(field) or is_doubtful(field) or is_label(field))]
        others = f"Name what can be summed in VALUE_FIELDS ({listed(counts)})" if counts else "Leave it out"
        raise ValueError(
            f"Field '{rates[0]}' looks like a rate, a share or a density, which must not be summed. {others}, or set "
            "KIND to 'rate' and name in WEIGHT_FIELD what it is a rate of.")


def _refuse_either(table, values, sure: bool, notes: Notes) -> None:
    """Refuse what may be a rate by its name and its numbers, unless the user is sure that it is a count."""
    names = [field for field in values if is_doubtful(field)]
    if names and not sure:
        raise ValueError(
            f"Field {listed(repr(name) for name in names)} may be a rate, a mean or a rank by its name, and those must "
            "not be summed. Name in VALUE_FIELDS what is wanted and set KIND: to 'count', or to 'rate' with what it is "
            "a rate of in WEIGHT_FIELD.")
    doubtful = []
    for field in (field for field in values if is_either(field) and field not in names):
        if _is_small(table[field], field):
            doubtful.append(field)
        elif is_number(table[field]):
            notes.info(f"Field '{field}' is taken for a count, since it has values over {_HIGHEST_RATE}.")
    if doubtful and not sure:
        raise ValueError(
            f"Field '{doubtful[0]}' may be a count or a rate, and no value is over {_HIGHEST_RATE}. Name it in "
            "VALUE_FIELDS and set KIND: to 'count', or to 'rate' with what it is a rate of in WEIGHT_FIELD.")


def _is_small(column, field: str) -> bool:
    """Tell whether a column has values, and none that is too large for a percentage."""
    held = np.abs(to_numbers(column, field, Notes()))
    return not np.isnan(held).all() and not (held > _HIGHEST_RATE).any()
