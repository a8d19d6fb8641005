"""Contributions of plants to the change in output, by id."""

import pytest

TO = "TEMPORARY_OUTPUT"
PUBLISHED = {  # Sunley et al. (2023), Table 3: per cent of +81.2 billion pounds, 2000 prices
    ("Non TIR", "open throughout", "domestic"): -1.8, ("Non TIR", "open throughout", "foreign"): 17.0,
    ("Non TIR", "opened and closed", "domestic"): 16.1, ("Non TIR", "opened and closed", "foreign"): 44.1,
    ("TIR", "open throughout", "domestic"): -4.9, ("TIR", "open throughout", "foreign"): 11.1,
    ("TIR", "opened and closed", "domestic"): -8.2, ("TIR", "opened and closed", "foreign"): 26.6,
}


def published_plants() -> str:
    """Plants that changed as the published table says, in billions: three or four for each of its cells."""
    lines = ["plant,tir,own_start,own_end,start,end"]
    for (group, status, owner), percent in PUBLISHED.items():
        change, flag, word = percent / 100 * 81.2, int(group == "TIR"), {"domestic": "GB", "foreign": "US"}[owner]
        if status == "open throughout":
            lines += [f"p,{flag},{word},{word},100,{100 + change / 2:.6f}", f"p,{flag},GB,{word},50,{50 + change / 2:.6f}"]
        else:
            lines += [f"p,{flag},,{word},0,{60 + change:.6f}", f"p,{flag},{word},,40,", f"p,{flag},{word},,20,0"]
    return "\n".join(lines) + "\n"


HEADER = "plant,tir,own_start,own_end,start,end\n"
EXAMPLE = HEADER + (  # that of the documentation: the changes add to 100, so that each is a per cent
    "1,0,GB,GB,100,130\n2,0,,US,,40\n3,0,GB,US,60,90\n4,1,DE,DE,80,70\n5,1,GB,,30,0\n6,1,,GB,,40\n")
BY_DISTRICT = "area,own_start,own_end,start,end\n" + (
    "E06000001,GB,GB,100,130\ne06000001 ,,US,,40\nE06000001,GB,US,60,90\nE06000002,DE,DE,80,70\nE06000002,GB,,30,0\n"
    "E06000002,,GB,,40\n")
EXPECTED = {
    ("Non TIR", "open throughout", "domestic"): 30, ("Non TIR", "open throughout", "foreign"): 30,
    ("Non TIR", "opened and closed", "domestic"): 0, ("Non TIR", "opened and closed", "foreign"): 40,
    ("TIR", "open throughout", "domestic"): 0, ("TIR", "open throughout", "foreign"): -10,
    ("TIR", "opened and closed", "domestic"): 10, ("TIR", "opened and closed", "foreign"): 0,
}


@pytest.fixture
def cells(run, rows):
    """`cells(plants)` returns a field of the result by group, status and owner."""

    def made(plants, name="contrib", **parameters) -> dict:
        result = run("growthdecomposition", PLANTS=plants, OUTPUT=TO, **parameters)
        return {(row["group"], row["status"], row["owner"]): row[name] for row in rows(result["OUTPUT"])}

    return made


# Known answers --------------------------------------------------------------------------------------------------------


def test_the_published_table_comes_back(run, rows, csv_table):
    result = run("growthdecomposition", PLANTS=csv_table(published_plants()), FROM=1973, TO=2016, OUTPUT=TO)
    found = rows(result["OUTPUT"])
    assert [(row["group"], row["status"], row["owner"]) for row in found] == list(PUBLISHED)
    assert [row["contrib"] for row in found] == pytest.approx(list(PUBLISHED.values()), abs=1e-5)
    assert [row["n_plants"] for row in found] == [2, 2, 3, 3] * 2
    assert result["TOTAL_CHANGE"] == pytest.approx(81.2, abs=1e-5) and result["N_PLANTS"] == 20


