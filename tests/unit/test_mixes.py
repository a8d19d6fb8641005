"""The mix of each district in one year: who is left out, why, and what to do."""

from __future__ import annotations

import numpy as np
import pytest

from industrial_atlas.processing.measures.mixes import mixes

ROWS = [
    ("B", "i", 30), ("B", "j", 10), ("B", "Total", 80), ("A", "i", 10), ("A", "j", 10), ("A", "Total", 20),
    ("C", "i", 5), ("C", "j", None), ("C", "Total", 10), ("D", "i", 0), ("D", "j", 0), ("D", "Total", 5),
]


def test_shares_are_of_the_codes_and_quotients_of_the_totals_in_the_order_of_codes(build, notes):
    found = mixes(build(ROWS), "finest", 0, "null", {"a": "Ayr"}, notes)
    assert found.areas == ["A", "B"] and found.names == ["Ayr", None] and found.called(1) == "B"
    assert found.shares.tolist() == [[0.5, 0.5], [0.75, 0.25]]
    # over all that have a figure: i is 45 of 115, j 20 of 105; A has 10 of 20 of both
    assert found.quotients[0].tolist() == pytest.approx([0.5 / (45 / 115), 0.5 / (20 / 105)])
    assert found.usual().tolist() == [0.625, 0.375]


def test_who_is_left_out_is_named_with_the_reason_and_a_way_out(build, notes, warned):
    found = mixes(build(ROWS), "finest", 0, "null", {}, notes)
    assert found.left_out == {"C": (None, "no figure for j"), "D": (None, "a sum of 0")}
    found.tell(notes)
    assert ("2 of 4 districts left out, as chosen ones and as candidates: C (no figure for j), D (a sum of 0). MISSING "
            "'drop_codes' would leave out 0, but compare 1 of 2 codes, which hold 39% of all output; INDUSTRIES can name "
            "codes that they have.") in warned()


def test_codes_that_a_district_lacks_may_be_dropped(build, notes, warned):
    found = mixes(build(ROWS), "finest", 0, "drop_codes", {}, notes)
    assert found.areas == ["A", "B", "C"] and found.industries == ["i"] and found.way_out == ""
    assert any("1 code that a district lacks left out for all: j. What is left holds 39% of all output." in text for text in warned())
    assert any("Only one code counts (i)" in text for text in warned())


def test_a_district_is_found_by_code_or_name_and_a_wrong_one_is_not(build, notes, refusal):
    found = mixes(build(ROWS), "finest", 0, "null", {"A": "Ayr", "B": "Bath", "C": "Cork"}, notes)
    assert found.find(" b ") == 1 == found.find("BATH")
    assert "did you mean Bath?" in refusal(found.find, "Bth")
    assert "Cork cannot be compared: it has no figure for j. MISSING 'drop_codes'" in refusal(found.find, "C")
    assert refusal(found.find, "D").endswith("it has a sum of 0.")
    found.names = ["Bath", "Bath"]
    assert "several districts are called 'bath': A, B. Give the code of one." in refusal(found.find, "bath")


def test_coarser_codes_are_offered_where_they_leave_out_fewer(build, notes):
    """Ten sections, of which one has parts that the second district lacks."""
    letters = "BCDEFGHIJK"
    rows = [(area, code, 5) for area in ("A", "B", "C") for code in (*letters, *(["26"] if area == "B" else ["26", "10-25", "27-33"]))]
    found = mixes(build([*rows, *[(area, "Total", 90) for area in ("A", "B", "C")]]), "finest", 0, "null", {}, notes)
    assert list(found.left_out) == ["B"] and "INDUSTRY_LEVEL 'coarsest' would leave out 0 (10 codes)" in found.way_out


def test_nothing_left_is_refused(build, notes, refusal):
    rows = [("A", "i", 1), ("A", "j", None), ("B", "i", None), ("B", "j", 1)]
    assert "every code is missing in some district" in refusal(mixes, build(rows), "finest", 0, "drop_codes", {}, notes)
    found = mixes(build(rows), "finest", 0, "null", {}, notes)
    assert "No district has a mix of industries to compare. Left out: A (no figure for j), B" in refusal(found.tell, notes)
    one = mixes(build([("A", "i", 1), ("A", "j", 2)]), "finest", 0, "null", {}, notes)
    assert "One district only has a mix" in refusal(one.tell, notes)


def test_permuting_rows_changes_nothing(build, notes):
    first, second = (mixes(build(rows), "finest", 0, "null", {}, notes) for rows in (ROWS, [*ROWS[3:6], *ROWS[6:], *ROWS[:3]]))
    assert first.areas == second.areas
    np.testing.assert_array_equal(first.shares, second.shares)
