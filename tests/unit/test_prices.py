"""Output in the prices of one year."""

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures.prices import Prices, deflated, prices, words

FIELDS = {"period": "year", "index": "deflator", "industry": "sic"}


def table(rows, titles=("period", "index")):
    return pd.DataFrame(rows, columns=list(titles))


def test_values_are_multiplied_by_index_of_the_price_year_over_that_of_their_own(notes):
    index = prices(table([(2000, 50), (2010, "80"), (2022, 100)]), FIELDS, 2022, notes)
    values = np.array([[[10.0, 8.0, np.nan]]])
    found = deflated(values, index, ["26"], [2000, 2010, 2022], notes)
    assert found[0, 0, :2].tolist() == [20.0, 10.0] and np.isnan(found[0, 0, 2])
    assert (words(index), words(None)) == ("2022 prices", "current prices")
    assert deflated(values, None, ["26"], [2000, 2010, 2022], notes) is values


def test_an_industry_has_its_own_index_else_that_of_the_narrowest_that_holds_it(notes, warned):
    index = prices(table(
        [("Total", 2000, 100), ("Total", 2001, 200), ("C (10-33)", 2000, 100), ("C (10-33)", 2001, 125),
         ("26", 2000, 100), ("26", 2001, 50)], ("industry", "period", "index")), FIELDS, 2001, notes)
    found = index.factors(["26", "CI (26)", "CI-CL (26-30)", "F (41-43)", "Total", "tourism"], [2000, 2001], notes)
    assert found[:, 0].tolist() == [0.5, 0.5, 1.25, 2.0, 2.0, 2.0]
    assert found[:, 1].tolist() == [1.0] * 6
    assert warned() == [
        "3 industries take the price indices of a wider one: CI-CL (26-30) by that of C (10-33), F (41-43) by that of "
        "Total, tourism by that of Total. Prices of what is inside them may have moved otherwise."]
    assert words(index) == (
        "2001 prices (CI-CL (26-30) by the index of C (10-33), F (41-43) by the index of Total, tourism by the index of Total)")


def test_a_price_index_without_the_price_year_names_the_years_there_are(notes, refusal):
    text = refusal(prices, table([(2000, 50), (2001, 60), (2002, 100)]), FIELDS, 1999, notes)
    assert text == "PRICE_YEAR: the price index has no year 1999; it has 2000 to 2002."
    assert "2000, 2005" in refusal(prices, table([(2000, 50), (2005, 60)]), FIELDS, 1999, notes)


def test_a_year_of_output_without_an_index_is_named(notes, refusal):
    text = refusal(Prices(2001, {"": {2000: 1.0, 2001: 2.0}}).factors, ["26"], [1999, 2000], notes)
    assert "no index for 1999" in text and "2000 to 2001" in text


def test_an_industry_without_any_index_is_named(notes, refusal):
    assert "'F'" in refusal(Prices(2000, {"26": {2000: 1.0}}).factors, ["F"], [2000], notes)


def test_an_index_that_no_prices_can_have_had_is_refused(notes, refusal):
    text = refusal(Prices(2001, {"26": {2000: 1e-290, 2001: 100.0}}).factors, ["26"], [2000, 2001], notes)
    assert "26" in text and "2000" in text and "Correct" in text


def test_years_are_needed(notes, refusal):
    assert "PERIOD_FIELD" in refusal(Prices(2000, {"": {2000: 1.0}}).factors, ["F"], [None], notes)


@pytest.mark.parametrize("rows, words", [
    ([(2000, 0)], "above zero"), ([(2000, -1)], "above zero"), ([(2000, None)], "above zero"),
    ([(2000, 1), (2000, 1)], "stands twice"), ([], "no rows"), ([(2000, "high")], "not a number"),
])
def test_index_numbers_that_are_none_are_refused(notes, refusal, rows, words):
    assert words in refusal(prices, table(rows), FIELDS, 2000, notes)
