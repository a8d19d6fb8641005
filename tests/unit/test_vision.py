"""How far apart two colours look, against values that are published for them."""

import pytest

from industrial_atlas.processing.cartography import vision


@pytest.mark.parametrize(("colour", "expected"), [
    # L* of the primaries of sRGB, as tabulated by Bruce Lindbloom for the white of D65
    ("#ff0000", 53.24), ("#00ff00", 87.73), ("#0000ff", 32.30), ("#ffffff", 100.0), ("#000000", 0.0),
])
def test_lightness_is_that_of_cielab(colour, expected):
    assert vision.lightness(colour) == pytest.approx(expected, abs=0.01)


def test_equal_colours_do_not_differ():
    assert vision.difference("#1a9641", "#1a9641") == 0


def test_greys_differ_by_their_lightness_alone():
    """The matrices for colour-blind readers leave greys as they are: their rows add to 1."""
    expected = vision.lightness("#d0d0d0") - vision.lightness("#808080")
    assert vision.difference("#808080", "#d0d0d0") == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize(("red", "green"), [("#d7191c", "#1a9641"), ("#e41a1c", "#4daf4a"), ("#a6611a", "#628c2c")])
def test_red_and_green_are_nearer_to_those_who_lack_cones(red, green):
    """Plain distance in CIELAB is 100 or so; without cones a reader sees less than half of it."""
    assert vision.difference(red, green) < 50


def test_order_does_not_matter():
    assert vision.difference("#2c7fb8", "#edf8b1") == vision.difference("#edf8b1", "#2c7fb8")
