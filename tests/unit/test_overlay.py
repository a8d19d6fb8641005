"""Which region a district lies in, by geometry. Regions: two squares of ten, side by side at x = 10."""

import geopandas
import numpy as np
import pytest
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from industrial_atlas.processing.measures import overlay

NAN = np.nan


@pytest.fixture
def regions():
    return geopandas.GeoDataFrame({"region": ["West", "East"]}, geometry=[box(0, 0, 10, 10), box(10, 0, 20, 10)])


def found_for(shapes, regions, people=None) -> list:
    """Region and straddle of each district."""
    names, straddles = overlay.largest_region(geopandas.GeoSeries(shapes), regions, people)
    return [(name, None if np.isnan(flag) else int(flag)) for name, flag in zip(names, straddles)]


def living_at(*places) -> geopandas.GeoDataFrame:
    """People at points: (x, y, people)."""
    return geopandas.GeoDataFrame(
        {"population": [float(place[2]) for place in places]}, geometry=[Point(place[:2]) for place in places])


def test_a_district_goes_to_the_region_of_its_largest_part(regions):
    assert found_for([box(0, 0, 5, 5), box(9, 0, 13, 1), box(7, 0, 11, 1)], regions) == [
        ("West", 0), ("East", 1), ("West", 1)]


def test_a_second_region_of_one_per_cent_is_a_ragged_edge(regions):
    """Of a width of 10, 0.1 lies beyond the border: 1 per cent, not over it; then 0.11."""
    assert found_for([box(0.1, 0, 10.1, 1)], regions) == [("West", 0)]
    assert found_for([box(0.11, 0, 10.11, 1)], regions) == [("West", 1)]


def test_a_district_outside_every_region_has_none(regions):
    assert found_for([box(30, 0, 31, 1), box(1, 1, 2, 2)], regions) == [(None, None), ("West", 0)]


def test_districts_all_outside_have_none(regions):
    assert found_for([box(30, 0, 31, 1)], regions) == [(None, None)]


@pytest.mark.filterwarnings("ignore:GeoSeries.notna")
def test_a_district_without_a_shape_has_none(regions):
    assert found_for([None, Polygon(), box(1, 1, 2, 2)], regions) == [(None, None), (None, None), ("West", 0)]


def test_islands_of_a_district_count_together(regions):
    shape = MultiPolygon([box(8, 0, 9, 1), box(11, 0, 12, 1), box(13, 0, 14, 1)])
    assert found_for([shape], regions) == [("East", 1)]


def test_parts_of_a_region_in_several_rows_are_one_region(regions):
    parts = geopandas.GeoDataFrame(
        {"region": ["West", "East", "East"]}, geometry=[box(0, 0, 3, 10), box(3, 0, 5, 10), box(5, 0, 7, 10)])
    assert found_for([box(1, 0, 6, 1)], parts) == [("East", 1)]


def test_points_lie_in_a_region_and_never_in_two(regions):
    assert found_for([Point(5, 5), Point(15, 5), Point(30, 3), None], regions) == [
        ("West", None), ("East", None), (None, None), (None, None)]


def test_a_point_on_the_border_has_one_region(regions):
    assert found_for([Point(10, 5)], regions)[0][0] in ("West", "East")


def test_people_decide_before_surface_where_they_are_known(regions):
    """Three quarters of the surface lie east; 9 of 10 people live west."""
    shapes = [box(9, 0, 13, 1)]
    people = living_at((9.5, 0.5, 9), (12.5, 0.5, 1))
    assert found_for(shapes, regions) == [("East", 1)]
    assert found_for(shapes, regions, people) == [("West", 1)]


def test_one_per_cent_of_the_people_is_a_ragged_edge(regions):
    assert found_for([box(9, 0, 13, 1)], regions, living_at((9.5, 0.5, 99), (12.5, 0.5, 1))) == [("West", 0)]


def test_small_areas_stand_for_their_people_by_a_point_inside(regions):
    people = geopandas.GeoDataFrame({"population": [9.0, 1.0]}, geometry=[box(9, 0, 9.9, 1), box(11, 0, 13, 1)])
    assert found_for([box(9, 0, 13, 1)], regions, people) == [("West", 1)]


def test_a_district_without_people_goes_by_its_surface(regions):
    assert found_for([box(9, 0, 13, 1), box(1, 1, 2, 2)], regions, living_at((9.5, 0.5, 9)))[1] == ("West", 0)


def test_people_of_unknown_number_do_not_count(regions):
    assert found_for([box(9, 0, 13, 1)], regions, living_at((9.5, 0.5, NAN), (12.5, 0.5, 1))) == [("East", 0)]


def test_an_invalid_polygon_is_mended(regions):
    """A bow tie: two triangles that meet in a point."""
    bow = Polygon([(1, 1), (3, 3), (3, 1), (1, 3)])
    assert found_for([bow], regions) == [("West", 0)]


@pytest.mark.parametrize("shape", [Point(0, 0), LineString([(0, 0), (1, 1)])])
def test_regions_must_be_polygons(shape, refusal):
    regions = geopandas.GeoDataFrame({"region": ["A"]}, geometry=[shape])
    told = refusal(overlay.largest_region, geopandas.GeoSeries([box(0, 0, 1, 1)]), regions)
    assert "REGIONS must be polygons" in told
    assert "Give REGION_FIELD instead" in told


def test_a_region_without_a_shape_is_passed_over(regions):
    regions.loc[2] = ["Nowhere", None]
    assert found_for([box(1, 1, 2, 2)], regions) == [("West", 0)]


def test_the_layers_given_are_left_as_they_were(regions):
    before = regions.copy()
    shapes = geopandas.GeoSeries([box(9, 0, 13, 1)])
    overlay.largest_region(shapes, regions)
    assert regions.equals(before)
    assert shapes.iloc[0].equals(box(9, 0, 13, 1))
