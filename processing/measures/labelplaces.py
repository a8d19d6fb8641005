"""Where the words of a picture go: lines that fit a width, labels of which none lies on another."""

from __future__ import annotations

import re

import numpy as np

MORE = "\u2026"
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")
_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))


def apart(centres, sizes, low: float, high: float) -> np.ndarray:
    """Return the centres of labels along a line, moved as little as can be so that none lies on another.

    The sum of squared moves is the smallest that there is: an isotonic regression of the centres less the room that
    the labels before them take, held within the ends.

    Parameters
    ----------
    centres : array of float, shape (n,)
        Where each label would stand if it were alone.
    sizes : array of float, shape (n,)
        The room each takes, in the same unit.
    low, high : float
        Ends of the line.

    Returns
    -------
    ndarray of float, shape (n,)
        In the order given; labels keep their order along the line.

    Raises
    ------
    ValueError
        The line is too short for all labels.

    >>> apart([5.0, 5.0, 9.0], [2.0, 2.0, 2.0], 0.0, 10.0).tolist()
    [4.0, 6.0, 9.0]
    """
    centres, sizes = np.asarray(centres, dtype=float), np.asarray(sizes, dtype=float)
    if not centres.size:
        return centres
    if sizes.sum() > (high - low) * (1 + 1e-9):
        raise ValueError(f"There is no room for {len(sizes):,} labels. Make the picture higher, or draw fewer series.")
    order = np.argsort(centres, kind="stable")
    half = sizes[order] / 2
    before = np.concatenate([[0.0], np.cumsum(half[:-1] + half[1:])])
    level = np.clip(_rising(centres[order] - before), low + half[0], max(low + half[0], high - half[-1] - before[-1]))
    placed = np.empty_like(centres)
    placed[order] = level + before
    return placed


def _rising(values) -> np.ndarray:
    """Return the rising sequence nearest to the values: the largest of the smallest means of runs that hold each."""
    place = np.arange(len(values))
    start, end = place[:, None], place[None, :]
    total = np.concatenate([[0.0], np.cumsum(values)])
    means = np.where(end >= start, (total[1:][None, :] - total[:-1][:, None]) / np.maximum(end - start + 1, 1), np.inf)
    smallest = np.minimum.accumulate(means[:, ::-1], axis=1)[:, ::-1]
    return np.where(start <= end, smallest, -np.inf).max(axis=0)


def around(points, sizes, others, box, distance: float) -> np.ndarray:
    """Return the centre of a label beside each point, NaN where no place is free.

    The first points are served first. A place is free if it lies in the box and on no other label; of the free ones
    that over the fewest points is taken, then the nearest.

    Parameters
    ----------
    points : array of float, shape (n, 2)
        The points to be labelled.
    sizes : array of float, shape (n, 2)
        Width and height of each label, in the same unit.
    others : array of float, shape (m, 2)
        All points of the picture.
    box : tuple of float
        Left, bottom, right, top.
    distance : float
        Between a point and its label.

    Returns
    -------
    ndarray of float, shape (n, 2)

    >>> around([[5, 5]], [[4, 2]], [[5, 5]], (0, 0, 10, 10), 1).tolist()
    [[8.0, 5.0]]
    """
    points, sizes, others = (np.asarray(each, dtype=float).reshape(-1, 2) for each in (points, sizes, others))
    found = np.full(points.shape, np.nan)
    left, bottom, right, top = box
    steps = np.array([(times, across, up) for times in (1, 2, 3.5) for across, up in _SIDES], dtype=float)
    for number, (point, size) in enumerate(zip(points, sizes)):
        centres = point + steps[:, 1:] * (size / 2 + distance * steps[:, :1])
        low, high = centres - size / 2, centres + size / 2
        free = (low[:, 0] >= left) & (low[:, 1] >= bottom) & (high[:, 0] <= right) & (high[:, 1] <= top)
        apart_from = np.abs(centres[:, None] - found[None, :number]) >= (size + sizes[None, :number]) / 2
        free &= (apart_from.any(axis=2) | np.isnan(found[None, :number, 0])).all(axis=1)
        if free.any():
            over = ((others > low[:, None]) & (others < high[:, None])).all(axis=2).sum(axis=1)
            found[number] = centres[np.lexsort((np.arange(len(steps)), over, ~free))[0]]
    return found


def wrapped(text: str, width: float, measure, most: int = 0) -> list[str]:
    """Return a text as lines that fit a width; what a limit of lines cuts off ends in an ellipsis.

    Parameters
    ----------
    text : str
        Line breaks and other blanks in it count as one blank; a no-break space is a letter like any other.
    width : float
    measure : callable
        Returns the width of a text.
    most : int
        Limit of the lines, 0 for none.

    >>> wrapped("Motor vehicles and trailers", 10, len), wrapped("Motor vehicles and trailers", 10, len, 2)
    (['Motor', 'vehicles', 'and', 'trailers'], ['Motor', 'vehicles\u2026'])
    >>> wrapped("abcdefgh", 3, len)
    ['abc', 'def', 'gh']
    """
    lines: list[str] = []
    for word in filter(None, _BLANKS.split(text)):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measure(joined) <= width:
            lines[-1] = joined
            continue
        while measure(word) > width and len(word) > 1:
            fits = max(1, sum(measure(word[:length]) <= width for length in range(1, len(word))))
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    if most and len(lines) > most:
        last = lines[most - 1]
        while last and measure(last + MORE) > width:
            last = last.rsplit(" ", 1)[0].rstrip(",;") if " " in last else last[:-1]
        lines = [*lines[:most - 1], last + MORE]
    return lines


def runs(x, there, step: float) -> list[slice]:
    """Return the unbroken parts of a line: what is missing is a gap, and so is a step longer than the usual one.

    Parameters
    ----------
    x : array of float, shape (n,)
        Rising.
    there : array of bool, shape (n,)
        Whether the point has a value.
    step : float
        The usual step, see `usual_step`.

    >>> runs([2000, 2001, 2002, 2004], [True, False, True, True], 1)
    [slice(0, 1, None), slice(2, 3, None), slice(3, 4, None)]
    """
    x, there = np.asarray(x, dtype=float), np.asarray(there, dtype=bool)
    places = np.flatnonzero(there)
    if not places.size:
        return []
    broken = (np.diff(places) > 1) | (np.diff(x[places]) > step * (1 + 1e-6))
    starts = places[np.concatenate([[True], broken])]
    ends = places[np.concatenate([broken, [True]])]
    return [slice(int(start), int(end) + 1) for start, end in zip(starts, ends)]


def usual_step(x) -> float:
    """Return the most common step between the distinct values; of several the longest, so that no line falls apart.

    >>> usual_step([1998, 1999, 2000, 2002, 2003]), usual_step([2000, 2005, 2015]), usual_step([7])
    (1.0, 10.0, 1.0)
    """
    steps = np.round(np.diff(np.unique(np.asarray(x, dtype=float))), 9)
    if not steps.size:
        return 1.0
    distinct, counts = np.unique(steps, return_counts=True)
    return float(distinct[counts == counts.max()].max())
