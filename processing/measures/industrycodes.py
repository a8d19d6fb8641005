"""What an industry code covers in SIC 2007, whatever its notation, so that nothing is counted twice."""

from __future__ import annotations

import re

from .notes import counted, listed

TOTALS = ("TOTAL", "ALL INDUSTRIES")
_SECTIONS = {
    "A": (1, 3), "B": (5, 9), "C": (10, 33), "D": (35, 35), "E": (36, 39), "F": (41, 43), "G": (45, 47),
    "H": (49, 53), "I": (55, 56), "J": (58, 63), "K": (64, 66), "L": (68, 68), "M": (69, 75), "N": (77, 82),
    "O": (84, 84), "P": (85, 85), "Q": (86, 88), "R": (90, 93), "S": (94, 96), "T": (97, 98), "U": (99, 99),
}
DIVISIONS = frozenset(
    division for first, last in _SECTIONS.values() for division in range(first, last + 1) if division not in (34,)
)
_GROUPS = {  # the third digits that each division has
    1: "1234567", 2: "1234", 3: "12", 5: "12", 6: "12", 7: "12", 8: "19", 9: "19", 10: "123456789", 11: "0", 12: "0",
    13: "1239", 14: "123", 15: "12", 16: "12", 17: "12", 18: "12", 19: "12", 20: "123456", 21: "12", 22: "12",
    23: "12345679", 24: "12345", 25: "12345679", 26: "12345678", 27: "123459", 28: "12349", 29: "123", 30: "12349",
    31: "0", 32: "123459", 33: "12", 35: "123", 36: "0", 37: "0", 38: "123", 39: "0", 41: "12", 42: "129", 43: "1239",
    45: "1234", 46: "12345679", 47: "123456789", 49: "12345", 50: "1234", 51: "12", 52: "12", 53: "12", 55: "1239",
    56: "123", 58: "12", 59: "12", 60: "12", 61: "1239", 62: "0", 63: "19", 64: "1239", 65: "123", 66: "123",
    68: "123", 69: "12", 70: "12", 71: "12", 72: "12", 73: "12", 74: "1239", 75: "0", 77: "1234", 78: "123", 79: "19",
    80: "123", 81: "123", 82: "1239", 84: "123", 85: "123456", 86: "129", 87: "1239", 88: "19", 90: "0", 91: "0",
    92: "0", 93: "12", 94: "129", 95: "12", 96: "0", 97: "0", 98: "12", 99: "0",
}
GROUPS = tuple(division * 1000 + int(digit) * 100 for division, digits in _GROUPS.items() for digit in digits)
_WITH_GROUP_ZERO = frozenset(division for division, digits in _GROUPS.items() if digits == "0")
_RANGE = re.compile(r"^([A-U])[A-Z]?(?:\s*[-–]\s*[A-U][A-Z]?)?\s*\((\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?\)$")
_PLAIN_RANGE = re.compile(r"^(\d{1,2})\s*[-–]\s*(\d{1,2})$")
_LETTERS = re.compile(r"^([A-U])(?:\s*[-–]\s*([A-U]))?$")
_DIGITS = re.compile(r"^([A-U]?)(\d{1,2})(?:\.?(\d))?(?:\.?(\d))?(?:[./]?(\d))?$")


