"""Charts by id: pictures of any table, with their data, words and refusals."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

TO = "TEMPORARY_OUTPUT"
KINDS = ("line", "bar", "stacked", "scatter", "slope", "multiples")
TABLE = """
    industry,period,value
    26,2000,1
    26,2001,3
    26,2003,2
    27,2000,4
    27,2001,
    27,2003,6
"""


@pytest.fixture
def svg(run, tmp_path):
    """`svg(INPUT=...)` returns the text of a picture."""

    def make(**parameters) -> str:
        path = tmp_path / "picture.svg"
        run("chart", OUTPUT=str(path), **parameters)
        return path.read_text(encoding="utf-8")

    return make


@pytest.fixture
def declined(refused, tmp_path):
    """`declined("word", INPUT=...)` is the message of a picture that cannot be; no file is left."""
    def attempt(*words, **parameters):
        given = {"OUTPUT": str(tmp_path / "refused" / "picture.png"), **parameters}
        return refused("chart", *words, **given)

    return attempt


def test_lines_of_a_table_and_the_numbers_behind_them(run, rows, csv_table, tmp_path):
    result = run("chart", INPUT=csv_table(TABLE), OUTPUT=str(tmp_path / "a.png"), DATA=TO)
    assert (result["N_SERIES"], result["N_VALUES"], result["MISSING_COUNT"]) == (2, 5, 1)
    assert os.path.getsize(result["OUTPUT"]) > 1000
    found = [(row["series"], row["x"], row["value"], row["shown"]) for row in rows(result["DATA"])]
    assert found == [("27", 2000, 4, 1), ("27", 2001, None, 1), ("27", 2003, 6, 1), ("26", 2000, 1, 1), ("26", 2001, 3, 1),
                     ("26", 2003, 2, 1)]
    assert result["DESCRIPTION"] == "Line chart: Value. 27: 4 in 2000, 6 in 2003. 26: 1 in 2000, 2 in 2003."
    assert "1 value missing: a gap, not zero." in run.log or "empty or suppressed" in run.log


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("ending", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_every_kind_is_written_in_every_format_the_same_each_time(run, csv_table, tmp_path, kind, ending, start):
    table = csv_table("area,period,value,x\nA,2000,1,1\nA,2001,2,2\nB,2000,3,3\nB,2001,4,5\nC,2001,1,1\nC,2000,2,2\n")
    where = '"period" = 2000' if kind in ("bar", "scatter") else ""
    for name in ("one", "other"):
        run("chart", INPUT=table, KIND=kind, FILTER=where, VALUE_FIELD="value", OUTPUT=str(tmp_path / f"{name}.{ending}"))
    first = (tmp_path / f"one.{ending}").read_bytes()
    assert first.startswith(start) and first == (tmp_path / f"other.{ending}").read_bytes()


def test_names_come_from_a_table_of_names(svg, csv_table):
    names = csv_table("industry,name\n26,Electronics\n27,Electrical equipment\n")
    picture = svg(INPUT=csv_table(TABLE), NAMES=names, HIGHLIGHT="electronics")
    assert ">Electronics</text>" in picture and "Electrical" not in picture.split("</desc>")[1]


def test_districts_are_called_by_their_names(run, rows, squares, tmp_path):
    layer = squares(["E1", "E2", "E3"], value=[1, 3, 2])
    result = run("chart", INPUT=layer, KIND="bar", OUTPUT=str(tmp_path / "a.svg"), DATA=TO)
    assert [(row["series"], row["label"]) for row in rows(result["DATA"])] == [
        ("E2", "Place 1"), ("E3", "Place 2"), ("E1", "Place 0")]


def test_bars_are_coloured_by_type(svg, squares):
    picture = svg(INPUT=squares(["E1", "E2"], value=[1, 3], kind=["Urban", "Rural"]), KIND="bar", GROUP_FIELD="kind")
    assert ">Urban</text>" in picture and "#0072b2" in picture and "#d55e00" in picture


def test_intervals_and_what_all_rows_share_are_said(svg, csv_table):
    table = csv_table("industry,period,theil,theil_lo,theil_hi\nC,2000,1,0.5,2\nC,2001,1,0.6,2\n")
    picture = svg(INPUT=table, VALUE_FIELD="theil")
    assert ">Relative Theil index</text>" in picture and "Band: interval, theil_lo to theil_hi." in picture


def test_prices_of_a_result_stand_on_the_picture(run, rows, csv_table, squares, tmp_path):
    table = csv_table("area,industry,period,value\nE06000001,i,2020,6\nE06000002,i,2020,8\nE06000001,i,2021,6\n"
                      "E06000002,i,2021,9\n")
    areas = squares(["E06000001", "E06000002"], region=["UKC1", "UKC2"])
    run("shares", OBSERVATIONS=table, AREAS=areas, AVERAGE_YEARS=1, OUTPUT=str(tmp_path / "shares.gpkg"))
    result = run("chart", INPUT=str(tmp_path / "shares.gpkg"), KIND="stacked", OUTPUT=str(tmp_path / "a.svg"), DATA=TO)
    assert result["PRICES"] == "current prices" and "current prices" in (tmp_path / "a.svg").read_text(encoding="utf-8")
    shares = [(row["series"], row["x"], row["share"]) for row in rows(result["DATA"])]
    assert shares == [("UKC2", 2020, pytest.approx(8 / 14)), ("UKC2", 2021, 0.6), ("UKC1", 2020, pytest.approx(6 / 14)),
                      ("UKC1", 2021, 0.4)]


def test_residuals_of_an_association_feed_a_scatter_plot(run, squares, tmp_path):
    row = squares(["A", "B", "C", "D"], x=[1, 2, 3, 4], y=[1, 3, 2, 4])
    found = run("association", INTENSITY=row, X_FIELD="x", Y_FIELD="y", OUTPUT=TO)
    result = run("chart", INPUT=found["OUTPUT"], KIND="scatter", OUTPUT=str(tmp_path / "a.svg"))
    assert result["N"] == 4 and result["R2"] == pytest.approx(found["R2"])
    assert "n = 4, R\u00b2 = 0.64" in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_the_source_line_is_on_the_picture(svg, run, csv_table, tmp_path):
    assert "Source: ours" in svg(INPUT=csv_table(TABLE), SOURCE="ours")
    result = run("chart", INPUT=csv_table(TABLE, "mine.csv"), OUTPUT=str(tmp_path / "a.svg"))
    assert result["SOURCE_LINE"] == "Source: mine.csv (licence not stated)."


def test_the_size_is_that_asked_for(run, csv_table, tmp_path):
    from qgis.PyQt.QtGui import QImage

    run("chart", INPUT=csv_table(TABLE), OUTPUT=str(tmp_path / "a.png"), WIDTH=127, HEIGHT=101.6, DPI=100)
    image = QImage(str(tmp_path / "a.png"))
    assert (image.width(), image.height()) == (500, 400)


@pytest.mark.parametrize(("words", "given"), [
    (("A has 2 rows for 2000", "FILTER"), {"INPUT": "area,period,value\nA,2000,1\nA,2000,2\n"}),
    (("VALUE_FIELD", "theil"), {"INPUT": "industry,period,theil\nA,2000,1\n"}),
    (("'2021/22' is not a number",), {"INPUT": "industry,period,value\nA,2021/22,1\n"}),
    (("'many' is not a number",), {"INPUT": "industry,period,value\nA,2021,many\n"}),
    (("infinite",), {"INPUT": "industry,period,value\nA,2021,inf\n"}),
    (("no value to draw",), {"INPUT": "industry,period,value\nA,2021,\n"}),
    (("no row to draw",), {"FILTER": "\"industry\" = 'none'"}),
    (("'valeu'", "value"), {"VALUE_FIELD": "valeu"}),
    (("HIGHLIGHT", "'28'"), {"HIGHLIGHT": "28"}),
    (("FROM", "2002"), {"KIND": "slope", "FROM": 2002}),
    (("'stacked'", "-1"), {"KIND": "stacked", "INPUT": "industry,period,value\nA,2021,-1\nB,2021,2\n"}),
    (("LOG", "bar"), {"KIND": "bar", "LOG": True}), (("no 0",), {"LOG": True, "ZERO": "yes"}),
    (("no room",), {"HEIGHT": 40, "TITLE": "word " * 200}),
    (("WIDTH",), {"WIDTH": 10}), (("KIND",), {"KIND": "pie"}),
    (("wrong ending", ".png, .svg or .pdf"), {"OUTPUT": "/tmp/picture.jpg"}),
    (("folder", "does not exist"), {"OUTPUT": "/no/such/folder/picture.png"}),
    (("cannot be written",), {"OUTPUT": "/proc/picture.png"}),
])
def test_what_cannot_be_drawn_is_refused_with_what_to_do(declined, csv_table, words, given):
    given = dict(given)
    table = csv_table(given.pop("INPUT", TABLE))
    declined(*words, INPUT=table, **given)


def test_a_full_disk_leaves_neither_picture_nor_data(declined, csv_table, monkeypatch, tmp_path):
    from industrial_atlas.processing.cartography import charts

    def full(figure, path, words):
        Path(path).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(charts, "save", full)
    declined("No space left", INPUT=csv_table(TABLE), DATA=str(tmp_path / "refused" / "data.gpkg"))


def test_hard_words_come_out_as_they_are(svg, csv_table):
    table = csv_table("industry,period,value\n\"$x_1$ <b> Ynys M\u00f4n\",2000,1\n\"$x_1$ <b> Ynys M\u00f4n\",2001,1\nB,2000,2\n")
    picture = svg(INPUT=table, TITLE="<script>alert(1)</script> \u0174y $a$", SUBTITLE="'quotes' & \"more\"")
    assert "<script>" not in picture and "&lt;script&gt;alert(1)&lt;/script&gt; \u0174y $a$</text>" in picture
    assert "$x_1$ &lt;b&gt; Ynys M\u00f4n</text>" in picture
