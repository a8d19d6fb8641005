"""Classes of firm size as tables name them, sorted into small, medium and large."""

from __future__ import annotations

import math
import re

from .codes import key
from .notes import Notes, counted, listed

SIZES = ("Small", "Medium", "Large")
_TOTALS = ("TOTAL", "ALL", "ALL SIZES", "ANY")
_DIGITS = r"(\d{1,3}(?:,\d{3})+|\d+)"
_SPAN = re.compile(rf"(?<![\d,]){_DIGITS}\s*(?:-|–|TO|AND)\s*{_DIGITS}(?![\d,])")
_OPEN = re.compile(rf"{_DIGITS}\s*(?:\+|(?:AND|OR) (?:OVER|MORE|ABOVE)|EMPLOYEES OR MORE|PLUS)")
_OVER = re.compile(rf"(?:OVER|MORE THAN|ABOVE|>)\s*{_DIGITS}")
_FROM = re.compile(rf"(?:AT LEAST|FROM|>=|≥)\s*{_DIGITS}")
_UNDER = re.compile(rf"(?:UNDER|LESS THAN|FEWER THAN|BELOW|<)\s*{_DIGITS}")
_WORDS = re.compile(r"\b(MICRO|SMALL|MEDIUM|LARGE)\b")


def span(label: str, small: int = 49, medium: int = 249) -> tuple | None:
    """Return the first and last number of people of a class, None for one that is not understood.

    Words alone mean what the limits say; a class that says no number and no such word is none.

    >>> span("10-49"), span("50 to 249"), span("250+"), span("under 10"), span("Medium"), span("Micro (0 to 9)")
    ((10, 49), (50, 249), (250, inf), (1, 9), (50, 249), (1, 9))
    >>> span("1,000 and over"), span("others")
    ((1000, inf), None)
    """
    text = key(label)
    for pattern, made in (
        (_SPAN, lambda low, high: (low, high)), (_OPEN, lambda low: (low, math.inf)),
        (_FROM, lambda low: (low, math.inf)), (_OVER, lambda low: (low + 1, math.inf)),
        (_UNDER, lambda high: (1, high - 1)),
    ):
        met = pattern.search(text)
        if met:
            low, high = made(*(int(part.replace(",", "")) for part in met.groups()))
            return (max(low, 1), high) if high >= max(low, 1) else None
    met = _WORDS.findall(text)
    limits = {"MICRO": (1, min(9, small)), "SMALL": (1, small), "MEDIUM": (small + 1, medium),
              "LARGE": (medium + 1, math.inf)}
    return limits[met[0]] if len(met) == 1 else None


def sorted_sizes(labels, small: int, medium: int, notes: Notes) -> list:
    """Return for each class the position of its size in `SIZES`, -1 for a total of all.

    Parameters
    ----------
    labels : sequence of str
    small, medium : int
        The most people of a small and of a medium firm.
    notes : Notes
        Told what each size is made of.

    Raises
    ------
    ValueError
        A class is not understood or lies across a limit, two overlap, or one is missing.

    >>> sorted_sizes(["0-9", "10-49", "50-249", "250+", "Total"], 49, 249, Notes())
    [0, 0, 1, 2, -1]
    """
    spans = {label: span(label, small, medium) for label in labels if key(label) not in _TOTALS}
    micro = [label for label in spans if key(label).startswith("MICRO")]
    if micro:
        spans.update({label: (10, small) for label in spans if key(label) == "SMALL"})
    strange = [label for label, found in spans.items() if found is None]
    if strange:
        raise ValueError(
            f"SIZE_FIELD: '{strange[0]}' is no class of firm size. Write classes as 1-49, 50-249 and 250+, or as "
            "small, medium and large.")
    order = sorted(spans, key=lambda label: spans[label])
    _refuse_gaps(order, spans)
    places = {label: next((place for place, (low, high) in enumerate((
        (1, small), (small + 1, medium), (medium + 1, math.inf))) if low <= first and last <= high), None)
        for label, (first, last) in spans.items()}
    across = [label for label in order if places[label] is None]
    if across:
        raise ValueError(
            f"SIZE_FIELD: the class '{across[0]}' lies across a limit (small up to {small}, medium up to {medium}). "
            "Set SMALL_TO and MEDIUM_TO to limits that the table has.")
    for place, size in enumerate(SIZES):
        notes.info(f"{size} firms: {listed([label for label in order if places[label] == place])}.")
    total = [label for label in labels if label not in spans]
    if total:
        notes.info(f"Left out, so that nothing counts twice: {counted(len(total), 'class', 'classes')} "
                   f"({listed(total)}).")
    return [places.get(label, -1) for label in labels]


def _refuse_gaps(order: list, spans: dict) -> None:
    """Refuse classes of which two overlap, or between which some firms are missing."""
    for one, other in zip(order, order[1:]):
        if spans[other][0] <= spans[one][1]:
            raise ValueError(
                f"SIZE_FIELD: the classes '{one}' and '{other}' overlap: jobs would count twice. Leave one out.")
    next_low = 1
    for label in order:
        if spans[label][0] > next_low:
            raise ValueError(_missing(next_low, spans[label][0] - 1, order))
        next_low = spans[label][1] + 1
    if next_low < math.inf:
        raise ValueError(_missing(next_low, math.inf, order))


def _missing(low: int, high: float, order: list) -> str:
    which = f"{low:,} and more" if high == math.inf else f"{low:,} to {high:,}"
    return (f"SIZE_FIELD: no class holds firms with {which} people; the table has {listed(order) or 'none'}. Bring a "
            "table with all sizes.")
