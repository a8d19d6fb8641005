"""What is said of relatedness: prices, years, first opportunities."""

import pytest

from industrial_atlas.processing.measures import relatedwords

pytestmark = pytest.mark.filterwarnings("error")


def test_words_say_prices_years_and_the_first_opportunities(related):
    found = related()
    told = relatedwords.words(found, {"A": "Arun"}, 0, "current prices", False)
    assert told.aliases["growth"] == "Growth of the industry (% a year, 2010 to 2020, current prices)"
    assert told.declared["OPPORTUNITIES"] == "k (0.40), l (0.00)" and told.summary.endswith("Arun: k (0.40), l (0.00).")
    assert all("current prices" in told.captions[name][1] for name in ("OUTPUT", "INDUSTRY_TABLE"))
    assert "user's own" in relatedwords.words(found, {}, None, "2022 prices", True).captions["OUTPUT"][1]
