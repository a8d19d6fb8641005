"""What the log says of relatedness, and when it warns."""

import numpy as np
import pytest

from industrial_atlas.processing.measures import relatednotes

pytestmark = pytest.mark.filterwarnings("error")


def test_a_district_without_any_industry_has_no_ranks_and_is_named(related, notes, warned, four_districts):
    """E has all in an industry whose total is not reported: no quotient of the others reaches 1."""
    table = [*four_districts(2020), *[("E", industry, 2020, 1) for industry in "ijkl"]]
    table += [(area, "Total", 2020, 1000 if area == "E" else 100) for area in "ABCDE"]
    found = related(table)
    assert not found.has[4].any() and np.isnan(found.rank[4]).all() and (found.density[4] == 0).all()
    relatednotes.tell(found, False, notes)
    assert any("1 district without any industry over the threshold in 2020" in text and "E." in text for text in warned())


def told(found, notes, own=False) -> str:
    """All that is said."""
    relatednotes.tell(found, own, notes)
    return "\n".join(text for _, text in notes)


def test_entries_are_told_with_how_well_they_were_foretold(related, notes):
    text = told(related(), notes)
    assert "2010 to 2020: 1 entry of 8 possible; density in 2010 foretold them fairly (AUC 0.79: 0.5 is chance, 1 is certain)." in text
    assert "2010 to 2020: 1 exit of 8 possible; low density in 2010 foretold them no better than a coin (AUC 0.50" in text


def test_without_entries_that_is_told(related, notes, warned, four_districts):
    still = [row if row[0] != "A" else ("A", row[1], row[2], 25) for row in four_districts()]
    relatednotes.tell(related(still), False, notes)
    assert any("2010 to 2020: 0 entries of " in text and "it cannot be told how well density in 2010" in text for text in warned())


def test_the_ends_of_complexity_and_a_weak_sign_are_told(related, notes, warned):
    text = told(related(), notes)
    assert "The index of complexity (eci, pci) runs from" in text
    assert any("hardly goes with diversity (correlation 0.00)" in one for one in warned())


def test_few_districts_are_a_doubt_only_for_co_location(related, notes, warned):
    relatednotes.tell(related(), False, notes)
    assert any("rest on 4 districts only" in text for text in warned())
    notes.clear()
    relatednotes.tell(related(), True, notes)
    assert not any("rest on" in text for text in warned())


def test_an_industry_that_nobody_has_is_named(related, notes, warned, four_districts):
    relatednotes.tell(related([*four_districts(2020), ("A", "m", 2020, 0), ("B", "m", 2020, 0)]), False, notes)
    assert any("1 industry that no district has in 2020, so without proximity and density: m." in text for text in warned())
