"""Class breaks of a map."""

from __future__ import annotations

import importlib.util
import warnings

import numpy as np

from .notes import Notes, counted

LQ_BREAKS = (0.5, 0.8, 1.0, 1.25, 2.0)
OPEN_ABOVE, LARGEST = 3.0, 1e100
_CLASSIFIERS = {
    "fisher_jenks": "FisherJenks", "natural_breaks": "NaturalBreaks", "std_mean": "StdMean",
    "head_tail": "HeadTailBreaks", "box_plot": "BoxPlot", "percentiles": "Percentiles",
}
SAMPLED_ABOVE, SLOW_ABOVE = 5000, 1000  # values for Fisher-Jenks, with and without numba


def class_bounds(values, scheme: str, classes: int = 5, given=(), notes: Notes | None = None) -> list[float]:
    """Return the upper bounds of the classes, rising; a value belongs to the first whose bound it does not exceed.

    Parameters
    ----------
    values : array of float, shape (n,)
        NaN does not count.
    scheme : str
        ``lq`` (0.5, 0.8, 1, 1.25, 2), ``user_defined`` (the bounds in `given`), ``quantiles``, ``equal_interval``,
        or by mapclassify ``fisher_jenks``, ``natural_breaks``, ``std_mean``, ``head_tail``, ``box_plot``,
        ``percentiles``.
    classes : int
        Number of classes, for the schemes that take one.
    given : sequence of float
        Bounds of ``user_defined``; the highest value is added where it exceeds them.
    notes : Notes, optional
        Told when there are fewer classes than wanted.

    Raises
    ------
    ValueError
        No value to class, an infinite value, bounds that do not rise, or a scheme whose package is missing.

    >>> class_bounds(np.array([1.0, 2.0, 3.0, 4.0]), "quantiles", 2)
    [2.5, 4.0]
    """
    notes = Notes() if notes is None else notes
    values = np.asarray(values, dtype=float)
    values = values[~np.isnan(values)]
    if not values.size:
        raise ValueError("There is no value to map: every one is missing. Check VALUE_FIELD and FILTER.")
    if (np.abs(values) > LARGEST).any():
        raise ValueError("A value to map is infinite or far too large. Correct it, or leave it out with FILTER.")
    if scheme in ("lq", "user_defined"):
        bounds = list(LQ_BREAKS if scheme == "lq" else given)
        if not bounds or any(high <= low for low, high in zip(bounds, bounds[1:])):
            raise ValueError("BREAKS must be numbers that rise, separated by semicolons, such as 10;20;50.")
        if scheme == "lq":
            return [*bounds, max(float(values.max()), OPEN_ABOVE)]
        return bounds + [float(values.max())] if values.max() > bounds[-1] else bounds
    distinct = np.unique(values)
    with_number = scheme in ("quantiles", "equal_interval", "fisher_jenks", "natural_breaks")
    if distinct.size == 1 or (with_number and distinct.size < classes):
        found = counted(distinct.size, "class", "classes")
        verb = "is" if distinct.size == 1 else "are"
        notes.warning(f"There {verb} {counted(distinct.size, 'distinct value')}, so {found} and not {classes}.")
        return distinct.tolist()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # mapclassify advises numba, which no QGIS brings
        bounds = _bounds(values, scheme, classes, notes)
    found = sorted({float(bound) for bound in bounds if bound >= values.min()})
    found = [bound for place, bound in enumerate(found) if place == 0 or found[place - 1] < values.max()]
    if len(found) < classes and scheme in ("quantiles", "fisher_jenks", "natural_breaks"):
        notes.warning(f"Equal values leave {len(found)} classes and not {classes}.")
    return found


def _bounds(values, scheme: str, classes: int, notes: Notes):
    if scheme == "quantiles":
        return np.quantile(values, np.arange(1, classes + 1) / classes)
    if scheme == "equal_interval":
        low, high = values.min(), values.max()
        return [*(low + (high - low) * np.arange(1, classes) / classes), high]
    try:
        import mapclassify
    except ImportError as missing:
        raise ValueError(
            f"The scheme '{scheme}' needs the package mapclassify ({missing}). Choose lq, user_defined, quantiles or "
            "equal_interval, or install mapclassify (see the plugin's README)."
        ) from missing
    limit = SAMPLED_ABOVE if importlib.util.find_spec("numba") else SLOW_ABOVE
    state = np.random.get_state()  # noqa: NPY002  mapclassify draws from NumPy's global generator
    np.random.seed(1)  # noqa: NPY002
    try:
        if scheme == "fisher_jenks" and values.size > limit:
            notes.warning(f"The classes are those of a sample of {limit:,} of {values.size:,} values (fisher_jenks).")
            sampled = mapclassify.FisherJenksSampled(values, k=classes, pct=limit / values.size, truncate=False)
            return sampled.bins
        wanted = {"k": classes} if scheme in ("fisher_jenks", "natural_breaks") else {}
        return getattr(mapclassify, _CLASSIFIERS[scheme])(values, **wanted).bins
    finally:
        np.random.set_state(state)  # noqa: NPY002


