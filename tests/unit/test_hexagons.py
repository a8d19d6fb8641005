"""Hexagons: lattice, spreading, assignment, and the laws that every map of hexagons obeys."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_atlas.processing.measures import hexagons

TRIES = settings(max_examples=40, deadline=None, derandomize=True)
NONE = np.empty((0, 2), dtype=int)


@st.composite
def grounds(draw, most=14):
    """Codes, whole-number centroids, pairs of neighbours, a region each and a width."""
    number = draw(st.integers(1, most))
    places = draw(st.lists(st.tuples(st.integers(-40, 40), st.integers(-40, 40)), min_size=number, max_size=number))
    choices = list(itertools.combinations(range(number), 2))
    pairs = draw(st.lists(st.sampled_from(choices), max_size=3 * number, unique=True)) if choices else []
    regions = draw(st.lists(st.sampled_from(["x", "y", None]), min_size=number, max_size=number))
    return (
        [f"E{place:02d}" for place in range(number)], np.array(places, dtype=float),
        np.array(sorted(pairs), dtype=int).reshape(-1, 2), regions, draw(st.sampled_from([1.0, 3.0, 10.0])))


def grid(columns: int, rows: int) -> tuple:
    """Centroids of squares in rows, and the pairs that share a side."""
    points = np.array([(column, row) for row in range(rows) for column in range(columns)], dtype=float)
    pairs = [(one, one + 1) for one in range(len(points)) if (one + 1) % columns]
    pairs += [(one, one + columns) for one in range(len(points) - columns)]
    return points, np.array(sorted(pairs))


# Lattice --------------------------------------------------------------------------------------------------------------


def test_neighbouring_hexagons_are_one_width_apart_and_there_are_six():
    lattice = hexagons.Lattice(0.0, 0.0, 7, 7)
    for cell in (3 * 7 + 3, 2 * 7 + 3):  # an odd row and an even one
        ring = lattice.around(np.array([cell]), 1)[0]
        away = np.linalg.norm(lattice.points[ring] - lattice.points[cell], axis=1)
        np.testing.assert_allclose(away, 1.0)
        assert len(set(ring)) == 6 and (lattice.distance(np.array([cell]), ring) == 1).all()


def test_steps_are_those_of_the_shortest_way():
    lattice = hexagons.Lattice(0.0, 0.0, 6, 6)
    steps, front = {0: 0}, [0]
    while front:  # breadth first
        front = [
            int(other) for cell in front for other in lattice.around(np.array([cell]), 1)[0]
            if other >= 0 and steps.setdefault(int(other), steps[cell] + 1) == steps[cell] + 1]
        front = list(dict.fromkeys(front))
        if max(steps.values()) > 12:
            break
    assert all(lattice.distance(0, cell) == steps[cell] for cell in range(36))


def test_what_lies_at_a_place_has_this_one_at_the_mirrored_place():
    lattice = hexagons.Lattice(0.0, 0.0, 9, 9)
    for cell in (40, 31):
        around = lattice.around(np.array([cell]), 2)[0]
        assert len(around) == 18
        for place, other in enumerate(around):
            assert lattice.around(np.array([other]), 2)[0][17 - place] == cell


def test_six_corners_lie_on_a_circle_and_hold_the_surface():
    width = hexagons.width_of(100.0)
    ring = hexagons.corners(np.array([[5.0, 5.0]]), width)[0]
    x, y = np.vstack([ring, ring[:1]]).T
    assert abs((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2) == pytest.approx(100.0)  # the shoelace formula
    np.testing.assert_allclose(np.linalg.norm(ring - 5.0, axis=1), width / np.sqrt(3))
    assert np.ptp(x) == pytest.approx(width), "a corner is up"


# Placing --------------------------------------------------------------------------------------------------------------


def test_the_sum_of_squares_is_the_least_of_all_ways():
    lattice, points = hexagons.Lattice(0.0, 0.0, 3, 2), np.array([[0.4, 0.1], [0.5, 0.2], [1.1, 0.3], [0.6, 0.8]])
    away = ((points[:, None] - lattice.points) ** 2).sum(axis=2)
    least = min(sum(away[one, cell] for one, cell in enumerate(way)) for way in itertools.permutations(range(6), 4))
    found = hexagons.assigned(points, lattice)
    assert away[np.arange(4), found].sum() == pytest.approx(least)


def test_two_neighbours_end_up_touching():
    found = hexagons.place(["b", "a"], np.array([[0.0, 0.0], [30.0, 1.0]]), np.array([[0, 1]]), [], 10.0)
    assert found.steps.tolist() == [1]
    assert found.points[0, 0] < found.points[1, 0], "west stays west"


def test_neighbours_that_lie_close_are_pulled_one_width_apart():
    # gap g, from 0.2: (g - 1)^2 + 0.1 * 2 * ((g - 0.2) / 2)^2 is least where (g - 1) + 0.05 (g - 0.2) = 0
    points = np.array([[-0.1, 0.0], [0.1, 0.0]])
    gap = (1 + 0.05 * 0.2) / 1.05
    spread = hexagons.evened(points, np.array([[0, 1]]))
    assert spread[1, 0] - spread[0, 0] == pytest.approx(gap, abs=1e-6)


def test_an_island_is_drawn_up_to_two_widths_and_touches_nothing():
    points, pairs = grid(4, 4)
    points, island = np.vstack([points, [[30.0, 1.0]]]), 16
    found = hexagons.place([f"{place:02d}" for place in range(17)], points, pairs, [["x"] * 17], 1.0)
    away = np.linalg.norm(found.points[:16] - found.points[island], axis=1)
    assert 1.5 < away.min() < 3.1
    far = hexagons.place([f"{place:02d}" for place in range(17)], points, pairs, [["x"] * 17], 1.0, evenly=False)
    assert np.linalg.norm(far.points[:16] - far.points[island], axis=1).min() > 20, "by distance it stays away"


def test_a_dense_town_in_a_wide_country_stays_in_one_piece():
    points, pairs = grid(9, 9)
    town = [one for one, (x, y) in enumerate(points) if 3 <= x <= 5 and 3 <= y <= 5]
    points[town] = 4 + 0.1 * (points[town] - 4)
    regions = ["town" if one in town else "country" for one in range(81)]
    found = hexagons.place([f"{place:02d}" for place in range(81)], points, pairs, [regions], 1.0)
    assert found.torn == [] and (found.steps <= 2).mean() > 0.9


def test_districts_at_one_place_get_hexagons_around_it():
    found = hexagons.place(list("abcdefg"), np.zeros((7, 2)), NONE, [], 2.0)
    assert found.moved.max() < 2 * 2.0, "the ring around it is one width away"
    assert len(set(zip(found.column, found.row))) == 7


def test_more_than_the_most_are_refused(refusal):
    many = np.zeros((hexagons.MOST + 1, 2))
    assert "2,501 areas" in refusal(hexagons.place, range(len(many)), many, NONE, [], 1.0)


def test_a_hexagon_needs_a_size(refusal):
    assert "SIZE" in refusal(hexagons.place, ["a"], np.zeros((1, 2)), NONE, [], 0.0)


def test_districts_at_the_ends_of_the_world_are_refused(refusal):
    ends = np.array([[0.0, 0.0], [1e7, 1e7]])
    assert "far apart" in refusal(hexagons.place, ["a", "b"], ends, NONE, [], 1.0)


def test_cancel_stops_it():
    def step(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hexagons.place(["a"], np.zeros((1, 2)), NONE, [], 1.0, step=step)


def test_progress_does_not_run_backwards():
    seen, (points, pairs) = [], grid(6, 6)
    hexagons.place(range(36), points, pairs, [["x"] * 36], 1.0, step=lambda done, total: seen.append(done / total))
    assert seen == sorted(seen) and 0 <= seen[0] and seen[-1] <= 1


# Laws -----------------------------------------------------------------------------------------------------------------


@TRIES
@given(grounds())
def test_nobody_is_lost_and_no_two_share_a_hexagon(ground):
    codes, centroids, pairs, regions, width = ground
    for evenly in (True, False):
        found = hexagons.place(codes, centroids, pairs, [regions], width, evenly)
        assert len(set(zip(found.column.tolist(), found.row.tolist()))) == len(codes)
        assert found.column.min() == 0 and found.row.min() in (0, 1)
        apart = np.linalg.norm(found.points[:, None] - found.points, axis=2) + 9 * width * np.eye(len(codes))
        assert apart.min() > 0.999 * width
        np.testing.assert_allclose(found.moved, np.linalg.norm(found.points - centroids, axis=1), atol=1e-4 * width)
        assert found.added >= -1e-6
        assert (found.steps >= 1).all() and len(found.steps) == len(pairs)
        assert set(found.torn) <= {"x", "y"}


@TRIES
@given(grounds(), st.randoms(use_true_random=False))
def test_the_order_of_the_layer_changes_nothing(ground, random):
    codes, centroids, pairs, regions, width = ground
    order = list(range(len(codes)))
    random.shuffle(order)
    rank = np.argsort(order)
    one = hexagons.place(codes, centroids, pairs, [regions], width)
    other = hexagons.place(
        [codes[place] for place in order], centroids[order], rank[pairs], [[regions[place] for place in order]], width)
    assert one.column[order].tolist() == other.column.tolist() and one.row[order].tolist() == other.row.tolist()
    assert one.steps.tolist() == other.steps.tolist() and one.torn == other.torn and one.swaps == other.swaps


@TRIES
@given(grounds(), st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_shifting_the_ground_shifts_the_map(ground, east, north):
    codes, centroids, pairs, regions, width = ground
    one = hexagons.place(codes, centroids, pairs, [regions], width)
    other = hexagons.place(codes, centroids + (east, north), pairs, [regions], width)
    assert one.column.tolist() == other.column.tolist() and one.row.tolist() == other.row.tolist()
    np.testing.assert_allclose(one.points + (east, north), other.points, atol=1e-4 * width)


@TRIES
@given(grounds(), st.sampled_from([2.0, 1000.0]))
def test_the_unit_changes_nothing(ground, unit):
    codes, centroids, pairs, regions, width = ground
    one = hexagons.place(codes, centroids, pairs, [regions], width)
    other = hexagons.place(codes, centroids * unit, pairs, [regions], width * unit)
    assert one.column.tolist() == other.column.tolist()
    np.testing.assert_allclose(one.moved * unit, other.moved, rtol=1e-6, atol=1e-4 * width * unit)
