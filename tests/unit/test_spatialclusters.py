"""Clusters of like districts as a table: a lattice of 6 by 6 with a high corner and a low one."""

import numpy as np
import pytest

from industrial_atlas.processing.measures.spatialclusters import Chance, cluster_counts, moran_among, spatial_clusters

NAN = float("nan")


@pytest.fixture
def corners():
    """Values and rook's neighbours."""
    cells = [(place % 6, place // 6) for place in range(36)]
    values = np.array([10.0 * (max(cell) < 3) - 10.0 * (min(cell) > 2) + place / 100 for place, cell in enumerate(cells)])
    among = {one: [other for other, there in enumerate(cells) if abs(there[0] - here[0]) + abs(there[1] - here[1]) == 1]
             for one, here in enumerate(cells)}
    return values, among


def find(values, among, notes, **chosen):
    return spatial_clusters(values, among, Chance(**chosen), [f"D{place}" for place in range(len(values))], notes)


def values_at(*places) -> float:
    """The sum of high values."""
    return sum(10 + place / 100 for place in places)


def test_corners_are_two_clusters(corners, notes, warned):
    columns, numbers = find(*corners, notes, permutations=999, control=False)
    assert [columns["cluster"][place] for place in (1, 6, 7)] == ["High-high"] * 3
    assert [columns["cluster"][place] for place in (28, 29, 34)] == ["Low-low"] * 3
    assert columns["lag"][7] == pytest.approx((values_at(1, 6, 8, 13)) / 4)
    assert numbers["N_HIGH_LOW"] == numbers["N_LOW_HIGH"] == 0
    assert numbers["N_AREAS"] == 36 == sum(value for name, value in numbers.items() if name in cluster_counts([]))
    assert numbers["MORAN_I"] > 0.6 and numbers["EXPECTED_I"] == pytest.approx(-1 / 35)
    assert warned() == [] and any("neighbours are more alike" in text for _, text in notes)


def test_missing_values_and_islands_are_none_and_named(corners, notes, warned):
    values, among = corners
    values = np.array([*values, NAN, 7.0])
    columns, numbers = find(values, {**among, 37: []}, notes, permutations=99)
    assert (numbers["N_AREAS"], numbers["N_ISLANDS"], numbers["NO_DATA_COUNT"]) == (36, 1, 1)
    assert [columns[name][36] for name in columns] == [None] * 7
    assert [columns[name][37] for name in columns] == [7.0, None, 0, None, None, None, None]
    assert warned()[:2] == [
        "1 district without a value left out before neighbours are counted: D36.",
        "1 district without a neighbour left out of the statistics: D37."]
    for name, column in columns.items():
        assert all(value is None or isinstance(value, (str, int, float)) for value in column), name
        assert not any(value != value for value in column), f"NaN in {name}"


def test_an_island_changes_nothing_for_the_others(corners, notes):
    values, among = corners
    plain = find(values, among, notes, permutations=99)[0]
    other = find(np.array([*values, 1e6]), {**among, 36: []}, notes, permutations=99)[0]
    for name in plain:
        assert other[name][:36] == plain[name]


def test_without_control_there_are_at_least_as_many(corners, notes):
    with_control, without = (find(*corners, notes, permutations=199, control=flag)[1] for flag in (True, False))
    assert without["P_LIMIT"] == 0.05 >= with_control["P_LIMIT"]
    assert without["N_NOT_SIGNIFICANT"] <= with_control["N_NOT_SIGNIFICANT"]


def test_a_limit_that_no_p_can_reach_is_said(corners, notes, warned):
    _, among = corners
    values = np.random.default_rng(8).normal(size=36)
    numbers = find(values, among, notes, permutations=99, significance=0.001)[1]
    assert numbers["N_NOT_SIGNIFICANT"] == 36
    assert any("Raise PERMUTATIONS to 36,000" in text for text in warned())


def test_few_districts_are_a_caution(notes, warned):
    ring = {place: [(place - 1) % 6, (place + 1) % 6] for place in range(6)}
    find(np.array([1.0, 1, 1, 0, 0, 0]), ring, notes, permutations=99)
    assert any("Only 6 districts count" in text for text in warned())


def test_cancel_comes_through(corners, notes):
    class Stop(Exception):
        pass

    def step(done, total):
        raise Stop

    with pytest.raises(Stop):
        spatial_clusters(*corners, Chance(99), [""] * 36, notes, step)


def test_a_pattern_of_some_values(corners, notes):
    values, among = corners
    found = moran_among([*values, None, 3.0], {**among, 37: []}, 99, 1, [f"D{place}" for place in range(38)], notes)
    assert found["i"] == pytest.approx(find(values, among, notes, permutations=99)[1]["MORAN_I"])
    assert ("info", "Moran's I is without D37, which has no neighbour.") in notes
