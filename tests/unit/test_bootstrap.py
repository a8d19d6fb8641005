"""Draws of districts: each is the index of the districts drawn, and the interval holds what it must."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_atlas.processing.measures import bootstrap, concentration, series
from industrial_atlas.processing.measures.panel import Panel


def figures(areas=30, industries=3, periods=4, seed=0, gaps=True):
    generator = np.random.default_rng(seed)
    values = generator.lognormal(2, 1.5, (areas, industries, periods))
    if gaps:
        values[generator.random(values.shape) < 0.1] = np.nan
        values[generator.random(values.shape) < 0.1] = 0
    return values, np.nansum(values, axis=1) * generator.uniform(1, 3, (areas, periods))


def by_repeating(values, totals, reference, weights, percent, k):
    """Every index of one draw, of a table in which a district drawn twice stands twice."""
    rows = np.repeat(np.arange(len(values)), weights.astype(int))
    found = concentration.indices(values[rows], totals[rows], None if reference is None else reference[rows], percent)
    held = np.where(np.isnan(values[rows]) | np.isnan(totals[rows])[:, None, :], -1, values[rows])
    largest = -np.sort(-held, axis=0)
    output = np.where(held > 0, held, 0).sum(axis=0)
    for industry, period in np.ndindex(output.shape):
        top = largest[: k[industry, period], industry, period]
        share = top[top > 0].sum() / output[industry, period] if output[industry, period] else np.nan
        found["top_shr"][industry, period] = share
    return found


@pytest.mark.parametrize("sized", [False, True], ids=["by total", "by another size"])
@pytest.mark.parametrize("seed", range(4))
def test_a_draw_is_the_index_of_the_districts_drawn(seed, sized):
    """A district drawn twice counts as two; the number of the top stays that of the data."""
    values, totals = figures(seed=seed)
    reference = np.random.default_rng(seed).uniform(1, 9, len(values)) if sized else None
    weights = bootstrap.resample(len(values), 20, seed)
    found = bootstrap.indices(values, totals, reference, weights, 10)
    k = concentration.indices(values, totals, reference, 10)["top_k"].astype(int)
    for draw in range(20):
        expected = by_repeating(values, totals, reference, weights[:, draw], 10, k)
        for name in concentration.INDICES:
            np.testing.assert_allclose(found[name][draw], expected[name], rtol=1e-9, atol=1e-12, err_msg=name)


def test_a_draw_of_every_district_once_is_the_estimate():
    values, totals = figures()
    found = bootstrap.indices(values, totals, None, np.ones((len(values), 1)))
    expected = concentration.indices(values, totals)
    for name in concentration.INDICES:
        np.testing.assert_allclose(found[name][0], expected[name], rtol=1e-12, err_msg=name)


def test_two_districts_worked_out_by_hand():
    """Output 1 and 3 of equal sizes. Drawn twice each alone: Herfindahl 1/2; once each: 1/16 + 9/16 = 5/8."""
    weights = np.array([[2.0, 1.0, 0.0], [0.0, 1.0, 2.0]])
    found = bootstrap.indices(np.array([[[1.0]], [[3.0]]]), np.ones((2, 1)), None, weights)
    np.testing.assert_allclose(found["hhi"].ravel(), [0.5, 0.625, 0.5])
    np.testing.assert_allclose(found["theil"].ravel(), [0, np.log(2) + 0.25 * np.log(0.25) + 0.75 * np.log(0.75), 0], atol=1e-12)
    np.testing.assert_allclose(found["gini"].ravel(), [0, 0.25, 0], atol=1e-12)
    np.testing.assert_allclose(found["gini_lq"].ravel(), [0, 0.25, 0], atol=1e-12)
    np.testing.assert_allclose(found["top_shr"].ravel(), [0.5, 0.75, 0.5])


def test_the_interval_of_the_herfindahl_index_holds_the_estimate():
    """Were repeats merged into one district, every draw would be more concentrated than the data."""
    values, totals = figures(areas=200, gaps=False)
    weights = bootstrap.resample(200, 300, 1)
    _, low, high = series.interval(bootstrap.indices(values, totals, None, weights)["hhi"], 95)
    estimate = concentration.indices(values, totals)["hhi"]
    assert ((low < estimate) & (estimate < high)).all()


def test_the_same_seed_gives_the_same_draws_and_another_seed_others():
    assert (bootstrap.resample(50, 30, 7) == bootstrap.resample(50, 30, 7)).all()
    assert (bootstrap.resample(50, 30, 7) != bootstrap.resample(50, 30, 8)).any()


def test_a_district_has_the_same_draws_wherever_it_stands():
    first = bootstrap.resample(4, 9, 3, ["b", "A", "d", "C"])
    again = bootstrap.resample(4, 9, 3, ["c", "a", "B", "D"])
    np.testing.assert_array_equal(first[[1, 0, 3, 2]], again[[1, 2, 0, 3]])


@pytest.mark.parametrize("unit", [1e-170, 1e-9, 1e90])
def test_the_unit_changes_no_draw(unit):
    values, totals = figures()
    weights = bootstrap.resample(len(values), 10, 1)
    one, other = bootstrap.indices(values, totals, None, weights), bootstrap.indices(values * unit, totals * unit, None, weights)
    for name in concentration.INDICES:
        np.testing.assert_allclose(one[name], other[name], rtol=1e-9, atol=1e-12, err_msg=name)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 40), st.integers(1, 30), st.integers(0, 10**6))
def test_every_draw_has_as_many_districts_as_there_are(areas, draws, seed):
    weights = bootstrap.resample(areas, draws, seed)
    assert weights.shape == (areas, draws) and (weights.sum(axis=0) == areas).all() and (weights >= 0).all()


def test_intervals_cover_what_they_say():
    """Samples of 40 districts from a population of known Herfindahl index, of equal sizes: R times it is fixed.

    R H = 1 + (coefficient of variation)^2. Of 200 samples about 90 per cent of 90 per cent intervals must hold it; a
    percentile interval of a skewed figure holds it less often, so 75 per cent is asked for.
    """
    generator, held = np.random.default_rng(5), 0
    true = 1 + 1 / 4  # a gamma distribution of shape 4 has the squared coefficient of variation 1/4
    for sample in range(200):
        values = generator.gamma(4, 1, (40, 1, 1))
        draws = bootstrap.indices(values, np.ones((40, 1)), None, bootstrap.resample(40, 200, sample))["hhi"] * 40
        _, low, high = series.interval(draws[:, 0, 0], 90)
        held += low <= true <= high
    assert 150 <= held <= 198


def test_progress_is_told_and_a_run_can_be_stopped():
    values, totals = figures()
    told = []
    bootstrap.indices(values, totals, None, bootstrap.resample(30, 5, 1), step=lambda *mark: told.append(mark))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]

    class Stopped(Exception):
        pass

    def stop(done, total):
        raise Stopped

    with pytest.raises(Stopped):
        bootstrap.indices(values, totals, None, bootstrap.resample(30, 5, 1), step=stop)


@pytest.mark.parametrize("average_of", ["index", "values"])
def test_averages_of_a_draw_are_those_of_the_districts_drawn(average_of):
    values, totals = figures(gaps=False)
    panel = Panel(list(map(str, range(30))), list("abc"), [2000, 2001, 2002, 2003], values, totals, values > 0)
    weights = bootstrap.resample(30, 6, 2)
    drawn = bootstrap.indices(values, totals, None, weights)
    found = bootstrap.averages(panel, drawn, None, weights, 5, 2, average_of)
    rows = np.repeat(np.arange(30), weights[:, 3].astype(int))
    again = Panel(panel.areas, panel.industries, panel.periods, values[rows], totals[rows], values > 0)
    expected = concentration.table(again, None, 5, 2, average_of)
    for name in ("theil", "gini", "hhi"):
        np.testing.assert_allclose(found[name][3], expected[f"{name}_av"], rtol=1e-9, err_msg=name)
