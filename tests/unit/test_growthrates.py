"""Growth between two years."""

import numpy as np
import pytest

from industrial_atlas.processing.measures.growthrates import growth, growth_of
from industrial_atlas.processing.measures.prices import Prices

NAN = float("nan")
ROWS = [
    ("A", "26", 2000, 100), ("A", "27", 2000, 50), ("A", "Total", 2000, 1000), ("B", "26", 2000, 0), ("B", "27", 2000, 0),
    ("B", "Total", 2000, 500), ("C", "26", 2000, 10), ("C", "27", 2000, None), ("C", "Total", 2000, 400),
    ("A", "26", 2002, 121), ("A", "27", 2002, 60.5), ("A", "Total", 2002, 1440), ("B", "26", 2002, 5), ("B", "27", 2002, 1),
    ("B", "Total", 2002, 500), ("C", "26", 2002, 20), ("C", "27", 2002, 3), ("C", "Total", 2002, 100),
]


@pytest.mark.parametrize(("start", "end", "years", "cagr", "log"), [
    (100, 121, 2, 10, np.log(1.21)), (8, 1, 3, -50, np.log(1 / 8)), (5, 5, 10, 0, 0), (5, 0, 10, -100, NAN),
    (0, 5, 2, NAN, NAN), (0, 0, 2, NAN, NAN), (-1, 5, 2, NAN, NAN), (5, -1, 2, NAN, NAN), (NAN, 5, 2, NAN, NAN),
    (5, NAN, 2, NAN, NAN), (1e-9, 4e-9, 2, 100, np.log(4)),
])
@pytest.mark.filterwarnings("error")
def test_growth_by_hand(start, end, years, cagr, log):
    np.testing.assert_allclose(growth([start], [end], years), [cagr], atol=1e-9)
    np.testing.assert_allclose(growth([start], [end], years, "log_change"), [log], atol=1e-12)


def test_the_sum_of_industries_grows(build, notes, warned):
    """A: (121 + 60.5) / (100 + 50) = 1.21; B starts at 0; C lacks 27."""
    found = growth_of(build(ROWS), True, "finest", (None, None), "cagr", None, notes)
    np.testing.assert_allclose(found.values, [10, NAN, NAN])
    assert found.words == "growth of 26, 27, 2000 to 2002 (per cent a year, current prices)"
    assert warned()[-2:] == [
        "1 district without a value in both 2000 and 2002: C.",
        "1 district without growth, since it starts at 0 or below, or ends so (2000, 2002): B."]


def test_without_industries_the_total_grows(build, notes):
    found = growth_of(build(ROWS), False, "finest", (2000, 2002), "cagr", None, notes)
    np.testing.assert_allclose(found.values, [20, 0, -50])
    assert found.words == "growth of all industries, 2000 to 2002 (per cent a year, current prices)"


def test_prices_are_taken_out_and_named(build, notes):
    """Prices rise by 21 per cent in two years: a total of 1440 in 2002 is 1190.08 in prices of 2000."""
    index = Prices(2000, {"": {2000: 100.0, 2002: 121.0}})
    found = growth_of(build(ROWS), False, "finest", (None, None), "cagr", index, notes)
    np.testing.assert_allclose(found.values[0], (np.sqrt(1440 / 1.21 / 1000) - 1) * 100)
    assert found.words.endswith("(per cent a year, 2000 prices)")


def test_codes_that_overlap_do_not_count_twice(build, notes):
    rows = [("A", code, year, value * (2 if year == 2001 else 1)) for year in (2000, 2001)
            for code, value in (("C (10-33)", 100), ("26", 10), ("Total", 300))]
    panel = build(rows, industries=("26", "C (10-33)"))
    assert growth_of(panel, True, "coarsest", (None, None), "log_change", None, notes).words.startswith("growth of C (10-33), ")


@pytest.mark.parametrize(("span", "words"), [
    ((1999, None), "FROM: the table has no year 1999; it has 2000, 2002"), ((None, 2001), "TO: the table has no year 2001"),
    ((2002, 2000), "FROM (2002) must be earlier than TO (2000)"), ((2002, None), "must be earlier"),
])
def test_a_year_that_is_not_there_names_those_that_are(build, notes, refusal, span, words):
    assert words in refusal(growth_of, build(ROWS), True, "finest", span, "cagr", None, notes)


def test_one_year_has_no_growth(build, notes, refusal):
    rows = [("A", "26", 5), ("B", "26", 6)]
    assert "PERIOD_FIELD" in refusal(growth_of, build(rows), True, "finest", (None, None), "cagr", None, notes)
