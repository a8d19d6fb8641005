"""Least squares and correlation against published figures, hand calculations and the normal equations."""

import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from industrial_atlas.processing.measures import association
from industrial_atlas.processing.measures.association import Pairs, columns, fit, paired, residual_bounds, spread, tell

NAN = float("nan")
TRIES = settings(max_examples=60, deadline=None, derandomize=True)
# Anscombe (1973), Graphs in statistical analysis, The American Statistician 27(1).
X = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
ANSCOMBE = {
    "I": (X, [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]),
    "II": (X, [9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74]),
    "III": (X, [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73]),
    "IV": ([8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8], [6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.50, 5.56, 7.91, 6.89]),
}


def pairs_of(x, y, groups=None, names=None) -> Pairs:
    codes = [f"D{place}" for place in range(len(x))]
    found = Pairs.of(codes, np.array(x, float), np.array(y, float), "x", "y", dict(zip(codes, names or [])))
    found.groups = groups or found.groups
    return found


@pytest.mark.parametrize("name", ANSCOMBE)
@pytest.mark.filterwarnings("error")
def test_anscombes_quartet(name):
    """Published for all four: y = 3 + 0.5 x, standard error 0.118, r squared 0.667, n = 11."""
    found = fit(*ANSCOMBE[name]).numbers
    assert found["N"] == 11
    assert (round(found["SLOPE"], 2), round(found["INTERCEPT"], 1), round(found["SLOPE_SE"], 3)) == (0.5, 3.0, 0.118)
    assert round(found["R2"], 2) == 0.67 and round(found["PEARSON"], 3) in (0.816, 0.817)
    assert found["PEARSON_P"] == pytest.approx(found["SLOPE_P"]) and round(found["SLOPE_P"], 3) == 0.002


def test_anscombes_third_has_one_outlier_and_his_fourth_none_but_a_heavy_point(notes, warned):
    third = fit(*ANSCOMBE["III"])
    assert np.flatnonzero(third.outlier).tolist() == [2]
    assert third.student[2] == pytest.approx(1203.54, abs=0.01)  # as R's rstudent prints it
    fourth = fit(*ANSCOMBE["IV"])
    assert fourth.outlier.sum() == 0 and fourth.leverage[7] == pytest.approx(1) and np.isnan(fourth.student[7])
    tell(pairs_of(*ANSCOMBE["IV"]), fourth, 2.5, notes)
    assert warned() == ["The line rests largely on D7, whose x lies far from all others: look at it without."]


def test_four_points_by_hand():
    """x 1 2 3 4, y 1 3 2 4. Sxx 5, Sxy 4, Syy 5: slope 0.8, r 0.8; residuals -0.3 0.9 -0.9 0.3, squares 1.8.

    Standard error sqrt(1.8 / 2 / 5) = 0.424264. Ranks are the values: Spearman 0.8. Leverage 1/4 + 2.25/5 = 0.7 and 0.3.
    Second point: without it the squares are 1.8 - 0.81 / 0.7 = 0.642857, s 0.801784; 0.9 / (0.801784 x sqrt 0.7) = 1.341641.
    """
    found = fit([1, 2, 3, 4], [1, 3, 2, 4])
    numbers = found.numbers
    assert [numbers[name] for name in ("SLOPE", "INTERCEPT", "R2", "SLOPE_SE", "PEARSON", "SPEARMAN")] == pytest.approx(
        [0.8, 0.5, 0.64, 0.424264, 0.8, 0.8], abs=1e-6)
    assert found.residual == pytest.approx([-0.3, 0.9, -0.9, 0.3]) and found.leverage == pytest.approx([0.7, 0.3, 0.3, 0.7])
    assert found.student[1] == pytest.approx(1.341641, abs=1e-6)


def test_ties_take_average_ranks():
    """x 1 2 2 3 has the ranks 1 2.5 2.5 4, y 1 2 3 4: Sxy 4.5, Sxx 4.5, Syy 5; 4.5 / sqrt 22.5 = 0.948683."""
    assert fit([1, 2, 2, 3], [10, 20, 30, 40]).numbers["SPEARMAN"] == pytest.approx(0.948683, abs=1e-6)


@st.composite
def clouds(draw):
    number = draw(st.integers(5, 12))
    cells = st.lists(st.integers(-1000, 1000), min_size=number, max_size=number)
    x, y = np.array(draw(cells), float), np.array(draw(cells), float)
    assume(np.ptp(x) > 0 and np.ptp(y) > 0)
    return x, y


