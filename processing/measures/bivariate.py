"""Two values of each district in classes side by side, and whether they go together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import breaks
from .association import LIKELY, strength
from .longtable import values as plain
from .notes import Notes, counted, listed

WORDS = {1: ("equal",), 2: ("low", "high"), 3: ("low", "medium", "high")}


@dataclass
class Pairs:
    """Two values of the districts, and their classes.

    Attributes
    ----------
    values : tuple of ndarray of float, each of shape (n,)
        NaN is missing.
    limits : list of list of float
        Between the classes of each value.
    titles, units : sequence of str
    both : ndarray of bool, shape (n,)
        Which districts have both values.
    """

    values: tuple
    limits: list
    titles: list
    units: list
    both: np.ndarray

    @property
    def shape(self) -> tuple:
        """The number of classes of each value."""
        return tuple(len(limits) + 1 for limits in self.limits)

    @property
    def words(self) -> list:
        """The classes of each value in words."""
        return [WORDS[number] for number in self.shape]

    @property
    def places(self) -> list:
        """The class of each value, 1 being the lowest, NaN where a district lacks one."""
        return [places(values, limits, self.both) for values, limits in zip(self.values, self.limits)]

    @property
    def counts(self) -> np.ndarray:
        """Districts in each pair of classes, shape (classes of the first, classes of the second)."""
        return crossed(*self.places, self.shape)

    @property
    def missing(self) -> int:
        """Districts that lack a value."""
        return int((~self.both).sum())

    def held(self) -> list:
        """Return each value of the districts that have both."""
        return [values[self.both] for values in self.values]

    def columns(self) -> dict:
        """Return values and classes as columns, None where there is none."""
        first, second = self.places
        pairs = keys(first, second)
        named = {f"{one}-{other}": f"{low} / {high}" for one, low in enumerate(self.words[0], 1)
                 for other, high in enumerate(self.words[1], 1)}
        return {
            "value_1": plain(self.values[0]), "value_2": plain(self.values[1]), "class_1": plain(first, True),
            "class_2": plain(second, True), "bi_class": pairs, "bi_words": [named.get(pair) for pair in pairs],
        }

    def numbers(self) -> dict:
        """Return what is worth knowing of the map, as the algorithm declares it; None where there is no number."""
        counts, found = self.counts, together(*self.held())
        high, expected = high_both(counts)
        return {
            "N_CLASSES": counts.size, "N_MAPPED": int(counts.sum()), **missing(*self.values),
            **{name: None if np.isnan(number) else float(number) for name, number in found.items()},
            "HIGH_BOTH": high, "HIGH_EXPECTED": expected,
            "CLASS_BREAKS": _text(self.limits[0]), "CLASS_BREAKS2": _text(self.limits[1]),
            "CLASS_COUNTS": ";".join(f"{one}-{other}={number}" for (one, other), number in zip(
                (place + 1 for place in np.argwhere(counts >= 0)), counts.ravel())),
            "STRENGTH": strength(found["SPEARMAN"]), "SENTENCE": sentence(found, counts, self.titles),
        }


def limits(values, scheme: str, side: int, given, title: str, notes: Notes) -> list[float]:
    """Return the limits between the classes of one value, rising; one fewer than classes.

    Parameters
    ----------
    values : array of float, shape (n,)
        Of the districts that have both values; without NaN.
    scheme : str
        ``user_defined`` (the limits in `given`), or as `breaks.class_bounds` takes it.
    side : int
        Number of classes.
    given : sequence of float
    title : str
        What the value is, for notes.
    notes : Notes
        Told when there are fewer classes than wanted.

    Raises
    ------
    ValueError
        A scheme whose package is missing.

    >>> limits(np.array([1.0, 2.0, 3.0, 4.0]), "quantiles", 2, (), "jobs", Notes())
    [2.5]
    """
    if scheme == "user_defined":
        return list(given)
    told = Notes()
    found = breaks.class_bounds(values, scheme, side, (), told)[:-1]
    for level, text in told:
        getattr(notes, level)(f"{title}: {text}")
    return found


def given_limits(text: str, name: str, side: int) -> list[float]:
    """Return the limits that a user gave between the classes of one value.

    Raises
    ------
    ValueError
        They are no rising numbers, or not one fewer than classes.

    >>> given_limits("0.8; 1.25", "BREAKS", 3)
    [0.8, 1.25]
    """
    found = breaks.parse_breaks(text, name)
    if len(found) != side - 1:
        example = "0.8;1.25" if side == 3 else "1"
        raise ValueError(
            f"{name}: '{text}' {'is' if len(found) == 1 else 'are'} {counted(len(found), 'limit')}, but {side} classes "
            f"a side have {side - 1} between them. Give so many, such as {example}, or change SIDE.")
    return found


def pairs_of(values, schemes, side: int, given, titles, units, notes: Notes) -> Pairs:
    """Return two values in classes; classes are of the districts that have both.

    Parameters
    ----------
    values : sequence of two arrays of float, shape (n,)
    schemes : sequence of str
        As `limits` takes them.
    side : int
        Classes of each value.
    given : sequence of list of float
        Limits of ``user_defined``.
    titles, units : sequence of str
    notes : Notes
    """
    both = with_both(*values, titles)
    found = [limits(held[both], scheme, side, between, title, notes)
             for held, scheme, between, title in zip(values, schemes, given, titles)]
    return Pairs(tuple(values), found, list(titles), list(units), both)


def with_both(x, y, titles) -> np.ndarray:
    """Tell which districts have both values.

    Parameters
    ----------
    x, y : array of float, shape (n,)
        NaN is missing.
    titles : sequence of str
        What they are, for messages.

    Raises
    ------
    ValueError
        A value is missing everywhere, or no district has both.

    >>> with_both([1.0, np.nan, 2.0], [3.0, 4.0, np.nan], ("jobs", "pay")).tolist()
    [True, False, False]
    """
    there = [~np.isnan(np.asarray(values, dtype=float)) for values in (x, y)]
    for known, name, where, title in zip(there, ("VALUE_FIELD", "VALUE2_FIELD"), ("FILTER", "FILTER2"), titles):
        if not known.any():
            raise ValueError(f"There is no value of {title}: every one is missing. Check {name} and {where}.")
    both = there[0] & there[1]
    if not both.any():
        raise ValueError(
            f"No district has both values: {int(there[0].sum()):,} have {titles[0]}, {int(there[1].sum()):,} others "
            f"have {titles[1]}. Check the codes, and that both are of the same years.")
    return both


def places(values, between, there) -> np.ndarray:
    """Return the class of each value, 1 being the lowest; a value on a limit belongs to the lower class.

    Parameters
    ----------
    values : array of float, shape (n,)
    between : sequence of float
        Limits between the classes, rising.
    there : array of bool, shape (n,)
        Which districts have a class.

    Returns
    -------
    ndarray of float, shape (n,)
        NaN where there is none.

    >>> places([0.5, 0.8, 1.0, np.nan], [0.8], [True, True, True, False]).tolist()
    [1.0, 1.0, 2.0, nan]
    """
    found = np.searchsorted(np.asarray(between, dtype=float), np.asarray(values, dtype=float), side="left") + 1.0
    return np.where(there, found, np.nan)


def crossed(first, second, shape) -> np.ndarray:
    """Return how many districts are in each pair of classes, shape (classes of the first, classes of the second).

    >>> crossed([1, 2, 2, np.nan], [1, 1, 2, np.nan], (2, 2)).tolist()
    [[1, 0], [1, 1]]
    """
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    there = ~(np.isnan(first) | np.isnan(second))
    found = np.zeros(shape, dtype=int)
    np.add.at(found, (first[there].astype(int) - 1, second[there].astype(int) - 1), 1)
    return found


def keys(first, second) -> list:
    """Return both classes as a text for each district, None where there are none.

    >>> keys([1.0, np.nan], [3.0, np.nan])
    ['1-3', None]
    """
    return [None if one != one or other != other else f"{one:.0f}-{other:.0f}" for one, other in zip(first, second)]


def together(x, y) -> dict:
    """Return Spearman's rank correlation of two values and its p, NaN where they cannot be had.

    r = Pearson's correlation of the ranks, equal values sharing their mean rank (Spearman 1904); p by Student's t with
    n - 2 degrees of freedom.

    Parameters
    ----------
    x, y : array of float, shape (n,)
        Without NaN.

    >>> together([1.0, 2.0, 3.0, 4.0], [1.0, 3.0, 2.0, 40.0])["SPEARMAN"].round(9)
    0.8
    """
    from scipy import stats

    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if len(x) < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return {"SPEARMAN": np.nan, "SPEARMAN_P": np.nan}
    return dict(zip(("SPEARMAN", "SPEARMAN_P"), stats.spearmanr(x, y)))


def high_both(counts) -> tuple[int, float]:
    """Return how many districts are in both highest classes, and how many would be if the values had no tie.

    Expected = row sum x column sum / n. Both 0 where a value has one class.

    >>> high_both(np.array([[4, 1], [2, 3]]))
    (3, 2.0)
    """
    counts = np.asarray(counts)
    if 1 in counts.shape:
        return 0, 0.0
    return int(counts[-1, -1]), float(counts[-1].sum() * counts[:, -1].sum() / counts.sum())


def sentence(numbers: dict, counts, titles) -> str:
    """Return in words whether two values go together.

    Parameters
    ----------
    numbers : dict
        As `together` gives them.
    counts : array of int
        As `crossed` gives them.
    titles : sequence of str

    >>> sentence({"SPEARMAN": 0.41, "SPEARMAN_P": 0.0104}, [[14, 5], [5, 14]], ("R&D", "growth"))
    "Across 38 districts there is a weak positive association between R&D and growth (Spearman's rank correlation \
0.41, p = 0.01). High in both are 14 districts; without any association it would be about 9.5."
    """
    r, p, number = numbers["SPEARMAN"], numbers["SPEARMAN_P"], int(np.sum(counts))
    where = f"Across {counted(number, 'district')}"
    if np.isnan(r):
        return (f"{where} there is no association to measure between {titles[0]} and {titles[1]}: that takes three "
                "districts, and values that differ.")
    word, way = strength(r), "positive" if r > 0 else "negative"
    what = "no association to speak of" if word == "none" else f"a {word} {way} association"
    doubt = ", which chance alone may explain" if p >= LIKELY and word != "none" else ""
    chance = "p < 0.001" if p < 0.001 else f"p = {p:.2g}"
    found, expected = high_both(counts)
    high = "" if 1 in np.shape(counts) else (
        f" High in both {'is' if found == 1 else 'are'} {counted(found, 'district')}; without any association it would "
        f"be about {expected:.1f}.")
    return (f"{where} there is {what} between {titles[0]} and {titles[1]} (Spearman's rank correlation {r:.2f}, "
            f"{chance}{doubt}).{high}")


def missing(x, y) -> dict:
    """Return how many districts lack the first value alone, the second alone, and both.

    >>> missing([1.0, np.nan, np.nan], [1.0, 2.0, np.nan])
    {'NO_DATA_COUNT': 2, 'NO_FIRST': 1, 'NO_SECOND': 0, 'NO_BOTH': 1}
    """
    no_x, no_y = (np.isnan(np.asarray(values, dtype=float)) for values in (x, y))
    return {"NO_DATA_COUNT": int((no_x | no_y).sum()), "NO_FIRST": int((no_x & ~no_y).sum()),
            "NO_SECOND": int((no_y & ~no_x).sum()), "NO_BOTH": int((no_x & no_y).sum())}


def tell(values, labels, titles, notes: Notes) -> None:
    """Say which districts have no class and why, or that both values are the same.

    Parameters
    ----------
    values : sequence of two arrays of float, shape (n,)
    labels : sequence of str
        Names of the districts.
    titles : sequence of str
    notes : Notes
    """
    x, y = values
    no_x, no_y, labels = np.isnan(x), np.isnan(y), np.array(labels, dtype=object)
    for gone, what in ((no_x & ~no_y, titles[0]), (no_y & ~no_x, titles[1]), (no_x & no_y, "either value")):
        if gone.any():
            notes.warning(f"{counted(int(gone.sum()), 'district')} drawn as no data, without {what}: "
                          f"{listed(labels[gone])}.")
    if np.array_equal(x, y, equal_nan=True):
        notes.warning("Both values are the same in every district, so the map says no more than one of them. Check "
                      "VALUE_FIELD and VALUE2_FIELD.")


def _text(limits) -> str:
    return ";".join(f"{limit:.15g}" for limit in limits)