def test_the_published_table_comes_back_in_2000_prices(run, rows, csv_table):
    """The same plants in the prices of their years, of which 2000's are ten times and half: the same table again."""
    lines = [line.split(",") for line in published_plants().splitlines()[1:]]
    nominal = HEADER + "".join(
        f"{plant},{tir},{first},{last},{float(start or 0) / 10:.9f},{float(end or 0) * 2:.9f}\n"
        for plant, tir, first, last, start, end in lines)
    index = csv_table("period,index\n1973,10\n2000,100\n2016,200\n")
    result = run("growthdecomposition", PLANTS=csv_table(nominal), FROM=1973, TO=2016, DEFLATOR=index, PRICE_YEAR=2000, OUTPUT=TO)
    assert [row["contrib"] for row in rows(result["OUTPUT"])] == pytest.approx(list(PUBLISHED.values()), abs=1e-5)
    assert result["PRICES"] == "2000 prices" and result["TOTAL_CHANGE"] == pytest.approx(81.2, abs=1e-5)
    assert "from 1973 to 2016, 2000 prices" in result["CAPTION"]


def test_the_example_of_the_documentation(run, cells, csv_table):
    assert cells(csv_table(EXAMPLE)) == EXPECTED
    assert "6 plants, change in output +100 (current prices)" in run.log
    assert "1 plant open throughout went from a domestic to a foreign owner or back" in run.log


def test_the_numbers_are_returned(run, csv_table):
    table = csv_table(EXAMPLE + "7,0,GB,GB,,\n8,0,GB,GB,0,0\n9,,GB,GB,5,6\n10,1,GB,,7,8\n11,1,GB,GB,[c],8\n")
    result = run("growthdecomposition", PLANTS=table, OUTPUT=TO)
    wanted = {
        "N_PLANTS": 8, "N_DROPPED": 2, "N_SUPPRESSED": 1, "N_NO_OWNER": 1, "N_NO_GROUP": 1, "N_OWNER_CHANGED": 1,
        "TOTAL_CHANGE": 102, "PRICES": "current prices"}
    assert {name: result[name] for name in wanted} == wanted
    for words in ("2 plants without output at both dates", "1 plant with a suppressed output", "row 11", "'no owner'", "'no group'"):
        assert words in run.log


def test_detail_splits_openings_from_closures(cells, csv_table):
    found = cells(csv_table(EXAMPLE), DETAIL=True)
    assert list(found)[:6] == [
        ("Non TIR", status, owner) for status in ("open throughout", "opened", "closed") for owner in ("domestic", "foreign")]
    assert found[("TIR", "opened", "domestic")] == 40 and found[("TIR", "closed", "domestic")] == -30


def test_the_owner_may_be_that_at_the_start(run, cells, csv_table):
    found = cells(csv_table(EXAMPLE), OWNER_AT="start")
    assert found[("Non TIR", "open throughout", "domestic")] == 60
    assert found[("Non TIR", "opened and closed", "foreign")] == 40, "opened: the end's owner"
    assert "owner at the start (OWNER_AT)" in run.log


@pytest.mark.parametrize("kept", ["own_start", "own_end", "holder"])
def test_one_field_of_owners_serves_for_both_dates(run, cells, csv_table, kept):
    table = csv_table(f"tir,{kept},start,end\n0,gb,100,130\n0,US,,40\n1,US,30,\n1,GB,0,60\n")
    found = cells(table, **({"OWNER_START": "holder"} if kept == "holder" else {}))
    assert [number for number in found.values() if number] == [30, 40, 60, -30]
    assert f"Owners at both dates are those of field '{kept}'" in run.log


def test_domestic_owners_are_words_of_ones_own(cells, csv_table):
    table = csv_table(EXAMPLE.replace("GB", "Scottish"))
    assert cells(table, DOMESTIC="scottish; Welsh ") == EXPECTED
    assert cells(table)[("Non TIR", "open throughout", "domestic")] == 0


def test_plants_take_the_group_of_their_district(run, cells, csv_table, squares):
    areas = squares(["E06000001", "E06000002", "E06000003"], tir=[0, 1, 0])
    assert cells(csv_table(BY_DISTRICT), AREAS=areas) == EXPECTED
    assert "GROUP_FIELD: field 'tir' of 'squares' is taken" in run.log