@TRIES
@given(clouds())
def test_the_line_solves_the_normal_equations(cloud):
    x, y = cloud
    design = np.column_stack([np.ones(len(x)), x])
    (intercept, slope), *_ = np.linalg.lstsq(design, y, rcond=None)
    found = fit(x, y)
    assert found.numbers["SLOPE"] == pytest.approx(slope, abs=1e-8) and found.numbers["INTERCEPT"] == pytest.approx(
        intercept, abs=1e-6)
    assert found.residual.sum() == pytest.approx(0, abs=1e-7) and found.leverage.sum() == pytest.approx(2)
    hat = design @ np.linalg.inv(design.T @ design) @ design.T
    np.testing.assert_allclose(found.leverage, np.diag(hat), atol=1e-8)


@TRIES
@given(clouds())
def test_a_studentised_residual_is_the_t_of_a_dummy_for_the_district(cloud):
    """Belsley, Kuh and Welsch (1980): the same as the t value of an indicator of the district, by the normal equations."""
    x, y = cloud
    found = fit(x, y)
    for place in range(len(x)):
        design = np.column_stack([np.ones(len(x)), x, np.arange(len(x)) == place]).astype(float)
        if np.linalg.matrix_rank(design) < 3:
            assert np.isnan(found.student[place])
            continue
        solution = np.linalg.lstsq(design, y, rcond=None)[0]
        left = y - design @ solution
        variance = (left @ left) / (len(x) - 3) * np.linalg.inv(design.T @ design)[2, 2]
        if variance > 1e-12:
            assert found.student[place] == pytest.approx(solution[2] / np.sqrt(variance), rel=1e-5, abs=1e-6)


@TRIES
@given(clouds(), st.sampled_from([1e-9, 0.5, 3.0, 1e9]), st.randoms(use_true_random=False))
def test_order_and_units_change_no_correlation(cloud, scale, random):
    x, y = cloud
    order = list(range(len(x)))
    random.shuffle(order)
    plain, other = fit(x, y), fit(x[order] * scale, y[order] * scale)
    for name in ("SLOPE", "R2", "PEARSON", "SPEARMAN", "PEARSON_P", "SPEARMAN_P"):
        assert other.numbers[name] == pytest.approx(plain.numbers[name], abs=1e-8), name
    np.testing.assert_allclose(other.residual, plain.residual[order] * scale, atol=1e-8 * scale)


@pytest.mark.filterwarnings("error")
def test_missing_values_are_left_out_there_and_nowhere_else():
    x, y = ANSCOMBE["I"]
    plain = fit(x, y)
    found = fit([*x, NAN, 5.0, NAN], [*y, 4.0, NAN, NAN])
    assert found.numbers == pytest.approx(plain.numbers)
    for name in ("fitted", "residual", "student", "outlier", "leverage"):
        np.testing.assert_allclose(getattr(found, name), [*getattr(plain, name), NAN, NAN, NAN])


@pytest.mark.filterwarnings("error")
def test_points_on_a_line_have_no_residual_and_no_outlier():
    found = fit([1, 2, 3, 4.5, 7], [3.1 + 0.7 * x for x in (1, 2, 3, 4.5, 7)])
    assert found.residual.tolist() == [0] * 5 and found.outlier.tolist() == [0] * 5 and np.isnan(found.student).all()
    assert found.numbers["R2"] == pytest.approx(1)
    assert residual_bounds(found.residual.tolist()) == [0.0]


@pytest.mark.filterwarnings("error")
def test_one_point_off_a_perfect_line_is_an_outlier():
    x = np.arange(8.0)
    y = 2 * x
    y[3] += 5
    found = fit(x, y)
    assert np.flatnonzero(found.outlier).tolist() == [3]


@pytest.mark.filterwarnings("error")
def test_three_points_have_no_studentised_residual():
    found = fit([1, 2, 3], [1, 5, 2])
    assert np.isnan(found.student).all() and found.outlier.tolist() == [0, 0, 0] and found.numbers["N"] == 3


@pytest.mark.filterwarnings("error")
def test_a_level_y_has_a_line_and_no_correlation():
    numbers = fit([1, 2, 3, 4], [5, 5, 5, 5]).numbers
    assert (numbers["SLOPE"], numbers["INTERCEPT"]) == (0, 5)
    assert all(np.isnan(numbers[name]) for name in ("R2", "PEARSON", "PEARSON_P", "SPEARMAN", "SPEARMAN_P"))
    assert "y is the same everywhere" in association.sentence(numbers, "x", "y")
    assert association.declared(numbers)["PEARSON"] is None and association.declared(numbers)["STRENGTH"] == "none"


@pytest.mark.parametrize("number", [0, 1, 2])
def test_fewer_than_three_districts_are_refused(refusal, number):
    assert "at least 3 districts" in refusal(fit, [1.0, 2.0, NAN][:number] + [NAN], [3.0, 4.0, 5.0][:number] + [1.0])


@pytest.mark.parametrize("x", [[2, 2, 2, 2], [0, 0, 0, 0], [NAN, 3, 3, 3]])
def test_a_level_x_is_refused(refusal, x):
    assert "have the same x" in refusal(fit, x, [1, 2, 3, 4])


