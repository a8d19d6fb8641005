"""Legend labels that a reader can say aloud."""

from __future__ import annotations

import bisect
import re

MOST = 15
_EQUALS = re.compile(r"""\s*"?\w+"?\s*=\s*(?:'([^']*)'|(-?[\w.]+))\s*""")


def decimals(bounds, values=()) -> int:
    """Return the fewest decimals that keep class bounds apart, near their true value and every value in its class.

    Near is within a hundredth of the narrowest class; limits are rounded up, since a limit is often a value itself.

    Parameters
    ----------
    bounds : sequence of float
        Upper bounds, rising.
    values : sequence of float
        The classed values: with rounded bounds each must still fall into its class.

    >>> decimals([0.5, 0.8, 1, 1.25, 2]), decimals([186, 846]), decimals([5.5, 100], [6, 50])
    (2, 0, 1)
    """
    bounds = [float(bound) for bound in bounds]
    gaps = [high - low for low, high in zip(bounds, bounds[1:]) if high > low]
    tolerance = (min(gaps) if gaps else abs(bounds[0]) or 1.0) / 100
    true = [bisect.bisect_left(bounds[:-1], value) for value in values]
    for places in range(MOST):
        shown = [rounded_up(bound, places) for bound in bounds]
        near = all(abs(short - bound) <= tolerance for short, bound in zip(shown, bounds))
        if near and [bisect.bisect_left(shown[:-1], value) for value in values] == true:
            return places
    return MOST


def rounded_up(value: float, places: int) -> float:
    """Return a number with so many decimals, not below it.

    >>> rounded_up(0.0725, 2), rounded_up(0.8, 1), rounded_up(-1.25, 1)
    (0.08, 0.8, -1.2)
    """
    near = round(value, places)
    return near if near >= value else round(near + 10.0**-places, places)


def number(value: float, places: int) -> str:
    """Return a number with thousands separators and no trailing zeros.

    >>> number(1234.50, 2), number(2.0, 2), number(-0.25, 2)
    ('1,234.5', '2', '-0.25')
    """
    text = f"{value:,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def with_unit(text: str, unit: str) -> str:
    """Return a number with its unit, where British readers expect it.

    Other units than money and per cent stand once, at the end of a label.

    >>> with_unit("5.5", "£m"), with_unit("-10", "%"), with_unit("186", "people per km²"), with_unit("-3", "£")
    ('£5.5m', '-10%', '186', '-£3')
    """
    if unit[:1] in ("£", "€", "$"):
        sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
        return f"{sign}{unit[0]}{text}{unit[1:]}"
    return f"{text}%" if unit == "%" else text


def filter_words(expression: str) -> str:
    r"""Return what a filter keeps, in words where it is made of equations; else the filter as it stands.

    >>> filter_words("\"industry\" = 'C (10-33)' AND period = 2023"), filter_words("period > 2000"), filter_words("")
    ('C (10-33), 2023', 'period > 2000', '')
    """
    parts = [_EQUALS.fullmatch(part) for part in re.split(r"(?i)\band\b", expression)] if expression.strip() else []
    if all(parts):
        return ", ".join(part[1] if part[1] is not None else part[2] for part in parts)
    return expression.strip()


def class_labels(bounds, values, counts, unit: str = "") -> list[str]:
    """Return one label a class: its limits, the unit and how many districts it holds.

    Parameters
    ----------
    bounds : sequence of float
        Upper bounds, rising.
    values : sequence of float
        The classed values.
    counts : sequence of int
    unit : str

    >>> class_labels([0.5, 1.0, 3.2], [0.1, 0.7, 3.2], [1, 1, 1])
    ['up to 0.5 (1)', '0.5 to 1 (1)', 'over 1 (1)']
    """
    lowest, once = min(values), f" {unit}" if unit and unit[0] not in "£€$%" else ""
    places = decimals(bounds, values) if len(bounds) > 1 else decimals([lowest, bounds[0]])
    shown = [with_unit(number(rounded_up(bound, places), places), unit) for bound in bounds]
    if len(bounds) == 1:
        low = with_unit(number(lowest, places), unit)
        span = shown[0] if low == shown[0] else f"{low} to {shown[0]}"
        return [f"{span}{once} ({counts[0]:,})"]
    texts = [f"up to {shown[0]}", *(f"{low} to {high}" for low, high in zip(shown, shown[1:-1])), f"over {shown[-2]}"]
    return [f"{text}{once} ({count:,})" for text, count in zip(texts, counts)]


def between(limits, values, unit: str = "") -> tuple:
    """Return limits as texts, and the span of each class in words, for classes that lie between limits.

    Parameters
    ----------
    limits : sequence of float
        Rising; none for a single class.
    values : sequence of float
        The classed values.
    unit : str

    >>> between([0.8, 1.25], [0.1, 1.0, 3.0])
    (['0.8', '1.25'], ['up to 0.8', '0.8 to 1.25', 'over 1.25'])
    """
    limits = [float(limit) for limit in limits]
    top = max(max(values), limits[-1] + (limits[-1] - limits[0] or abs(limits[-1]) or 1.0)) if limits else max(values)
    bounds = [*limits, top]
    places = decimals(bounds, values)
    ticks = [with_unit(number(rounded_up(limit, places), places), unit) for limit in limits]
    return ticks, [text.rsplit(" (", 1)[0] for text in class_labels(bounds, values, [0] * len(bounds), unit)]