def interval(code: str) -> tuple[int, int] | None:
    """Return what a code covers as a half-open interval of five-digit SIC 2007 classes, None if it is no SIC code.

    Notations: ``C (10-33)``, ``CI-CL (26-30)``, ``L (68)``, ``5-8``, ``C``, ``A-E``, ``26``, ``C26``, ``26.1``,
    ``26110``, ``26 : Computers``; ``68IMP`` (imputed rental) is a part of 68.

    >>> interval("CI-CL (26-30)"), interval("C26"), interval("30.3"), interval("A-E"), interval("Motor vehicles")
    ((26000, 31000), (26000, 27000), (30300, 30400), (1000, 40000), None)
    """
    code = code.strip().upper().split(" : ")[0]
    if code == "68IMP":
        return 68990, 69000
    match = _RANGE.match(code) or _PLAIN_RANGE.match(code)
    if match:
        *letter, low, high = match.groups()
        first, last = int(low), int(high or low)
        section = _SECTIONS[letter[0]] if letter else (first, first)
        return (first * 1000, (last + 1) * 1000) if first <= last and section[0] <= first <= section[1] else None
    match = _LETTERS.match(code)
    if match:
        first, last = _SECTIONS[match[1]], _SECTIONS[match[2] or match[1]]
        return (first[0] * 1000, (last[1] + 1) * 1000) if first[0] <= last[1] else None
    match = _DIGITS.match(code)
    if not match or (len(code) > 2 and code.isdigit() and len(code) not in (3, 4, 5)):
        return None
    division, finer = int(match[2]), [digit for digit in match.groups()[2:] if digit is not None]
    first, last = _SECTIONS.get(match[1], (1, 99))
    if division not in DIVISIONS or not first <= division <= last:
        return None
    if finer and finer[0] == "0" and division not in _WITH_GROUP_ZERO:
        return None
    start = division * 1000 + sum(int(digit) * 10 ** (2 - place) for place, digit in enumerate(finer))
    return start, start + 10 ** (3 - len(finer))


def intervals(codes) -> dict[str, tuple[int, int]]:
    """Return the interval of every code that has one, or none at all where bare numbers are only labels.

    Numbers such as 1 to 82 name industries in many tables; if any bare number among the codes cannot be SIC 2007,
    bare numbers are taken for labels. Beside ``68IMP`` the code ``68`` is real estate without it, as in ONS tables.

    >>> intervals(["26", "26.1"]), intervals(["1", "4", "40"])
    ({'26': (26000, 27000), '26.1': (26100, 26200)}, {})
    """
    labels = any(code.strip().isdigit() and interval(code) is None for code in codes)
    found = {code: interval(code) for code in codes if not (labels and code.strip().isdigit())}
    if any(code.strip().upper() == "68IMP" for code in codes):
        found.update({code: (68000, 68990) for code in found if code.strip() == "68"})
    return {code: span for code, span in found.items() if span is not None}


def overlap(codes) -> tuple[str, str] | None:
    """Return the first pair of codes that cover the same activity, None if there is none.

    >>> overlap(["C (10-33)", "F (41-43)", "26"])
    ('C (10-33)', '26')
    """
    spans = sorted(intervals(codes).items(), key=lambda item: (item[1][0], -item[1][1]))
    for (wide, span), (narrow, other) in zip(spans, spans[1:]):
        if other[0] < span[1]:
            return wide, narrow
    return None


def disjoint(codes, level: str, notes, thorough: bool = False) -> list[str]:
    """Return the codes of which no two cover the same activity, in the order given.

    Parameters
    ----------
    codes : sequence of str
        Codes that are no SIC 2007 are taken for industries of their own.
    level : {"finest", "coarsest", "listed"}
        ``finest`` takes a code's parts for it where they cover it, ``coarsest`` the code for its parts; ``listed``
        takes all and allows no overlap.
    notes : Notes
        Told which codes count, where some do not.
    thorough : bool
        Whether parts cover a division only if all of its three-digit groups are there; else some of them will do, since
        official tables give all or none.

    Raises
    ------
    ValueError
        With ``listed`` two codes overlap; with the others two overlap and neither lies in the other.

    >>> from .notes import Notes
    >>> disjoint(["C", "10-25", "26-33", "F"], "finest", Notes())
    ['10-25', '26-33', 'F']
    >>> disjoint(["C", "26", "F"], "finest", Notes())
    ['C', 'F']
    >>> disjoint(["26", "26.1"], "finest", Notes()), disjoint(["26", "26.1"], "finest", Notes(), thorough=True)
    (['26.1'], ['26'])
    """
    pair = overlap(codes)
    if pair is None:
        return list(codes)
    if level == "listed":
        raise ValueError(
            f"INDUSTRY_LEVEL is 'listed', but '{pair[0]}' and '{pair[1]}' overlap: their sum would count twice. Leave "
            "one out of INDUSTRIES, or set INDUSTRY_LEVEL to 'finest'.")
    spans = intervals(codes)
    kept = {*separate(spans, level, thorough), *(code for code in codes if code not in spans)}
    found = [code for code in codes if code in kept]
    notes.info(f"INDUSTRY_LEVEL is '{level}': {counted(len(found), 'code')} without overlap, of {len(codes):,}: "
               f"{listed(found, 60)}.")
    return found


