"""Which level of British statistical geography a code belongs to, so that no level is counted with another."""

from __future__ import annotations

import re

from .codes import nearest
from .notes import Notes, counted, listed

_GSS = re.compile(r"^[EWSNKJLM]\d{8}$")
_ITL = re.compile(r"^(TL|UK)[C-N][0-9A-Z]{0,3}$")
_DISTRICT = ("E06", "E07", "E08", "E09", "W06", "S12", "N09")
_REGION = ("E12", "W92", "S92", "N92")
_UPPER = ("E06", "E08", "E09", "E10", "W06", "S12", "N09")
_NAMED = {
    "E13": "inner and outer London", "E10": "counties", "E11": "metropolitan counties",
    "E47": "combined authorities", "E12": "regions", "E92": "countries", "W92": "countries",
    "S92": "countries", "N92": "countries", "E26": "national parks",
    "E00": "output areas", "W00": "output areas", "S00": "output areas", "N00": "output areas",
    "E01": "LSOAs", "W01": "LSOAs", "S01": "LSOAs", "N20": "LSOAs",
    "E02": "MSOAs", "W02": "MSOAs", "S02": "MSOAs", "N21": "MSOAs",
    "E05": "wards", "W05": "wards", "S13": "wards", "N08": "wards",
}
_COUNTRIES = (
    "UNITED KINGDOM", "GREAT BRITAIN", "ENGLAND AND WALES", "ENGLAND", "WALES", "SCOTLAND", "NORTHERN IRELAND",
)
_REGIONS = (
    "NORTH EAST", "NORTH WEST", "YORKSHIRE AND THE HUMBER", "EAST MIDLANDS", "WEST MIDLANDS", "EAST OF ENGLAND",
    "SOUTH EAST", "SOUTH WEST",
)
_SMALL = ("output areas", "LSOAs", "MSOAs", "wards")


def level(code: str) -> str:
    """Return the level of an area code: a plain word, or an empty text for a code of no known system.

    Source: ONS Register of Geographic Codes; ITL and NUTS codes by length.

    >>> level("E06000001"), level("K02000001"), level("TLC3"), level("UK"), level("zone 7")
    ('districts', 'the United Kingdom and its groups of countries', 'ITL 2 regions', 'the whole country', '')
    """
    code = code.upper()
    if code in _COUNTRIES or code in _REGIONS:
        return "countries" if code in _COUNTRIES else "regions"
    if code.startswith(_DISTRICT) and _GSS.match(code):
        return "districts"
    if code in ("UK", "GB", "UKX", "TLX", "TLB", "UKB"):
        return "the whole country"
    if re.match(r"^(TL|UK)Z", code):
        return "no place (Extra-Regio)"
    if _ITL.match(code):
        return f"ITL {len(code) - 2} regions"
    if _GSS.match(code):
        if code.startswith("K"):
            return "the United Kingdom and its groups of countries"
        return _NAMED.get(code[:3], f"areas coded {code[:3]}")
    return ""


def census(codes) -> list[tuple[str, int]]:
    """Return the levels of area codes, each in words and with how many codes are of it, the most frequent first.

    >>> census(["E12000001", "E12000002", "E92000001", "E06000001", "W06000001", "S12000033", "Hartlepool"])
    [('3 districts (E06, S12, W06)', 3), ('2 regions (E12)', 2), ('1 country (E92)', 1), ('1 of no known level', 1)]
    """
    held = {}
    for code in codes:
        prefixes, number = held.get(level(code), (set(), 0))
        coded = {code[:3].upper()} if _GSS.match(code.upper()) else {code[:2].upper()} if _ITL.match(code) else set()
        held[level(code)] = prefixes | coded, number + 1
    return [
        (_in_words(kind, number) + (f" ({', '.join(sorted(prefixes))})" if prefixes else ""), number)
        for kind, (prefixes, number) in sorted(held.items(), key=lambda item: -item[1][1])]


def _in_words(kind: str, number: int) -> str:
    """Return a level with its number."""
    if kind.startswith("the ") or not kind.endswith("s"):
        return f"{number:,} of {kind or 'no known level'}"
    return counted(number, re.sub("ie$", "y", kind[:-1]), kind)


def is_northern_ireland(code: str) -> bool:
    """Tell whether a code lies in Northern Ireland.

    >>> is_northern_ireland("N09000003"), is_northern_ireland("TLN0"), is_northern_ireland("E09000001")
    (True, True, False)
    """
    code = code.upper()
    return bool((_GSS.match(code) and code.startswith("N")) or re.match(r"^(TL|UK)N", code))


