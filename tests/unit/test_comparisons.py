"""Who is near whom, in which industries and why, as columns and in words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures.comparisons import (
    Choice,
    candidates,
    columns,
    compare,
    declared,
    map_columns,
    roles,
    sentence,
    tell,
    with_traits,
)
from industrial_atlas.processing.measures.mixes import Mixes

SHARES = np.array([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.5, 0.0, 0.5], [0.0, 0.0, 1.0]])


def made(**more) -> Mixes:
    usual = SHARES.mean(axis=0)
    return Mixes(["A", "B", "C", "D"], ["Ayr", "Bath", None, "Deal"], ["i", "j", "k"], SHARES, SHARES / usual, 2020,
                 {"X": ("Exe", "no figure for j")}, **more)


def test_rows_by_rank_with_likes_and_differences():
    found = made(labels={"i": "i Iron"})
    compared = compare(found, [0], Choice(number=2))
    held = columns(found, compared, [0], Choice(number=2))
    assert (held["other"], held["other_name"], held["rank"]) == (["B", "C"], ["Bath", None], [1, 2])
    assert held["distance"] == pytest.approx([0, np.sqrt(0.5)]) and held["distance"] == held["dist_mix"]
    assert held["dist_cov"] == [None, None] == held["score"]
    # mean shares .375, .25, .375: of i both have .125 more, of j A and B .25 more
    assert held["alike"] == ["j: 50.0% and 50.0%; i Iron: 50.0% and 50.0%", "i Iron: 50.0% and 50.0%"]
    assert held["why1"] == [None, "j: 50.0% here, 0.0% there"] and held["why2"] == [None, "k: 0.0% here, 50.0% there"]
    assert held["why3"] == [None, None]
    assert sentence(found, compared, 0) == "Ayr: Bath (0.000), C (0.707)."


def test_all_districts_and_those_that_are_left_out():
    found = made()
    compared = compare(found, range(4), Choice(number=1))
    held = columns(found, compared, range(4), Choice(number=1))
    assert held["area"] == ["A", "B", "C", "D", "X"] and held["other"] == ["B", "A", "D", "C", None]
    assert held["rank"][-1] is None and held["name"][-1] == "Exe" and held["period"] == [2020] * 5
    numbers = declared(found, compared, None)
    assert (numbers["N_AREAS"], numbers["N_LEFT_OUT"], numbers["N_PAIRS"]) == (4, 1, 4)
    assert numbers["NEAREST_DISTANCE"] == 0 and numbers["COMPARATORS"] == "" and numbers["BALANCED_WEIGHT"] is None
    # pairs AB 0; AC, BC .7071; AD, BD 1; CD sqrt(1 - sqrt .5) = .5412
    assert numbers["MEAN_DISTANCE"] == pytest.approx((0 + 2 * np.sqrt(0.5) + 2 + np.sqrt(1 - np.sqrt(0.5))) / 6)


def test_covariates_by_hand(notes):
    """Density 1, 3, 1, 3: mean 2, sd sqrt(4 / 3); 2 apart is a squared z of 4 / (4 / 3) = 3."""
    table = pd.DataFrame({"area": ["d", "A", "B", "C"], "trait 0": [3.0, 1, 3, 1]})
    found = with_traits(made(), table, {"trait 0": "density"}, notes)
    compared = compare(found, [0], Choice(number=3, weight=0.25))
    held = columns(found, compared, [0], Choice())
    assert held["other"] == ["C", "B", "D"] and held["dist_cov"] == pytest.approx([0, np.sqrt(3), np.sqrt(3)])
    assert held["distance"] == pytest.approx([np.sqrt(0.75 * 0.5), np.sqrt(0.25 * 3), np.sqrt(0.75 * 1 + 0.25 * 3)])
    # squares of mixes: 0, .5, 1, of covariates 3, 0, 3
    assert declared(found, compared, 0)["BALANCED_WEIGHT"] == pytest.approx(1.5 / 7.5)
    tell(found, compared, [0], Choice(number=3, weight=0.25), notes)
    assert ("info", "With WEIGHT 0.25 the covariates make up 57% of the mean squared distance, the industries 43%. They count "
            "the same with WEIGHT 0.2.") in notes


def test_who_has_no_covariate_or_class_is_left_out(notes, warned):
    table = pd.DataFrame({"area": ["A", "B", "C"], "trait 0": [1.0, 1, None], "class": ["x", None, "y"]})
    found = with_traits(made(), table, {"trait 0": "density", "class": "kind"}, notes)
    assert found.areas == ["A"] and found.left_out == {
        "X": ("Exe", "no figure for j"), "D": ("Deal", "no row in AREAS"), "C": (None, "no value in 'density'"),
        "B": ("Bath", "no value in 'kind'")}
    assert any("density is the same in every district" in text for text in warned())


def test_candidates_of_the_same_class_or_of_other_industrial_regions():
    found = made(classes=["Urban", "Rural", "Urban", "Rural"])
    assert candidates(found, [0], Choice()).tolist() == [[True, False, True, False]]
    found = made(classes=["TIR", "TIR", "TIR", "Non TIR"], regions=["UKC1", "UKC1", "UKM3", None])
    assert candidates(found, [0, 3], Choice(other_tirs=True)).tolist() == [[False, False, True, False], [True, True, True, False]]


def test_who_has_no_or_too_few_candidates_is_said(notes, warned):
    found = made(classes=["a", "b", "b", "c"])
    compared = compare(found, range(4), Choice(number=2))
    held = columns(found, compared, range(4), Choice())
    assert list(zip(held["area"], held["other"])) == [("B", "C"), ("C", "B"), ("A", None), ("D", None), ("X", None)]
    tell(found, compared, range(4), Choice(number=2), notes)
    assert warned() == ["2 districts without a comparator, since nobody is a candidate (WITHIN): Ayr, Deal."]
    assert any("2 districts with fewer than 2 comparators" in text for _, text in notes)
    assert sentence(found, compare(found, [0], Choice()), 0) == "Ayr: no comparator."


def test_partners_have_what_is_related_and_lacking():
    """A has i and j, C has i and k, D k alone: k is related to i, so C and D are partners of A for k."""
    found, choice = made(), Choice(by="related", number=2)
    held = columns(found, compare(found, [0], choice), [0], choice)
    assert held["other"] == ["C", "D"] and held["score"] == [1, 1] and held["distance"] == [0, 0]
    assert held["why1"] == ["k: LQ 0.00 here, 1.33 there", "k: LQ 0.00 here, 2.67 there"] and held["why2"] == [None, None]


class Layer(dict):
    def __len__(self):
        return len(self["area"])


def test_the_map_of_one_district_has_roles_and_ranks_of_all():
    found = made(classes=["x", "x", "x", "y"])
    compared = compare(found, [0], Choice(number=1))
    layer = Layer(area=pd.Series(["c", "A", "B", "D", "Z"]), name=pd.Series([None, "Ayr", None, None, "Zell"]))
    held = map_columns(found, compared, 0, layer, Choice(number=1))
    assert held["role"] == ["Other candidates", "Chosen district", "Rank 1", "No candidate", None]
    assert held["rank"] == [2, None, 1, None, None] and held["distance"][1:3] == [0, 0]
    assert held["label"] == [None, "Ayr", "1. Bath", None, None] and held["name"] == [None, "Ayr", "Bath", "Deal", "Zell"]


def test_the_map_of_all_has_the_nearest_of_each():
    found = made()
    layer = Layer(area=pd.Series(["D", "Z"]), name=pd.Series([None, None]))
    held = map_columns(found, compare(found, range(4), Choice(number=2)), None, layer, Choice(number=2))
    assert held["other"] == ["C", None] and held["distance"][0] == pytest.approx(np.sqrt(1 - np.sqrt(0.5)))


def test_many_ranks_are_five_bands():
    assert len(roles(10)) == 10 and roles(23)[-1] == "Ranks 21 to 23" and len(roles(23)) == 5


def test_cancel_is_possible():
    def stop(done, total):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        compare(made(), [0], Choice(), stop)
