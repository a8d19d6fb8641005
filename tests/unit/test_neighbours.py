"""Who is whose neighbour: a chessboard of nine squares, numbered row by row."""

import geopandas
import numpy as np
import pytest
from shapely.geometry import MultiPolygon, Polygon, box

from industrial_atlas.processing.measures.neighbours import connected, contiguity, nearest


def series(*shapes):
    return geopandas.GeoSeries(list(shapes))


@pytest.fixture
def board():
    return series(*(box(east, north, east + 1, north + 1) for north in range(3) for east in range(3)))


def test_a_corner_is_enough_for_queens_and_not_for_rooks(board):
    queen, rook = contiguity(board), contiguity(board, corners=False)
    assert [len(queen[place]) for place in range(9)] == [3, 5, 3, 5, 8, 5, 3, 5, 3]
    assert [len(rook[place]) for place in range(9)] == [2, 3, 2, 3, 4, 3, 2, 3, 2]
    assert queen[4] == [0, 1, 2, 3, 5, 6, 7, 8] and rook[4] == [1, 3, 5, 7]


@pytest.mark.parametrize("corners", [True, False])
def test_a_tiny_gap_or_overlap_is_no_border_lost(corners):
    """A ten-thousandth of the width of 10 is 0.001."""
    assert contiguity(series(box(0, 0, 10, 10), box(10.0009, 0, 20, 10)), corners) == {0: [1], 1: [0]}
    assert contiguity(series(box(0, 0, 10, 10), box(9.995, 0, 20, 10)), corners) == {0: [1], 1: [0]}
    assert contiguity(series(box(0, 0, 10, 10), box(10.002, 0, 20, 10)), corners) == {0: [], 1: []}


def test_size_and_place_do_not_matter(board):
    far = board.scale(1000, 1000, origin=(0, 0)).translate(4e6, 3e6)
    assert contiguity(far) == contiguity(board)


def test_a_border_without_common_corners_counts():
    """Two small squares along one long side."""
    found = contiguity(series(box(0, 0, 1, 4), box(1, 0.5, 2, 1.5), box(1, 1.5, 2, 2.5)), corners=False)
    assert found == {0: [1, 2], 1: [0, 2], 2: [0, 1]}


def test_any_part_of_a_district_touches():
    parts = MultiPolygon([box(0, 0, 1, 1), box(5, 0, 6, 1)])
    assert contiguity(series(parts, box(6, 0, 7, 1), box(3, 0, 4, 1))) == {0: [1], 1: [0], 2: []}


@pytest.mark.filterwarnings("ignore:GeoSeries.notna")
@pytest.mark.filterwarnings("ignore:GeoSeries.isna")
def test_without_a_shape_there_is_no_neighbour():
    assert contiguity(series(box(0, 0, 1, 1), None, box(1, 0, 2, 1), Polygon())) == {0: [2], 1: [], 2: [0], 3: []}
    assert contiguity(series(None, Polygon())) == {0: [], 1: []}
    assert nearest(series(box(0, 0, 1, 1), None, box(1, 0, 2, 1)), 1) == {0: [2], 1: [], 2: [0]}


def test_neighbours_are_mutual_and_follow_the_order_of_districts(board):
    order = np.random.default_rng(5).permutation(9)
    mixed = contiguity(geopandas.GeoSeries(board.values[order]))
    plain = contiguity(board)
    for place, others in mixed.items():
        assert sorted(int(order[other]) for other in others) == plain[int(order[place])]
        assert all(place in mixed[other] for other in others)


def test_the_nearest_are_by_centroid_and_need_not_be_mutual():
    row = series(box(0, 0, 1, 1), box(1, 0, 2, 1), box(3, 0, 4, 1), box(9, 0, 10, 1))
    assert nearest(row, 2) == {0: [1, 2], 1: [0, 2], 2: [0, 1], 3: [1, 2]}


def test_districts_with_one_centroid_are_each_others_nearest():
    same = series(*(box(-size, -size, size, size) for size in (1, 2, 3, 4)), box(9, 9, 10, 10))
    found = nearest(same, 2)
    assert all(len(others) == 2 and place not in others for place, others in found.items())
    assert set().union(*(found[place] for place in range(4))) <= {0, 1, 2, 3}


def test_more_nearest_than_there_are_is_refused(refusal, board):
    told = refusal(nearest, board, 9)
    assert "K: 9 nearest districts cannot be found among 9 districts" in told


def test_islands_are_taken_out_and_the_rest_numbered_anew():
    kept, among = connected({4: [7], 5: [], 7: [4, 9], 9: [7]})
    assert kept.tolist() == [4, 7, 9] and among == {0: [1], 1: [0, 2], 2: [1]}


def test_shapely_before_two_needs_an_index(refusal, board, monkeypatch):
    import shapely

    from industrial_atlas.processing.measures import overlay

    monkeypatch.setattr(shapely, "__version__", "1.8.5")
    monkeypatch.setattr(overlay.importlib.util, "find_spec", lambda name: None)
    assert "rtree" in refusal(contiguity, board) and "NEIGHBOURS" in refusal(contiguity, board)


@pytest.mark.parametrize("name", ["mexicojoin", "stl_hom"])
@pytest.mark.parametrize("kind", ["Queen", "Rook"])
@pytest.mark.filterwarnings("default")
def test_neighbours_are_those_that_libpysal_finds_by_common_vertices(name, kind):
    weights = pytest.importorskip("libpysal.weights")
    from libpysal import examples

    shapes = geopandas.read_file(examples.get_path(f"{name}.shp")).geometry
    peer = getattr(weights, kind).from_iterable(list(shapes)).neighbors
    assert contiguity(shapes, kind == "Queen") == {place: sorted(others) for place, others in peer.items()}
