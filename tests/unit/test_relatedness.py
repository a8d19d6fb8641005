"""Relatedness of a panel: a table worked out by hand, missing values, what is told, and refusals."""

import numpy as np
import pytest

from industrial_atlas.processing.measures import relatednotes, relatedtable
from industrial_atlas.processing.measures.relatedness import Wanted, relate

pytestmark = pytest.mark.filterwarnings("error")
NAN = np.nan


def test_a_table_worked_out_by_hand(related):
    found = related()
    assert found.has.tolist() == [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 1, 1, 0]]
    assert found.density == pytest.approx(np.array([
        [1, 2 / 3, 0.4, 0], [1, 2 / 3, 0.4, 0], [0, 1 / 3, 0.6, 1], [1, 1 / 3, 0.4, 1]]))
    np.testing.assert_array_equal(
        found.rank, [[NAN, NAN, 1, 2], [NAN, NAN, 1, 2], [2, 1, NAN, NAN], [1, NAN, NAN, 2]])
    assert found.to_one[0, 2] == pytest.approx(6000 / 210), "(100 x 100 - 10 x 400) / (400 + 10 - 100 - 100)"
    assert found.growth == pytest.approx([100 * ((100 / 70) ** 0.1 - 1), 0, 0, 100 * (0.7**0.1 - 1)])
    assert found.block_names == ["j, i", "k", "l"] and found.block_minimum == pytest.approx(0.25 + 0.07175926**0.5)
    assert found.lock_share == pytest.approx([0.8, 0.8, 0.4, 0.4])


def test_entries_and_exits_worked_out_by_hand(related):
    """A gained i, with density 1, as had A in k, D in i and in l; A lost l, with density 0.4."""
    found = related()
    np.testing.assert_array_equal(
        found.entered, [[1, NAN, 0, NAN], [NAN, NAN, 0, 0], [0, 0, NAN, NAN], [0, NAN, NAN, 0]])
    np.testing.assert_array_equal(
        found.exited, [[NAN, 0, NAN, 1], [0, 0, NAN, NAN], [NAN, NAN, 0, 0], [NAN, 0, 0, NAN]])
    assert found.auc == pytest.approx((5.5 / 7, 3.5 / 7))


def test_the_year_is_chosen_apart_from_the_span(related):
    found = related(period=2010)
    assert found.panel.periods == [2010] and found.has[0].tolist() == [False, True, False, True]
    assert found.span == (2010, 2020) and found.auc[0] == pytest.approx(5.5 / 7)


def test_own_proximities_take_the_place_of_co_location(related):
    """To l only i is near; to i j and l alike."""
    matrix = np.array([[0, 0.5, NAN, 0.5], [0.5, 0, NAN, 0], [NAN, NAN, 0, NAN], [0.5, 0, NAN, 0]])
    found = related(matrix=matrix)
    assert found.density[:, [0, 1, 3]] == pytest.approx(np.array([[0.5, 1, 1], [0.5, 1, 1], [0.5, 0, 0], [0.5, 0, 0]]))
    assert np.isnan(found.density[:, 2]).all() and np.isnan(found.rank[:, 2]).all() and found.both is None
    assert found.rank[0, 3] == 1


def test_a_missing_value_is_not_there_no_opportunity_and_nothing_else_changes(related, notes, warned, four_districts):
    plain = related(four_districts(2020))
    gap = [row if row[:2] != ("A", "l") else (*row[:3], None) for row in four_districts(2020)]
    found = related(gap)
    assert not found.has[0, 3] and np.isnan(found.rank[0, 3]) and found.density[0, 3] == 0
    np.testing.assert_array_equal(found.has, plain.has)
    np.testing.assert_array_equal(np.delete(found.rank.ravel(), 3), np.delete(plain.rank.ravel(), 3))
    columns = relatedtable.output_columns(found, {})
    cell = columns["area"].index("A") + 3
    assert (columns["industry"][cell], columns["has"][cell], columns["lq"][cell]) == ("l", None, None)
    relatednotes.tell(found, False, notes)
    assert found.numbers()["N_NULL"] == 1 and any("1 location quotient missing in 2020" in text for text in warned())
    assert np.isnan(found.lock_share[0]) and not np.isnan(found.lock_share[1:]).any()


def test_what_is_missing_in_one_of_two_years_neither_enters_nor_goes(related, four_districts):
    gap = [row if row[:3] != ("A", "i", 2010) else (*row[:3], None) for row in four_districts()]
    found = related(gap)
    assert np.isnan(found.entered[0, 0]) and np.isnan(found.exited[0, 0]) and found.numbers()["N_ENTRIES"] == 0
    assert found.numbers()["AUC_ENTRY"] is None


def test_one_year_has_no_entries(related, notes, four_districts):
    found = related(four_districts(2020))
    assert found.span is None and [found.numbers()[name] for name in ("N_ENTRIES", "AUC_ENTRY", "FROM_USED")] == [None] * 3
    assert "one year only" in notes[-1][1]
    assert set(relatedtable.industry_columns(found)["n_entries"]) == {None}


def test_the_reference_area_is_what_districts_are_compared_with(build, notes, four_districts):
    """Of 1,000 elsewhere 100, 400, 100, 400: only a share of 0.4 in i or k is much."""
    nation = [("K1", industry, year, value) for year in (2010, 2020)
              for industry, value in zip("ijkl", (100, 400, 100, 400))]
    table = [*four_districts(), *nation]
    panel = build(table, area_level="as_is", reference_area="K1")
    found = relate(panel, Wanted(), None, None, notes)
    assert found.has.tolist() == [[1, 1, 1, 0], [1, 1, 1, 0], [1, 0, 1, 1], [1, 1, 1, 0]]
    assert found.growth == pytest.approx([0, 0, 0, 0])
    assert found.to_one[0, 3] == pytest.approx((100 * 400 - 10 * 1000) / (1000 + 10 - 100 - 400))


@pytest.mark.parametrize(("wanted", "words"), [
    ({"period": 2015}, ("PERIOD", "2015", "2010, 2020")), ({"span": (2011, None)}, ("FROM", "2011", "2010, 2020")),
    ({"span": (None, 2030)}, ("TO", "2030")), ({"span": (2020, 2010)}, ("FROM (2020) must be earlier than TO (2010)",)),
    ({"minimum": 50}, ("50 or more in 2020", "LQ_MIN")),
])
def test_what_cannot_be_is_refused(related, refusal, wanted, words):
    text = refusal(related, **wanted)
    assert all(word in text for word in words), text


@pytest.mark.parametrize(("observed", "wanted", "words"), [
    ([("A", "i", 2020, 1), ("B", "i", 2020, 2)], {}, ("two industries", "only i")),
    ([("A", "i", 2020, 1), ("A", "j", 2020, 2)], {}, ("One district alone", "PROXIMITY")),
    ([(area, industry, 2020, 1 + place) for place, area in enumerate("AB") for industry in "ij"], {"span": (2010, None)},
     ("needs two years", "PERIOD_FIELD")),
    ([(area, industry, 2020, None) for area in "AB" for industry in "ij"], {}, ("No district has a location quotient",)),
    ([(area, industry, 2020, 0) for area in "AB" for industry in "ij"], {}, ("No district has a location quotient",)),
    ([(area, industry, 1 + place) for place, area in enumerate("AB") for industry in "ij"], {"period": 2020}, ("no years",)),
])
def test_tables_that_show_nothing_are_refused(related, refusal, observed, wanted, words):
    text = refusal(related, observed, **wanted)
    assert all(word in text for word in words), text
