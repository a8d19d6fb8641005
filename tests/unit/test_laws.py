"""Laws that hold for all inputs, tried on many: small tables of whole numbers with every kind of zero."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from industrial_atlas.processing.measures import breaks, concentration, quotients, series

pytestmark = pytest.mark.filterwarnings("error")
TRIES = settings(max_examples=25, deadline=None, derandomize=True)
# What does not change with the unit or the order, and what is output beside it.
EVERY = (*concentration.INDICES, "n_areas", "coverage")


@st.composite
def tables(draw, with_gaps=False, industries=2):
    """Values (districts x industries x 1 period) and totals that hold at least their sum, none of them 0."""
    number = draw(st.integers(2, 7))
    cell = st.one_of(st.just(0), st.integers(1, 50), st.integers(10**5, 10**6))
    values = np.array(draw(st.lists(
        st.lists(cell, min_size=industries, max_size=industries), min_size=number, max_size=number)), float)
    rest = np.array(draw(st.lists(st.integers(1, 10**6), min_size=number, max_size=number)), float)
    totals = values.sum(axis=1) + rest
    if with_gaps:
        gaps = draw(st.lists(st.booleans(), min_size=values.size, max_size=values.size))
        values[np.array(gaps).reshape(values.shape)] = np.nan
    return values[:, :, None], totals[:, None]


@st.composite
def distributions(draw, zeros=True):
    """Shares and a positive reference of the same districts; both sum to 1."""
    number = draw(st.integers(2, 8))
    lists = {"min_size": number, "max_size": number}
    shares = np.array(draw(st.lists(st.integers(0 if zeros else 1, 1000), **lists)), float)
    reference = np.array(draw(st.lists(st.integers(1, 1000), **lists)), float)
    assume(shares.sum() > 0)
    return shares / shares.sum(), reference / reference.sum()


def same(first, second, **tolerance) -> None:
    """Assert that two results hold the same numbers and the same gaps."""
    for name in first:
        np.testing.assert_allclose(first[name], second[name], err_msg=name, **{"rtol": 1e-9, "atol": 1e-9, **tolerance})


def every(values, totals, reference=None, percent=5.0) -> dict:
    """The indices that obey laws."""
    found = concentration.indices(values, totals, reference, percent)
    return {name: found[name] for name in EVERY}


@TRIES
@given(tables(with_gaps=True), st.randoms(use_true_random=False))
def test_permuting_districts_changes_nothing(table, random):
    values, totals = table
    order = list(range(len(values)))
    random.shuffle(order)
    same(every(values, totals), every(values[order], totals[order]))
    before, after = (quotients.location_quotients(*pair) for pair in ((values, totals), (values[order], totals[order])))
    same({name: block[order] for name, block in before.items()}, after)


@TRIES
@given(tables(with_gaps=True), st.sampled_from([0.001, 0.5, 3.0, 1e6]))
def test_the_unit_changes_nothing(table, factor):
    values, totals = table
    same(every(values, totals), every(values * factor, totals * factor))
    same(quotients.location_quotients(values, totals), quotients.location_quotients(values * factor, totals * factor))


@TRIES
@given(tables(), st.sampled_from([0.001, 3.0, 1e6]))
def test_the_unit_of_one_industry_changes_no_index_of_it(table, factor):
    values, totals = table
    scaled = values.copy()
    scaled[:, 0] *= factor
    same(every(values, totals), every(scaled, totals))


@TRIES
@given(tables(with_gaps=True), st.floats(0.05, 0.95))
def test_splitting_a_district_in_proportion_leaves_theil_and_gini(table, part):
    """For the references total, surface and population; not for equal, gini_lq, HHI and top share."""
    values, totals = table
    surface = np.arange(2.0, 2.0 + len(values))
    split = (np.concatenate([values[:1] * part, values[:1] * (1 - part), values[1:]]),
             np.concatenate([totals[:1] * part, totals[:1] * (1 - part), totals[1:]]))
    parts = np.concatenate([surface[:1] * part, surface[:1] * (1 - part), surface[1:]])
    for reference, split_reference in ((None, None), (surface, parts)):
        whole = concentration.indices(values, totals, reference)
        found = concentration.indices(*split, split_reference)
        same({name: whole[name] for name in ("theil", "gini", "coverage")}, found)


@TRIES
@given(distributions())
def test_theil_is_at_least_what_the_difference_of_shares_demands(pair):
    """Pinsker: T >= (sum |s - q|)^2 / 2. So T is never negative, and 0 only where s = q."""
    shares, reference = pair
    assert concentration.relative_theil(shares, reference) >= np.abs(shares - reference).sum() ** 2 / 2 - 1e-12


@TRIES
@given(distributions())
def test_theil_of_the_reference_itself_is_zero(pair):
    assert concentration.relative_theil(pair[1], pair[1]) == 0


@TRIES
@given(distributions())
def test_theil_is_at_most_the_logarithm_of_the_smallest_share(pair):
    shares, reference = pair
    assert concentration.relative_theil(shares, reference) <= np.log(1 / reference.min()) + 1e-12


@TRIES
@given(distributions())
def test_ginis_lie_between_zero_and_one(pair):
    shares, reference = pair
    assert 0 <= concentration.locational_gini(shares, reference) < 1
    assert 0 <= concentration.equal_weight_gini(shares / reference) <= 1 - 1 / len(shares) + 1e-12


@TRIES
@given(distributions())
def test_gini_is_zero_only_where_shares_equal_the_reference(pair):
    """The Lorenz curve is convex, so G is at least its largest gap, which is Hoover's index: half the sum |s - q|."""
    shares, reference = pair
    hoover = np.abs(shares - reference).sum() / 2
    assert concentration.locational_gini(shares, reference) >= hoover - 1e-12
    assert concentration.locational_gini(reference, reference) <= 1e-12