def test_districts_may_be_grouped_by_anything(cells, csv_table):
    areas = csv_table("code,nuts\nE06000001,UKD3\nE06000002,UKC1\n")
    found = cells(csv_table(BY_DISTRICT), AREAS=areas, AREA_CODE="code", GROUP_FIELD="nuts")
    names = {"UKD3": "Non TIR", "UKC1": "TIR"}
    assert list(dict.fromkeys(group for group, _, _ in found)) == ["UKC1", "UKD3"]
    assert {(names[group], *rest): number for (group, *rest), number in found.items()} == EXPECTED


def test_plants_in_districts_that_are_not_there_are_counted_and_named(run, rows, csv_table, squares):
    table = csv_table(BY_DISTRICT + "E07000999,GB,GB,1,2\n,GB,GB,1,2\nE07000998,GB,GB,,\n")
    result = run("growthdecomposition", PLANTS=table, AREAS=squares(["E06000001", "E06000002"], tir=[0, 1]), OUTPUT=TO)
    assert result["N_NO_GROUP"] == 2 and result["TOTAL_CHANGE"] == 102
    assert "2 plants whose district has no group in AREAS are the group 'no group'" in run.log
    assert "not in AREAS: E07000999." in run.log
    assert [row["group"] for row in rows(result["OUTPUT"])] == ["Non TIR"] * 4 + ["TIR"] * 4 + ["no group"] * 4


def test_a_flag_goes_before_the_district_and_that_is_said(run, cells, csv_table, squares):
    table = csv_table(EXAMPLE.replace("plant,", "area,"))
    assert cells(table, AREAS=squares(["1", "2"], tir=[1, 1])) == EXPECTED
    assert "their own field 'tir', so AREAS is not used" in run.log
    for more in ({"FLAG_FIELD": ""}, {"GROUP_FIELD": "tir"}):
        found = cells(table, AREAS=squares(list("123456"), tir=[1] * 6), **more)
        assert {key for key, number in found.items() if number and key[0] == "Non TIR"} == set()
    assert "Plants are in the group of their district, by its field 'tir'." in run.log
    assert cells(table, AREAS=squares(["1"], type=["a"]), FLAG_FIELD="TIR", GROUP_FIELD="type") == EXPECTED


def test_an_empty_cell_of_the_layout_is_zero(cells, csv_table):
    found = cells(csv_table(HEADER + "1,1,US,US,1,3\n"), "n_plants")
    assert len(found) == 8 and sum(found.values()) == found[("TIR", "open throughout", "foreign")] == 1


def test_a_negative_output_is_an_open_plant(cells, csv_table):
    found = cells(csv_table(HEADER + "1,0,GB,GB,-10,30\n2,1,GB,,-60,\n"))
    assert found[("Non TIR", "open throughout", "domestic")] == 40
    assert found[("TIR", "opened and closed", "domestic")] == 60


def test_weights_count_a_plant_several_times(run, rows, csv_table):
    table = csv_table("tir,own_end,start,end,gross\n0,GB,10,20,2.5\n1,US,10,20,7.5\n")
    found = rows(run("growthdecomposition", PLANTS=table, WEIGHT_FIELD="gross", OUTPUT=TO)["OUTPUT"])
    assert [(row["contrib"], row["n_plants"], row["n_weighted"], row["out_end"]) for row in found if row["n_plants"]] == [
        (25, 1, 2.5, 50), (75, 1, 7.5, 150)]


def test_a_fall_is_said_in_caption_and_log(run, rows, csv_table):
    result = run("growthdecomposition", PLANTS=csv_table(HEADER + "1,0,GB,GB,10,4\n2,1,US,US,1,3\n"), OUTPUT=TO)
    assert result["TOTAL_CHANGE"] == -4 and [row["contrib"] for row in rows(result["OUTPUT"]) if row["contrib"]] == [150, -50]
    for text in (run.log, result["CAPTION"]):
        assert "Output fell, so a positive figure is a share of the fall." in text


def test_each_industry_may_have_its_own_prices(run, cells, csv_table):
    plants = csv_table("tir,own_end,industry,start,end\n0,GB,26,10,40\n1,GB,29,10,50\n")
    index = csv_table("year,sic,index\n1973,26,10\n2000,26,20\n2016,26,40\n1973,Total,5\n2000,Total,20\n2016,Total,20\n")
    found = cells(plants, "change", DEFLATOR=index, PRICE_YEAR=2000, FROM=1973, TO=2016)
    assert found[("Non TIR", "open throughout", "domestic")] == 40 * 20 / 40 - 10 * 20 / 10
    assert found[("TIR", "open throughout", "domestic")] == 50 * 20 / 20 - 10 * 20 / 5
    assert "29 by that of Total" in run.log


