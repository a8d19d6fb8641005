"""Legend labels that a reader can say aloud."""

from __future__ import annotations


def decimals(bounds) -> int:
    """Return the fewest decimals that keep class bounds apart and true to a twentieth of the narrowest class.

    >>> decimals([0.5, 0.8, 1, 1.25, 2]), decimals([186, 846])
    (2, 0)
    """
    bounds = [float(bound) for bound in bounds]
    gaps = [high - low for low, high in zip(bounds, bounds[1:]) if high > low]
    tolerance = (min(gaps) if gaps else max(abs(bounds[0]), 1.0)) / 20
    for places in range(9):
        if all(abs(round(bound, places) - bound) <= tolerance for bound in bounds):
            return places
    return 9


def number(value: float, places: int) -> str:
    """Return a number with thousands separators and no trailing zeros.

    >>> number(1234.50, 2), number(2.0, 2), number(-0.25, 2)
    ('1,234.5', '2', '-0.25')
    """
    text = f"{value:,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def class_labels(bounds, lowest: float, counts, unit: str = "") -> list[str]:
    """Return one label a class: its limits, the unit and how many districts it holds.

    Parameters
    ----------
    bounds : sequence of float
        Upper bounds, rising.
    lowest : float
        The lowest value, for a single class.
    counts : sequence of int
    unit : str

    >>> class_labels([0.5, 1.0, 3.2], 0.1, [3, 4, 5])
    ['up to 0.5 (3)', '0.5 to 1 (4)', 'over 1 (5)']
    """
    places = decimals(bounds if len(bounds) > 1 else [lowest, bounds[0]])
    shown = [number(bound, places) for bound in bounds]
    unit = f" {unit}" if unit else ""
    if len(bounds) == 1:
        low = number(lowest, places)
        span = shown[0] if low == shown[0] else f"{low} to {shown[0]}"
        return [f"{span}{unit} ({counts[0]:,})"]
    texts = [f"up to {shown[0]}{unit}"]
    texts += [f"{low} to {high}{unit}" for low, high in zip(shown, shown[1:-1])]
    texts.append(f"over {shown[-2]}{unit}")
    return [f"{text} ({count:,})" for text, count in zip(texts, counts)]
