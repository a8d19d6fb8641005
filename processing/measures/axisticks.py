"""Where the marks of an axis stand: round numbers, no more than fit."""

from __future__ import annotations

import numpy as np

NEAR = 2 / 3
_ROUND = np.array([1.0, 2.0, 2.5, 5.0, 10.0])


def span(values, zero: str = "auto") -> tuple[float, float]:
    """Return from where to where an axis goes: with 0 on it if wanted, or if the values come near it.

    Parameters
    ----------
    values : array of float
        NaN does not count.
    zero : {"auto", "yes", "no"}
        'auto': 0 is on the axis unless all values lie on one side of it and the smallest of them is over two thirds of
        the largest (ours).

    >>> span([2.0, 5.0]), span([8.0, 10.0]), span([8.0, 10.0], "yes"), span([3.0, 3.0], "no"), span([-4.0, -1.0])
    ((0.0, 5.0), (8.0, 10.0), (0.0, 10.0), (2.85, 3.15), (-4.0, 0.0))
    """
    known = np.asarray(values, dtype=float)
    low, high = float(np.nanmin(known)), float(np.nanmax(known))
    near = low * high <= 0 or min(abs(low), abs(high)) <= NEAR * max(abs(low), abs(high))
    if zero == "yes" or (zero == "auto" and near):
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        room = abs(high) * 0.05 or 1.0
        low, high = (low - room, high + room) if low else (0.0, 1.0)
    return low, high


def ticks(low: float, high: float, most: int, whole: bool = False) -> np.ndarray:
    """Return round marks from at or below `low` to at or above `high`, at most so many steps.

    Parameters
    ----------
    low, high : float
        `low` under `high`.
    most : int
        The largest number of steps between marks that cover the span.
    whole : bool
        Whole numbers only, for years.

    >>> ticks(0.0, 4.7, 5).tolist(), ticks(1998, 2023, 4, True).tolist()
    ([0.0, 1.0, 2.0, 3.0, 4.0, 5.0], [1990.0, 2000.0, 2010.0, 2020.0, 2030.0])
    """
    power = 10.0 ** np.floor(np.log10((high - low) / max(1, most)))
    for step in np.concatenate([_ROUND * power, _ROUND[1:] * power * 10]):
        if whole and step != np.floor(step):
            continue
        first, last = np.floor(low / step + 1e-9), np.ceil(high / step - 1e-9)
        if last - first <= max(1, most) or last - first <= 1:
            return np.arange(first, last + 1) * step
    return np.array([low, high])


def with_ends(marks, low: float, high: float, room: float) -> np.ndarray:
    """Return both ends of the axis and the marks between them that leave them room.

    >>> with_ends([1995, 2000, 2005, 2010, 2015, 2020, 2025], 1998, 2023, 2.5).tolist()
    [1998.0, 2005.0, 2010.0, 2015.0, 2020.0, 2023.0]
    """
    marks = np.asarray(marks, dtype=float)
    return np.array([low, *marks[(marks - low >= room) & (high - marks >= room)], high])


def log_ticks(low: float, high: float) -> np.ndarray:
    """Return marks of an axis of ratios: 1, 2 and 5 times powers of ten, over wide spans powers alone.

    >>> log_ticks(0.3, 4.0).tolist()
    [0.2, 0.5, 1.0, 2.0, 5.0]
    """
    powers = np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    steps = [1.0] if len(powers) > 5 else [1.0, 2.0, 5.0]
    marks = np.unique([float(f"{step * 10.0**power:.6g}") for power in powers for step in steps])
    first, last = np.searchsorted(marks, low, "right") - 1, np.searchsorted(marks, high, "left")
    marks = marks[max(first, 0):last + 1]
    return marks[::-(-len(marks) // 8)]