def test_plants_without_industries_take_the_index_of_the_total_and_the_log_says_so(run, cells, csv_table):
    index = csv_table("year,sic,index\n1973,26,10\n2000,26,20\n2016,26,40\n1973,Total,5\n2000,Total,20\n2016,Total,20\n")
    given = {"DEFLATOR": index, "PRICE_YEAR": 2000, "FROM": 1973, "TO": 2016}
    found = cells(csv_table("tir,own_end,start,end\n0,GB,10,40\n1,GB,10,50\n"), "change", **given)
    assert found[("Non TIR", "open throughout", "domestic")] == 40 * 20 / 20 - 10 * 20 / 5
    assert "the plants have no industries, so the index of 'Total' is used for all of them" in run.log
    cells(csv_table("tir,own_end,industry,start,end\n0,GB,26,10,60\n"), **given)
    assert run.log.count("no industries") == 1, "not where they have some"


def test_a_flag_of_text_is_read_as_a_number(refused, cells, csv_table):
    lines = [line.split(",") for line in EXAMPLE.splitlines()[1:]]
    texts = HEADER + "x,TIR,,,,\n" + "".join(",".join([plant, f"{tir}.0", *others]) + "\n" for plant, tir, *others in lines)
    assert cells(csv_table(texts)) == EXPECTED, "a word makes the field one of text"
    refused("growthdecomposition", "'2.0' is no flag", PLANTS=csv_table(texts.replace("1.0", "2.0")))


# Refusals -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "words"), [
    (EXAMPLE.replace("100,130", "many,130"), ("'start'", "row 1", "'many'", "not a number")),
    (EXAMPLE.replace("\n4,1", "\n4,yes"), ("FLAG_FIELD", "'tir'", "row 4", "'yes'")),
    (HEADER, ("PLANTS", "no rows")),
    (HEADER + "1,0,GB,GB,,0\n", ("No plant has output", "START_FIELD")),
    (HEADER + "1,0,GB,GB,5,6\n2,0,GB,GB,6,5\n", ("cancel out", "other years")),
    (HEADER + "1,,GB,GB,5,6\n", ("No plant has a group", "'tir'")),
    (EXAMPLE.replace("start,end", "begin,end"), ("START_FIELD", "no field 'start'", "begin")),
    (EXAMPLE.replace("own_start,own_end", "a,b"), ("OWNER_END", "own_end")),
    (EXAMPLE.replace("tir", "flag"), ("FLAG_FIELD", "AREAS")),
])
def test_a_table_that_cannot_be_decomposed_is_refused(refused, csv_table, text, words):
    refused("growthdecomposition", *words, PLANTS=csv_table(text))


@pytest.mark.parametrize(("parameters", "words"), [
    ({"START_FIELD": "begin"}, ("START_FIELD", "begin", "Did you mean")), ({"OWNER_END": "owner"}, ("OWNER_END", "no field 'owner'")),
    ({"FLAG_FIELD": "tirs"}, ("FLAG_FIELD", "Did you mean tir?")), ({"WEIGHT_FIELD": "gross"}, ("WEIGHT_FIELD", "gross")),
    ({"DOMESTIC": " ; "}, ("DOMESTIC is empty", "GB")), ({"DOMESTIC": ""}, ("DOMESTIC is empty",)),
    ({"FROM": 2016, "TO": 1973}, ("FROM is 2016 and TO is 1973", "after")), ({"FROM": 1973.5}, ("FROM", "1973.5", "whole number")),
    ({"PRICE_YEAR": 2000}, ("PRICE_YEAR", "DEFLATOR")),
])
def test_a_parameter_that_cannot_be_is_refused(refused, csv_table, parameters, words):
    refused("growthdecomposition", *words, PLANTS=csv_table(EXAMPLE), **parameters)


def test_an_owner_that_is_no_choice_is_refused(run, csv_table):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException, match="OWNER_AT"):
        run("growthdecomposition", PLANTS=csv_table(EXAMPLE), OWNER_AT="middle", OUTPUT=TO)


