"""Moran's I against the formula written out, against hand calculations, and against published figures."""

import builtins
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures import autocorrelation as auto

pytestmark = pytest.mark.filterwarnings("error")
ROW = {0: [1], 1: [0, 2], 2: [1, 3], 3: [2]}


def by_definition(values, neighbours) -> float:
    """Moran's I with row-standardised weights, in plain Python: their sum is n, so n / sum of w is 1."""
    mean = sum(values) / len(values)
    above = [value - mean for value in values]
    products = sum(above[i] * sum(above[j] for j in others) / len(others) for i, others in neighbours.items())
    return products / sum(value**2 for value in above)


def lattice(side: int) -> dict:
    """Rook's neighbours on a square lattice."""
    cells = {(east, north): north * side + east for north in range(side) for east in range(side)}
    steps = ((0, 1), (1, 0), (0, -1), (-1, 0))
    return {place: [cells[east + x, north + y] for x, y in steps if (east + x, north + y) in cells]
            for (east, north), place in cells.items()}


def test_four_in_a_row_by_hand():
    """Values 1, 2, 3, 5: mean 2.75, z -1.75 -0.75 0.25 2.25, sum of squares 8.75.

    Lags -0.75 -0.75 0.75 0.25; products 1.3125 + 0.5625 + 0.1875 + 0.5625 = 2.625; I = 2.625 / 8.75 = 0.3.
    """
    values = np.array([1.0, 2, 3, 5])
    found = auto.morans_i(values, ROW, 99)
    assert found["i"] == pytest.approx(0.3) and found["expected"] == pytest.approx(-1 / 3)
    local = auto.local_morans_i(values, ROW, 99)
    # (n - 1) x product / sum of squares: 3 x 1.3125 / 8.75 and so on
    assert local["local_i"] == pytest.approx([0.45, 3 * 0.5625 / 8.75, 3 * 0.1875 / 8.75, 3 * 0.5625 / 8.75])
    assert local["lag"] == pytest.approx([2, 2, 3.5, 3]) and local["quadrant"].tolist() == ["LL", "LL", "HH", "HH"]