def choose(codes: list[str], area_level: str, nations: str, notes: Notes, reference_area: str = "") -> list[bool]:
    """Tell which codes are the areas of this analysis, and say which are left out.

    Parameters
    ----------
    codes : list of str
        Distinct area codes.
    area_level : {"", "lad", "as_is"}
        Empty means districts if there are any, else as they are.
    nations : {"gb", "uk"}
        With ``gb`` Northern Ireland is left out.
    notes : Notes
        Receives what was left out, counted and named.
    reference_area : str
        A code that the user named as the denominator: it is no area of the analysis and no surprise.

    Returns
    -------
    list of bool, one a code

    Raises
    ------
    ValueError
        No district where districts are wanted, or a mix of levels that cannot be told apart.
    """
    levels = [level(code) for code in codes]
    others = [place for place, code in enumerate(codes) if code.upper() != reference_area.upper()]
    wanted = _wanted([codes[place] for place in others], [levels[place] for place in others], area_level)
    strangers = [code for code, kind in zip(codes, levels) if not kind and code.upper() != reference_area.upper()]
    known = {levels[place] for place in others if levels[place]}
    if not known and not area_level:
        notes.info("The areas have no ONS or ITL codes, so neither their level nor their nation is checked.")
    if known and strangers and not (area_level == "as_is" and known <= {"countries", "regions"}):
        raise ValueError(
            f"The area codes mix {', '.join(sorted(known))} with codes of no known kind "
            f"({listed(strangers)}). Filter the table to one kind of area, then run again."
        )
    above = {"countries", "regions"} <= known and area_level != "as_is"
    keep = [_is_wanted(code, kind, wanted, above) for code, kind in zip(codes, levels)]
    left_out = [
        (kind, code) for code, kind, kept in zip(codes, levels, keep)
        if not kept and code.upper() != reference_area.upper()
    ]
    for kind in sorted({kind for kind, _ in left_out}):
        names = [code for other, code in left_out if other == kind]
        notes.warning(
            f"{counted(len(names), 'code')} of {kind or 'another kind'} left out, so that no area counts "
            f"twice: {listed(names)}."
        )
    if nations == "gb":
        outside = [code for code, kept in zip(codes, keep) if kept and is_northern_ireland(code)]
        if outside and len(outside) == sum(keep):
            raise ValueError("All areas lie in Northern Ireland. Set NATIONS to 'uk', then run again.")
        if outside:
            notes.warning(
                f"{counted(len(outside), 'area')} of Northern Ireland left out (NATIONS is 'gb', as in Sunley et "
                f"al. 2023): {listed(outside)}."
            )
            keep = [kept and not is_northern_ireland(code) for code, kept in zip(codes, keep)]
    if reference_area:
        keep = [kept and code.upper() != reference_area.upper() for code, kept in zip(codes, keep)]
    return keep


def _is_wanted(code: str, kind: str, wanted: tuple, above: bool) -> bool:
    """Tell whether a code is kept; without a choice everything is, but what is no place, or countries above regions."""
    if not wanted:
        return kind != "no place (Extra-Regio)" and not (above and kind == "countries")
    return code.upper().startswith(wanted)


def _wanted(codes: list[str], levels: list[str], area_level: str) -> tuple[str, ...]:
    """Return the beginnings of the codes to keep; empty keeps all."""
    districts = "districts" in levels
    if area_level == "lad" and not districts:
        raise ValueError(
            "AREA_LEVEL is 'lad', but no code is that of a local authority district (E06, E07, E08, E09, W06, S12 "
            f"or N09 and six digits); {nearest('E06000001', codes[:10])} Choose the field of district codes, or set "
            "AREA_LEVEL to 'as_is'."
        )
    present = {code.upper()[:3] for code in codes if _GSS.match(code.upper())}
    if districts and area_level == "as_is" and "E10" in present and "E07" not in present:
        return _UPPER
    if districts and area_level == "as_is" and any(_NAMED.get(start) in _SMALL for start in present):
        kinds = sorted({_NAMED[start] for start in present if _NAMED.get(start) in _SMALL})
        raise ValueError(
            f"The area codes mix districts and {' and '.join(kinds)}, which overlap. Filter the table to one kind of "
            "area, or set AREA_LEVEL to 'lad'."
        )
    if districts:
        return _DISTRICT
    lengths = [len(code) for code in codes if _ITL.match(code.upper())]
    if lengths:
        return tuple(code.upper() for code in codes if _ITL.match(code.upper()) and len(code) == max(lengths))
    small = {start for start in present if _NAMED.get(start) in _SMALL}
    if "E12" in present and not small:
        return _REGION
    finest = small or {start for start in present if _NAMED.get(start) not in (None, "countries")}
    kinds = {_NAMED[start] for start in finest}
    if kinds == {"counties", "metropolitan counties"}:
        return ("E10", "E11")
    if len(kinds) > 1:
        raise ValueError(
            f"The area codes mix {' and '.join(sorted(kinds))}, which overlap. Filter the table to one kind of "
            "area, then run again."
        )
    if finest:
        return tuple(start for start, kind in _NAMED.items() if kind in kinds)
    countries = tuple(start for start in present if _NAMED.get(start) == "countries")
    others = tuple(start for start in present if not start.startswith("K") and start not in countries)
    return others or countries or tuple(present)