@pytest.mark.parametrize(("parameters", "words"), [
    ({"PRICE_YEAR": 2000}, ("FROM and TO",)), ({"PRICE_YEAR": 2000, "FROM": 1973}, ("FROM and TO",)),
    ({"FROM": 1973, "TO": 2016}, ("PRICE_YEAR",)), ({"PRICE_YEAR": 1999, "FROM": 1973, "TO": 2016}, ("PRICE_YEAR", "1999", "1973")),
    ({"PRICE_YEAR": 2000, "FROM": 1973, "TO": 2017}, ("no index for 2017",)),
])
def test_prices_need_their_years(refused, csv_table, parameters, words):
    index = csv_table("period,index\n1973,10\n2000,100\n2016,200\n")
    refused("growthdecomposition", *words, PLANTS=csv_table(EXAMPLE), DEFLATOR=index, **parameters)


def test_prices_by_industry_need_the_industry_or_a_total(refused, csv_table):
    index = csv_table("period,industry,index\n1973,26,10\n2000,26,100\n2016,26,200\n")
    refused("growthdecomposition", "INDUSTRY_FIELD", PLANTS=csv_table(EXAMPLE), DEFLATOR=index, PRICE_YEAR=2000, FROM=1973, TO=2016)


@pytest.mark.parametrize(("cell", "words"), [("", "is missing"), ("-1", "is below zero (-1)"), ("*", "is missing")])
def test_a_weight_that_is_none_names_its_row(refused, csv_table, cell, words):
    table = csv_table(f"tir,own_end,start,end,gross\n0,GB,10,20,1\n1,US,10,20,{cell}\n")
    refused("growthdecomposition", "row 2", words, "'gross'", PLANTS=table, WEIGHT_FIELD="gross")


def test_weights_that_are_all_zero_are_refused(refused, csv_table):
    table = csv_table("tir,own_end,start,end,gross\n0,GB,10,20,0\n1,US,10,25,0\n")
    message = refused("growthdecomposition", "every weight in WEIGHT_FIELD is 0", PLANTS=table, WEIGHT_FIELD="gross")
    assert "cancel" not in message


def test_districts_whose_group_is_empty_are_not_said_to_be_unknown(refused, run, cells, csv_table, squares):
    areas = squares(["E06000001", "E06000002"], nuts=[None, None], type=["", "b"])
    message = refused("growthdecomposition", "'nuts' is empty in AREAS for E06000001, E06000002.", "GROUP_FIELD",
                      PLANTS=csv_table(BY_DISTRICT), AREAS=areas, GROUP_FIELD="nuts")
    assert "same kind" not in message
    refused("growthdecomposition", "is empty in AREAS for E06000001, and E06000002 are not in AREAS",
            PLANTS=csv_table(BY_DISTRICT), AREAS=squares(["E06000001"], nuts=[""]), GROUP_FIELD="nuts")
    found = cells(csv_table(BY_DISTRICT), AREAS=areas, GROUP_FIELD="type")
    assert sum(found.values()) == pytest.approx(100) and found[("b", "open throughout", "foreign")] == -10
    assert "Districts whose field 'type' is empty: E06000001." in run.log and "not in AREAS" not in run.log


def test_districts_that_match_no_plant_are_refused(refused, csv_table, squares):
    areas = squares(["W06000001"], tir=[0])
    refused("growthdecomposition", "E06000001", "AREA_CODE", PLANTS=csv_table(BY_DISTRICT), AREAS=areas)
    areas = squares(["E06000001"], people=[0])
    refused("growthdecomposition", "GROUP_FIELD", PLANTS=csv_table(BY_DISTRICT), AREAS=areas)