def separate(spans: dict, level: str, thorough: bool = False) -> list[str]:
    """Return the codes of which no two cover the same activity; as `disjoint`, of codes whose intervals are known.

    >>> separate({"26": (26000, 27000), "26.1": (26100, 26200)}, "finest")
    ['26.1']
    """
    roots, parts = forest(spans)
    return roots if level == "coarsest" else _finest(roots, parts, spans, thorough)


def forest(spans: dict) -> tuple[list[str], dict]:
    """Return the codes that lie in no other, and of every code its widest parts; the first of equal ones alone.

    Raises
    ------
    ValueError
        Two overlap and neither lies in the other.

    >>> forest({"C": (10000, 34000), "26": (26000, 27000), "C26": (26000, 27000)})
    (['C'], {'C': ['26'], '26': [], 'C26': []})
    """
    order = sorted(spans, key=lambda code: (spans[code][0], -spans[code][1]))
    roots, parts, open_codes = [], {code: [] for code in order}, []
    for code in order:
        while open_codes and spans[open_codes[-1]][1] <= spans[code][0]:
            open_codes.pop()
        if open_codes and spans[open_codes[-1]][1] < spans[code][1]:
            raise ValueError(
                f"The codes '{open_codes[-1]}' and '{code}' overlap, and neither is a part of the other. Leave one out "
                "with INDUSTRIES.")
        if open_codes and spans[open_codes[-1]] == spans[code]:
            continue
        (parts[open_codes[-1]] if open_codes else roots).append(code)
        open_codes.append(code)
    return roots, parts


def twins(spans: dict) -> list[list[str]]:
    """Return the codes that are one and the same in several notations, those of one together.

    >>> twins(intervals(["26", "27", "C26", "CI (26)"]))
    [['26', 'C26', 'CI (26)']]
    """
    alike: dict = {}
    for code, span in spans.items():
        alike.setdefault(span, []).append(code)
    return [codes for codes in alike.values() if len(codes) > 1]


def _finest(codes, parts: dict, spans: dict, thorough: bool) -> list:
    """Return the parts of each code where they cover it, else the code."""
    found = []
    for code in codes:
        inside = parts[code]
        covered = inside and _is_covered(spans[code], sorted(spans[part] for part in inside), thorough)
        found += _finest(inside, parts, spans, thorough) if covered else [code]
    return found


def _is_covered(span, covered, thorough: bool) -> bool:
    """Tell whether parts cover a code: each of its divisions, or some of it where it is no more than a division."""
    if thorough:
        groups = [group for group in GROUPS if span[0] <= group and group + 100 <= span[1]]
        return all(any(start < group + 100 and group < end for start, end in covered) for group in groups)
    divisions = [one for one in DIVISIONS if span[0] <= one * 1000 and (one + 1) * 1000 <= span[1]]
    return all(
        any(start <= one * 1000 and (one + 1) * 1000 <= end for start, end in covered) or _parts_cover(one, covered)
        for one in divisions)