@pytest.mark.parametrize(("r", "word"), [
    (0, "none"), (0.0999, "none"), (0.1, "very weak"), (-0.2999, "very weak"), (0.3, "weak"), (0.4999, "weak"), (-0.5, "moderate"),
    (0.6999, "moderate"), (0.7, "strong"), (-1, "strong"),
])
def test_words_for_the_strength(r, word):
    assert association.strength(r) == word


@pytest.mark.parametrize(("r", "p", "words"), [
    (0.05, 0.7, "there is no association to speak of between x and y (r = 0.05, n = 38, p = 0.7)."), (-0.62, 0.0004, "a moderate negative association"),
    (0.62, 0.0004, "p < 0.001)."), (0.2, 0.2, "p = 0.2, which chance alone may explain)."), (0.2, 0.04, "p = 0.04)."),
])
def test_the_sentence(r, p, words):
    told = association.sentence({"N": 38, "PEARSON": r, "PEARSON_P": p}, "x", "y")
    assert words in told, told


def test_two_tables_are_joined_by_code_and_the_rest_is_named(notes, warned, refusal):
    given = (["A", "B", "C"], np.array([1.0, 2.0, NAN]), [" c", "a", "D"], np.array([3.0, 4.0, 5.0]))
    found = paired(*given, False, notes)
    assert found.codes == ["A", "B", "C", "D"] and found.unmatched == 2
    np.testing.assert_array_equal(found.x, [4, NAN, 3, 5])
    np.testing.assert_array_equal(found.y, [1, 2, NAN, NAN])
    assert warned() == ["1 district is in OBSERVATIONS only: B.", "1 district is in INTENSITY only: D."]
    assert "STRICT" in refusal(paired, *given, True, notes)
    assert "same kind and year" in refusal(paired, ["A"], np.array([1.0]), ["B"], np.array([1.0]), False, notes)


def test_columns_hold_plain_values_and_none(notes):
    x, y = ANSCOMBE["III"]
    pairs = pairs_of([*x, NAN], [*y, 3.0], names=["Alpha", "Beta", "Gamma"])
    held = columns(pairs, fit(pairs.x, pairs.y))
    assert held["label"][:4] == [None, None, "Gamma", None] and held["outlier"] == [0, 0, 1] + [0] * 8 + [None]
    assert held["x"][-1] is None and held["residual"][-1] is None and held["y"][-1] == 3.0
    assert not any(value != value for column in held.values() for value in column)


def test_the_log_names_what_is_left_out_what_stands_out_and_how_groups_lie(notes, warned):
    x, y = ANSCOMBE["III"]
    pairs = pairs_of([*x, NAN, 4, NAN], [*y, 3.0, NAN, NAN], ["TIR", "Non TIR"] * 7)
    assert tell(pairs, fit(pairs.x, pairs.y), 2.5, notes) == ["D2"]
    assert warned() == [
        "1 district without x left out of the line: D11.", "1 district without y left out of the line: D12.",
        "1 district without x and y left out of the line: D13."]
    found = fit(x, y)
    tirs = found.residual[::2]
    said = [text for level, text in notes if text.startswith("TIR")]
    assert said == [f"TIR: {(tirs > 0).sum()} of 6 districts above the line, residual {tirs.mean():.3g} on average."]


def test_rows_are_spread_over_the_districts_of_a_layer():
    held = spread({"area": ["B", "A"], "name": [None, "Aa"], "x": [2, 1]}, ["a", "C", "b"], [None, "Cc", "Bb"])
    assert held == {"area": ["a", "C", "b"], "name": ["Aa", "Cc", "Bb"], "x": [1, None, 2]}


def test_classes_of_residuals_rise_and_meet_at_zero():
    for seed in range(5):
        values = np.random.default_rng(seed).normal(size=30) * 10.0 ** (seed * 3 - 6)
        bounds = residual_bounds([*values.tolist(), None])
        assert bounds == sorted(set(bounds)) and bounds[2] == 0 and bounds[-1] >= values.max()


def test_no_warning_of_another_package_comes_through():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit([1, 1, 1, 2], [1, 2, 3, 4])
        fit([1e-200, 2e-200, 3e-200], [1, 2, 3])
        fit([1e50, 2e50, 4e50, 5e50], [1e50, 3e50, 2e50, 5e50])


@pytest.mark.parametrize(("moran", "p", "said"), [
    (0.2, 0.01, True), (0.2, 0.05, True), (0.2, 0.051, False), (-0.2, 0.01, False), (None, None, False),
])
def test_the_sentence_says_where_neighbours_make_p_too_small(moran, p, said):
    numbers = {"N": 38, "PEARSON": 0.41, "PEARSON_P": 0.0104, "MORAN_I": moran, "MORAN_P": p}
    text = association.sentence(numbers, "R&D", "growth")
    assert text.endswith("p is too small.") == said
    assert ("Moran's I of the residuals 0.20" in text) == said
