"""Industries and measures by their headings."""

import pytest

from industrial_atlas.processing.measures.industrycodes import TOTALS
from industrial_atlas.processing.measures.industrywords import sort_of


@pytest.mark.parametrize("heading", [
    "C", "26", "CI-CL (26-30)", "26 : Computers", *TOTALS, "total",
    # Sections of SIC 2007, in the words of its titles.
    "Agriculture, forestry and fishing", "Mining and quarrying", "Manufacturing",
    "Electricity, gas, steam and air conditioning supply", "Water supply; sewerage, waste management", "Construction",
    "Wholesale and retail trade; repair of motor vehicles", "Transportation and storage",
    "Accommodation and food service activities", "Information and communication", "Financial and insurance activities",
    "Real estate activities", "Professional, scientific and technical activities",
    "Administrative and support service activities", "Public administration and defence", "Education",
    "Human health and social work activities", "Arts, entertainment and recreation", "Other service activities",
    "Activities of households as employers", "Activities of extraterritorial organisations",
    "Motor vehicles", "Jobs in manufacturing", "Wearing apparel", "Land transport",
])
def test_industries(heading):
    assert sort_of(heading) == "industry"


@pytest.mark.parametrize("heading", [
    "Population", "population_2021", "Total population", "Area", "Area (hectares)", "area_km2", "Land area sq km", "km2",
    "Density", "Population density", "Households", "Number of households", "Employment rate", "Index of deprivation",
    "Persons", "Aged 16 to 64", "Jobs", "GVA", "Manufacturing (%)", "Share of manufacturing", "Median pay", "OBJECTID",
    "Shape_Area", "lower confidence limit",
])
def test_measures(heading):
    assert sort_of(heading) == "measure"


@pytest.mark.parametrize("heading", ["", "Other", "alpha", "Group 4", "Total employees", "All jobs"])
def test_words_that_do_not_tell(heading):
    assert sort_of(heading) == ""
