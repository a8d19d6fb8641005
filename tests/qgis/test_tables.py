"""Reading gives the same frame by GDAL's Arrow stream and feature by feature; writing leaves whole files or none."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

TEXTS = [
    "E06000001", "007", "  padded ", "", None, "Ynys Môn", "Castell-nedd Port Talbot", "Łódź – “quoted”, with comma",
    "Rhondda Cynon Taf", "W06000016/a", "W06000016/b", "0123456789abcdefX", "0123456789abcdefY", "E06000001",
]
WHOLE = [1, -2, 0, None, 2**53 + 1, -(2**62), 7, 8, 9, 10, 11, 12, 13, 1]
REALS = [0.1, -1e-9, None, 1e15, 0.0, 2.5, 3.0, 1 / 3, 5.0, 6.0, 7.0, 8.0, 9.0, 0.1]
COLUMNS = {"area": "code", "number": "whole", "value": "real"}


@pytest.fixture
def algorithm(qgis):
    return qgis.processingRegistry().createAlgorithmById("industrialatlas:concentration")


@pytest.fixture
def context(qgis):
    """A context with the project, as in the desktop."""
    from qgis.core import QgsProcessingContext, QgsProject

    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    yield context
    QgsProject.instance().clear()


@pytest.fixture
def read(algorithm, context):
    """`read(source, columns)` reads as every algorithm does."""
    from qgis.core import QgsProcessingFeedback

    from industrial_atlas.processing import tables

    def reading(source, columns=None, **more):
        parameters = {"OBSERVATIONS": source}
        return tables.read(
            algorithm, parameters, "OBSERVATIONS", context, QgsProcessingFeedback(False), columns or COLUMNS, **more)

    return reading


@pytest.fixture
def fast(read, monkeypatch):
    """Read through the Arrow stream, and fail if it was not used."""
    from industrial_atlas.processing import tables

    def reading(source, columns=None):
        with monkeypatch.context() as patch:
            def slow(*_):
                raise AssertionError("read feature by feature")
            patch.setattr(tables, "_read_features", slow)
            return read(source, columns)

    return reading


@pytest.fixture
def slow(read, monkeypatch):
    """Read feature by feature."""
    from industrial_atlas.processing import tables

    def reading(source, columns=None):
        with monkeypatch.context() as patch:
            patch.setattr(tables, "_plain_layer", lambda *_: None)
            return read(source, columns)

    return reading


@pytest.fixture
def arrow(qgis):
    """Skip where this GDAL has no Arrow stream: everything is then read feature by feature."""
    from osgeo import ogr

    if not hasattr(ogr.Layer, "GetArrowStreamAsNumPy"):
        pytest.skip("GDAL before 3.6 has no Arrow stream")


def same(first, second) -> None:
    """Both frames are equal in columns, types, categories and their order, values and missing values."""
    from pandas.testing import assert_frame_equal

    assert_frame_equal(first, second, check_exact=True)
    for name in first:
        if str(first[name].dtype) == "category":
            assert first[name].cat.categories.tolist() == second[name].cat.categories.tolist()


@pytest.fixture
def save(tmp_path, memory, rectangle):
    """`save("GPKG")` writes text, whole numbers and numbers with NULL in each, and returns the layer's path."""
    from qgis.core import QgsProject, QgsVectorFileWriter

    def writing(driver, columns=(TEXTS, WHOLE, REALS), name="mixed", kinds=("string", "int8", "double"), shapes=False, file=""):
        lines = list(zip(*columns))
        if shapes:
            lines = [(rectangle(place, 0, place + 1, 1), *line) for place, line in enumerate(lines)]
        layer = memory(dict(zip(("code", "whole", "real"), kinds)), lines, "Polygon" if shapes else "None", name=name)
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName, options.layerName = driver, name
        path = tmp_path / f"{file or name}.{ {'GPKG': 'gpkg', 'CSV': 'csv', 'FlatGeobuf': 'fgb'}[driver] }"
        if path.exists():
            options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
        answer = QgsVectorFileWriter.writeAsVectorFormatV3(
            layer, str(path), QgsProject.instance().transformContext(), options)
        assert answer[0] == QgsVectorFileWriter.WriterError.NoError, answer
        return str(path)

    return writing


