"""Blocks of related industries: by hand, beside networkx, and how much of a district hangs on one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_atlas.processing.measures import relatedblocks

pytestmark = pytest.mark.filterwarnings("error")
NAN = np.nan
TRIES = settings(max_examples=25, deadline=None, derandomize=True)
NEAR = np.array([[0, 2 / 3, 0, 0], [2 / 3, 0, 1 / 3, 0], [0, 1 / 3, 0, 1 / 2], [0, 0, 1 / 2, 0]])


def test_the_threshold_is_mean_and_standard_deviation():
    """Six pairs: 2/3, 1/3, 1/2 and three of 0."""
    assert relatedblocks.threshold(NEAR) == pytest.approx(0.25 + ((4 / 9 + 1 / 9 + 1 / 4) / 6 - 0.0625) ** 0.5)
    assert np.isnan(relatedblocks.threshold(np.zeros((1, 1))))


def test_blocks_are_numbered_by_output_and_named_by_their_largest_industries():
    numbers, names = relatedblocks.blocks(NEAR, 0.51, ["i", "j", "k", "l"], np.array([100.0, 130, 100, 70]))
    assert numbers.tolist() == [1, 1, 2, 3] and names == ["j, i", "k", "l"]
    numbers, names = relatedblocks.blocks(NEAR, 0.0, ["i", "j", "k", "l"], np.array([1.0, 1, 9, 9]))
    assert numbers.tolist() == [2, 2, 1, 1] and names == ["k, l", "i, j"], "a chain breaks at its weakest link"


def test_a_long_block_names_three():
    numbers, names = relatedblocks.blocks(np.ones((5, 5)), 0.5, list("abcde"), np.arange(5.0))
    assert set(numbers) == {1} and names == ["e, d, c and 2 more"]


def test_without_links_each_is_a_block_of_its_own():
    assert relatedblocks.communities(np.zeros((3, 3))).tolist() == [0, 1, 2]
    assert relatedblocks.communities(np.full((3, 3), NAN)).tolist() == [0, 1, 2]


def test_the_order_of_industries_changes_nothing():
    """A ring of six: every join is as good as another, so the code decides."""
    ring = np.roll(np.eye(6), 1, axis=1) + np.roll(np.eye(6), -1, axis=1)
    codes, sizes = list("abcdef"), np.ones(6)
    _, names = relatedblocks.blocks(ring, 0.5, codes, sizes)
    for order in ([3, 1, 5, 0, 2, 4], [5, 4, 3, 2, 1, 0]):
        turned = relatedblocks.blocks(ring[np.ix_(order, order)], 0.5, [codes[place] for place in order], sizes)
        assert sorted(turned[1]) == sorted(names)


@TRIES
@given(st.integers(4, 14), st.integers(0, 10**6))
def test_networkx_finds_the_same_communities(number, seed):
    networkx = pytest.importorskip("networkx")
    weights = np.triu(np.random.default_rng(seed).random((number, number)), 1)
    weights[weights < 0.5] = 0
    weights = weights + weights.T
    graph = networkx.from_numpy_array(weights)
    if not graph.number_of_edges():
        return
    theirs = networkx.algorithms.community.greedy_modularity_communities(graph, weight="weight")
    found = relatedblocks.communities(weights)
    ours = [set(np.flatnonzero(found == block).tolist()) for block in np.unique(found)]
    assert sorted(map(sorted, ours)) == sorted(map(sorted, theirs))


VALUES = np.array([[40.0, 40, 10, 10], [40, 40, 10, 10], [10, 10, 40, 40], [10, 40, 40, 10]])


def test_the_block_that_stands_out_is_the_one_most_beyond_the_usual():
    """Usual: 0.575, 0.25, 0.175. A has 0.8 of the first; C 0.4 of the third, 0.225 more; D 0.4 of the second."""
    block, share, usual = relatedblocks.lock_in(VALUES, np.full(4, 100.0), np.array([1, 1, 2, 3]))
    assert block.tolist() == [1, 1, 3, 2]
    assert share == pytest.approx([0.8, 0.8, 0.4, 0.4]) and usual == pytest.approx([0.575, 0.575, 0.175, 0.25])


def test_a_district_that_lacks_a_code_has_no_block_and_does_not_count_in_the_usual():
    values = np.vstack([VALUES, [NAN, 500, 0, 0], [1, 1, 1, 1]])
    block, share, usual = relatedblocks.lock_in(values, np.array([100.0] * 4 + [500, NAN]), np.array([1, 1, 2, 3]))
    assert np.isnan([block[4:], share[4:], usual[4:]]).all()
    assert usual[0] == pytest.approx(0.575)


def test_where_no_district_is_whole_there_is_no_block():
    found = relatedblocks.lock_in(np.full((2, 2), NAN), np.ones(2), np.array([1, 2]))
    assert all(np.isnan(column).all() for column in found)