def test_a_chessboard_is_as_unlike_as_can_be():
    board = lattice(6)
    values = np.array([(place + place // 6) % 2 for place in board], dtype=float)
    found = auto.morans_i(values, board, 199)
    assert found["i"] == pytest.approx(-1) and found["z"] < -5 and found["p"] == pytest.approx(1 / 200)
    assert "neighbours are more unlike" in auto.sentence(found, 199)
    assert set(auto.local_morans_i(values, board, 99)["quadrant"]) == {"HL", "LH"}


def test_two_halves_are_alike():
    board = lattice(6)
    values = np.array([place % 6 < 3 for place in board], dtype=float)
    found = auto.morans_i(values, board, 199)
    assert found["i"] == pytest.approx(by_definition(values.tolist(), board)) and found["i"] > 0.6
    assert found["p"] == pytest.approx(1 / 200) and "neighbours are more alike" in auto.sentence(found, 199)


def test_random_values_show_no_pattern():
    board = lattice(8)
    values = np.random.default_rng(4).normal(size=64)
    found = auto.morans_i(values, board, 499)
    assert found["i"] == pytest.approx(by_definition(values.tolist(), board)) and found["p"] > 0.05
    assert "no sign" in auto.sentence(found, 499)


def test_local_ones_add_up_to_the_global_one():
    board, values = lattice(5), np.random.default_rng(4).gamma(2, size=25)
    local = auto.local_morans_i(values, board, 99)["local_i"]
    assert local.sum() / 24 == pytest.approx(auto.morans_i(values, board, 99)["i"])


def test_unit_and_origin_do_not_matter():
    board, values = lattice(5), np.random.default_rng(4).gamma(2, size=25)
    plain, other = (auto.local_morans_i(held, board, 99) for held in (values, values * 1e9 + 7e8))
    np.testing.assert_allclose(plain["local_i"], other["local_i"])
    np.testing.assert_allclose(plain["p_value"], other["p_value"])
    assert auto.morans_i(values, board, 99)["i"] == pytest.approx(auto.morans_i(values * 1e-9, board, 99)["i"])


@pytest.mark.parametrize("scale", [1e-300, 1e-12, 3.0, 1e90])
def test_ties_and_units_do_not_disturb_p(scale):
    """A row of nine rising values: a district with one neighbour is tied with many of its permutations."""
    row, values = {place: [other for other in (place - 1, place + 1) if 0 <= other < 9] for place in range(9)}, np.arange(9.0)
    plain, other = (auto.local_morans_i(held, row, 999) for held in (values, values * scale))
    np.testing.assert_array_equal(plain["p_value"], other["p_value"])
    np.testing.assert_allclose(plain["local_i"], other["local_i"])
    np.testing.assert_allclose(other["lag"], plain["lag"] * scale)
    # the last has the highest of the eight others beside it: one in eight by chance
    assert plain["p_value"][0] == pytest.approx(1 / 8, abs=0.04)
    assert auto.morans_i(values * scale, row, 99) == pytest.approx(auto.morans_i(values, row, 99))


def test_a_tie_counts_on_both_sides():
    """Half of the values 0, half 1, alternately beside equal ones: p of what most permutations give is near 1, not 0."""
    pairs = {place: [place ^ 1] for place in range(8)}
    found = auto.local_morans_i(np.array([0.0, 0, 1, 1, 1, 1, 1, 1]), pairs, 999)
    assert found["p_value"][2] == pytest.approx(5 / 7, abs=0.06), "five of the seven others are 1"
    assert found["p_value"][0] == pytest.approx(1 / 7, abs=0.06), "one of the seven others is 0"


def test_p_is_that_of_esda_where_nothing_is_tied():
    esda, libpysal = pytest.importorskip("esda"), pytest.importorskip("libpysal")
    import warnings

    board, values = lattice(6), np.random.default_rng(11).gamma(2, size=36)
    weights = libpysal.weights.W(board, silence_warnings=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = esda.Moran_Local(values, weights, permutations=499, n_jobs=1, seed=1)
    found = auto.local_morans_i(values, board, 499, 1)
    np.testing.assert_allclose(found["p_value"], peer.p_sim)
    np.testing.assert_allclose(found["local_i"], peer.Is)
    np.random.seed(1)  # noqa: NPY002
    whole = esda.Moran(values, weights, permutations=499)
    mine = auto.morans_i(values, board, 499, 1)
    assert (mine["i"], mine["p"], mine["z"]) == pytest.approx((whole.I, whole.p_sim, whole.z_sim))


def test_the_same_seed_gives_the_same_p_and_the_generator_of_others_is_left_alone():
    board, values = lattice(5), np.random.default_rng(6).normal(size=25)
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    first = auto.morans_i(values, board, 99, 1), auto.local_morans_i(values, board, 99, 1)["p_value"].tolist()
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002
    np.random.seed(77)  # noqa: NPY002
    assert (auto.morans_i(values, board, 99, 1), auto.local_morans_i(values, board, 99, 1)["p_value"].tolist()) == first
    assert auto.morans_i(values, board, 99, 2)["z"] != first[0]["z"]


def test_p_is_that_of_shuffling_by_hand():
    """Conditional permutations written out: the value stays, its neighbours are drawn from all others."""
    board = lattice(5)
    values = np.array([5.0 * (place % 5 > 2) + place / 25 for place in board])
    local = auto.local_morans_i(values, board, 999)
    random, z = np.random.default_rng(0), values - values.mean()
    for place in (0, 12, 24):
        others, number = np.delete(z, place), len(board[place])
        drawn = np.array([z[place] * random.choice(others, number, replace=False).mean() for _ in range(4000)])
        above = (drawn >= z[place] * z[board[place]].mean()).mean()
        assert local["p_value"][place] == pytest.approx(min(above, 1 - above), abs=0.03)


def test_false_discovery_control_by_hand():
    """p sorted 0.001 0.008 0.039 0.041 0.6; k x 0.05 / 5 = 0.01 0.02 0.03 0.04 0.05: the last under its line is the second."""
    p = np.array([0.6, 0.041, 0.001, 0.039, 0.008])
    limit = auto.p_limit(p, 0.05, True)
    assert limit == pytest.approx(0.02) and auto.p_limit(p, 0.05, False) == 0.05
    assert auto.clusters(["HH", "LL", "HH", "LH", "HL"], p, limit) == [
        "Not significant", "Not significant", "High-high", "Not significant", "High-low"]
    assert auto.p_limit(np.array([0.5, 0.9]), 0.05, True) == pytest.approx(0.025), "none: significance / n"


@pytest.mark.parametrize("values", [[3, 3, 3, 3], [0, 0, 0, 0], [1e9, 1e9 + 1e-6, 1e9, 1e9]])
def test_equal_values_have_no_pattern(refusal, values):
    assert "same value" in refusal(auto.morans_i, values, ROW)


@pytest.mark.parametrize("number", [0, 1, 3])
def test_too_few_districts_are_refused(refusal, number):
    among = {place: [(place + 1) % number] for place in range(number)}
    assert "at least 4 districts" in refusal(auto.morans_i, list(range(number)), among)


def test_a_missing_package_is_named(refusal, monkeypatch):
    monkeypatch.setitem(sys.modules, "esda", None)
    assert "esda and libpysal" in refusal(auto.morans_i, [1, 2, 3, 5], ROW)
    monkeypatch.undo()
    real = builtins.__import__

    def without_bs4(name, *more, **named):
        if name == "libpysal":
            raise ImportError("No module named 'bs4'")
        return real(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without_bs4)
    assert "No module named 'bs4'" in refusal(auto.morans_i, [1, 2, 3, 5], ROW)


# Published ------------------------------------------------------------------------------------------------------------
# Ten districts of de Smith, Goodchild and Longley, Geospatial Analysis; quadrants as in esda's documentation.
DESMITH = ([2.24, 3.1, 4.55, -5.15, -4.39, 0.46, 5.54, 9.02, -2.09, -3.06],
           {0: [1, 3], 1: [0, 4], 2: [3, 6], 3: [0, 2, 4, 7], 4: [1, 3, 5, 8], 5: [4, 9], 6: [2, 7], 7: [3, 6, 8], 8: [4, 7, 9],
            9: [5, 8]})


def test_the_textbooks_ten_districts():
    values, among = DESMITH
    local = auto.local_morans_i(values, among, 99)
    assert local["quadrant"].tolist() == ["HL", "HL", "HL", "LH", "LL", "LL", "HH", "HL", "LL", "LL"]
    assert local["local_i"].sum() / 9 == pytest.approx(by_definition(values, among))


@pytest.mark.filterwarnings("default")
def test_homicides_round_st_louis():
    """Messner and others (1999), shipped with libpysal; its documentation prints I = 0.244 and E[I] = -0.013 for 78 counties."""
    examples = pytest.importorskip("libpysal").examples
    values = pd.read_csv(examples.get_path("stl_hom.txt"), skiprows=1)["HR8893"].tolist()
    lines = [line.split() for line in Path(examples.get_path("stl.gal")).read_text(encoding="utf-8").splitlines()[1:]]
    named = {first[0]: others for first, others in zip(lines[::2], lines[1::2])}
    order = {name: place for place, name in enumerate(named)}
    found = auto.morans_i(values, {order[name]: [order[other] for other in others] for name, others in named.items()}, 999)
    assert round(found["i"], 3) == 0.244 and round(found["expected"], 3) == -0.013 and found["p"] < 0.01