def containing(codes, wider) -> list:
    """Return for each code the widest of others that holds it, None where none does.

    >>> containing(["26", "C26.1", "F"], ["C (10-33)", "26"])
    ['C (10-33)', 'C (10-33)', None]
    """
    spans, inside = intervals(list(wider)), intervals(list(codes))
    found = []
    for code in codes:
        own = inside.get(code)
        holding = [(end - start, other) for other, (start, end) in spans.items()
                   if own and start <= own[0] and own[1] <= end and (start, end) != own]
        found.append(max(holding)[1] if holding else None)
    return found


def is_whole_economy(codes) -> bool:
    """Tell whether codes that do not overlap cover every division from agriculture to other services (01 to 96).

    >>> is_whole_economy(["A-E", "F", "G-T"]), is_whole_economy(["C (10-33)"])
    (True, False)
    """
    covered = sorted(intervals(codes).values())
    return all(
        any(start <= division * 1000 and (division + 1) * 1000 <= end for start, end in covered)
        or _parts_cover(division, covered)
        for division in DIVISIONS if division <= 96
    )


def _parts_cover(division: int, covered) -> bool:
    """Tell whether finer codes are given for a division: official tables give all its groups or none."""
    return any(division * 1000 <= start and end <= (division + 1) * 1000 for start, end in covered)


def find_total(codes, total: str = "") -> str | None:
    """Return the code of the all-industries row, None if there is none.

    Parameters
    ----------
    codes : list of str
        Industry codes as first seen.
    total : str
        The code that the user named; empty looks for ``Total`` and ``All industries``.

    Raises
    ------
    ValueError
        The named code is not there, or both default names are.
    """
    from .codes import key, nearest

    if total:
        for code in codes:
            if key(code) == key(total):
                return code
        raise ValueError(
            f"TOTAL: no industry is called '{total}'; {nearest(total, codes)} Correct TOTAL, or leave it empty."
        )
    found = [code for code in codes if key(code) in TOTALS]
    if len(found) > 1:
        raise ValueError(f"Two rows could be the total of all industries ({', '.join(found)}). Name one in TOTAL.")
    return found[0] if found else None


def labels(industries, table, notes) -> dict:
    """Return for each industry its code with the name that a table has for it, the code alone where it has none.

    Parameters
    ----------
    industries : list of str
    table : pandas.DataFrame
        Columns ``industry`` and ``name``; the first name of a code counts, in whatever notation the code is.
    notes : Notes
        Told of industries without a name.

    >>> import pandas as pd
    >>> from .notes import Notes
    >>> labels(["26", "F"], pd.DataFrame({"industry": ["C26"], "name": ["Electronics"]}), Notes())
    {'26': '26 Electronics', 'F': 'F'}
    """
    from .codes import as_text, key

    pairs = table.dropna().drop_duplicates("industry").astype(str)
    known = {as_text(code): as_text(name) for code, name in zip(pairs["industry"], pairs["name"]) if as_text(name)}
    by_key = {key(code): name for code, name in known.items()}
    by_span = {span: known[code] for code, span in reversed(intervals(list(known)).items())}
    wanted = intervals(industries)
    found = {code: by_key.get(key(code)) or by_span.get(wanted.get(code)) for code in industries}
    without = [code for code, name in found.items() if not name]
    if without:
        notes.info(f"No name for {counted(len(without), 'industry', 'industries')}: {listed(without)}.")
    return {code: f"{code} {name}" if name and key(name) != key(code) else code for code, name in found.items()}


def most_telling(codes) -> str:
    """Return the industry for a map that nobody chose: advanced manufacturing, else manufacturing, else the first.

    >>> most_telling(["A-E", "C (10-33)", "CI-CL (26-30)", "26"])
    'CI-CL (26-30)'
    """
    spans = intervals(codes)
    inside = [code for code, (start, end) in spans.items() if 26000 <= start and end <= 31000]
    if inside:
        return max(inside, key=lambda code: spans[code][1] - spans[code][0])
    whole = [code for code, span in spans.items() if span == (10000, 34000)]
    return whole[0] if whole else list(codes)[0]