@TRIES
@given(tables(with_gaps=True))
def test_herfindahl_lies_between_one_over_r_and_one(table):
    found = concentration.indices(*table)
    there = ~np.isnan(found["hhi"])
    hhi, number = found["hhi"][there], found["n_areas"][there]
    assert (hhi >= 1 / number - 1e-12).all()
    assert (hhi <= 1 + 1e-12).all()
    several = found["hhi_n"][there][number > 1]
    assert ((several >= 0) & (several <= 1 + 1e-12)).all()


@TRIES
@given(tables(with_gaps=True), st.floats(0, 100))
def test_top_share_is_at_least_k_of_r_and_at_most_one(table, percent):
    found = concentration.indices(*table, percent=percent)
    there = ~np.isnan(found["top_shr"])
    top, k, number = (found[name][there] for name in ("top_shr", "top_k", "n_areas"))
    assert (k >= 1).all()
    assert (k <= number).all()
    assert (top >= k / number - 1e-12).all()
    assert (top <= 1 + 1e-12).all()


@TRIES
@given(tables(with_gaps=True))
def test_districts_terms_sum_to_the_theil_index(table):
    terms = quotients.location_quotients(*table)["theil_c"]
    theil = concentration.indices(*table)["theil"]
    there = ~np.isnan(theil)
    np.testing.assert_allclose(np.nansum(terms, axis=0)[there], theil[there], atol=1e-12)
    assert np.isnan(terms[:, ~there]).all()


@TRIES
@given(tables(with_gaps=True))
def test_shares_of_an_industry_sum_to_one(table):
    share = quotients.location_quotients(*table)["share"]
    some = ~np.isnan(share).all(axis=0)
    np.testing.assert_allclose(np.nansum(share, axis=0)[some], 1)


@TRIES
@given(tables())
def test_quotients_weighted_by_size_average_to_one(table):
    values, totals = table
    found = quotients.location_quotients(values, totals)["lq"]
    mean = (found * (totals / totals.sum())[:, None, :]).sum(axis=0)
    some = values.sum(axis=0) > 0
    np.testing.assert_allclose(mean[some], 1)


