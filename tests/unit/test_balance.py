"""Balance before and after matching, by hand and by pandas."""

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures.balance import balance, largest


def test_the_example_by_hand():
    """Before: 21.667 against 31.5, variances 258.333 and 403.667, root of their mean 18.1934; after: 22."""
    values = np.array([[10.0], [15], [40], [14], [22], [60], [30]])
    found = balance(values, [0] * 7, [1, 1, 1, 0, 0, 0, 0], ([0, 1, 2], [4, 3, 6]), ["28"], ["size"])
    assert found["industry"] == ["*", "28"] and found["covariate"] == ["size"] * 2
    for place in (0, 1):
        row = {name: column[place] for name, column in found.items()}
        assert (row["n_treated"], row["n_control"], row["n_tr_after"], row["n_co_after"]) == (3, 4, 3, 3)
        assert (row["mean_tr"], row["mean_co"]) == pytest.approx((65 / 3, 31.5))
        assert row["smd_before"] == pytest.approx((65 / 3 - 31.5) / 18.193405, abs=1e-6)
        assert (row["mean_tr_a"], row["mean_co_a"]) == pytest.approx((65 / 3, 22))
        assert row["smd_after"] == pytest.approx((65 / 3 - 22) / 18.193405, abs=1e-6)
    assert largest(found, "smd_before") == pytest.approx(0.5404889, abs=1e-6)


def test_the_controls_of_one_firm_share_its_weight():
    """The first firm has controls 2 and 4 (mean 3), the second 10: (3 + 10) / 2, and not (2 + 4 + 10) / 3."""
    values = np.array([[1.0], [9], [2], [4], [10]])
    found = balance(values, [0] * 5, [1, 1, 0, 0, 0], ([0, 0, 1], [2, 3, 4]), ["i"], ["size"])
    assert found["mean_co_a"][0] == 6.5 and found["n_co_after"][0] == 3


def test_it_is_what_pandas_says():
    generator = np.random.default_rng(4)
    table = pd.DataFrame({"x": generator.normal(size=40), "y": generator.normal(size=40)})
    table["industry"], table["tir"] = generator.integers(0, 2, 40), np.arange(40) % 3 == 0
    pairs = [(row, row + 1) for row in range(0, 39, 3)]
    found = balance(table[["x", "y"]].to_numpy(), table["industry"], table["tir"], tuple(zip(*pairs)), ["a", "b"], ["x", "y"])
    for place, (industry, name) in enumerate(zip(found["industry"], found["covariate"])):
        part = table if industry == "*" else table[table["industry"] == "ab".index(industry)]
        means, variances = part.groupby("tir")[name].mean(), part.groupby("tir")[name].var()
        expected = (means[True] - means[False]) / np.sqrt(variances.mean())
        assert found["smd_before"][place] == pytest.approx(expected)
        if industry == "*":
            chosen = table.loc[[one for _, one in pairs], name].mean()
            assert found["mean_co_a"][place] == pytest.approx(chosen)


def test_nothing_comes_out_where_there_is_no_spread_or_nobody():
    found = balance(np.array([[1.0], [1], [1]]), [0, 0, 0], [1, 0, 0], ([], []), ["i"], ["size"])
    assert found["smd_before"] == [None, None] and found["mean_tr_a"] == [None, None] and found["mean_tr"] == [1, 1]
    assert largest(found, "smd_after") is None