def class_counts(values, bounds) -> list[int]:
    """Return the number of values in each class.

    >>> class_counts(np.array([0.5, 1.0, 1.5, np.nan]), [1.0, 2.0])
    [2, 1]
    """
    values = np.asarray(values, dtype=float)
    position = np.searchsorted(bounds, values[~np.isnan(values)], side="left")
    return np.bincount(np.minimum(position, len(bounds) - 1), minlength=len(bounds)).tolist()


def class_names(values, bounds, labels) -> list:
    """Return the label of each value's class without its count, None where the value is missing.

    >>> class_names(np.array([0.5, 3.0, np.nan]), [1.0, 3.0], ["up to 1 (1)", "over 1 (1)"])
    ['up to 1', 'over 1', None]
    """
    values = np.asarray(values, dtype=float)
    if not len(bounds):
        return [None] * len(values)
    place = np.minimum(np.searchsorted(bounds, np.nan_to_num(values), side="left"), len(bounds) - 1)
    plain = [label.rsplit(" (", 1)[0] for label in labels]
    return [None if np.isnan(value) else plain[position] for value, position in zip(values, place)]


def parse_breaks(text: str, name: str = "BREAKS") -> list[float]:
    """Return the numbers in a text such as ``10;20;50``; `name` is the parameter, for messages.

    Raises
    ------
    ValueError
        A part is no number, or the numbers do not rise.

    >>> parse_breaks("10; 20.5;50")
    [10.0, 20.5, 50.0]
    """
    try:
        numbers = [float(part) for part in text.replace(";", " ").split()]
    except ValueError:
        raise ValueError(f"{name}: '{text}' is not a list of numbers, such as 10;20;50.") from None
    if not numbers or not np.isfinite(numbers).all() or any(high <= low for low, high in zip(numbers, numbers[1:])):
        raise ValueError(f"{name}: '{text}' must be numbers that rise, such as 10;20;50.")
    return numbers


def centre(scheme: str, bounds, values) -> float:
    """Return where a diverging ramp changes its hue: 1 for ``lq``, 0 where values lie on both sides, else the middle.

    >>> centre("lq", [0.5, 1, 2], [1]), centre("quantiles", [-1, 2], [-2, 2]), centre("quantiles", [1, 2, 3], [1, 3])
    (1.0, 0.0, 1)
    """
    if scheme == "lq":
        return 1.0
    if np.nanmin(values) < 0 < np.nanmax(values):
        return 0.0
    return bounds[max(0, len(bounds) // 2 - 1)]


def rounded(bounds, lowest: float) -> list[float]:
    """Return upper bounds with as few decimals as a fifth of the narrowest class needs; the highest stays.

    Parameters
    ----------
    bounds : sequence of float
        Upper bounds, rising.
    lowest : float
        The lowest value: the first bound is not rounded below it.

    >>> rounded([0.4204, 0.4791, 0.6136, 1.2345], 0.22)
    [0.42, 0.48, 0.61, 1.2345]
    """
    gaps = [high - low for low, high in zip(bounds, bounds[1:])]
    if not gaps:
        return list(bounds)
    places = -int(np.floor(np.log10(min(gaps) / 5)))
    near = [round(float(bound), places) for bound in bounds[:-1]]
    return [near[0] if near[0] >= lowest else round(near[0] + 10.0**-places, places), *near[1:], bounds[-1]]


def around_zero(values) -> list[float]:
    """Return upper bounds of six classes that are symmetrical about 0, at round numbers near the thirds of the sizes.

    Round numbers are 1, 2 and 5 times a power of ten (ours). Without any value but 0 there is one class.

    >>> around_zero([-90, -12, 0, 3, 30, 400]), around_zero([0, np.nan])
    ([-50.0, -20.0, 0.0, 20.0, 50.0, 400.0], [0.0])
    """
    values = np.asarray(values, dtype=float)
    sizes = np.abs(values[~np.isnan(values) & (values != 0)])
    if not sizes.size:
        return [0.0]
    scale = int(np.floor(np.log10(sizes.min()))) - 1
    rungs = [float(f"{digit}e{scale + power}") for power in range(int(np.log10(sizes.max() / sizes.min())) + 5)
             for digit in (1, 2, 5)]
    near, far = (int(np.argmin(np.abs(np.log(np.array(rungs) / size)))) for size in np.quantile(sizes, (1 / 3, 2 / 3)))
    far = max(far, near + 1)
    return [-rungs[far], -rungs[near], 0.0, rungs[near], rungs[far], max(float(np.nanmax(values)), rungs[far + 1])]
