"""Diversity of districts, ubiquity of industries, and the index of complexity, the axis on which both differ most."""

from __future__ import annotations

import numpy as np

SAME = 1e-9


def complexity(has) -> dict:
    """Return diversity and ubiquity, and the economic complexity of districts and industries.

    ``k_r = sum_i M_ri``, ``k_i = sum_r M_ri``; the index of industries is the eigenvector of the second-largest
    eigenvalue of ``sum_r M_ri M_rj / (k_r k_j)``, that of a district the mean of the industries that it has. Both are
    on the scale on which districts have mean 0 and standard deviation 1; the sign is that with which the index goes up
    with diversity.

    Parameters
    ----------
    has : array of bool, shape (areas, industries)

    Returns
    -------
    dict
        ``diversity`` (areas,), ``ubiquity`` (industries,), ``eci`` (areas,) and ``pci`` (industries,), NaN for a
        district without industries and an industry without districts, and everywhere where the index is not defined;
        ``correlation`` of the index with diversity, NaN where it is 0 or not defined.

    Notes
    -----
    Hidalgo and Hausmann (2009), in the form of an eigenvector. It is not defined where the second eigenvalue is as
    large as the first (districts that fall apart into parts without a common industry) or the third.

    Examples
    --------
    >>> has = np.array([[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]])
    >>> found = complexity(has)
    >>> found["eci"].round(3).tolist(), found["ubiquity"].tolist()
    ([1.342, 0.447, -0.447, -1.342], [4.0, 3.0, 2.0, 1.0])
    """
    has = np.asarray(has, dtype=float)
    diversity, ubiquity = has.sum(axis=1), has.sum(axis=0)
    areas, industries = np.flatnonzero(diversity), np.flatnonzero(ubiquity)
    found = {
        "diversity": diversity, "ubiquity": ubiquity, "eci": np.full(len(diversity), np.nan),
        "pci": np.full(len(ubiquity), np.nan), "correlation": np.nan,
    }
    axis = _second_axis(has[np.ix_(areas, industries)])
    if axis is None:
        return found
    scores = (has[np.ix_(areas, industries)] / diversity[areas, None]) @ axis
    spread = scores.std()
    if not spread > SAME * np.abs(axis).max():
        return found
    correlation = _correlation(scores, diversity[areas])
    sign = _sign(correlation, axis, ubiquity[industries])
    found["eci"][areas] = sign * (scores - scores.mean()) / spread
    found["pci"][industries] = sign * (axis - scores.mean()) / spread
    found["correlation"] = abs(correlation) if abs(correlation) > SAME else np.nan
    return found


def _second_axis(has):
    """Return the second eigenvector over industries, None where it is not defined."""
    if min(has.shape) < 2:
        return None
    diversity, ubiquity = has.sum(axis=1), has.sum(axis=0)
    _, sizes, vectors = np.linalg.svd(has / np.sqrt(np.outer(diversity, ubiquity)), full_matrices=False)
    squares = np.append(sizes, 0.0)[:3] ** 2
    if squares[1] < SAME or (squares[:2] - squares[1:] < SAME).any():
        return None
    return vectors[1] / np.sqrt(ubiquity)


def _correlation(first, second) -> float:
    first, second = first - first.mean(), second - second.mean()
    size = np.sqrt((first**2).sum() * (second**2).sum())
    return float((first * second).sum() / size) if size > SAME else 0.0


def _sign(correlation: float, axis, ubiquity) -> float:
    """Return the sign by diversity, else that in which rare industries are high, else that of the largest part."""
    for along in (correlation, -_correlation(axis, ubiquity), axis[np.argmax(np.abs(axis))]):
        if abs(along) > SAME:
            return 1.0 if along > 0 else -1.0
    return 1.0
