"""Joining torn regions and drawing neighbours together on a board of hexagons."""

from __future__ import annotations

import numpy as np
import pytest

from industrial_atlas.processing.measures import hexrepair
from industrial_atlas.processing.measures.hexagons import Lattice

ROW = Lattice(0.0, 0.0, 9, 3)  # three rows of nine; numbers 9 to 17 are the middle one


def still(done, total):
    """Progress that nobody looks at."""


def board(cells, pairs, regions, aim=None):
    pairs = np.array(pairs, dtype=int).reshape(-1, 2)
    bodies = hexrepair.bodies([regions], pairs, len(cells))
    return hexrepair.Board(ROW, np.array(cells), ROW.points[cells] if aim is None else aim, pairs, bodies), bodies


def test_islands_are_bodies_of_their_own_and_hold_nothing_together():
    found = hexrepair.bodies([["x", "x", "x", "x", "y"]], np.array([[0, 1], [1, 4]]), 5)
    assert [members.tolist() for members in found.values()] == [[0, 1]]


def test_a_nation_that_is_a_region_counts_once():
    found = hexrepair.bodies([["Wales"] * 2, ["TLL"] * 2], np.array([[0, 1]]), 2)
    assert list(found) == [(0, "Wales", 0)]


def test_a_torn_region_is_joined_by_the_swap_that_adds_least():
    # x x y x in a row: the last two change places, which adds 1 + 1; a free hexagon above y is 1.5^2 + 0.75 = 3 away
    made, bodies = board([9, 10, 11, 12], [(0, 1), (1, 3), (0, 2)], ["x", "x", "y", "x"])
    assert hexrepair.torn(bodies, made.cells, ROW) == ["x"]
    assert made.join(still) == 1
    assert hexrepair.torn(bodies, made.cells, ROW) == []
    assert made.cells.tolist() == [9, 10, 12, 11]


def test_a_stray_goes_to_a_free_hexagon_if_that_is_nearer():
    made, bodies = board([9, 10, 16], [(0, 1), (1, 2)], ["x", "x", "x"])
    assert made.join(still) == 1
    assert made.cells.tolist()[:2] == [9, 10] and made.cells[2] == 11
    assert hexrepair.torn(bodies, made.cells, ROW) == []


def test_drawing_together_lowers_the_cost_and_tears_nothing():
    made, bodies = board([9, 12, 10, 11], [(0, 1), (2, 3)], ["x", "x", "y", "y"])
    before = ROW.distance(made.cells[0], made.cells[1])
    made.join(still)
    made.draw_together(still)
    assert ROW.distance(made.cells[0], made.cells[1]) == 1 < before
    assert ROW.distance(made.cells[2], made.cells[3]) == 1
    assert hexrepair.torn(bodies, made.cells, ROW) == []


def test_the_cost_never_rises_and_each_gain_is_true():
    rng = np.random.default_rng(5)
    lattice = Lattice(0.0, 0.0, 12, 12)
    cells = rng.choice(144, 40, replace=False)
    pairs = np.unique(np.sort(rng.integers(0, 40, (70, 2)), axis=1), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    made = hexrepair.Board(lattice, cells, lattice.points[cells] + 0.1, pairs, {})

    def cost():
        steps = lattice.distance(made.cells[pairs[:, 0]], made.cells[pairs[:, 1]])
        away = ((lattice.points[made.cells] - made.aim) ** 2).sum()
        return (steps * (steps - 1) / 2).sum() + hexrepair.AWAY * away

    gains, targets, _ = made._gains()
    start = cost()
    for one in range(0, 40, 3):
        for place in range(0, 18, 5):
            if targets[one, place] >= 0:
                old = made.cells[one]
                made.move(one, targets[one, place])
                assert cost() - start == pytest.approx(gains[one, place], abs=1e-6)
                made.move(one, old)
    made.draw_together(still)
    assert cost() < start


def test_an_island_that_touches_the_coast_moves_off():
    made, _ = board([9, 10, 11], [(0, 1)], ["x", "x", "x"])
    made.part_islands()
    assert min(ROW.distance(made.cells[:2], made.cells[2])) == 2


def test_where_nobody_has_a_neighbour_nobody_moves_off():
    made, _ = board([9, 10, 11], [], [None] * 3)
    made.part_islands()
    assert made.cells.tolist() == [9, 10, 11]
