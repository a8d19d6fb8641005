"""Whether one thing goes with another: least squares, correlation, residuals and the districts that stand out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .codes import key
from .districts import positions
from .longtable import values as plain
from .notes import counted, listed

OUTLIER, LEVERAGE, LIKELY = 2.5, 0.5, 0.05
_WORDS = ((0.1, "none"), (0.3, "very weak"), (0.5, "weak"), (0.7, "moderate"))


@dataclass
class Fit:
    """A line of least squares, y = intercept + slope x.

    Attributes
    ----------
    numbers : dict
        As the algorithm declares them; NaN where there is none.
    fitted, residual : ndarray of float, shape (n,)
        NaN where x or y is missing.
    student : ndarray of float, shape (n,)
        Externally studentised residual; NaN too where the other districts leave no error to measure by.
    outlier : ndarray of float, shape (n,)
        1 or 0, NaN where x or y is missing.
    leverage : ndarray of float, shape (n,)
    """

    numbers: dict
    fitted: np.ndarray
    residual: np.ndarray
    student: np.ndarray
    outlier: np.ndarray
    leverage: np.ndarray


def fit(x, y, limit: float = OUTLIER) -> Fit:
    """Return the line of least squares, the correlations and what lies off the line.

    h = 1 / n + (x - mean)^2 / sum of (x - mean)^2; the externally studentised residual is e / (s sqrt(1 - h)) with s
    the standard error of the line without the district itself (Belsley, Kuh and Welsch 1980).

    Parameters
    ----------
    x, y : array of float, shape (n,)
        NaN does not count.
    limit : float
        An outlier has a studentised residual beyond it, on either side (2.5 is ours).

    Raises
    ------
    ValueError
        Fewer than three pairs, or the same x everywhere.

    >>> found = fit([1.0, 2.0, 3.0, 4.0], [1.0, 3.0, 2.0, 4.0])
    >>> round(found.numbers["SLOPE"], 9), round(found.numbers["INTERCEPT"], 9), round(found.numbers["R2"], 9)
    (0.8, 0.5, 0.64)
    """
    from scipy import stats

    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    there = ~(np.isnan(x) | np.isnan(y))
    _refuse(x[there])
    # Squares of tiny or huge figures would leave the range of numbers.
    x_size, y_size = np.abs(x[there]).max(), np.abs(y[there]).max() or 1.0
    across, up = x[there] / x_size, y[there] / y_size
    line, level = stats.linregress(across, up), np.ptp(up) <= 1e-12
    numbers = {
        "N": int(there.sum()), "SLOPE": 0.0 if level else line.slope / x_size * y_size,
        "INTERCEPT": line.intercept * y_size, "R2": line.rvalue**2,
        "SLOPE_SE": 0.0 if level else line.stderr / x_size * y_size, "SLOPE_P": line.pvalue, "PEARSON": line.rvalue,
        "PEARSON_P": line.pvalue, **dict.fromkeys(("SPEARMAN", "SPEARMAN_P"), np.nan),
    }
    if level:
        numbers.update(dict.fromkeys(("R2", "SLOPE_P", "PEARSON", "PEARSON_P"), np.nan))
    else:
        numbers["SPEARMAN"], numbers["SPEARMAN_P"] = stats.spearmanr(across, up)
    parts = _residuals(across, up, line.intercept + (0.0 if level else line.slope) * across, limit)
    held = np.full((len(parts), len(x)), np.nan)
    held[:, there] = parts
    held[:2] *= y_size
    return Fit({name: number if name == "N" else float(number) for name, number in numbers.items()}, *held)


def _refuse(x) -> None:
    if len(x) < 3:
        raise ValueError(
            f"A line needs at least 3 districts with both values; there {'is' if len(x) == 1 else 'are'} {len(x)}. "
            "Check the codes, the years and the fields.")
    if np.ptp(x) <= 1e-12 * np.abs(x).max():
        raise ValueError(
            f"All {len(x):,} districts have the same x ({x[0]:g}), so nothing can go with it. Check X_FIELD, or "
            "NUMERATOR_FIELD and DENOMINATOR_FIELD.")


def _residuals(x, y, fitted, limit: float) -> tuple:
    """Return fitted values, residuals, studentised residuals, outliers and leverages."""
    residual, middle = y - fitted, x - x.mean()
    leverage = 1 / len(x) + middle**2 / (middle**2).sum()
    exact = np.abs(residual) <= 1e-12
    residual[exact] = 0.0
    room, freedom = 1 - leverage, len(x) - 3
    alone = room <= 1e-12
    room = np.where(alone, np.nan, room)
    others = (residual**2).sum() - residual**2 / room
    certain = others > 1e-20 * (residual**2).sum()
    if not freedom:
        return fitted, residual, np.full(len(x), np.nan), np.zeros(len(x)), leverage
    error = np.sqrt(np.where(certain, others, np.nan) / freedom)
    student = residual / (error * np.sqrt(room))
    sole = ~certain & ~exact & ~alone  # all others lie on one line: infinitely far out
    return fitted, residual, student, ((np.abs(student) > limit) | sole).astype(float), leverage


def strength(r: float) -> str:
    """Return the size of a correlation in a word (ours).

    >>> strength(-0.05), strength(0.29), strength(0.3), strength(-0.69), strength(0.7), strength(float("nan"))
    ('none', 'very weak', 'weak', 'moderate', 'strong', 'none')
    """
    return "none" if np.isnan(r) else next((word for limit, word in _WORDS if abs(r) < limit), "strong")


def sentence(numbers: dict, x: str, y: str) -> str:
    """Return the result in a sentence: strength, direction, r, n, p; in another that p is too small, where it is.

    >>> sentence({"N": 38, "PEARSON": 0.41, "PEARSON_P": 0.0104}, "R&D", "growth")
    'Across 38 districts there is a weak positive association between R&D and growth (r = 0.41, n = 38, p = 0.01).'
    """
    r, p = numbers["PEARSON"], numbers["PEARSON_P"]
    where = f"Across {counted(numbers['N'], 'district')}"
    if np.isnan(r):
        return f"{where} there is no association to measure: {y} is the same everywhere (n = {numbers['N']:,})."
    word, way = strength(r), "positive" if r > 0 else "negative"
    what = "no association to speak of" if word == "none" else f"a {word} {way} association"
    doubt = ", which chance alone may explain" if p >= LIKELY and word != "none" else ""
    chance = "p < 0.001" if p < 0.001 else f"p = {p:.2g}"
    return (f"{where} there is {what} between {x} and {y} (r = {r:.2f}, n = {numbers['N']:,}, {chance}{doubt})."
            f"{_alike(numbers.get('MORAN_I'), numbers.get('MORAN_P'))}")


def _alike(moran, p) -> str:
    """Return a sentence on residuals that are alike among neighbours, empty where they are not known to be."""
    if moran is None or moran <= 0 or p > LIKELY:
        return ""
    return (f" Since neighbours are alike (Moran's I of the residuals {moran:.2f}, p = {p:.2g}), the line's p is too "
            "small.")


@dataclass
class Pairs:
    """x and y of each district.

    Attributes
    ----------
    codes, names, groups : list of str or None, length n
    x, y : ndarray of float, shape (n,)
        NaN is missing.
    x_words, y_words : str
    unmatched : int
        Districts on one side only.
    """

    codes: list
    names: list
    groups: list
    x: np.ndarray
    y: np.ndarray
    x_words: str = ""
    y_words: str = ""
    unmatched: int = 0

    @classmethod
    def of(cls, codes, x, y, x_words="", y_words="", names=None) -> Pairs:
        """Return pairs without groups, with names from a dict of code to name."""
        pairs = cls(list(codes), [None] * len(codes), [None] * len(codes), x, y, x_words, y_words)
        pairs.call(names or {})
        return pairs

    def call(self, names: dict) -> None:
        """Give names to the districts that a dict of code to name knows."""
        known = {key(code): name for code, name in names.items() if name}
        self.names = [known.get(key(code)) or name for code, name in zip(self.codes, self.names)]

    def called(self) -> np.ndarray:
        """Return the name of each district, its code where it has none."""
        return np.array([name or code for code, name in zip(self.codes, self.names)], dtype=object)


def paired(y_codes, y, x_codes, x, strict: bool, notes) -> Pairs:
    """Return the values of two tables by district; who is in one of them only is named.

    Raises
    ------
    ValueError
        No district is in both, or one is not and `strict` is on.

    >>> from .notes import Notes
    >>> found = paired(["A", "b"], np.array([1.0, 2.0]), ["B", "C"], np.array([5.0, 6.0]), False, Notes())
    >>> found.codes, found.x.tolist(), found.y.tolist(), found.unmatched
    (['A', 'b', 'C'], [nan, 5.0, 6.0], [1.0, 2.0, nan], 2)
    """
    first, second = ({key(code): code for code in codes} for codes in (y_codes, x_codes))
    if not first.keys() & second.keys():
        raise ValueError(
            f"No district is in both tables: OBSERVATIONS has {listed(y_codes, 3)}, INTENSITY has "
            f"{listed(x_codes, 3)}. Check that both use codes of the same kind and year.")
    sentences = []
    for name, here, there in (("OBSERVATIONS", first, second), ("INTENSITY", second, first)):
        alone = [here[code] for code in here if code not in there]
        if alone:
            verb = "is" if len(alone) == 1 else "are"
            sentences.append(f"{counted(len(alone), 'district')} {verb} in {name} only: {listed(alone)}.")
    if sentences and strict:
        raise ValueError(f"{' '.join(sentences)} STRICT is on, so nothing was written.")
    for told in sentences:
        notes.warning(told)
    known = {**second, **first}
    order = [*first, *(code for code in second if code not in first)]
    held = [{key(code): value for code, value in zip(*side)} for side in ((x_codes, x), (y_codes, y))]
    both = [np.array([side.get(code, np.nan) for code in order], dtype=float) for side in held]
    pairs = Pairs.of([known[code] for code in order], *both)
    pairs.unmatched = len(first.keys() ^ second.keys())
    return pairs


def columns(pairs: Pairs, found: Fit) -> dict:
    """Return the result as columns, one row a district."""
    labels = [name if out == 1 else None for name, out in zip(pairs.called(), found.outlier)]
    return {
        "area": pairs.codes, "name": pairs.names, "x": plain(pairs.x), "y": plain(pairs.y),
        "fitted": plain(found.fitted), "residual": plain(found.residual), "stud_res": plain(found.student),
        "outlier": plain(found.outlier, whole=True), "label": labels, "group": pairs.groups,
    }


def spread(columns: dict, codes, names) -> dict:
    """Return the columns over the districts of a layer, None where a district has no row.

    >>> spread({"area": ["A", "B"], "name": ["a", None], "x": [1, 2]}, ["b", "C"], ["Bee", None])
    {'area': ['b', 'C'], 'name': ['Bee', None], 'x': [2, None]}
    """
    places = positions(codes, columns["area"])
    held = {name: [column[place] if place >= 0 else None for place in places] for name, column in columns.items()}
    return {**held, "area": list(codes), "name": [name or other for name, other in zip(names, held["name"])]}


def residual_bounds(residuals) -> list[float]:
    """Return limits of classes of residuals: 0, and a half and one and a half standard deviations on either side.

    Rounded to two digits, so that a legend can be read; the last class is open.

    >>> residual_bounds([-2.0, -1.0, None, 0.0, 3.0])
    [-2.8, -0.94, 0.0, 0.94, 2.8, 5.6]
    """
    known = np.array([value for value in residuals if value is not None], dtype=float)
    size = float(np.sqrt((known**2).mean())) if known.size else 0.0
    if not size:
        return [0.0]
    half, more = (float(f"{times * size:.2g}") for times in (0.5, 1.5))
    return [-more, -half, 0.0, half, more, max(float(known.max()), float(f"{2 * more:.2g}"))]


def declared(numbers: dict) -> dict:
    """Return numbers as an algorithm returns them, None where there is none, with the strength in a word."""
    return {**{name: None if number != number else number for name, number in numbers.items()},
            "STRENGTH": strength(numbers["PEARSON"])}


def summary(numbers: dict) -> str:
    """Return the line and its fit on one line.

    >>> summary({"N": 4, "SLOPE": 0.8, "INTERCEPT": 0.5, "R2": 0.64, "SLOPE_SE": 0.424})
    'Association: y = 0.5 + 0.8 x, standard error of the slope 0.424, R squared 0.64, 4 districts.'
    """
    fits = "none" if numbers["R2"] is None else f"{numbers['R2']:.3g}"
    sign = "-" if numbers["SLOPE"] < 0 else "+"
    return (f"Association: y = {numbers['INTERCEPT']:.3g} {sign} {abs(numbers['SLOPE']):.3g} x, standard error of the "
            f"slope {numbers['SLOPE_SE']:.3g}, R squared {fits}, {counted(numbers['N'], 'district')}.")


def tell(pairs: Pairs, found: Fit, limit: float, notes) -> list:
    """Say which districts are left out, stand out or bear the line; return the outliers by name."""
    called, no_x, no_y = pairs.called(), np.isnan(pairs.x), np.isnan(pairs.y)
    for what, gone in (("x", no_x & ~no_y), ("y", no_y & ~no_x), ("x and y", no_x & no_y)):
        if gone.any():
            notes.warning(f"{counted(int(gone.sum()), 'district')} without {what} left out of the line: "
                          f"{listed(called[gone])}.")
    for name in called[found.leverage > LEVERAGE] if found.numbers["N"] > 4 else ():
        notes.warning(f"The line rests largely on {name}, whose x lies far from all others: look at it without.")
    outliers = called[found.outlier == 1].tolist()
    if outliers:
        notes.info(f"{counted(len(outliers), 'outlier')} (studentised residual beyond {limit:g}): {listed(outliers)}.")
    groups = np.array(pairs.groups, dtype=object)
    for group in sorted({group for group in pairs.groups if group is not None}):
        held = found.residual[(groups == group) & ~np.isnan(found.residual)]
        if held.size:
            notes.info(f"{group}: {int((held > 0).sum()):,} of {counted(held.size, 'district')} above the line, "
                       f"residual {held.mean():.3g} on average.")
    return outliers
