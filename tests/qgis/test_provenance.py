"""Where a result comes from: it stands in the layer's metadata, and the command in it makes the result again."""

from __future__ import annotations

import json
import shlex
import subprocess

import pytest

RIGHTS = "Figures: a made-up office, 2024."
TABLE = """
    area,industry,value
    A,X,1
    A,Total,10
    B,X,4
    B,Total,10
"""


@pytest.fixture
def kept(qgis):
    """`kept(path)` opens a layer afresh and returns the metadata stored with it."""
    from qgis.core import QgsVectorLayer

    def read(path):
        layer = QgsVectorLayer(str(path), "layer", "ogr")
        assert layer.isValid()
        return layer.metadata()

    return read


@pytest.fixture
def licensed(squares):
    """Districts whose layer says whose they are and how it was made."""
    layer = squares(["A", "B"], value=[1, 2])
    metadata = layer.metadata()
    metadata.setRights([RIGHTS])
    metadata.setLicenses(["Open Government Licence v3.0"])
    metadata.setHistory(["Digitised by hand."])
    layer.setMetadata(metadata)
    return layer


def test_every_output_says_what_it_is_how_it_is_made_and_whose_figures_it_holds(run, licensed, kept, csv_table, tmp_path):
    table, path = csv_table(TABLE), tmp_path / "lq.gpkg"
    run("locationquotient", OBSERVATIONS=table, AREAS=licensed, OUTPUT=f"ogr:dbname='{path}' table=\"lq\"",
        MAP=f"ogr:dbname='{path}' table=\"map\" (geom)")
    for layer in ("lq", "map"):
        told = kept(f"{path}|layername={layer}")
        assert "(industry / all industries in the district)" in told.abstract() or "LQ" in told.abstract()
        assert "Source" in told.abstract(), "the formula and its source, in words"
        assert told.title() and RIGHTS in told.rights()
        assert told.licenses() == ["Open Government Licence v3.0"]
        assert any("table" in line and "Not stated" in line for line in told.rights()), "the table says nothing of itself"
        assert told.history()[0] == "Digitised by hand." and "industrialatlas:locationquotient" in told.history()[-1]
        assert f"--OBSERVATIONS={table}" in told.history()[-1]
        assert "--REFERENCE" not in told.history()[-1], "what is left at its default is left out"


def test_ogrinfo_reads_it(run, licensed, csv_table, tmp_path):
    path = tmp_path / "lq.gpkg"
    run("locationquotient", OBSERVATIONS=csv_table(TABLE), AREAS=licensed, OUTPUT=str(path))
    read = subprocess.run(["ogrinfo", "-mdd", "all", "-so", str(path), "lq"], capture_output=True, text=True, check=True)
    assert "qgis_process run industrialatlas:locationquotient" in read.stdout and RIGHTS in read.stdout


def test_a_layer_in_memory_carries_it_too(run, licensed, qgis):
    result = run("choropleth", AREAS=licensed, SCHEME="user_defined", BREAKS="1;2", OUTPUT="TEMPORARY_OUTPUT")
    told = result["OUTPUT"].metadata()
    assert RIGHTS in told.rights() and "--SCHEME=user_defined" in told.history()[-1]
    assert "'--BREAKS=1;2'" in told.history()[-1], "quoted for the shell"
    assert "'--AREAS=<the layer '\"'\"'squares'\"'\"', which was not saved>'" in told.history()[-1]


def test_the_command_makes_the_same_result_again(run, rows, csv_table, kept, tmp_path, qgis_process):
    table, path = csv_table(TABLE, "it's a table; of mine.csv"), tmp_path / "first one.gpkg"
    run("locationquotient", OBSERVATIONS=table, INDUSTRIES="X", MIN_VALUE=2, OUTPUT=str(path))
    first = rows(str(path))
    words = shlex.split(kept(path).history()[-1].partition(": ")[2])
    assert words[:3] == ["qgis_process", "run", "industrialatlas:locationquotient"]
    path.unlink()
    again = qgis_process.call(*words[1:])
    assert again.returncode == 0, again.stdout + again.stderr
    assert json.dumps(rows(str(path)), default=str) == json.dumps(first, default=str)


