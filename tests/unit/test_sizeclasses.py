"""Classes of firm size, however they are written."""

import math

import pytest

from industrial_atlas.processing.measures.sizeclasses import sorted_sizes, span


@pytest.mark.parametrize(("label", "expected"), [
    ("1-49", (1, 49)), ("0-9", (1, 9)), ("10 to 49", (10, 49)), ("50\u2013249", (50, 249)), ("250+", (250, math.inf)),
    ("250 and over", (250, math.inf)), ("250 or more", (250, math.inf)), ("over 249", (250, math.inf)), ("<10", (1, 9)),
    ("Under 50", (1, 49)), ("1,000+", (1000, math.inf)), ("SMALL", (1, 49)), ("medium firms", (50, 249)),
    ("Large (250+)", (250, math.inf)), ("Micro (0 to 9)", (1, 9)), ("250 employees or more", (250, math.inf)),
    ("1,000 to 4,999", (1000, 4999)), ("9-1", None), ("others", None), ("small and medium", None),
])
def test_a_class_is_what_it_says(label, expected):
    assert span(label) == expected


@pytest.mark.parametrize(("labels", "expected"), [
    (["small", "medium", "large"], [0, 1, 2]), (["250+", "1-49", "50 to 249"], [2, 0, 1]),
    (["0-9", "10-49", "50-99", "100-249", "250-999", "1,000+", "Total"], [0, 0, 1, 1, 2, 2, -1]),
    (["Micro", "Small", "Medium", "Large"], [0, 0, 1, 2]),
])
def test_classes_are_sorted_into_sizes(labels, expected, notes):
    assert sorted_sizes(labels, 49, 249, notes) == expected


@pytest.mark.parametrize(("labels", "words"), [
    (["1-49", "40-249", "250+"], "'1-49' and '40-249' overlap"), (["1-49", "250+"], "firms with 50 to 249 people"),
    (["1-49", "50-249"], "250 and more people"), (["50-249", "250+"], "1 to 49 people"),
    (["1-99", "100+"], "'1-99' lies across a limit"), (["1-49", "50-249", "250+", "other"], "'other' is no class"),
    (["Total"], "the table has none"),
])
def test_classes_that_cannot_be_are_named(labels, words, notes, refusal):
    assert words in refusal(sorted_sizes, labels, 49, 249, notes)


def test_limits_are_ones_own(notes):
    assert sorted_sizes(["1-99", "100-499", "500+"], 99, 499, notes) == [0, 1, 2]
