"""Location quotients and what goes with them. Every expected number is worked out by hand.

The table of most tests: one industry with 30, 10, 0 in districts of 60, 100 and 40 in all, so 40 of 200 or 0.2.
Own shares 0.5, 0.1, 0; location quotients 2.5, 0.5, 0; shares of the industry 0.75, 0.25, 0; sizes 0.3, 0.5, 0.2.
"""

import numpy as np
import pytest

from industrial_atlas.processing.measures import quotients

VALUES = np.array([30.0, 10.0, 0.0])[:, None, None]
TOTALS = np.array([60.0, 100.0, 40.0])[:, None]
NAN = np.nan


def found_for(values, totals, reference=None) -> dict:
    """Each column of one industry in one period as a list."""
    found = quotients.location_quotients(values, totals, reference)
    return {name: block[:, 0, 0].tolist() for name, block in found.items()}


def test_location_quotient_and_its_companions():
    found = found_for(VALUES, TOTALS)
    assert found["lq"] == pytest.approx([2.5, 0.5, 0])
    assert found["share"] == pytest.approx([0.75, 0.25, 0])
    assert found["own_share"] == pytest.approx([0.5, 0.1, 0])
    assert found["sym_lq"] == pytest.approx([1.5 / 3.5, -0.5 / 1.5, -1])
    assert found["theil_c"] == pytest.approx([0.75 * np.log(2.5), 0.25 * np.log(0.5), 0])


def test_standard_score_is_of_the_logarithms_above_zero():
    """ln 2.5 and ln 0.5 lie at equal distance from their mean; with n - 1, both are 1 / sqrt 2 away."""
    score = found_for(VALUES, TOTALS)["z"]
    assert score[:2] == pytest.approx([0.5**0.5, -(0.5**0.5)])
    assert np.isnan(score[2])


def test_standard_score_of_three_districts():
    """Location quotients in the ratio 1 : 2 : 4, so logarithms a step apart: scores -1, 0, 1."""
    found = found_for(np.array([1.0, 2.0, 4.0])[:, None, None], np.array([10.0, 10.0, 10.0])[:, None])
    assert found["z"] == pytest.approx([-1, 0, 1], abs=1e-12)


def test_standard_score_without_spread_is_null():
    assert np.isnan(found_for(VALUES * 0 + 5, TOTALS * 0 + 10)["z"]).all()


def test_a_district_without_total_or_value_counts_nowhere():
    """Without the second district: 30 of 100, so 0.3; 0.5 / 0.3."""
    for values, totals in (
        (np.array([30, NAN, 0])[:, None, None], TOTALS), (VALUES, np.array([60, NAN, 40])[:, None])
    ):
        found = found_for(values, totals)
        assert found["lq"][0] == pytest.approx(0.5 / 0.3)
        assert found["share"][0] == pytest.approx(1)
        assert np.isnan([found[name][1] for name in ("lq", "share", "sym_lq", "z", "theil_c")]).all()
        assert found["lq"][2] == 0


def test_each_industry_has_its_own_districts():
    """The second industry lacks the first district: 20 + 8 of 140, own share 0.2 and 0.2."""
    values = np.dstack([VALUES, VALUES]).transpose(0, 2, 1).copy()
    values[:, 1, 0] = [NAN, 20, 8]
    found = quotients.location_quotients(values, TOTALS)["lq"]
    assert found[:, 0, 0] == pytest.approx([2.5, 0.5, 0])
    assert np.isnan(found[0, 1, 0])
    assert found[1:, 1, 0] == pytest.approx([1, 1])


def test_an_industry_without_output_has_no_location_quotient():
    found = found_for(VALUES * 0, TOTALS)
    assert np.isnan([found[name] for name in ("lq", "share", "sym_lq", "z", "theil_c")]).all()
    assert found["own_share"] == [0, 0, 0]


def test_a_district_of_size_zero_has_no_location_quotient():
    found = found_for(np.array([0.0, 10.0, 30.0])[:, None, None], np.array([0.0, 100.0, 100.0])[:, None])
    assert np.isnan([found["lq"][0], found["own_share"][0], found["sym_lq"][0]]).all()
    assert found["lq"][1:] == pytest.approx([0.5, 1.5])
    assert found["share"][0] == 0


def test_a_wider_area_is_the_denominator():
    """The industry is 100 of 1,000 there: 0.5 / 0.1, 0.1 / 0.1."""
    found = found_for(VALUES, TOTALS, (np.array([[100.0]]), np.array([1000.0])))
    assert found["lq"] == pytest.approx([5, 1, 0])
    assert found["share"] == pytest.approx([0.3, 0.1, 0])
    assert found["own_share"] == pytest.approx([0.5, 0.1, 0])


def test_a_missing_district_does_not_change_a_wider_denominator():
    wider = np.array([[100.0]]), np.array([1000.0])
    found = found_for(np.array([30, NAN, 0])[:, None, None], TOTALS, wider)
    assert found["lq"][0] == pytest.approx(5)


def test_an_industry_that_the_wider_area_lacks_has_no_location_quotient():
    found = found_for(VALUES, TOTALS, (np.array([[0.0]]), np.array([1000.0])))
    assert np.isnan(found["lq"]).all()


def test_negative_values_are_refused(refusal):
    assert "at least 0" in refusal(quotients.location_quotients, -VALUES - 1, TOTALS)
    assert "at least 0" in refusal(quotients.location_quotients, VALUES, -TOTALS)


@pytest.mark.filterwarnings("error")
def test_nothing_odd_warns():
    odd = np.array([[0.0, NAN, 1.0], [0.0, 0.0, 0.0], [NAN, NAN, NAN]])[:, :, None]
    found = quotients.location_quotients(odd, np.array([[0.0], [3.0], [NAN]]))
    assert not np.isinf(list(found.values())).any()


@pytest.mark.parametrize("quotient, word", [
    (0, "under"), (0.7999, "under"), (0.8, "at"), (1, "at"), (1.25, "at"), (1.2501, "over"), (99, "over"), (NAN, None),
])
def test_class_is_at_from_four_fifths_to_five_quarters(quotient, word):
    assert quotients.specialisation_class([quotient]).tolist() == [word]


def test_caution_is_for_values_under_the_minimum():
    np.testing.assert_array_equal(quotients.caution([0, 4.99, 5, NAN], 5), [1, 1, 0, NAN])