@TRIES
@given(tables(with_gaps=True))
def test_null_gives_null_there_and_nowhere_else(table):
    values, totals = table
    output = np.nansum(values, axis=0) > 0
    found = quotients.location_quotients(values, totals)
    for name in ("lq", "share", "sym_lq", "theil_c"):
        np.testing.assert_array_equal(np.isnan(found[name]), np.isnan(values) | ~output, err_msg=name)
    np.testing.assert_array_equal(np.isnan(found["own_share"]), np.isnan(values))
    indices = concentration.indices(values, totals)
    for name in ("theil", "gini", "gini_lq", "hhi", "top_shr"):
        np.testing.assert_array_equal(np.isnan(indices[name]), ~output, err_msg=name)


@TRIES
@given(tables(industries=2), st.data())
def test_a_null_loses_no_more_than_that_district_in_that_industry(table, data):
    """The index is that of the other districts; the other industry is as it was."""
    values, totals = table
    assume(len(values) > 2)
    lost = data.draw(st.integers(0, len(values) - 1))
    gap = values.copy()
    gap[lost, 0] = np.nan
    found, whole = every(gap, totals), every(values, totals)
    without = every(np.delete(values, lost, axis=0), np.delete(totals, lost, axis=0))
    for name in EVERY:
        np.testing.assert_allclose(found[name][1], whole[name][1], err_msg=name)
        if name != "coverage":
            np.testing.assert_allclose(found[name][0], without[name][0], rtol=1e-9, atol=1e-12, err_msg=name)
    assert found["coverage"][0, 0] == pytest.approx(1 - totals[lost, 0] / totals.sum())


@TRIES
@given(tables())
def test_whole_numbers_give_what_numbers_give(table):
    values, totals = table
    for kind in (np.int32, np.int64):
        whole = values.astype(kind), totals.astype(kind)
        same(every(values, totals), every(*whole), rtol=0, atol=0)
        same(quotients.location_quotients(values, totals), quotients.location_quotients(*whole), rtol=0, atol=0)


@TRIES
@given(tables(with_gaps=True))
def test_many_industries_and_periods_at_once_are_each_by_itself(table):
    values, totals = table
    years = np.concatenate([values, values[::-1]], axis=2), np.concatenate([totals, totals[::-1]], axis=1)
    found = every(*years)
    for industry in range(values.shape[1]):
        for period in range(2):
            alone = every(years[0][:, [industry]][:, :, [period]], years[1][:, [period]])
            for name in EVERY:
                np.testing.assert_allclose(found[name][industry, period], alone[name][0, 0], rtol=1e-9, atol=1e-12)


@TRIES
@given(tables(with_gaps=True))
def test_what_is_given_is_left_as_it_was(table):
    values, totals = table
    before = values.copy(), totals.copy()
    quotients.location_quotients(values, totals)
    concentration.indices(values, totals)
    np.testing.assert_array_equal(values, before[0])
    np.testing.assert_array_equal(totals, before[1])


@TRIES
@given(st.lists(st.one_of(st.just(np.nan), st.integers(-1000, 1000)), min_size=1, max_size=12), st.integers(1, 6))
def test_an_average_lies_between_the_values_of_its_window(values, years):
    found = series.trailing_mean(values, years)
    for last, average in enumerate(found):
        window = values[max(0, last - years + 1):last + 1]
        if len(window) < years or np.isnan(window).any():
            assert np.isnan(average)
        else:
            assert min(window) - 1e-9 <= average <= max(window) + 1e-9


@TRIES
@given(
    st.lists(st.one_of(st.just(np.nan), st.floats(-1e6, 1e6)), min_size=1, max_size=30), st.integers(2, 8),
    st.sampled_from(["lq", "user_defined", "quantiles", "equal_interval"]),
)
def test_every_value_has_a_class_of_a_map(values, classes, scheme):
    assume(not np.isnan(values).all())
    bounds = breaks.class_bounds(values, scheme, classes, (-1.0, 0.0, 10.0))
    assert all(low < high for low, high in zip(bounds, bounds[1:]))
    assert bounds[-1] >= np.nanmax(values)
    assert sum(breaks.class_counts(values, bounds)) == (~np.isnan(values)).sum()
