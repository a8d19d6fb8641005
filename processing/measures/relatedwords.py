"""What is said of relatedness: the captions of tables, the words of fields, the summary."""

from __future__ import annotations

from dataclasses import dataclass

from .longtable import district_names
from .notes import counted
from .relatedness import Related
from .relatedtable import opportunities

ALIASES = {
    "area": "District code", "name": "District", "industry": "Industry", "period": "Year", "value": "Value",
    "lq": "Location quotient", "has": "Has the industry", "density": "Relatedness density",
    "rank": "Rank among opportunities", "growth": "Growth of the industry", "pci": "Complexity of the industry",
    "to_one": "Value to add for a location quotient of 1", "entered": "Entered", "exited": "Lost",
    "caution": "Has the industry", "other": "Other industry", "proximity": "Proximity", "n_both": "Districts with both",
    "same_block": "In the same block", "diversity": "Industries that it has", "eci": "Economic complexity",
    "lock_share": "Share of the block that stands out", "usual": "Usual share of this block", "block": "Block",
    "block_name": "Industries of the block", "n_entries": "Entries", "n_exits": "Exits",
    "n_null": "Missing location quotients", "first_opp": "First opportunity", "ubiquity": "Districts that have it",
    "nearest": "Nearest industry", "auc_entry": "How well density foretold entries (AUC)",
}


@dataclass
class Words:
    """What is said of a result.

    Attributes
    ----------
    captions : dict
        Title and caption of each table.
    aliases : dict
        The words for each field.
    basis : str
        What proximities are made of.
    summary : str
    declared : dict
        The texts that the algorithm declares.
    """

    captions: dict
    aliases: dict
    basis: str
    summary: str
    declared: dict


def words(found: Related, names: dict, district, priced: str, own: bool) -> Words:
    """Return what is said of a result.

    Parameters
    ----------
    found : Related
    names : dict
        Name of each district.
    district : int or None
        The position of the one that is wanted.
    priced : str
        The prices, in words.
    own : bool
        Whether the proximities are the user's own.
    """
    when = found.when
    span = f", {found.span[0]} to {found.span[1]}" if found.span else ""
    growth = f"Growth of the industry (% a year{span}, {priced})"
    basis = "the user's own proximities" if own else (
        f"co-location in {counted(len(found.panel.areas), 'district')}{when}")
    by = f"by {basis}, of {counted(len(found.panel.industries), 'industry', 'industries')}"
    called = district_names(found.panel.areas, names, found.panel.names)
    one = "" if district is None else called[district] or found.panel.areas[district]
    said = "" if district is None else opportunities(found, district)
    more = f" {one}: {said or 'none'}." if one else ""
    past, blocks = span.replace(",", ""), f"Blocks {by}, from proximities of {found.block_minimum:.2f} on."
    captions = {
        "OUTPUT": (
            f"Relatedness{when}{' of ' + one if one else ''}",
            f"Opportunities, the industries under the threshold, by density: relatedness {by}. Growth{past} in "
            f"{priced}; to_one in the unit of the value."),
        "PROXIMITIES": (f"Proximities of industries{when}", f"Proximities {by}; none of an industry to itself."),
        "DISTRICTS": (f"Diversity, complexity and blocks of districts{when}", f"{blocks} Entries and exits{past}."),
        "INDUSTRY_TABLE": (
            f"Ubiquity, complexity and blocks of industries{when}",
            f"{blocks} Growth, entries and exits{past}; growth in {priced}."),
    }
    counts = found.numbers()
    summary = (f"Relatedness{when}: {counts['N_OPPORTUNITIES']:,} opportunities of "
               f"{counted(len(found.panel.areas), 'district')} in "
               f"{counted(len(found.panel.industries), 'industry', 'industries')}; "
               f"{counted(len(found.block_names), 'block')}; growth in {priced}.{more}")
    declared = {"DISTRICT_USED": "" if district is None else found.panel.areas[district], "OPPORTUNITIES": said,
                "PRICES": priced}
    return Words(captions, {**ALIASES, "growth": growth}, basis, summary, declared)
