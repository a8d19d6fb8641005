"""Colours: what must not be confused is not, with full colour vision, without red or green cones, and in grey print.

The simulation here is written apart from the plugin's own: the matrices of Machado, G. M., Oliveira, M. M. and Fernandes,
L. A. F. (2009), A physiologically-based model for simulation of color vision deficiency, IEEE Transactions on Visualization
and Computer Graphics 15(6), severity 1, on linear light; then distance in CIELAB (CIE 1976).

A difference of about 2.3 is only just seen between colours that touch. 8 is more than three times that: enough to find the
class of a small district in a legend beside the map. With more classes than nine nobody reads a map by its legend, and
5.5 still tells neighbours apart.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

DEUTERANOPIA = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
PROTANOPIA = [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
READERS = {"full colour vision": np.eye(3), "deuteranopia": np.array(DEUTERANOPIA), "protanopia": np.array(PROTANOPIA)}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
SEQUENTIAL = ("YlGnBu", "YlOrBr", "Blues", "Greens", "Oranges", "Purples", "Greys")
DIVERGING = ("PuOr", "BrBG", "RdBu")
CLEAR, JUST = 8.0, 5.5


@pytest.fixture
def palette(qgis):
    from industrial_atlas.processing.cartography import palette

    return palette


def seen(colour: str, reader=None) -> np.ndarray:
    """Return a colour in CIELAB as a reader sees it."""
    parts = np.array([int(colour[place:place + 2], 16) for place in (1, 3, 5)]) / 255
    light = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip((np.eye(3) if reader is None else reader) @ light, 0, 1) / TO_XYZ.sum(axis=1)
    root = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def apart(first: str, second: str) -> tuple:
    """Return the least difference that any reader sees, and who sees it."""
    return min((float(np.linalg.norm(seen(first, how) - seen(second, how))), who) for who, how in READERS.items())


def names(colours) -> list:
    return [colour if isinstance(colour, str) else colour.name() for colour in colours]


@pytest.mark.parametrize("ramp", SEQUENTIAL + DIVERGING)
@pytest.mark.parametrize("classes", range(2, 13))
def test_neighbouring_classes_are_told_apart(palette, ramp, classes):
    shades = names(palette.colours(ramp, classes))
    assert len(shades) == classes
    least = CLEAR if classes <= (9 if ramp in SEQUENTIAL else 11) else JUST
    for first, second in zip(shades, shades[1:]):
        assert apart(first, second)[0] >= least, (first, second, apart(first, second))


@pytest.mark.parametrize("ramp", DIVERGING)
@pytest.mark.parametrize(("below", "above"), [(1, 1), (3, 3), (1, 4), (5, 2), (5, 5)])
def test_both_sides_of_the_middle_are_told_apart(palette, ramp, below, above):
    """Any two classes on different sides, not only those that meet in the middle."""
    shades = names(palette.around(ramp, below, above))
    assert len(shades) == below + above
    for first, second in itertools.product(shades[:below], shades[below:]):
        assert apart(first, second)[0] >= CLEAR, (first, second, apart(first, second))


@pytest.mark.parametrize("ramp", SEQUENTIAL)
@pytest.mark.parametrize("classes", range(2, 13))
def test_a_ramp_darkens_step_by_step_in_grey_print(palette, ramp, classes):
    light = [seen(colour)[0] for colour in names(palette.colours(ramp, classes))]
    steps = -np.diff(light)
    assert steps.min() >= (CLEAR if classes <= 9 else JUST)


@pytest.mark.parametrize("name", ["DENSITY", "CLUSTERS", "CHANGE", "REGIONS", "KINDS"])
def test_categories_are_told_apart(palette, name):
    """All pairs, since any two may touch on a map, and the grey of no data too."""
    held = getattr(palette, name)
    shades = [*(held.values() if isinstance(held, dict) else held), palette.NO_DATA]
    for first, second in itertools.combinations(shades, 2):
        assert apart(first, second)[0] >= CLEAR, (first, second, apart(first, second))


@pytest.mark.parametrize("ramp", SEQUENTIAL + DIVERGING)
@pytest.mark.parametrize("classes", range(2, 13))
def test_no_data_is_no_class(palette, ramp, classes):
    """Either its grey differs from every class, or it has white lines that none of them has."""
    from industrial_atlas.processing.cartography.renderers import classify, graduated

    renderer = graduated(classify("value", np.arange(24.0), list(np.linspace(1, 23, classes)), ramp))
    last = renderer.ranges()[-1]
    shown = last.symbol()
    assert shown.color().name() == palette.NO_DATA
    nearest = min(apart(colour, palette.NO_DATA)[0] for colour in names(palette.colours(ramp, classes)))
    assert nearest >= CLEAR or shown.symbolLayerCount() == 2, (nearest, ramp, classes)
    if shown.symbolLayerCount() == 2:
        assert shown.symbolLayer(1).color().name() == "#ffffff" and nearest < CLEAR + 0.1


def test_the_usual_maps_have_plain_grey_for_no_data(palette):
    assert not palette.looks_like_no_data(names(palette.colours("YlGnBu", 5)))
    assert not palette.looks_like_no_data(names(palette.around("PuOr", 3, 3)))


@pytest.mark.parametrize(("first", "second"), [("#1a9641", "#d7191c"), ("#80cdc1", "#d0d0d0"), ("#c7eae5", "#f5f5f5")])
def test_the_plugin_sees_the_same(first, second):
    from industrial_atlas.processing.cartography import vision

    assert vision.difference(first, second) == pytest.approx(apart(first, second)[0], abs=0.1)
