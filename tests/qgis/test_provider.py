"""The interface: ids, groups, parameters with defaults, outputs, help. None of it may be renamed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GROUPS = {
    "groupindustries": "prepare", "attachregions": "prepare",
    "importstatistics": "prepare",
    "locationquotient": "measure", "concentration": "measure", "concentrationdecomposition": "measure", "shares": "measure",
    "specialisation": "measure", "shiftshare": "measure",
    "growthdecomposition": "measure",
    "traditionalregions": "classify", "densityclass": "classify", "choropleth": "present", "bivariatechoropleth": "present",
    "exportmap": "present",
    "chart": "present",
    "spatialclusters": "explore", "association": "explore",
    "relatedness": "explore",
    "comparators": "explore", "studyregions": "explore",
    "harmonisedistricts": "prepare",
    "matchfirms": "explore", "industrialdistricts": "classify",
    "onstolqmap": "models",
    "hexcartogram": "present",
}
MODELS = sorted(path.stem for path in (ROOT / "resources" / "models").glob("*.model3"))
OBSERVATIONS = {
    "OBSERVATIONS": None, "AREA_FIELD": "area", "INDUSTRY_FIELD": "industry", "PERIOD_FIELD": "period",
    "VALUE_FIELD": "value", "TOTAL": None, "INDUSTRIES": None,
}
RULES = {
    "AREA_LEVEL": None, "NATIONS": "gb", "ABSENT": "missing", "PANEL": "each", "NEGATIVES": "error", "DASH": "missing",
}
AREAS = {"AREAS": None, "AREA_CODE": "area", "AREA_NAME": "name"}
REFERENCE_FIELDS = {"KM2_FIELD": "km2", "POPULATION_FIELD": "population", "REFERENCE_FIELD": None}
PRICES = {
    "DEFLATOR": None, "PRICE_YEAR": None, "DEFLATOR_PERIOD": "period", "DEFLATOR_INDUSTRY": "industry",
    "DEFLATOR_INDEX": "index",
}
NEIGHBOURS = {"NEIGHBOURS": "queen", "K": 5, "PERMUTATIONS": 999, "SEED": 1}
PARAMETERS = {
    "onstolqmap": {
        "table": None, "boundaries": None, "industry": "CI-CL (26-30)", "year": 2023, "choropleth:Map": None,
    },
    "groupindustries": {
        **OBSERVATIONS, "GROUPS": "paper", "SUMMARY": "all", "GROUP_TABLE": None, "GROUP_CODE": "code", "GROUP_NAME": "group",
        "REST": False, "MISSING": "null", "INDUSTRY_LEVEL": "finest", "DASH": "missing", "OUTPUT": None, "PLACEMENT": None,
    },
    "attachregions": {
        "INPUT": None, "AREA_FIELD": "area", "INDUSTRY_FIELD": "industry", "PERIOD_FIELD": "period", "VALUE_FIELD": "value",
        "REGIONS": "itl2_2025", "LOOKUP": None, "LOOKUP_CODE": "area", "LOOKUP_REGION": "region", "LOOKUP_NAME": "reg_name",
        "LOOKUP_WEIGHT": None, "REGION_LAYER": None, "REGION_CODE": "region", "REGION_NAME": "name", "POPULATION": None,
        "POPULATION_FIELD": "population", "MISSING": "null", "DASH": "missing", "STRICT": False, "OUTPUT": None,
        "REGION_TABLE": None,
    },
    "importstatistics": {
        "INPUT": None, "SHEET": None, "LAYOUT": "auto", "PERIOD": None, "INDUSTRY": None, "ROWS": None, "HEADER_ROW": None,
        "AREA_COLUMN": None, "NAME_COLUMN": None, "INDUSTRY_COLUMN": None, "INDUSTRY_NAME_COLUMN": None, "PERIOD_COLUMN": None,
        "VALUE_COLUMN": None, "FINANCIAL_YEARS": None, "DASH": "missing", "DECIMAL": "auto", "ENCODING": "auto",
        "DELIMITER": "auto", "OUTPUT": None, "REPORT": None,
    },
    "locationquotient": {
        **OBSERVATIONS, **AREAS, "MAP_INDUSTRY": None, "MAP_PERIOD": None, "MIN_VALUE": 5, "REFERENCE_AREA": None, **RULES,
        "STRICT": False, "STYLE_FILE": None, "OUTPUT": None, "MAP": None,
    },
    "concentration": {
        **OBSERVATIONS, "REFERENCE": "total", **AREAS, **REFERENCE_FIELDS, "AVERAGE_YEARS": 5, "AVERAGE_OF": "index",
        "GAPS": "error", "TOP_PERCENT": 5, "BREAK_YEAR": "2000", "REPETITIONS": 0, "CONFIDENCE": 95, "SEED": 1,
        "PLANT_HHI": None, "PLANT_INDUSTRY": "industry", "PLANT_PERIOD": "period", "PLANT_HHI_FIELD": "plant_hhi",
        "INDUSTRY_LEVEL": "finest", **RULES, "STRICT": False, "OUTPUT": None, "TRENDS": None,
    },
    "concentrationdecomposition": {
        **OBSERVATIONS, **AREAS, "GROUP_FIELD": None, "REFERENCE": "total", **REFERENCE_FIELDS, "AVERAGE_YEARS": 5,
        "AVERAGE_OF": "index", "GAPS": "error", **RULES, "STRICT": False, "OUTPUT": None, "GROUPS": None,
    },
    "shares": {
        **OBSERVATIONS, **AREAS, "GROUP_FIELD": None, "SUM_INDUSTRIES": False, "INDUSTRY_LEVEL": "finest", "AVERAGE_YEARS": 5,
        "GAPS": "error", "BASE_YEAR": None, "FROM": None, "TO": None, "SPLIT_TOP": None, **PRICES, **RULES, "STRICT": False,
        "OUTPUT": None, "CHANGES": None,
    },
    "specialisation": {
        **OBSERVATIONS, **AREAS, "PARENT_FIELD": None, "PREFIX": None, "MAP_INDEX": "krugman", "MAP_PERIOD": None,
        "MISSING": "null", "REFERENCE_AREA": None, "INDUSTRY_LEVEL": "finest", **RULES, "STRICT": False,
        "STYLE_FILE": None, "OUTPUT": None, "MAP": None,
    },
    "shiftshare": {
        **OBSERVATIONS, **AREAS, "FROM": None, "TO": None, "DYNAMIC": False, "MAP_VALUE": "local", **PRICES,
        "REFERENCE_AREA": None, "GAPS": "error", "INDUSTRY_LEVEL": "finest", **RULES, "STRICT": False,
        "STYLE_FILE": None, "OUTPUT": None, "TOTALS": None, "MAP": None,
    },
    "growthdecomposition": {
        "PLANTS": None, "START_FIELD": "start", "END_FIELD": "end", "OWNER_START": "own_start", "OWNER_END": "own_end",
        "DOMESTIC": "GB;UK;domestic", "FLAG_FIELD": "tir", "AREA_FIELD": "area", **AREAS, "GROUP_FIELD": None,
        "OWNER_AT": "end", "DETAIL": False, "WEIGHT_FIELD": None, "INDUSTRY_FIELD": "industry", "FROM": None, "TO": None,
        **PRICES, "OUTPUT": None,
    },
    "traditionalregions": {
        **AREAS, "PRESET": "none", "REGION_FIELD": None, "REGIONS": None, "REGION_CODE": "region", "JOBS_FIELDS": None,
        "TOTAL_FIELD": None, "SHARE_FIELD": None, "MEAN": "regions", "SD": "sample", "K": 1, "THRESHOLD": None,
        "POPULATION": None, "POPULATION_FIELD": "population", "NATIONS": "gb", "STYLE_FILE": None, "OUTPUT": None, "SENSITIVITY": None,
    },
    "densityclass": {
        **AREAS, "POPULATION_FIELD": "population", "TABLE": None, "AREA_FIELD": "area", "VALUE_FIELD": "population",
        "PERIOD_FIELD": "period", "BASE_YEAR": None, "KM2_FIELD": "km2", "LEVEL": "district", "REGION_FIELD": None,
        "RURAL_BELOW": 186, "URBAN_ABOVE": 846, "NATIONS": "gb", "STRICT": False, "STYLE_FILE": None, "OUTPUT": None,
    },
    "spatialclusters": {
        **AREAS, "TABLE": None, "AREA_FIELD": "area", "VALUE_FIELD": "value", "FILTER": None, **NEIGHBOURS,
        "SIGNIFICANCE": 0.05, "FDR": True, "STRICT": False, "STYLE_FILE": None, "OUTPUT": None,
    },
    "association": {
        **OBSERVATIONS, "FROM": None, "TO": None, "GROWTH": "cagr", **PRICES, "INTENSITY": None, "INTENSITY_AREA": "area",
        "INTENSITY_PERIOD": "period", "X_FIELD": None, "NUMERATOR_FIELD": None, "DENOMINATOR_FIELD": None, "X_FROM": None,
        "X_TO": None, "Y_FIELD": None, "X_TITLE": None, "Y_TITLE": None, "FILTER": None, **AREAS, "GROUP_FIELD": None,
        "OUTLIER_LIMIT": 2.5, **NEIGHBOURS, "INDUSTRY_LEVEL": "finest", **RULES, "STRICT": False, "STYLE_FILE": None,
        "OUTPUT": None, "MAP": None,
    },
    "industrialdistricts": {
        "JOBS": None, "AREA_FIELD": "area", "INDUSTRY_FIELD": "industry", "SIZE_FIELD": "size", "VALUE_FIELD": "value",
        "FIRMS_FIELD": "firms", "MANUFACTURING": "C", "BUSINESS": "J;K;L;M;N", "CONSUMER": "G;I;R;S", **AREAS,
        "LABOUR_FIELD": None, "POPULATION_FIELD": "population", "TARGET": 20, "SMALL_TO": 49, "MEDIUM_TO": 249, "LQ_ABOVE": 1,
        "SME_OVER": 50, "SMALL_OVER": 50, "NATIONS": "gb", "ABSENT": "missing", "STRICT": False, "STYLE_FILE": None,
        "OUTPUT": None, "MAP": None,
    },
    "matchfirms": {
        "FIRMS": None, "FIRM_FIELD": "firm", "INDUSTRY_FIELD": "industry", "COVARIATES": None, "LOG_COVARIATES": None,
        "TREATED": "auto", "FLAG_FIELD": "tir", "AREA_FIELD": "area", **AREAS, "TIR_FIELD": "tir", "CONTROLS": "all",
        "CONTROL_REGIONS": None, "REGION_FIELD": None, "N_MATCHES": 1, "REPLACEMENT": False, "CALIPER": None,
        "STYLE_FILE": None, "OUTPUT": None, "UNMATCHED": None, "BALANCE": None, "MAP": None,
    },
    "relatedness": {
        **OBSERVATIONS, "DISTRICT": None, "PERIOD": None, "FROM": None, "TO": None, "PROXIMITY": None,
        "PROXIMITY_INDUSTRY": "industry", "PROXIMITY_OTHER": "other", "PROXIMITY_FIELD": "proximity", **AREAS,
        "MAP_INDUSTRY": None, "LQ_MIN": 1, "BLOCK_MIN": None, "REFERENCE_AREA": None, **PRICES, "INDUSTRY_LEVEL": "finest",
        **RULES, "STRICT": False, "STYLE_FILE": None, "OUTPUT": None, "PROXIMITIES": None, "DISTRICTS": None,
        "INDUSTRY_TABLE": None, "MAP": None,
    },
    "comparators": {
        **OBSERVATIONS, "DISTRICT": None, "PERIOD": None, "N": 5, "BY": "similar", "DISTANCE": "hellinger", **AREAS,
        "COVARIATES": None, "WEIGHT": 0.5, "WITHIN": None, "MISSING": "null", "INDUSTRY_NAMES": None,
        "INDUSTRY_LEVEL": "finest", **RULES, "STRICT": False, "STYLE_FILE": None, "OUTPUT": None, "MAP": None,
    },
    "studyregions": {
        **OBSERVATIONS, "PERIOD": None, **AREAS, "REGION_FIELD": None, "REGION_NAME": "reg_name", "CANDIDATES": None,
        "FILTER": None, "REUSE": False, "MISSING": "null", "INDUSTRY_NAMES": None, "INDUSTRY_LEVEL": "finest", **RULES,
        "STRICT": False, "STYLE_FILE": None, "OUTPUT": None, "SCORES": None, "MAP": None,
    },
    "choropleth": {
        **AREAS, "TABLE": None, "AREA_FIELD": "area", "VALUE_FIELD": "value", "FILTER": None, "PERIOD_FIELD": None,
        "INDUSTRY_FIELD": None, "COMMON_BREAKS": True, "MARKER_FIELD": None, "SCHEME": "quantiles", "CLASSES": 5,
        "BREAKS": None, "RAMP": None, "TITLE": None, "UNIT": None, "STRICT": False, "STYLE_FILE": None, "OUTPUT": None,
    },
    "chart": {
        "INPUT": None, "KIND": "line", "FILTER": None, "VALUE_FIELD": None, "X_FIELD": None, "SERIES_FIELD": None,
        "LABEL_FIELD": None, "GROUP_FIELD": None, "NAMES": None, "NAMES_CODE": "industry", "NAMES_NAME": "name",
        "HIGHLIGHT": None, "FROM": None, "TO": None, "TOP": 20, "TITLE": None, "SUBTITLE": None, "X_TITLE": None,
        "Y_TITLE": None, "UNIT": None, "SOURCE": None, "ZERO": "auto", "LOG": False, "WIDTH": 170, "HEIGHT": 110, "DPI": 300,
        "OUTPUT": None, "DATA": None,
    },
    "bivariatechoropleth": {
        **AREAS, "TABLE": None, "AREA_FIELD": "area", "VALUE_FIELD": "value", "FILTER": None, "TABLE2": None,
        "AREA2_FIELD": "area", "VALUE2_FIELD": None, "FILTER2": None, "SIDE": 3, "SCHEME": "quantiles", "SCHEME2": None,
        "BREAKS": None, "BREAKS2": None, "RAMP": "BlueOrange", "TITLE": None, "TITLE1": None, "TITLE2": None, "UNIT": None,
        "UNIT2": None, "STRICT": False, "STYLE_FILE": None, "OUTPUT": None, "LEGEND": None,
    },
    "exportmap": {
        **AREAS, "TABLE": None, "AREA_FIELD": "area", "VALUE_FIELD": None, "FILTER": None, "PAGE_FIELD": None,
        "PAGE_VALUES": None, "COMMON_BREAKS": True, "SCHEME": "quantiles", "CLASSES": 5, "BREAKS": None, "RAMP": None,
        "TITLE": None, "UNIT": None, "SUBTITLE": None, "SOURCE": None, "INSETS": "auto", "INSET_EXTENT": None,
        "INSET_TITLE": None, "DISTRICT": None, "PAGE": "a4", "ORIENTATION": "auto", "LOGO": None, "SCALE_BAR": True,
        "NORTH_ARROW": False, "AUTHOR": None, "DPI": 300, "STRICT": False, "OUTPUT": None, "LAYOUT": None, "PROJECT": None,
    },
    "harmonisedistricts": {
        "INPUT": None, "AREA_FIELD": "area", "NAME_FIELD": None, "TARGET": "2023", "KEY_FIELDS": None, "VALUE_FIELDS": None,
        "KIND": "count", "WEIGHT_FIELD": None, "MISSING": "null", "UNKNOWN": "error", "WEIGHTS": None, "OLD_FIELD": "old",
        "NEW_FIELD": "new", "SPLIT_FIELD": "weight", "DASH": "missing", "BOUNDARIES": None, "AREA_CODE": "area",
        "STYLE_FILE": None, "OUTPUT": None, "DISSOLVED": None, "CHANGES": None,
    },
    "hexcartogram": {
        **AREAS, "REGION_FIELD": None, "PLACE": "neighbours", "SIZE": None, "LABELS": "none", "STYLE_FILE": None,
        "OUTPUT": None,
    },
}
CHOICES = {
    "PLACE": ["neighbours", "distance"], "LABELS": ["none", "short", "name", "code"],
    "INSETS": ["auto", "london", "none"], "PAGE": ["a4", "a3"], "ORIENTATION": ["auto", "portrait", "landscape"],
    "TARGET": [str(year) for year in range(2011, 2026)], "KIND": ["count", "rate"], "UNKNOWN": ["error", "keep"],
    ("harmonisedistricts", "MISSING"): ["null", "skip"],
    "BY": ["similar", "related"], "DISTANCE": ["hellinger", "euclidean", "cosine"], ("studyregions", "MISSING"): ["null", "skip"],
    ("groupindustries", "MISSING"): ["null", "skip"], ("attachregions", "MISSING"): ["null", "skip"],
    "GROUPS": ["paper", "brief", "sections", "table"], "SUMMARY": ["all", "industry", "technology", "knowledge", "mode"],
    "REGIONS": ["nuts2_2013", "nuts2_2016", "itl2_2021", "itl2_2025", "itl1", "country", "table", "place"],
    "NEIGHBOURS": ["queen", "rook", "nearest"], "GROWTH": ["cagr", "log_change"],
    "LAYOUT": ["auto", "years", "industries", "long"], "FINANCIAL_YEARS": ["first", "second"],
    "DECIMAL": ["auto", "point", "comma"], "ENCODING": ["auto", "utf-8", "cp1252"],
    "DELIMITER": ["auto", "comma", "semicolon", "tab", "bar"],
    "AREA_LEVEL": ["lad", "as_is"], "NATIONS": ["gb", "uk"], "ABSENT": ["missing", "zero"], "PANEL": ["each", "balanced"],
    "NEGATIVES": ["error", "drop", "zero"], "DASH": ["missing", "zero"],
    "REFERENCE": ["total", "area", "equal", "population", "field"], "AVERAGE_OF": ["index", "values"],
    "GAPS": ["error", "allow"], "INDUSTRY_LEVEL": ["finest", "coarsest", "listed"],
    "MAP_INDEX": ["krugman", "hhi", "entropy", "unrelated", "related", "n_lq1"], "MISSING": ["null", "drop_codes"],
    "MAP_VALUE": ["local", "local_pc"], "PRESET": ["none", "paper"], "MEAN": ["regions", "national"],
    "SD": ["sample", "population"], "LEVEL": ["district", "region"],
    "OWNER_AT": ["end", "start"],
    ("chart", "KIND"): ["line", "bar", "stacked", "scatter", "slope", "multiples"], "ZERO": ["auto", "yes", "no"],
    "TREATED": ["auto", "flag", "code", "place"], "CONTROLS": ["all", "south", "regions"],
    "SCHEME": [
        "quantiles", "equal_interval", "fisher_jenks", "natural_breaks", "std_mean", "head_tail", "box_plot",
        "percentiles", "user_defined", "lq",
    ],
    ("bivariatechoropleth", "SCHEME"): ["quantiles", "equal_interval", "fisher_jenks", "user_defined"],
    "SCHEME2": ["quantiles", "equal_interval", "fisher_jenks", "user_defined"],
    ("bivariatechoropleth", "RAMP"): ["BlueOrange", "PurpleGold", "LightDark"],
    "RAMP": ["YlGnBu", "YlOrBr", "Blues", "Greens", "Oranges", "Purples", "Greys", "PuOr", "BrBG", "RdBu"],
}
COUNTS = ["N_AREAS", "N_INDUSTRIES", "N_PERIODS", "MISSING_COUNT", "UNMATCHED_COUNT"]
OUTPUTS = {
    "onstolqmap": ["choropleth:Map"],
    "hexcartogram": [
        "STYLE_FILE", "OUTPUT", "N_AREAS", "N_LEFT_OUT", "N_PAIRS", "NEIGHBOURS_ADJACENT_PC", "NEIGHBOURS_NEAR_PC",
        "MEAN_MOVED_KM", "ADDED_DISTANCE_PC", "N_TORN_BEFORE", "N_TORN_AFTER", "N_SWAPS", "HEXAGON_KM2", "TORN_REGIONS",
        "TORN_AFTER", "REGIONS_USED",
    ],
    "harmonisedistricts": [
        "STYLE_FILE", "OUTPUT", "DISSOLVED", "CHANGES", "N_AREAS", "N_RENAMED", "N_MERGED", "N_SPLIT", "N_UNKNOWN",
        "N_ESTIMATED", "MISSING_COUNT", "MAX_TOTAL_GAP", "VINTAGE_FOUND", "TARGET_USED",
    ],
    "groupindustries": ["OUTPUT", "PLACEMENT", "N_GROUPS", "N_PLACED", "N_NOT_PLACED", "N_DOUBLE", "MISSING_COUNT"],
    "attachregions": [
        "OUTPUT", "REGION_TABLE", "N_AREAS", "N_REGIONS", "UNPLACED_COUNT", "STRADDLES_COUNT", "MISSING_COUNT",
    ],
    "spatialclusters": [
        "STYLE_FILE", "OUTPUT", "MORAN_I", "EXPECTED_I", "Z_SCORE", "P_VALUE", "P_LIMIT", "N_AREAS", "N_ISLANDS",
        "NO_DATA_COUNT", "N_HIGH_HIGH", "N_LOW_LOW", "N_HIGH_LOW", "N_LOW_HIGH", "N_NOT_SIGNIFICANT", "UNMATCHED_COUNT",
    ],
    "association": [
        "STYLE_FILE", "OUTPUT", "MAP", "N", "SLOPE", "INTERCEPT", "R2", "SLOPE_SE", "SLOPE_P", "PEARSON", "PEARSON_P",
        "SPEARMAN", "SPEARMAN_P", "MORAN_I", "MORAN_P", "UNMATCHED_COUNT", "STRENGTH", "SENTENCE", "OUTLIERS", "PRICES",
    ],
    "industrialdistricts": [
        "STYLE_FILE", "OUTPUT", "MAP", "N_AREAS", "N_STEP1", "N_STEP2", "N_STEP3", "N_STEP4", "N_TARGET", "N_NOT_KNOWN",
        "UNMATCHED_COUNT",
    ],
    "matchfirms": [
        "STYLE_FILE", "OUTPUT", "UNMATCHED", "BALANCE", "MAP", "N_FIRMS", "N_TREATED", "N_CONTROLS", "N_NO_FLAG", "N_MATCHED",
        "N_UNMATCHED", "N_PAIRS", "N_USED", "MEAN_DISTANCE", "MAX_DISTANCE", "MAX_SMD_BEFORE", "MAX_SMD_AFTER",
    ],
    "relatedness": [
        "STYLE_FILE", "OUTPUT", "PROXIMITIES", "DISTRICTS", "INDUSTRY_TABLE", "MAP", "N_AREAS", "N_INDUSTRIES", "MISSING_COUNT",
        "UNMATCHED_COUNT", "N_NULL", "N_HELD", "N_OPPORTUNITIES", "N_BLOCKS", "BLOCK_MIN_USED", "ECI_DIVERSITY", "N_ENTRIES",
        "N_EXITS", "AUC_ENTRY", "AUC_EXIT", "PERIOD_USED", "FROM_USED", "TO_USED", "MAP_INDUSTRY_USED", "DISTRICT_USED",
        "PRICES", "OPPORTUNITIES",
    ],
    "comparators": [
        "STYLE_FILE", "OUTPUT", "MAP", "N_AREAS", "N_INDUSTRIES", "N_LEFT_OUT", "N_PAIRS", "NEAREST_DISTANCE", "MEAN_DISTANCE",
        "BALANCED_WEIGHT", "UNMATCHED_COUNT", "PERIOD_USED", "DISTRICT_USED", "COMPARATORS", "CODES",
    ],
    "studyregions": [
        "STYLE_FILE", "OUTPUT", "SCORES", "MAP", "N_INDUSTRIES", "N_CANDIDATES", "N_CHOSEN", "N_OPEN", "TOTAL_SCORE",
        "BEST_TOTAL", "PERIOD_USED", "UNMATCHED_COUNT", "REGIONS", "OPEN_INDUSTRIES",
    ],
    "importstatistics": [
        "OUTPUT", "REPORT", "N_ROWS", "N_AREAS", "N_INDUSTRIES", "N_PERIODS", "N_VALUES", "N_MISSING", "N_SUPPRESSED", "N_ZERO",
        "N_NEGATIVE", "N_SKIPPED_ROWS", "SHEET_USED", "LAYOUT_USED", "ENCODING_USED", "COLUMNS_USED",
    ],
    "locationquotient": ["STYLE_FILE", "OUTPUT", "MAP", *COUNTS, "MAP_PERIOD_USED", "MAP_INDUSTRY_USED"],
    "concentration": ["OUTPUT", "TRENDS", *COUNTS],
    "concentrationdecomposition": ["OUTPUT", "GROUPS", *COUNTS, "N_GROUPS"],
    "shares": ["OUTPUT", "CHANGES", *COUNTS, "N_GROUPS", "PRICES"],
    "specialisation": ["STYLE_FILE", "OUTPUT", "MAP", *COUNTS, "N_GROUPS", "N_NO_INDEX", "MAP_PERIOD_USED"],
    "shiftshare": [
        "STYLE_FILE", "OUTPUT", "TOTALS", "MAP", *COUNTS, "N_PAIRS", "FROM_USED", "TO_USED", "NATIONAL_GROWTH", "MAX_GAP",
        "PRICES",
    ],
    "growthdecomposition": [
        "OUTPUT", "N_PLANTS", "N_DROPPED", "N_SUPPRESSED", "N_NO_OWNER", "N_NO_GROUP", "N_OWNER_CHANGED", "TOTAL_CHANGE",
        "CAPTION", "PRICES",
    ],
    "traditionalregions": [
        "STYLE_FILE", "OUTPUT", "SENSITIVITY", "N_REGIONS", "N_TIR", "N_NO_DATA", "THRESHOLD_SHARE", "REGIONS_FLAGGED",
    ],
    "densityclass": [
        "STYLE_FILE", "OUTPUT", "N_RURAL", "N_MODERATE", "N_URBAN", "N_NO_DATA", "UNMATCHED_COUNT", "BASE_YEAR_USED",
    ],
    "exportmap": [
        "OUTPUT", "LAYOUT", "PROJECT", "N_PAGES", "N_EMPTY", "N_DISTRICTS", "N_INSETS", "UNMATCHED_COUNT", "TITLE_USED",
        "SOURCE_USED", "CLASS_BREAKS", "ORIENTATION_USED",
    ],
    "chart": [
        "OUTPUT", "DATA", "N_SERIES", "N_VALUES", "MISSING_COUNT", "N", "R2", "DESCRIPTION", "SOURCE_LINE", "PRICES",
    ],
    "choropleth": [
        "STYLE_FILE", "OUTPUT", "N_CLASSES", "NO_DATA_COUNT", "UNMATCHED_COUNT", "SUPPRESSED_COUNT", "N_MAPS",
        "CLASS_BREAKS", "CLASS_COUNTS",
    ],
    "bivariatechoropleth": [
        "STYLE_FILE", "OUTPUT", "LEGEND", "N_CLASSES", "N_MAPPED", "NO_DATA_COUNT", "NO_FIRST", "NO_SECOND", "NO_BOTH",
        "UNMATCHED_COUNT", "SPEARMAN", "SPEARMAN_P", "HIGH_BOTH", "HIGH_EXPECTED", "CLASS_BREAKS", "CLASS_BREAKS2",
        "CLASS_COUNTS", "STRENGTH", "SENTENCE",
    ],
}


@pytest.fixture
def provider(qgis):
    return qgis.processingRegistry().providerById("industrialatlas")


@pytest.fixture(params=sorted(GROUPS))
def algorithm(request, qgis):
    """Each algorithm in turn."""
    return qgis.processingRegistry().createAlgorithmById(f"industrialatlas:{request.param}")


def test_the_provider_names_itself(provider):
    version = re.search(r"^version=(.+)$", (ROOT / "metadata.txt").read_text(encoding="utf-8"), re.MULTILINE)[1]
    assert (provider.id(), provider.name(), provider.versionInfo()) == ("industrialatlas", "Industrial Atlas", version)
    assert version in provider.longName()
    assert Path(provider.svgIconPath()).is_file() and not provider.icon().isNull()


def test_ids_and_groups_are_these(provider):
    assert {algorithm.name(): algorithm.groupId() for algorithm in provider.algorithms()} == GROUPS
    assert all(re.fullmatch(r"[a-z0-9]+", algorithm.name()) for algorithm in provider.algorithms())


def test_parameters_and_defaults_are_these(algorithm):
    found = {definition.name(): definition.defaultValue() for definition in algorithm.parameterDefinitions()}
    assert found == PARAMETERS[algorithm.name()]
    assert list(found) == list(PARAMETERS[algorithm.name()]), "the order of the dialog"


def test_choices_are_words_that_a_script_says(algorithm):
    from qgis.core import QgsProcessingParameterEnum

    enums = [one for one in algorithm.parameterDefinitions() if isinstance(one, QgsProcessingParameterEnum)]
    known = {one.name(): CHOICES.get((algorithm.name(), one.name()), CHOICES.get(one.name())) for one in enums}
    assert {one.name(): one.options() for one in enums} == known
    assert all(one.usesStaticStrings() for one in enums)


def test_outputs_are_these(algorithm):
    assert sorted(output.name() for output in algorithm.outputDefinitions()) == sorted(OUTPUTS[algorithm.name()])


def test_every_parameter_and_output_is_described(algorithm):
    for definition in algorithm.parameterDefinitions():
        assert definition.help().strip(), f"{definition.name()} has no help"
        label = definition.description()
        assert label and label[0].isupper() and not label.endswith((":", ".")), label
    assert all(output.description() for output in algorithm.outputDefinitions())


def test_the_help_says_what_how_and_whose(algorithm):
    text = algorithm.shortHelpString()
    assert "Source" in text, "no source is named"
    assert len(text) > 200 and "<" not in text.replace("< ", "")
    assert algorithm.displayName()[0].isupper() and not algorithm.displayName().endswith(".")
    assert len(algorithm.tags()) >= 3 and all(tag == tag.strip() and tag for tag in algorithm.tags())


def test_the_help_button_leads_somewhere(algorithm):
    assert algorithm.helpUrl().startswith(("https://", "file://")) and algorithm.name() in algorithm.helpUrl()


def test_every_group_has_an_icon_that_is_there(algorithm):
    assert Path(algorithm.svgIconPath()).is_file() and not algorithm.icon().isNull()
    assert (ROOT / "resources" / "icons" / f"{algorithm.groupId()}.svg").is_file()


def test_every_algorithm_makes_another_of_itself(algorithm):
    other = algorithm.create()
    assert type(other) is type(algorithm) and other is not algorithm


def test_every_model_of_the_folder_is_an_algorithm_with_outputs(provider):
    """A model that is loaded before its steps are known has none."""
    assert MODELS == sorted(name for name, group in GROUPS.items() if group == "models") and MODELS
    for name in MODELS:
        model = provider.algorithm(name)
        assert model.outputDefinitions() and model.group() == "Models" and model.displayName() != name
        assert model.create().id() == f"industrialatlas:{name}"


def test_models_survive_a_refresh_and_go_with_the_provider(qgis, provider):
    provider.refreshAlgorithms()
    assert {one.name() for one in provider.algorithms()} == GROUPS.keys()
    assert qgis.processingRegistry().algorithmById("industrialatlas:onstolqmap").outputDefinitions()


def test_a_model_that_cannot_be_read_leaves_the_others(qgis, monkeypatch, tmp_path):
    from industrial_atlas.processing import models

    (tmp_path / "broken.model3").write_text("<!DOCTYPE model><Option", encoding="utf-8")
    (tmp_path / "fine.model3").write_bytes((ROOT / "resources" / "models" / "onstolqmap.model3").read_bytes())
    monkeypatch.setattr(models, "FOLDER", str(tmp_path))
    assert [model.name() for model in models.shipped()] == ["fine"]


def test_a_model_refuses_what_it_does_not_have(refused, squares):
    refused("onstolqmap", "no parameter yera", "Did you mean year?", boundaries=squares(["E06000001"]), yera=2020, OUTPUT=None)
    refused("onstolqmap", "no parameter OUTPUT", "choropleth:Map", boundaries=squares(["E06000001"]))
    refused("onstolqmap", "year: 'soon' is not a whole number", year="soon", OUTPUT=None)


def test_a_missing_package_is_named_with_the_way_to_get_it(algorithm, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    able, reason = algorithm.canExecute()
    assert not able
    assert "pandas" in reason and "python3-pandas" in reason and "QPIP" in reason


def test_nothing_is_missing_here(algorithm):
    assert algorithm.canExecute() == (True, "")


def test_importing_the_provider_imports_no_heavy_package():
    code = (
        "import sys, importlib.util\n"
        f"spec = importlib.util.spec_from_file_location('industrial_atlas', {str(ROOT / '__init__.py')!r},"
        f" submodule_search_locations=[{str(ROOT)!r}])\n"
        "module = importlib.util.module_from_spec(spec)\n"
        "sys.modules['industrial_atlas'] = module\n"
        "spec.loader.exec_module(module)\n"
        "from industrial_atlas.processing.provider import IndustrialAtlasProvider\n"
        "provider = IndustrialAtlasProvider()\n"
        "provider.loadAlgorithms()\n"
        "[(one.create(), one.canExecute(), one.shortHelpString()) for one in provider.algorithms()]\n"
        "heavy = {'pandas', 'geopandas', 'mapclassify', 'matplotlib', 'scipy', 'sklearn', 'libpysal', 'esda'}\n"
        "print(sorted(heavy & set(sys.modules)), flush=True)\n"
        "import os; os._exit(0)\n"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd="/", env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.strip().endswith("[]"), done.stdout + done.stderr


@pytest.mark.parametrize(("name", "wrong", "meant"), [
    ("concentration", "REFRENCE", "REFERENCE"), ("locationquotient", "MAP_INDUSTY", "MAP_INDUSTRY"),
    ("traditionalregions", "preset", "PRESET"), ("densityclass", "URBAN_OVER", "URBAN_ABOVE"),
    ("groupindustries", "SUMARY", "SUMMARY"), ("attachregions", "REGION_LAYR", "REGION_LAYER"),
    ("choropleth", "SCEME", "SCHEME"), ("concentrationdecomposition", "GROUP_FILED", "GROUP_FIELD"),
    ("shares", "SPLIT", "SPLIT_TOP"),
    ("specialisation", "MAP_INDX", "MAP_INDEX"), ("shiftshare", "FORM", "FROM"),
    ("shares", "SPLIT", "SPLIT_TOP"), ("growthdecomposition", "DOMESTICS", "DOMESTIC"),
    ("spatialclusters", "NEIGHBORS", "NEIGHBOURS"), ("association", "XFIELD", "X_FIELD"),
    ("relatedness", "PROXIMTY", "PROXIMITY"),
    ("harmonisedistricts", "TRAGET", "TARGET"), ("hexcartogram", "LABEL", "LABELS"),
    ("exportmap", "ORIENTATON", "ORIENTATION"),
    ("chart", "TITEL", "TITLE"),
    ("matchfirms", "CALLIPER", "CALIPER"),
    ("industrialdistricts", "LABOR_FIELD", "LABOUR_FIELD"),
    ("comparators", "DISTRCT", "DISTRICT"), ("studyregions", "CANDIDATE", "CANDIDATES"),
])
def test_an_unknown_parameter_is_refused_with_the_nearest(refused, squares, name, wrong, meant):
    first = next(iter(PARAMETERS[name]))
    refused(name, wrong, meant, **{first: squares(["E06000001"]), wrong: "area"})


def test_a_word_that_is_no_choice_is_refused(run, csv_table, tmp_path):
    from qgis.core import QgsProcessingException

    table = csv_table("area,industry,period,value\nA,i,2020,1\nB,j,2020,1\n")
    with pytest.raises(QgsProcessingException, match="REFERENCE"):  # QGIS's own sentence
        run("concentration", OBSERVATIONS=table, REFERENCE="areas", OUTPUT=str(tmp_path / "output.gpkg"))
    assert not (tmp_path / "output.gpkg").exists()


RESULTS = {
    "hexcartogram": ("area", "name", "hex_col", "hex_row", "moved_km", "hex_region", "hex_label", "schematic"),
    "harmonisedistricts": ("area", "name", "industry", "period", "value", "estimated", "n_from"),
    "dissolved": ("area", "name", "change", "n_from"),
    "changed codes": ("old", "old_name", "new", "new_name", "kind", "date", "share", "n_rows"),
    "groupindustries": ("area", "name", "industry", "period", "value", "n_codes", "partial"),
    "placement": ("code", "industry", "used", "reason"),
    "attachregions": ("region", "reg_name", "straddles"),
    "region table": ("area", "name", "industry", "period", "value", "n_areas", "n_missing"),
    "importstatistics": ("area", "name", "industry", "ind_name", "period", "value", "marker"),
    "import_report": ("row", "col", "what", "why", "text"),
    "locationquotient": (
        "area", "name", "industry", "period", "value", "lq", "share", "own_share", "sym_lq", "z", "theil_c", "class",
        "caution",
    ),
    "concentration": (
        "industry", "period", "n_areas", "coverage", "theil", "gini", "gini_lq", "hhi", "hhi_n", "top_shr", "top_k",
        "theil_av", "gini_av", "gini_lq_av", "hhi_av", "hhi_n_av", "top_shr_av",
    ),
    "trends": (
        "industry", "measure", "first_yr", "first_av", "last_yr", "last_av", "change", "change_pc", "trend", "min_year",
        "break_year", "chg_before", "tr_before", "chg_after", "tr_after",
    ),
    "concentrationdecomposition": (
        "industry", "period", "n_areas", "n_groups", "coverage", "t_between", "t_within", "t_total", "between_pc",
        "between_av", "within_av", "total_av",
    ),
    "groups": (
        "industry", "period", "group", "n_areas", "share", "ref_share", "t_group", "c_between", "c_within", "contrib",
        "contrib_av",
    ),
    "shares": (
        "industry", "period", "group", "part", "n_areas", "value", "share", "lq_pooled", "lq_mean", "index", "share_av",
        "lq_pool_av", "lq_mean_av", "value_av",
    ),
    "changes": (
        "industry", "group", "part", "from_yr", "to_yr", "share_from", "share_to", "share_chg", "lq_from", "lq_to", "lq_chg",
        "val_from", "val_to", "growth_pc",
    ),
    "specialisation": (
        "area", "name", "period", "krugman", "hhi", "entropy", "unrelated", "related", "n_lq1", "n_codes", "coverage",
    ),
    "shiftshare": (
        "area", "name", "industry", "from_yr", "to_yr", "x_start", "x_end", "change", "national", "mix", "local",
        "homothetic", "compet", "allocation",
    ),
    "shiftshare totals": (
        "area", "name", "n_codes", "caution", "x_start", "x_end", "change", "national", "mix", "local", "compet", "allocation",
        "zero_start", "change_pc", "nat_pc", "mix_pc", "local_pc",
    ),
    "growthdecomposition": (
        "group", "status", "owner", "n_plants", "n_weighted", "out_start", "out_end", "change", "contrib",
    ),
    "relatedness": (
        "area", "name", "industry", "period", "value", "lq", "has", "density", "rank", "growth", "pci", "to_one", "entered",
        "exited",
    ),
    "proximities": ("industry", "other", "period", "proximity", "n_both", "same_block"),
    "related districts": (
        "area", "name", "period", "diversity", "eci", "lock_share", "usual", "block", "block_name", "n_entries", "n_exits",
        "n_null", "first_opp",
    ),
    "related industries": (
        "industry", "period", "value", "ubiquity", "pci", "growth", "block", "block_name", "nearest", "proximity", "n_entries",
        "n_exits", "auc_entry",
    ),
    "traditionalregions": ("area", "name", "tir", "region", "share", "zscore", "straddles"),
    "sensitivity": ("mean", "sd", "k", "threshold", "n_regions", "regions"),
    "densityclass": ("area", "name", "density", "dens_class", "km2"),
    "choropleth": ("area", "name", "map_value", "map_class"),
    "bivariatechoropleth": ("area", "name", "value_1", "value_2", "class_1", "class_2", "bi_class", "bi_words"),
    "spatialclusters": (
        "area", "name", "map_value", "lag", "n_neigh", "local_i", "p_value", "quadrant", "cluster",
    ),
    "chart data": (
        "series", "label", "group", "x", "value", "low", "high", "share", "fitted", "outlier", "shown",
    ),
    "industrialdistricts": (
        "area", "name", "step1", "step2", "step3", "step4", "reached", "jobs", "mfg_jobs", "mfg_share", "target", "mfg_lq",
        "mfg_prev", "bus_prev", "con_prev", "size_class", "size_lq", "industry", "ind_lq", "ind_prev", "sme_share", "n_medium",
    ),
    "matchfirms": (
        "firm", "match", "industry", "match_no", "distance", "weight", "area", "match_area", "compared",
    ),
    "unmatched firms": ("firm", "industry", "area", "reason", "distance"),
    "balance": (
        "industry", "covariate", "n_treated", "n_control", "n_tr_after", "n_co_after", "mean_tr", "mean_co", "smd_before",
        "mean_tr_a", "mean_co_a", "smd_after",
    ),
    "map of firms": ("firm", "role", "industry", "n_pairs", "distance", "area"),
    "comparators": (
        "area", "name", "period", "other", "other_name", "rank", "distance", "dist_mix", "dist_cov", "score", "alike", "why1",
        "why2", "why3",
    ),
    "comparators map": ("area", "name", "period", "role", "rank", "distance", "other", "other_name", "label"),
    "studyregions": (
        "industry", "ind_name", "area", "name", "period", "value", "lq", "share", "lq_rank", "share_rank", "score", "best",
        "best_score",
    ),
    "studyregions scores": (
        "industry", "area", "name", "period", "value", "lq", "share", "lq_rank", "share_rank", "score", "chosen",
    ),
    "studyregions map": ("area", "name", "period", "role", "industry", "lq", "share", "score", "label"),
    "association": (
        "area", "name", "x", "y", "fitted", "residual", "stud_res", "outlier", "label", "group",
    ),
}


SYSTEMS = "area,industry,size,value\n" + "".join(
    f"E0600000{area},{industry},{size},{10 * area}\n" for area in (1, 2) for industry in ("C", "M", "G")
    for size in ("small", "medium", "large"))
MIXES = ("area,industry,period,value\nE06000001,i,2020,6\nE06000001,j,2020,2\nE06000002,i,2020,8\nE06000002,j,2020,9\n")


def test_result_fields_are_these_and_fit_a_shapefile(run, csv_table, squares, memory):
    table = csv_table("area,industry,period,value\nE06000001,i,2020,6\nE06000001,Total,2020,9\nE06000002,i,2020,8\n"
                      "E06000002,Total,2020,20\n")
    areas = squares(["E06000001", "E06000002"], population=[10, 20], km2=[1, 1])

    def fields(layer):
        return tuple(field.name() for field in layer.fields())

    to = "TEMPORARY_OUTPUT"
    result = run("locationquotient", OBSERVATIONS=table, AREAS=areas, OUTPUT=to, MAP=to)
    assert fields(result["OUTPUT"]) == fields(result["MAP"]) == RESULTS["locationquotient"]
    result = run("concentration", OBSERVATIONS=table, OUTPUT=to, TRENDS=to)
    assert fields(result["OUTPUT"]) == RESULTS["concentration"] and fields(result["TRENDS"]) == RESULTS["trends"]
    grouped = squares(["E06000001", "E06000002"], region=["UKC1", "UKC2"])
    result = run("concentrationdecomposition", OBSERVATIONS=table, AREAS=grouped, OUTPUT=to, GROUPS=to)
    assert fields(result["OUTPUT"]) == RESULTS["concentrationdecomposition"] and fields(result["GROUPS"]) == RESULTS["groups"]
    result = run("shares", OBSERVATIONS=table, AREAS=grouped, OUTPUT=to, CHANGES=to)
    assert fields(result["OUTPUT"]) == RESULTS["shares"] and fields(result["CHANGES"]) == RESULTS["changes"]
    result = run("specialisation", OBSERVATIONS=table, AREAS=areas, OUTPUT=to, MAP=to)
    assert fields(result["OUTPUT"]) == fields(result["MAP"]) == RESULTS["specialisation"]
    several = csv_table("area,industry,value\nE06000001,i,6\nE06000001,j,9\nE06000002,i,5\nE06000002,j,1\n")
    result = run("relatedness", OBSERVATIONS=several, AREAS=areas, OUTPUT=to, PROXIMITIES=to, DISTRICTS=to, INDUSTRY_TABLE=to, MAP=to)
    assert fields(result["OUTPUT"]) == RESULTS["relatedness"] and fields(result["MAP"]) == (*RESULTS["relatedness"], "caution")
    assert fields(result["PROXIMITIES"]) == RESULTS["proximities"]
    assert fields(result["DISTRICTS"]) == RESULTS["related districts"]
    assert fields(result["INDUSTRY_TABLE"]) == RESULTS["related industries"]
    result = run("comparators", OBSERVATIONS=csv_table(MIXES), AREAS=areas, OUTPUT=to, MAP=to)
    assert fields(result["OUTPUT"]) == RESULTS["comparators"] and fields(result["MAP"]) == RESULTS["comparators map"]
    result = run("studyregions", OBSERVATIONS=csv_table(MIXES), AREAS=areas, OUTPUT=to, SCORES=to, MAP=to)
    assert [fields(result[name]) for name in ("OUTPUT", "SCORES", "MAP")] == [
        RESULTS["studyregions"], RESULTS["studyregions scores"], RESULTS["studyregions map"]]
    years = csv_table("area,industry,period,value\nE06000001,i,2020,6\nE06000001,i,2021,9\n")
    result = run("shiftshare", OBSERVATIONS=years, AREAS=areas, OUTPUT=to, TOTALS=to, MAP=to)
    assert fields(result["OUTPUT"]) == RESULTS["shiftshare"]
    assert fields(result["TOTALS"]) == fields(result["MAP"]) == RESULTS["shiftshare totals"]
    plants = csv_table("tir,own_end,start,end\n1,GB,1,2\n")
    assert fields(run("growthdecomposition", PLANTS=plants, OUTPUT=to)["OUTPUT"]) == RESULTS["growthdecomposition"]
    result = run("traditionalregions", AREAS=areas, PRESET="paper", OUTPUT=to, SENSITIVITY=to)
    assert fields(result["OUTPUT"])[:7] == RESULTS["traditionalregions"]
    assert fields(result["SENSITIVITY"]) == RESULTS["sensitivity"]
    assert fields(run("densityclass", AREAS=areas, OUTPUT=to)["OUTPUT"])[:5] == RESULTS["densityclass"]
    result = run("choropleth", AREAS=areas, VALUE_FIELD="population", OUTPUT=to)
    assert fields(result["OUTPUT"])[:4] == RESULTS["choropleth"]
    result = run("bivariatechoropleth", AREAS=areas, VALUE_FIELD="population", VALUE2_FIELD="km2", OUTPUT=to)
    assert fields(result["OUTPUT"])[:8] == RESULTS["bivariatechoropleth"]
    row = squares(["A", "B", "C", "D"], x=[1, 2, 3, 4], y=[1, 3, 2, 4])
    assert fields(run("spatialclusters", AREAS=row, VALUE_FIELD="x", OUTPUT=to)["OUTPUT"])[:9] == RESULTS["spatialclusters"]
    result = run("association", INTENSITY=row, X_FIELD="x", Y_FIELD="y", AREAS=row, OUTPUT=to, MAP=to)
    assert fields(result["OUTPUT"]) == fields(result["MAP"]) == RESULTS["association"]
    result = run("harmonisedistricts", INPUT=table, BOUNDARIES=areas, OUTPUT=to, DISSOLVED=to, CHANGES=to)
    assert fields(result["OUTPUT"]) == RESULTS["harmonisedistricts"]
    assert fields(result["DISSOLVED"]) == RESULTS["dissolved"] and fields(result["CHANGES"]) == RESULTS["changed codes"]
    codes = csv_table("area,industry,period,value\nE06000001,26,2020,6\n")
    result = run("groupindustries", OBSERVATIONS=codes, OUTPUT=to, PLACEMENT=to)
    assert fields(result["OUTPUT"]) == RESULTS["groupindustries"] and fields(result["PLACEMENT"]) == RESULTS["placement"]
    result = run("attachregions", INPUT=codes, OUTPUT=to, REGION_TABLE=to)
    assert fields(result["OUTPUT"]) == ("area", "industry", "period", "value", *RESULTS["attachregions"])
    assert fields(result["REGION_TABLE"]) == RESULTS["region table"]
    firms = memory({"firm": "string", "industry": "string", "size": "double", "tir": "int"},
                   [("POINT(0 0)", "A", "28", 1.0, 1), ("POINT(1 1)", "B", "28", 3.0, 0)], "Point")
    result = run("matchfirms", FIRMS=firms, COVARIATES=["size"], OUTPUT=to, UNMATCHED=to, BALANCE=to, MAP=to)
    for output, title in (("OUTPUT", "matchfirms"), ("UNMATCHED", "unmatched firms"), ("BALANCE", "balance"), ("MAP", "map of firms")):
        assert fields(result[output]) == RESULTS[title]
    result = run("industrialdistricts", JOBS=csv_table(SYSTEMS), AREAS=areas, OUTPUT=to, MAP=to)
    assert fields(result["OUTPUT"]) == fields(result["MAP"]) == RESULTS["industrialdistricts"]
    result = run("importstatistics", INPUT=table, OUTPUT=to, REPORT=to)
    assert fields(result["OUTPUT"]) == RESULTS["importstatistics"]
    assert fields(result["REPORT"]) == RESULTS["import_report"]
    assert fields(run("hexcartogram", AREAS=row, OUTPUT=to)["OUTPUT"])[2:] == RESULTS["hexcartogram"]
    assert fields(run("chart", INPUT=years, OUTPUT=to, DATA=to)["DATA"]) == RESULTS["chart data"]
    for name in {name for names in RESULTS.values() for name in names}:
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,9}", name), name


def test_every_declared_output_is_returned(run, csv_table, squares, memory):
    table = csv_table("area,industry,period,value\nE06000001,i,2020,6\nE06000002,j,2020,8\n")
    years = csv_table("area,industry,period,value\nE06000001,i,2020,6\nE06000001,i,2021,9\n")
    areas = squares(["E06000001", "E06000002"], population=[10, 20], km2=[1, 1])
    grouped = squares(["E06000001", "E06000002"], region=["UKC1", "UKC2"])
    row = squares(["A", "B", "C", "D"], x=[1, 2, 3, 4], y=[1, 3, 2, 4])
    to, style = "TEMPORARY_OUTPUT", "TEMPORARY_OUTPUT"
    codes = csv_table("area,industry,period,value\nE06000001,26,2020,6\n")
    firms = memory({"firm": "string", "industry": "string", "size": "double", "tir": "int"},
                   [("POINT(0 0)", "A", "28", 1.0, 1), ("POINT(1 1)", "B", "28", 3.0, 0)], "Point")
    given = {
        "chart": {"INPUT": years, "DATA": to},
        "industrialdistricts": {"JOBS": csv_table(SYSTEMS), "AREAS": areas, "MAP": to, "STYLE_FILE": style},
        "matchfirms": {"FIRMS": firms, "COVARIATES": ["size"], "UNMATCHED": to, "BALANCE": to, "MAP": to, "STYLE_FILE": style},
        "groupindustries": {"OBSERVATIONS": codes, "PLACEMENT": to},
        "attachregions": {"INPUT": codes, "REGION_TABLE": to},
        "importstatistics": {"INPUT": table, "REPORT": to},
        "locationquotient": {"OBSERVATIONS": table, "AREAS": areas, "MAP": to, "STYLE_FILE": style},
        "concentration": {"OBSERVATIONS": table, "TRENDS": to},
        "concentrationdecomposition": {"OBSERVATIONS": table, "AREAS": grouped, "GROUPS": to},
        "shares": {"OBSERVATIONS": table, "AREAS": grouped, "CHANGES": to},
        "specialisation": {"OBSERVATIONS": table, "AREAS": areas, "MAP": to, "STYLE_FILE": style},
        "shiftshare": {"OBSERVATIONS": years, "AREAS": areas, "TOTALS": to, "MAP": to, "STYLE_FILE": style},
        "growthdecomposition": {"PLANTS": csv_table("tir,own_end,start,end\n1,GB,1,2\n")},
        "traditionalregions": {"AREAS": areas, "PRESET": "paper", "SENSITIVITY": to, "STYLE_FILE": style},
        "densityclass": {"AREAS": areas, "STYLE_FILE": style},
        "choropleth": {"AREAS": areas, "VALUE_FIELD": "population", "STYLE_FILE": style},
        "bivariatechoropleth": {"AREAS": row, "VALUE_FIELD": "x", "VALUE2_FIELD": "y", "STYLE_FILE": style, "LEGEND": to},
        "exportmap": {"AREAS": areas, "VALUE_FIELD": "population", "LAYOUT": to, "PROJECT": to},
        "spatialclusters": {"AREAS": row, "VALUE_FIELD": "x", "STYLE_FILE": style},
        "association": {"INTENSITY": row, "X_FIELD": "x", "Y_FIELD": "y", "AREAS": row, "MAP": to, "STYLE_FILE": style},
        "harmonisedistricts": {"INPUT": table, "BOUNDARIES": areas, "DISSOLVED": to, "CHANGES": to, "STYLE_FILE": style},
        "hexcartogram": {"AREAS": areas, "STYLE_FILE": style},
        "comparators": {"OBSERVATIONS": csv_table(MIXES), "AREAS": areas, "MAP": to, "STYLE_FILE": style},
        "studyregions": {"OBSERVATIONS": csv_table(MIXES), "AREAS": areas, "SCORES": to, "MAP": to, "STYLE_FILE": style},
    }
    for name, parameters in given.items():
        result = run(name, OUTPUT=to, **parameters)
        assert set(result) == set(OUTPUTS[name]), name
        if "STYLE_FILE" in result:
            assert os.path.isfile(result["STYLE_FILE"])


@pytest.mark.parametrize(("name", "empty"), [
    ("groupindustries", ("TOTAL", "INDUSTRIES", "GROUP_TABLE", "GROUP_CODE", "PLACEMENT")),
    ("attachregions", ("LOOKUP", "LOOKUP_CODE", "REGION_LAYER", "POPULATION", "INDUSTRY_FIELD", "REGION_TABLE")),
    ("locationquotient", ("AREAS", "MAP_PERIOD", "INDUSTRIES", "TOTAL", "REFERENCE_AREA", "MAP_INDUSTRY", "STYLE_FILE", "MAP")),
    ("concentration", ("AREAS", "REFERENCE_FIELD", "TRENDS", "PERIOD_FIELD")),
    ("concentrationdecomposition", ("GROUP_FIELD", "REFERENCE_FIELD", "GROUPS", "PERIOD_FIELD")),
    ("shares", ("GROUP_FIELD", "BASE_YEAR", "FROM", "TO", "SPLIT_TOP", "DEFLATOR", "PRICE_YEAR", "CHANGES")),
    ("specialisation", ("AREAS", "PARENT_FIELD", "PREFIX", "MAP_PERIOD", "REFERENCE_AREA", "STYLE_FILE", "MAP")),
    ("shiftshare", ("AREAS", "FROM", "TO", "DEFLATOR", "PRICE_YEAR", "REFERENCE_AREA", "STYLE_FILE", "TOTALS", "MAP")),
    ("growthdecomposition", ("AREAS", "GROUP_FIELD", "WEIGHT_FIELD", "INDUSTRY_FIELD", "FROM", "TO", "DEFLATOR", "PRICE_YEAR")),
    ("traditionalregions", ("REGIONS", "POPULATION", "THRESHOLD", "REGION_FIELD", "JOBS_FIELDS", "SENSITIVITY")),
    ("densityclass", ("TABLE", "BASE_YEAR", "REGION_FIELD", "STYLE_FILE")),
    ("choropleth", (
        "TABLE", "FILTER", "PERIOD_FIELD", "INDUSTRY_FIELD", "MARKER_FIELD", "BREAKS", "TITLE", "UNIT", "STYLE_FILE")),
    ("bivariatechoropleth", ("TABLE", "TABLE2", "FILTER", "FILTER2", "BREAKS2", "TITLE1", "UNIT2", "LEGEND")),
    ("exportmap", ("TABLE", "FILTER", "PAGE_FIELD", "PAGE_VALUES", "BREAKS", "TITLE", "SUBTITLE", "SOURCE", "INSET_EXTENT",
                   "DISTRICT", "LOGO", "AUTHOR", "LAYOUT", "PROJECT")),
    ("spatialclusters", ("TABLE", "FILTER", "STYLE_FILE")),
    ("chart", ("FILTER", "X_FIELD", "SERIES_FIELD", "LABEL_FIELD", "GROUP_FIELD", "NAMES", "HIGHLIGHT", "TITLE", "UNIT", "FROM", "DATA")),
    ("association", ("OBSERVATIONS", "DEFLATOR", "FROM", "X_FROM", "NUMERATOR_FIELD", "GROUP_FIELD", "X_TITLE", "FILTER", "MAP")),
    ("hexcartogram", ("REGION_FIELD", "SIZE", "STYLE_FILE")),
    ("industrialdistricts", ("AREAS", "FIRMS_FIELD", "LABOUR_FIELD", "POPULATION_FIELD", "STYLE_FILE", "MAP")),
    ("matchfirms", ("AREAS", "LOG_COVARIATES", "CONTROL_REGIONS", "REGION_FIELD", "CALIPER", "STYLE_FILE", "BALANCE", "MAP")),
    ("comparators", ("DISTRICT", "PERIOD", "AREAS", "COVARIATES", "WITHIN", "INDUSTRY_NAMES", "STYLE_FILE", "MAP")),
    ("studyregions", ("PERIOD", "AREAS", "REGION_FIELD", "CANDIDATES", "FILTER", "INDUSTRY_NAMES", "SCORES", "MAP")),
    ("harmonisedistricts", ("NAME_FIELD", "KEY_FIELDS", "VALUE_FIELDS", "WEIGHT_FIELD", "WEIGHTS", "BOUNDARIES", "STYLE_FILE", "CHANGES")),
])
@pytest.mark.parametrize("nothing", ["", None], ids=["empty text", "none"])
def test_an_optional_parameter_left_empty_is_not_given(run, csv_table, squares, name, empty, nothing):
    """Batch tables, models and scripts leave things empty in either way."""
    table = csv_table("area,industry,period,value\nE06000001,i,2020,6\nE06000002,j,2020,8\n")
    areas = squares(["E06000001", "E06000002"], population=[10, 20], km2=[1, 1], value=[1, 2])
    given = {"OBSERVATIONS": table} if "OBSERVATIONS" in PARAMETERS[name] else {"AREAS": areas}
    if "GROUP_FIELD" in PARAMETERS[name]:
        given["AREAS"] = squares(["E06000001", "E06000002"], region=["UKC1", "UKC2"])
    row = squares(["A", "B", "C", "D"], value=[1, 2, 3, 4], y=[1, 3, 2, 4])
    if name == "traditionalregions":
        given["PRESET"] = "paper"
    elif name in ("groupindustries", "attachregions"):
        codes = csv_table("area,industry,period,value\nE06000001,26,2020,6\n")
        given = {"OBSERVATIONS" if name == "groupindustries" else "INPUT": codes}
    elif name == "growthdecomposition":
        given = {"PLANTS": csv_table("tir,own_end,start,end\n1,GB,1,2\n")}
    elif name == "shiftshare":
        given["OBSERVATIONS"] = csv_table("area,industry,period,value\nE06000001,i,2020,6\nE06000001,i,2021,9\n")
    elif name == "exportmap":
        given["VALUE_FIELD"] = "value"
    elif name == "spatialclusters":
        given = {"AREAS": row}
    elif name == "bivariatechoropleth":
        given = {"AREAS": row, "VALUE2_FIELD": "y"}
    elif name == "association":
        given = {"INTENSITY": row, "X_FIELD": "value", "Y_FIELD": "y"}
    elif name == "industrialdistricts":
        given = {"JOBS": csv_table(SYSTEMS)}
    elif name == "matchfirms":
        given = {"FIRMS": csv_table("firm,industry,size,tir\nA,28,1,1\nB,28,3,0\n"), "COVARIATES": ["size"]}
    elif name in ("harmonisedistricts", "chart"):
        given = {"INPUT": table}
    elif name in ("comparators", "studyregions"):
        given = {"OBSERVATIONS": csv_table(MIXES)}
    plain = run(name, **given, OUTPUT="TEMPORARY_OUTPUT")
    result = run(name, **given, OUTPUT="TEMPORARY_OUTPUT", **dict.fromkeys(empty, nothing))
    outputs = ("OUTPUT",)
    assert {key: value for key, value in result.items() if key not in outputs} == {
        key: value for key, value in plain.items() if key not in outputs}
