"""Legend labels that a reader can say aloud."""

import pytest

from industrial_atlas.processing.cartography import labels


@pytest.mark.parametrize("bounds, places", [
    ([0.5, 0.8, 1, 1.25, 2], 2), ([186, 846], 0), ([1000, 20000.4, 3000000], 0), ([0.1, 0.2, 0.3], 1),
    ([0.0012, 0.0034], 4),
    ([5], 0), ([2, 2.5], 1),
])
def test_decimals_are_as_few_as_keep_bounds_apart(bounds, places):
    assert labels.decimals(bounds) == places


@pytest.mark.parametrize("value, places, text", [
    (1234567.891, 1, "1,234,567.9"), (1000, 0, "1,000"), (2.50, 2, "2.5"), (2.0, 2, "2"), (-0.001, 2, "0"),
    (-1.5, 1, "-1.5"),
    (100, 0, "100"), (0, 3, "0"),
])
def test_numbers_have_separators_and_no_idle_zeros(value, places, text):
    assert labels.number(value, places) == text


def test_classes_are_up_to_between_and_over():
    assert labels.class_labels([0.5, 0.8, 1, 1.25, 2, 3.7], [0.02, 3.7], [1, 2, 3, 4, 5, 1234]) == [
        "up to 0.5 (1)", "0.5 to 0.8 (2)", "0.8 to 1 (3)", "1 to 1.25 (4)", "1.25 to 2 (5)", "over 2 (1,234)"]


def test_the_unit_stands_in_every_label():
    assert labels.class_labels([10, 20, 30], [1, 30], [1, 1, 1], "£m") == [
        "up to £10m (1)", "£10m to £20m (1)", "over £20m (1)"]


def test_a_single_class_spans_its_values():
    assert labels.class_labels([5.0], [1.0, 5.0], [3], "km") == ["1 to 5 km (3)"]
    assert labels.class_labels([5.0], [5.0], [3]) == ["5 (3)"]


@pytest.mark.parametrize("low, high, text", [
    (93.7, 93.7, "93.7"), (0.00425, 0.00425, "0.00425"), (-0.5, -0.5, "-0.5"), (0, 0, "0"), (1 / 3, 1 / 3, "0.333333"),
    (12345.6, 12345.6, "12,345.6"), (2e9 / 3, 2e9 / 3, "666,666,667"), (93.7, 98765.6, "93.7 to 98,765.6"),
    (-2.25, 7.5, "-2.25 to 7.5"), (0.1234567, 99.7654321, "0.12 to 99.77"), (1e-9, 3e-9, "0.000000001 to 0.000000003"),
])
def test_a_single_class_is_not_rounded_away_from_its_values(low, high, text):
    assert labels.class_labels([high], [low, high], [2]) == [f"{text} (2)"]
    assert labels.between([], [low, high])[1] == [text]


@pytest.mark.parametrize("bounds", [
    [0.00012, 0.00034, 0.5], [1e-7, 2e-7, 5e-7], [1e-12, 2e-12, 3e-12], [1234.5, 1234.6, 9e6], [-0.2, -0.1, 0]])
def test_no_two_labels_are_the_same(bounds):
    found = labels.class_labels(bounds, bounds, [1] * 3)
    assert len(set(found)) == 3
    limits = found[1].rsplit(" (", 1)[0].split(" to ")
    assert limits[0] != limits[1]


@pytest.mark.parametrize("bounds, values", [
    ([5.4, 100, 200], [5.2, 60, 200]), ([5.4, 100, 200], [5.2, 5.45, 60, 200]), ([0.999, 1.5, 3], [0.9, 0.9991, 2]),
    ([186.4, 846.6, 9000], [186.4, 186.6, 846.6, 847]), ([-0.04, 0.04, 5], [-0.04, 0.03, 0.041]),
])
def test_every_value_lies_within_the_limits_that_its_label_shows(bounds, values):
    """Rounded too far, 5.4 would be 5, and a label 'up to 5' would hold 5.2."""
    middle = labels.class_labels(bounds, values, [1] * 3)[1].rsplit(" (", 1)[0]
    low, high = (float(limit) for limit in middle.split(" to "))
    for value in values:
        assert (value > low) is (value > bounds[0]), f"{value} and {middle}"
        assert (value > high) is (value > bounds[1]), f"{value} and {middle}"