# Both ways the same ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("driver", "shapes"), [("GPKG", False), ("GPKG", True), ("FlatGeobuf", True)])
def test_both_ways_give_the_same_frame(arrow, save, fast, slow, driver, shapes):
    import pandas as pd

    path = save(driver, shapes=shapes)
    first, second = fast(path), slow(path)
    same(first, second)
    assert len(first) == len(TEXTS)
    if driver == "GPKG":  # FlatGeobuf orders rows by place
        assert [None if pd.isna(text) else text for text in first["area"]] == TEXTS
        assert [None if pd.isna(number) else int(number) for number in first["number"]] == WHOLE
        assert [None if pd.isna(number) else number for number in first["value"]] == REALS
    assert str(first["area"].dtype) == "category" and str(first["number"].dtype) == "Int64"


def test_a_csv_gives_the_same_frame_both_ways(arrow, csv_table, fast, slow):
    path = csv_table('code,whole,real\n007,1,0.5\n"Môn, Ynys",,\n,2,*\n "x" ,3,1e3\n')
    first = fast(path)
    same(first, slow(path))
    assert first["area"].tolist()[:2] == ["007", "Môn, Ynys"]


def test_a_csv_with_types_beside_it_gives_the_same_frame_both_ways(arrow, csv_table, fast, slow):
    csv_table('"String","Integer64","Real"', "typed.csvt")
    path = csv_table("code,whole,real\n007,9007199254740993,0.5\nB,,\n,3,-1e-3\n", "typed.csv")
    first = fast(path)
    same(first, slow(path))
    assert first["area"].tolist()[0] == "007" and first["number"].tolist()[0] == 2**53 + 1


def test_a_csv_that_is_not_utf8_is_still_read(csv_table, read, slow):
    path = csv_table("code,whole,real\nYnys Môn,1,2\nB,2,3\n", encoding="latin-1")
    same(read(path), slow(path))


def test_text_beyond_eight_and_sixteen_bytes_is_told_apart(arrow, save, fast, slow):
    texts = ["12345678", "123456781", "123456782", "1234567812345678", "12345678123456781", "12345678123456782"] * 2
    texts += ["é" * length for length in range(1, 20)] + [None, "1234567", "12345678"]
    path = save("GPKG", (texts, list(range(len(texts))), [0.5] * len(texts)))
    first = fast(path)
    same(first, slow(path))
    assert first["area"].cat.categories.tolist() == list(dict.fromkeys(text for text in texts if text is not None))