# Large tables, files and chains ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize("how", ["csv", "memory"])
def test_the_size_of_a_chunk_changes_nothing(run, rows, csv_table, memory, monkeypatch, size, how):
    import numpy as np

    from industrial_atlas.processing import tables

    generator = np.random.default_rng(3)
    held = [
        (str(row), int(generator.integers(0, 2)), str(generator.choice(["GB", "US"])), str(generator.choice(["GB", "US", ""])),
         *(float(value) if value > 0 else None for value in generator.normal(1, 1, 2)))
        for row in range(60)]
    if how == "csv":
        plants = csv_table(HEADER + "".join(",".join("" if cell is None else str(cell) for cell in row) + "\n" for row in held))
    else:
        kinds = {"plant": "string", "tir": "int", "own_start": "string", "own_end": "string", "start": "double", "end": "double"}
        plants = memory(kinds, held)
    whole = rows(run("growthdecomposition", PLANTS=plants, OUTPUT=TO)["OUTPUT"])
    monkeypatch.setattr(tables, "CHUNK", size)
    parts = rows(run("growthdecomposition", PLANTS=plants, OUTPUT=TO)["OUTPUT"])
    assert len(whole) == len(parts) == 12
    for one, other in zip(whole, parts):
        assert one == pytest.approx(other, rel=1e-10, abs=1e-10)
    assert sum(row["contrib"] for row in parts) == pytest.approx(100)


def test_a_fault_in_a_later_chunk_names_the_row_of_the_table(refused, csv_table, monkeypatch):
    from industrial_atlas.processing import tables

    monkeypatch.setattr(tables, "CHUNK", 2)
    refused("growthdecomposition", "row 5", "'much'", PLANTS=csv_table(EXAMPLE.replace("30,0", "much,0")))


def test_a_selection_is_all_that_counts(run, memory):
    from qgis.core import QgsProcessingFeatureSourceDefinition, QgsProject

    kinds = {"tir": "int", "own_end": "string", "start": "double", "end": "double"}
    layer = memory(kinds, [(0, "GB", 1.0, 3.0), (1, "US", 1.0, 8.0), (1, "US", 2.0, None)])
    QgsProject.instance().addMapLayer(layer)
    run.context.setProject(QgsProject.instance())
    layer.selectByExpression("own_end = 'US'")
    result = run("growthdecomposition", PLANTS=QgsProcessingFeatureSourceDefinition(layer.id(), True), OUTPUT=TO)
    assert (result["N_PLANTS"], result["TOTAL_CHANGE"]) == (2, 5)
    QgsProject.instance().clear()


def test_cancelling_leaves_no_file(run, csv_table, tmp_path):
    from qgis.core import QgsProcessingException

    run.feedback.cancel()
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run("growthdecomposition", PLANTS=csv_table(EXAMPLE), OUTPUT=str(tmp_path / "out.gpkg"))
    assert not (tmp_path / "out.gpkg").exists()


@pytest.mark.parametrize("ending", ["gpkg", "csv", "xlsx"])
def test_the_table_goes_into_a_file(run, rows, csv_table, tmp_path, ending):
    path = str(tmp_path / f"growth.{ending}")
    run("growthdecomposition", PLANTS=csv_table(EXAMPLE), OUTPUT=path)
    found = rows(path)
    assert len(found) == 8 and found[0]["group"] == "Non TIR" and float(found[0]["contrib"]) == 30


def test_a_geopackage_keeps_title_caption_and_aliases(run, csv_table, tmp_path):
    from qgis.core import QgsVectorLayer

    path = str(tmp_path / "growth.gpkg")
    result = run("growthdecomposition", PLANTS=csv_table(EXAMPLE), FROM=1973, TO=2016, OUTPUT=path)
    layer = QgsVectorLayer(path, "growth", "ogr")
    assert layer.metadata().abstract().startswith(result["CAPTION"])
    assert layer.metadata().title() == "Contributions to growth, 1973 to 2016, current prices"
    aliases = {field.name(): field.alias() for field in layer.fields()}
    assert aliases["change"] == "Change in output (current prices)" and "current prices" in aliases["contrib"]


def test_districts_come_from_traditional_regions(run, cells, csv_table, sample):
    """Hartlepool (E06000001) is in Tees Valley and Durham, a TIR; Bath (E06000022) is not."""
    flagged = run("traditionalregions", AREAS=f"{sample}|layername=districts", PRESET="paper", REGION_FIELD="nuts2_2013", OUTPUT=TO)
    table = csv_table(BY_DISTRICT.replace("06000001", "06000022").replace("06000002", "06000001"))
    assert cells(table, AREAS=flagged["OUTPUT"]) == EXPECTED