def test_a_result_of_a_result_keeps_the_whole_chain(run, licensed, kept, csv_table, tmp_path):
    first, second = tmp_path / "map.gpkg", tmp_path / "chart.gpkg"
    run("locationquotient", OBSERVATIONS=csv_table(TABLE), AREAS=licensed, OUTPUT="TEMPORARY_OUTPUT", MAP=str(first))
    run("choropleth", AREAS=str(first), VALUE_FIELD="lq", OUTPUT=str(second))
    told = kept(second)
    assert [line.count("industrialatlas:") for line in told.history()] == [0, 1, 1]
    assert "locationquotient" in told.history()[1] and "choropleth" in told.history()[2]
    assert told.rights()[0] == RIGHTS
    assert "Made from Location quotient" in told.abstract() and "O'Donoghue" in told.abstract(), "the first step's method"


def test_a_shapefile_has_it_beside(run, licensed, kept, tmp_path):
    path, second = tmp_path / "map.shp", tmp_path / "again.gpkg"
    run("choropleth", AREAS=licensed, OUTPUT=str(path))
    assert "industrialatlas:choropleth" in path.with_suffix(".qmd").read_text(encoding="utf-8")
    run("choropleth", AREAS=str(path), VALUE_FIELD="value", OUTPUT=str(second))
    assert [line.count("choropleth") for line in kept(second).history()] == [0, 1, 1]


def test_a_password_is_not_written_down(run, qgis, licensed):
    from qgis.core import QgsApplication, QgsProcessingContext, QgsVectorLayer

    from industrial_atlas.processing import provenance

    algorithm = QgsApplication.processingRegistry().algorithmById("industrialatlas:choropleth").create()
    context, remote = QgsProcessingContext(), QgsVectorLayer(
        "dbname='atlas' host=127.0.0.1 port=1 user='officer' password='secret' table=\"d\" (geom)", "d", "postgres")
    context.temporaryLayerStore().addMapLayer(remote)
    text = provenance.command(algorithm, {"AREAS": remote.id()}, context)
    assert "officer" in text or "atlas" in text
    assert "secret" not in text


def test_an_imported_file_is_named(run, csv_table, kept, tmp_path):
    table, path = csv_table("code,industry,2021\nE06000001,C26,5\n", "downloaded.csv"), tmp_path / "observations.gpkg"
    run("importstatistics", INPUT=table, OUTPUT=str(path))
    assert kept(path).rights() == ["Not stated by downloaded.csv."]
    assert f"--INPUT={table}" in kept(path).history()[0]


# Source lines ---------------------------------------------------------------------------------------------------------


def test_the_source_line_is_the_users_own_or_what_the_layers_say_or_their_names(qgis, licensed, squares):
    from industrial_atlas.processing.provenance import source_line

    assert source_line("ONS, 2024", [licensed]) == "Source: ONS, 2024"
    assert source_line("Source: ONS, 2024", []) == "Source: ONS, 2024"
    assert source_line("", [licensed, licensed]) == f"Source: {RIGHTS} Open Government Licence v3.0."
    mine = squares(["A"], name="my districts")
    assert source_line("", [mine], ["/tmp/a b.csv"]) == "Source: my districts, a b.csv (licence not stated)."
    assert source_line("", [licensed, mine]) == (
        f"Source: {RIGHTS} Open Government Licence v3.0. my districts (licence not stated).")


def test_a_result_names_the_files_that_said_nothing(run, squares, csv_table, tmp_path, qgis):
    from qgis.core import QgsVectorLayer

    from industrial_atlas.processing.provenance import source_line

    table, path = csv_table("area,value\nA,1\nB,2\n", "downloaded.csv"), tmp_path / "map.gpkg"
    run("choropleth", AREAS=squares(["A", "B"]), TABLE=table, OUTPUT=str(path))
    made = QgsVectorLayer(str(path), "map", "ogr")
    assert source_line("", [made]) == "Source: squares, downloaded.csv (licence not stated)."


def test_the_command_works_in_any_folder(run, squares, kept, tmp_path, monkeypatch, csv_table):
    monkeypatch.chdir(tmp_path)
    csv_table("area,value\nA,1\nB,2\n", "values.csv")
    run("choropleth", AREAS=squares(["A", "B"]), TABLE="values.csv", OUTPUT="map.gpkg", STYLE_FILE="map.qml")
    line = kept(tmp_path / "map.gpkg").history()[-1]
    for name in ("TABLE=", "OUTPUT=", "STYLE_FILE="):
        assert f"--{name}{tmp_path}/" in line