def test_rows_of_several_batches_are_joined_in_order(arrow, save, fast, slow):
    number = 70_000
    texts = [None if row % 1000 == 7 else f"E{row % 350:08d}" + "x" * (row // 30_000 * 9) for row in range(number)]
    whole = [None if row % 501 == 3 else row for row in range(number)]
    reals = [None if row % 77 == 1 else row / 7 for row in range(number)]
    path = save("GPKG", (texts, whole, reals))
    first = fast(path)
    assert len(first) == number
    same(first, slow(path))


@pytest.mark.parametrize("columns", [([None] * 3,) * 3, ([],) * 3], ids=["all missing", "no rows"])
def test_nothing_in_a_column_is_the_same_nothing_both_ways(arrow, save, fast, slow, columns):
    path = save("GPKG", columns)
    same(fast(path), slow(path))


def test_one_field_may_feed_two_columns(arrow, save, fast, slow):
    path, columns = save("GPKG"), {"size": "real", "km2": "real", "area": "code"}
    same(fast(path, columns), slow(path, columns))


def test_a_field_named_in_another_case_is_read(save, read, slow):
    path, columns = save("GPKG"), {"area": "CODE", "value": "Real"}
    same(read(path, columns), slow(path, columns))


def test_a_layer_in_a_geopackage_of_several_is_the_one_that_is_read(arrow, save, fast, slow):
    save("GPKG", (["first"], [1], [1.0]), "first", file="several")
    path = save("GPKG", (["second"], [2], [2.0]), "second", file="several")
    for place, name in enumerate(("first", "second")):
        for source in (f"{path}|layername={name}", f"{path}|layerid={place}"):
            assert fast(source)["area"].tolist() == [name]
            same(fast(source), slow(source))


def test_the_sample_is_read_the_same_both_ways(arrow, sample, fast, slow):
    columns = {"area": "area", "industry": "industry", "period": "period", "value": "value"}
    districts = fast(f"{sample}|layername=gva", columns)
    assert len(districts) == 350 * 25 * 26 and int(districts["value"].isna().sum()) == 1664
    source = f"{sample}|layername=gva_itl2"
    same(fast(source, columns), slow(source, columns))


# What the layer shows is what is read ---------------------------------------------------------------------------------


@pytest.fixture
def layer(save):
    """A GeoPackage table in the project."""
    from qgis.core import QgsProject, QgsVectorLayer

    layer = QgsVectorLayer(save("GPKG", (["A", "B", "C", "D"], [1, 2, 3, 4], [1.5, 2.5, 3.5, None])), "mixed", "ogr")
    QgsProject.instance().addMapLayer(layer)
    return layer


def codes(frame) -> list:
    return frame["area"].tolist()


def test_a_selection_is_honoured(layer, read):
    from qgis.core import QgsProcessingFeatureSourceDefinition

    layer.selectByExpression("code in ('B', 'D')")
    assert codes(read(QgsProcessingFeatureSourceDefinition(layer.id(), True))) == ["B", "D"]
    assert codes(read(QgsProcessingFeatureSourceDefinition(layer.id(), False))) == ["A", "B", "C", "D"]
    assert codes(read(QgsProcessingFeatureSourceDefinition(layer.id(), False, 3))) == ["A", "B", "C"]


def test_a_subset_of_the_layer_is_honoured(layer, read):
    assert layer.setSubsetString("whole > 2")
    assert codes(read(layer)) == ["C", "D"]


def test_a_subset_in_the_path_is_honoured(save, read):
    path = save("GPKG", (["A", "B"], [1, 2], [1.0, 2.0]))
    assert codes(read(f'{path}|layername=mixed|subset="whole" = 2')) == ["B"]


def test_joined_fields_are_read(layer, read, csv_table):
    from qgis.core import QgsProject, QgsVectorLayer, QgsVectorLayerJoinInfo

    other = QgsVectorLayer(csv_table("code,extra\nB,20\nC,30\n", "other.csv"), "other", "ogr")
    QgsProject.instance().addMapLayer(other)
    join = QgsVectorLayerJoinInfo()
    join.setJoinLayer(other)
    join.setJoinFieldName("code")
    join.setTargetFieldName("code")
    join.setPrefix("j_")
    assert layer.addJoin(join)
    import pandas as pd

    frame = read(layer, {"area": "code", "value": "j_extra"})
    assert codes(frame) == ["A", "B", "C", "D"]
    assert [None if pd.isna(value) else str(value) for value in frame["value"]] == [None, "20", "30", None]


def test_virtual_fields_are_read(layer, read):
    from qgis.core import QgsField
    from qgis.PyQt.QtCore import QVariant

    layer.addExpressionField('"whole" * 10', QgsField("tenfold", QVariant.Type.LongLong))
    frame = read(layer, {"area": "code", "value": "tenfold"})
    assert frame["value"].tolist() == [10, 20, 30, 40]


def test_changes_that_are_not_saved_are_read(layer, read):
    layer.startEditing()
    first = next(layer.getFeatures())
    layer.changeAttributeValue(first.id(), layer.fields().lookupField("whole"), 99)
    layer.deleteFeature(first.id() + 1)
    frame = read(layer)
    layer.rollBack()
    assert codes(frame) == ["A", "C", "D"] and frame["number"].tolist() == [99, 3, 4]


def test_a_filter_and_an_expression_are_used(layer, read):
    frame = read(layer, {"area": "code"}, where="whole > 1 AND real IS NOT NULL", value="real * 2")
    assert codes(frame) == ["B", "C"] and frame["value"].tolist() == [5.0, 7.0]


def test_dates_and_truth_values_are_read(memory, read):
    import datetime

    from qgis.PyQt.QtCore import QDate

    table = memory({"code": "string", "day": "date", "flag": "bool"}, [("A", QDate(2020, 5, 1), True), ("B", None, None)])
    frame = read(table, {"area": "code", "period": "day", "flag": "flag"})
    assert frame["period"].tolist() == [datetime.date(2020, 5, 1), None]
    assert frame["flag"].tolist() == [True, None]


def test_a_delimited_text_layer_is_read(csv_table, read):
    from qgis.core import QgsVectorLayer

    path = csv_table("code;whole;real\n007;1;0.5\nB;;\n")
    layer = QgsVectorLayer(f"{Path(path).as_uri()}?delimiter=;&detectTypes=yes", "text", "delimitedtext")
    frame = read(layer)
    assert frame["number"].tolist()[0] == 1 and frame["value"].isna().tolist() == [False, True]


@pytest.mark.parametrize("source", ["nowhere.gpkg", "nowhere.csv", "gone/nowhere.gpkg|layername=gva"])
def test_a_path_that_leads_nowhere_is_named(run, tmp_path, source):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException) as raised:  # QGIS's own sentence
        run("concentration", OBSERVATIONS=str(tmp_path / source), OUTPUT=str(tmp_path / "output.gpkg"))
    assert "OBSERVATIONS" in str(raised.value) and source in str(raised.value)
    assert not (tmp_path / "output.gpkg").exists()


def test_reading_can_be_cancelled(algorithm, context, layer):
    from qgis.core import QgsProcessingFeedback

    from industrial_atlas.processing import tables

    feedback = QgsProcessingFeedback(False)
    feedback.cancel()
    with pytest.raises(tables.Cancelled):
        tables.read(algorithm, {"OBSERVATIONS": layer}, "OBSERVATIONS", context, feedback, COLUMNS)
    with pytest.raises(tables.Cancelled):
        tables.read(algorithm, {"OBSERVATIONS": layer}, "OBSERVATIONS", context, feedback, COLUMNS, where="whole > 0")


# In chunks ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def chunks(algorithm, context, monkeypatch):
    """`chunks(source, size)` reads in chunks of that size."""
    from qgis.core import QgsProcessingFeedback

    from industrial_atlas.processing import tables

    def reading(source, size, columns=None, slow=False, feedback=None):
        with monkeypatch.context() as patch:
            patch.setattr(tables, "CHUNK", size)
            if slow:
                patch.setattr(tables, "_plain_layer", lambda *_: None)
            return list(tables.chunks(
                algorithm, {"OBSERVATIONS": source}, "OBSERVATIONS", context, feedback or QgsProcessingFeedback(False),
                columns or COLUMNS))

    return reading


def joined(parts):
    """Chunks as one frame, with the categories of the whole."""
    import pandas as pd

    for part in parts:
        for name in part:
            if str(part[name].dtype) == "category":
                part[name] = part[name].astype(object)
    whole = pd.concat(parts)
    texts = [name for name in whole if whole[name].dtype == object]
    for name in texts:
        codes, distinct = pd.factorize(whole[name])
        whole[name] = pd.Categorical.from_codes(codes, list(distinct))
    return whole


@pytest.mark.parametrize("size", [1, 4, 13, 14, 100])
@pytest.mark.parametrize("slow", [False, True], ids=["arrow", "features"])
def test_chunks_together_are_what_is_read_at_once(save, chunks, read, size, slow):
    path = save("GPKG")
    parts = chunks(path, size, slow=slow)
    assert [len(part) for part in parts] == [size] * (14 // size) + [14 % size] * (14 % size > 0)
    assert [row for part in parts for row in part.index] == list(range(14)), "rows are counted on"
    same(joined(parts), read(path))


def test_chunks_of_a_csv_are_what_is_read_at_once(csv_table, chunks, read):
    path = csv_table('code,whole,real\n007,1,0.5\n"Môn, Ynys",,\n,2,*\n "x" ,3,1e3\n')
    for size in (1, 3, 4):
        same(joined(chunks(path, size)), read(path))


def test_a_csv_that_turns_out_not_to_be_utf8_is_read_on_from_there(arrow, csv_table, chunks, read):
    text = "code,whole,real\n" + "".join(f"A{row},{row},1\n" for row in range(7)) + "Ynys Môn,7,1\nB,8,1\n"
    path = csv_table(text, encoding="latin-1")
    parts = chunks(path, 3)
    assert [len(part) for part in parts] == [3, 3, 3]
    same(joined(parts), read(path))


def test_no_rows_are_no_chunks(save, csv_table, chunks):
    path = save("GPKG", ([],) * 3)
    assert chunks(path, 5) == chunks(path, 5, slow=True) == []


def test_chunks_honour_selections_and_subsets(layer, chunks):
    from qgis.core import QgsProcessingFeatureSourceDefinition

    layer.selectByExpression("code in ('B', 'C', 'D')")
    parts = chunks(QgsProcessingFeatureSourceDefinition(layer.id(), True), 2)
    assert [codes(part) for part in parts] == [["B", "C"], ["D"]]
    assert layer.setSubsetString("whole > 3")
    assert [codes(part) for part in chunks(layer, 2)] == [["D"]]


@pytest.mark.parametrize("slow", [False, True], ids=["arrow", "features"])
def test_reading_in_chunks_reports_progress_and_can_be_cancelled(layer, chunks, monkeypatch, slow):
    from qgis.core import QgsProcessingFeedback

    from industrial_atlas.processing import tables

    monkeypatch.setattr(tables, "CANCEL_EVERY", 1)
    feedback, told = QgsProcessingFeedback(False), []
    feedback.progressChanged.connect(told.append)
    chunks(layer, 1, slow=slow, feedback=feedback)
    assert told == sorted(told) and len(told) == 4 and told[-1] == 90
    feedback.cancel()
    with pytest.raises(tables.Cancelled):
        chunks(layer, 1, slow=slow, feedback=feedback)


# Writing --------------------------------------------------------------------------------------------------------------

FIGURES = """
    area,industry,period,value
    A,i,2020,30
    A,Total,2020,60
    B,i,2020,
    B,Total,2020,100
    C,i,2020,10
    C,Total,2020,40
"""


def checksum(path) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


@pytest.mark.parametrize("ending", ["gpkg", "csv", "geojson", "xlsx", "ods"])
def test_nulls_and_codes_survive_writing(run, csv_table, rows, tmp_path, ending):
    table = csv_table(FIGURES.replace("A,", "007,"))
    run("locationquotient", OBSERVATIONS=table, OUTPUT=str(tmp_path / f"lq.{ending}"))
    found = {row["area"]: row for row in rows(str(tmp_path / f"lq.{ending}"))}
    assert list(found) == ["007", "B", "C"]
    assert float(found["007"]["lq"]) == pytest.approx(1.25) and float(found["C"]["lq"]) == pytest.approx(0.625)
    assert found["B"]["lq"] in (None, "") and found["B"]["class"] in (None, "") and found["B"]["value"] in (None, "")


@pytest.mark.parametrize("ending", ["dbf", "fgb", "tab", "gml", "sqlite"])
def test_a_table_can_be_opened_again_or_is_refused(run, csv_table, rows, tmp_path, ending):
    """QGIS writes some formats without geometry in such a way that no row can be read back."""
    from qgis.core import QgsProcessingException

    folder = tmp_path / "out"
    folder.mkdir()
    try:
        result = run("concentration", OBSERVATIONS=csv_table(FIGURES), OUTPUT=str(folder / f"indices.{ending}"))
    except QgsProcessingException as refusal:
        assert "OUTPUT" in str(refusal) and ".gpkg" in str(refusal)
        assert list(folder.iterdir()) == []
        return
    assert len(rows(result["OUTPUT"])) == 1


def test_two_tables_may_share_a_geopackage(run, csv_table, rows, tmp_path):
    table, path = csv_table(FIGURES), tmp_path / "both.gpkg"
    run("locationquotient", OBSERVATIONS=table, OUTPUT=f"ogr:dbname='{path}' table=\"quotients\"")
    run("concentration", OBSERVATIONS=table, OUTPUT=f"ogr:dbname='{path}' table=\"indices\"")
    assert len(rows(f"{path}|layername=quotients")) == 3
    assert len(rows(f"{path}|layername=indices")) == 1


class Impatient:
    """A feedback that is cancelled at the n-th question after writing has begun."""

    def __new__(cls, monkeypatch, after: int = 3):
        from qgis.core import QgsProcessingFeedback

        from industrial_atlas.processing import tables

        class Feedback(QgsProcessingFeedback):
            writing, asked, there = False, 0, []

            def isCanceled(self):
                if self.writing:
                    self.asked += 1
                return self.asked >= after

        feedback, write = Feedback(False), tables.write

        def watched(algorithm, parameters, name, *more, **others):
            feedback.writing = True
            return write(algorithm, parameters, name, *more, **others)

        monkeypatch.setattr(tables, "write", watched)
        monkeypatch.setattr(tables, "CANCEL_EVERY", 10)
        return feedback


@pytest.fixture
def many(csv_table):
    """A table of 300 rows."""
    lines = [f"E06{number:06d},{industry},2020,5" for number in range(100) for industry in ("a", "b", "c")]
    return csv_table("area,industry,period,value\n" + "\n".join(lines), "many.csv")


@pytest.mark.parametrize("ending", ["gpkg", "csv", "geojson"])
def test_cancelling_half_way_leaves_no_file(run, many, tmp_path, monkeypatch, ending):
    from qgis.core import QgsProcessingException

    run.feedback = Impatient(monkeypatch)
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run("locationquotient", OBSERVATIONS=many, OUTPUT=str(folder / f"lq.{ending}"))
    assert run.feedback.asked >= 3, "the run was not cancelled while it wrote"
    assert list(folder.iterdir()) == []


def test_cancelling_leaves_the_other_table_of_a_geopackage(run, many, rows, tmp_path, monkeypatch):
    from osgeo import ogr
    from qgis.core import QgsProcessingException

    path = tmp_path / "both.gpkg"
    run("concentration", OBSERVATIONS=many, OUTPUT=f"ogr:dbname='{path}' table=\"indices\"")
    run.feedback = Impatient(monkeypatch)
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run("locationquotient", OBSERVATIONS=many, OUTPUT=f"ogr:dbname='{path}' table=\"quotients\"")
    assert len(rows(f"{path}|layername=indices")) == 3 + 1, "three industries, and all of them together"
    dataset = ogr.Open(str(path))
    assert [dataset.GetLayer(place).GetName() for place in range(dataset.GetLayerCount())] == ["indices"]


def test_writing_reports_progress(run, many, monkeypatch):
    from industrial_atlas.processing import tables

    told, write = [], tables.write

    def watched(*given, **more):
        run.feedback.progressChanged.connect(told.append)
        return write(*given, **more)

    monkeypatch.setattr(tables, "write", watched)
    monkeypatch.setattr(tables, "CANCEL_EVERY", 10)
    run("locationquotient", OBSERVATIONS=many, OUTPUT="TEMPORARY_OUTPUT")
    assert len(told) > 3 and max(told) <= 100


@pytest.mark.parametrize("how", ["path", "layername", "relative", "link", "uri"])
def test_an_output_over_an_input_is_refused_and_the_input_untouched(run, refused, csv_table, tmp_path, monkeypatch, how):
    run("locationquotient", OBSERVATIONS=csv_table(FIGURES), OUTPUT=str(tmp_path / "figures.gpkg"))
    before = checksum(tmp_path / "figures.gpkg")
    source = str(tmp_path / "figures.gpkg")
    target = source
    if how == "layername":
        source += "|layername=figures"
    elif how == "relative":
        monkeypatch.chdir(tmp_path)
        target = "./figures.gpkg"
    elif how == "link":
        (tmp_path / "link.gpkg").symlink_to(tmp_path / "figures.gpkg")
        target = str(tmp_path / "link.gpkg")
    elif how == "uri":
        target = f"ogr:dbname='{tmp_path / 'figures.gpkg'}' table=\"figures\""
    refused("concentration", "OUTPUT", "overwrite", "OBSERVATIONS", OBSERVATIONS=source, OUTPUT=target)
    assert checksum(tmp_path / "figures.gpkg") == before


def test_a_csv_input_is_not_overwritten(refused, csv_table):
    table = csv_table(FIGURES)
    before = checksum(table)
    refused("concentration", "overwrite", OBSERVATIONS=table, OUTPUT=table)
    assert checksum(table) == before


def test_a_new_table_beside_the_input_in_its_geopackage_is_allowed(run, csv_table, rows, tmp_path):
    run("locationquotient", OBSERVATIONS=csv_table(FIGURES), OUTPUT=str(tmp_path / "figures.gpkg"))
    target = f"ogr:dbname='{tmp_path / 'figures.gpkg'}' table=\"indices\""
    run("concentration", OBSERVATIONS=f"{tmp_path / 'figures.gpkg'}|layername=figures", OUTPUT=target)
    assert len(rows(f"{tmp_path / 'figures.gpkg'}|layername=indices")) == 1
    assert len(rows(f"{tmp_path / 'figures.gpkg'}|layername=figures")) == 3


def test_two_outputs_in_one_file_are_refused(refused, csv_table, tmp_path):
    target = str(tmp_path / "refused" / "one.gpkg")
    refused("concentration", "OUTPUT", "TRENDS", OBSERVATIONS=csv_table(FIGURES), OUTPUT=target, TRENDS=target)


@pytest.mark.parametrize("name", ["locationquotient", "concentration"])
def test_a_shapefile_for_a_table_is_refused(refused, csv_table, tmp_path, name):
    target = str(tmp_path / "refused" / "table.SHP")
    refused(name, "OUTPUT", ".gpkg", ".csv", OBSERVATIONS=csv_table(FIGURES), OUTPUT=target)


def test_a_second_table_as_shapefile_is_refused(refused, csv_table, squares, tmp_path):
    trends = str(tmp_path / "refused" / "trends.shp")
    refused("concentration", "TRENDS", ".gpkg", OBSERVATIONS=csv_table(FIGURES), TRENDS=trends)
    refused("traditionalregions", "SENSITIVITY", ".gpkg", AREAS=squares(["E06000001"]), PRESET="paper", SENSITIVITY=trends)


@pytest.mark.parametrize(("name", "more"), [("densityclass", {}), ("traditionalregions", {"PRESET": "paper"})])
def test_a_shapefile_of_districts_without_shapes_is_refused(refused, csv_table, tmp_path, name, more):
    table = csv_table("area,population,km2\nE06000001,900,1\n")
    refused(name, "OUTPUT", ".gpkg", AREAS=table, OUTPUT=str(tmp_path / "refused" / "districts.shp"), **more)


def test_a_map_may_be_a_shapefile_and_keeps_its_field_names(run, csv_table, squares, rows, tmp_path):
    target = str(tmp_path / "map.shp")
    run("locationquotient", OBSERVATIONS=csv_table(FIGURES), AREAS=squares(["A", "B", "C"]), MAP=target, OUTPUT="TEMPORARY_OUTPUT")
    assert list(rows(target)[0]) == [
        "area", "name", "industry", "period", "value", "lq", "share", "own_share", "sym_lq", "z", "theil_c", "class",
        "caution",
    ]


def test_a_folder_that_is_not_there_is_a_sentence(refused, csv_table, tmp_path):
    target = str(tmp_path / "nowhere" / "output.gpkg")
    refused("concentration", "OUTPUT", "folder", OBSERVATIONS=csv_table(FIGURES), OUTPUT=target)


def test_a_refused_run_leaves_an_earlier_result_as_it_was(run, refused, csv_table, tmp_path):
    target = tmp_path / "indices.gpkg"
    run("concentration", OBSERVATIONS=csv_table(FIGURES), OUTPUT=str(target))
    before = checksum(target)
    refused("concentration", "no field", OBSERVATIONS=csv_table("area,value\nA,1\n", "poor.csv"), OUTPUT=str(target))
    assert checksum(target) == before


def test_a_second_output_that_cannot_be_written_takes_the_first_back(refused, csv_table, tmp_path):
    trends = str(tmp_path / "nowhere" / "trends.csv")
    refused("concentration", "TRENDS", OBSERVATIONS=csv_table(FIGURES), TRENDS=trends)
