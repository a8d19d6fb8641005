"""Files as they are downloaded, through the algorithm: what comes out, what is refused, what feeds a measure."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

openpyxl = pytest.importorskip("openpyxl")
ODS = "application/vnd.oasis.opendocument.spreadsheet"
BRES = "DATE,GEOGRAPHY_NAME,GEOGRAPHY_CODE,INDUSTRY_NAME,INDUSTRY_TYPE,OBS_VALUE\n" + "".join(
    f'{year},{name},{code},"{industry}",SIC 2007 division (2 digit),{value}\n'
    for year in (2021, 2022) for name, code in (("Darlington", "E06000005"), ("Hartlepool", "E06000001"))
    for industry, value in (("26 : Manufacture of computer, electronic and optical products", 300), ("Total", 40000)))
WIDE = """\
"Business Register and Employment Survey : open access"
"ONS Crown Copyright Reserved [from Nomis on 3 March 2025]"
""
"date:","2022"
"measure:","Count"
""
"local authority: district / unitary (as of April 2023)","mnemonic","26 : Computers","C : Manufacturing"
"Darlington","E06000005","1,200",*
"Hartlepool","E06000001",20,0
"Column Total",,"1,220",0
""
"* These figures are suppressed."
"""


@pytest.fixture
def workbook(tmp_path):
    """`workbook({"Sheet": rows})` writes a workbook and returns its path."""

    def make(sheets: dict, name: str = "book.xlsx", merged=()) -> str:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
            for span in merged:
                sheet.merge_cells(span)
        book.save(tmp_path / name)
        return str(tmp_path / name)

    return make


@pytest.fixture
def imported(run, rows):
    """`imported(path, ...)` returns the results and the rows of an import."""

    def doing(path, **parameters):
        result = run("importstatistics", INPUT=str(path), OUTPUT="TEMPORARY_OUTPUT", **parameters)
        return result, rows(result["OUTPUT"])

    return doing


SIMPLE = [["LAD code", "SIC07 code", 2021, 2022], ["E06000001", "C", 5, 6], ["E06000005", "C", 7, "[c]"]]


def test_the_published_workbook_equals_the_long_table_cell_by_cell(imported, data):
    result, found = imported(data / "ons" / "gva_by_lad_industry.xlsx")
    with gzip.open(data / "ons" / "gva_by_lad_industry_long.csv.gz", "rt", encoding="utf-8") as stream:
        known = {
            (row["lad_code"], row["sic07_code"], int(row["year"])): (
                row["lad_name"], row["sic07_name"], float(row["gva_m"]) if row["gva_m"] else None)
            for row in csv.DictReader(stream)}
    ours = {(row["area"], row["industry"], row["period"]): (row["name"], row["ind_name"], row["value"]) for row in found}
    assert len(ours) == len(found) == result["N_ROWS"]
    values = {key: held for key, held in ours.items() if held[2] is not None or key in known}
    assert values == {key: held for key, held in known.items() if key in values}
    assert all(held[2] is None for key, held in known.items() if key not in ours)
    assert (result["N_SUPPRESSED"], result["N_ZERO"], result["N_NEGATIVE"]) == (3432, 1198, 1)
    assert {row["marker"] for row in found if row["value"] is None} == {"[c]"}
    assert (result["SHEET_USED"], result["LAYOUT_USED"], result["N_AREAS"]) == ("Table 3c", "years", 361)


def test_a_long_table_that_begins_with_the_whole_country_is_read_whole(imported, data):
    result, found = imported(data / "ons" / "gva_by_itl_industry_long.csv.gz")
    with gzip.open(data / "ons" / "gva_by_itl_industry_long.csv.gz", "rt", encoding="utf-8") as stream:
        known = {(row["code"], row["sic07_code"], int(row["year"])): float(row["gva_m"]) for row in csv.DictReader(stream)}
    assert {(row["area"], row["industry"], row["period"]): row["value"] for row in found} == known
    assert (result["N_ROWS"], result["N_SKIPPED_ROWS"], result["LAYOUT_USED"]) == (len(known), 0, "long")


def test_the_published_workbook_feeds_location_quotients(run, rows, data):
    observations = run("importstatistics", INPUT=str(data / "ons" / "gva_by_lad_industry.xlsx"), OUTPUT="TEMPORARY_OUTPUT")
    result = run("locationquotient", OBSERVATIONS=observations["OUTPUT"], INDUSTRIES="CI-CL (26-30)", NEGATIVES="drop",
                 OUTPUT="TEMPORARY_OUTPUT")
    assert result["N_AREAS"] == 350 and result["N_PERIODS"] == 26
    assert any(row["lq"] and row["lq"] > 2 for row in rows(result["OUTPUT"]))


def test_a_nomis_table_needs_no_parameter_but_the_file(imported, csv_table):
    result, found = imported(csv_table(BRES, encoding="utf-8-sig"))
    assert (result["LAYOUT_USED"], result["ENCODING_USED"], result["N_ROWS"]) == ("long", "utf-8", 8)
    assert found[0] == {
        "area": "E06000005", "name": "Darlington", "industry": "26", "period": 2021, "value": 300.0, "marker": None,
        "ind_name": "Manufacture of computer, electronic and optical products"}
    assert "value = F 'OBS_VALUE'" in result["COLUMNS_USED"]


def test_a_nomis_page_with_titles_and_footnotes(imported, run, rows, csv_table):
    path = csv_table(WIDE)
    result, found = imported(path, REPORT="TEMPORARY_OUTPUT")
    assert [(row["area"], row["industry"], row["ind_name"], row["period"], row["value"], row["marker"]) for row in found] == [
        ("E06000005", "26", "Computers", 2022, 1200.0, None), ("E06000005", "C", "Manufacturing", 2022, None, "*"),
        ("E06000001", "26", "Computers", 2022, 20.0, None), ("E06000001", "C", "Manufacturing", 2022, 0.0, None)]
    assert result["N_SKIPPED_ROWS"] == 1 and "Column Total" in run.log
    report = {(row["row"], row["col"], row["what"], row["text"]) for row in rows(result["REPORT"])}
    assert (10, None, "row left out", "Column Total | 1,220 | 0") in report
    assert (12, None, "note", "* These figures are suppressed.") in report
    assert (8, "D", "missing value: cell", "*") in report


def test_years_of_stacked_tables_come_from_the_notes_above_each(imported, csv_table):
    result, found = imported(csv_table(WIDE + WIDE.replace('"2022"', '"2021"')))
    assert [row["period"] for row in found] == [2022] * 4 + [2021] * 4


def test_merged_headings_over_two_rows(imported, workbook):
    path = workbook({"Jobs": [
        ["Table 1"], [], ["LAD code", "LAD name", 2021, None, 2022, None], [None, None, "Total", "C", "Total", "C"],
        ["E06000001", "Hartlepool", 40, 5, 41, 6], [], ["Source: ONS"],
    ]}, merged=("A3:A4", "B3:B4", "C3:D3", "E3:F3"))
    _, found = imported(path)
    assert [(row["industry"], row["period"], row["value"]) for row in found] == [
        ("Total", 2021, 40.0), ("C", 2021, 5.0), ("Total", 2022, 41.0), ("C", 2022, 6.0)]


def test_a_formula_without_a_result_is_missing_and_named(imported, run, rows, workbook):
    path = workbook({"Data": [["code", "SIC07", "2021"], ["E06000001", "C", "=1+1"], ["E06000005", "C", 2]]})
    result, found = imported(path, REPORT="TEMPORARY_OUTPUT")
    assert [row["value"] for row in found] == [None, 2.0] and "formula without a stored result" in run.log
    assert any((row["row"], row["col"], row["text"]) == (2, "C", "=1+1") for row in rows(result["REPORT"]))


def test_text_that_begins_like_a_formula_is_kept_and_escaped_in_a_spreadsheet(run, rows, csv_table, tmp_path):
    path = csv_table('code,name,industry,period,value\nE06000001,=1+1,@risk,2020,5\nE06000005,+a,-b,2020,6\n')
    kept = rows(run("importstatistics", INPUT=path, OUTPUT="TEMPORARY_OUTPUT")["OUTPUT"])
    assert [(row["name"], row["industry"]) for row in kept] == [("=1+1", "@risk"), ("+a", "-b")]
    out = tmp_path / "out.csv"
    run("importstatistics", INPUT=path, OUTPUT=str(out))
    with out.open(encoding="utf-8-sig", newline="") as stream:
        assert [(row["name"], row["industry"]) for row in csv.DictReader(stream)] == [("'=1+1", "'@risk"), ("'+a", "'-b")]


def opendocument(path, body: str) -> str:
    """Write a workbook of one sheet with these rows in XML."""
    import zipfile

    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", ODS)
        archive.writestr("content.xml", (
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces}><office:body><office:spreadsheet>'
            f'<table:table table:name="T">{body}</table:table></office:spreadsheet></office:body></office:document-content>'))
    return str(path)


def test_an_opendocument_sheet(imported, tmp_path):
    cells = [["Notes"], [], ["code", "SIC07", "2021"], ["E06000001", "C", 5.5], ["E06000005", "C", "[c]"]]
    body = "".join(
        "<table:table-row>" + "".join(
            f'<table:table-cell office:value-type="float" office:value="{cell}"/>' if isinstance(cell, float) else
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row)
        + ("" if row else "<table:table-cell/>") + "</table:table-row>" for row in cells)
    result, found = imported(opendocument(tmp_path / "sheet.ods", body))
    assert [(row["area"], row["value"], row["marker"]) for row in found] == [
        ("E06000001", 5.5, None), ("E06000005", None, "[c]")]
    assert result["SHEET_USED"] == "T"


def test_repeated_cells_and_rows_of_an_opendocument_sheet(imported, tmp_path):
    def text(*cells):
        held = "".join(f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells)
        return f"<table:table-row>{held}{{}}</table:table-row>"

    number = ('<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="1234.5678">'
              "<text:p>1,235</text:p></table:table-cell>")
    marks = ('<table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p>[c]</text:p>'
             "</table:table-cell>")
    nothing = '<table:table-cell table:number-columns-repeated="1019"/>'
    empty = f'<table:table-row table:number-rows-repeated="{{}}">{nothing}</table:table-row>'
    body = empty.format(3) + text("code", "SIC07", "2020", "2021").format(nothing) + "".join(
        text(code, "C").format(cells + nothing) for code, cells in (("E06000001", number), ("E06000005", marks))
    ) + empty.format(1048570)
    _, found = imported(opendocument(tmp_path / "sheet.ods", body))
    assert [(row["area"], row["period"], row["value"], row["marker"]) for row in found] == [
        ("E06000001", 2020, 1234.5678, None), ("E06000001", 2021, 1234.5678, None),
        ("E06000005", 2020, None, "[c]"), ("E06000005", 2021, None, "[c]")]


def test_a_geopackage_keeps_observations_and_report(run, rows, csv_table, tmp_path):
    out = tmp_path / "out.gpkg"
    run("importstatistics", INPUT=csv_table(BRES), OUTPUT=str(out))
    assert len(rows(str(out))) == 8


def test_observations_and_report_go_into_one_geopackage(run, rows, csv_table, tmp_path):
    path, out = csv_table(WIDE), tmp_path / "one.gpkg"
    places = {name: f"ogr:dbname='{out}' table=\"{name.lower()}\" (geom)" for name in ("OUTPUT", "REPORT")}
    run("importstatistics", INPUT=path, **places)
    assert len(rows(f"{out}|layername=output")) == 4 and len(rows(f"{out}|layername=report")) > 4


@pytest.mark.parametrize("ending", ["xlsx", "ods", "csv", "gpkg"])
def test_negative_numbers_stay_numbers_and_texts_are_safe_wherever_they_go(run, rows, csv_table, tmp_path, ending):
    text = "code,name,industry,period,value\nE06000001,=1+1,@risk,2020,-5\nE06000005,-b,+c,2020,-6.25\nE06000006,d,C,2020,[c]\n"
    out = tmp_path / f"out.{ending}"
    run("importstatistics", INPUT=csv_table(text), OUTPUT=str(out))
    found = rows(str(out))
    assert [float(row["value"]) for row in found[:2]] == [-5.0, -6.25] and found[2]["value"] in (None, "")
    mark = "" if ending == "gpkg" else "'"
    assert [(row["name"], row["industry"]) for row in found[:2]] == [
        (f"{mark}=1+1", f"{mark}@risk"), (f"{mark}-b", f"{mark}+c")]


def test_a_destination_that_would_become_another_file_is_refused(refused, csv_table, tmp_path):
    refused("importstatistics", "'.tsv'", INPUT=csv_table(BRES), OUTPUT=str(tmp_path / "out.tsv"))


def test_a_lone_per_cent_is_missing_and_named(imported, run, rows, csv_table):
    path = csv_table("code,SIC07,year,value\nE06000001,C,2021,5\nE06000005,C,2021,12%\n")
    result, found = imported(path, REPORT="TEMPORARY_OUTPUT")
    assert [(row["value"], row["marker"]) for row in found] == [(5.0, None), (None, "%")] and result["N_MISSING"] == 1
    assert "'12%', the first D3" in run.log
    assert any((row["row"], row["col"], row["text"]) == (3, "D", "12%") for row in rows(result["REPORT"]))


def test_a_number_that_a_workbook_shows_as_a_per_cent_is_one(imported, run, workbook, tmp_path):
    path = workbook({"Data": SIMPLE})
    book = openpyxl.load_workbook(path)
    book["Data"]["C2"].value, book["Data"]["C2"].number_format = 0.12, "0%"
    book.save(path)
    _, found = imported(path)
    assert [row["value"] for row in found] == [None, 6.0, 7.0, None] and "'12%', the first C2" in run.log


def test_a_column_of_per_cents_is_said_to_be_one(imported, run, csv_table):
    _, found = imported(csv_table("code,SIC07,year,value\nE06000001,C,2021,5%\nE06000005,C,2021,12%\n"))
    assert [row["value"] for row in found] == [5.0, 12.0] and "12% is 12" in run.log


def test_industries_in_words_beside_a_measure(imported, run, csv_table):
    _, found = imported(csv_table("code,Manufacturing,Motor vehicles,Population\nE06000001,1,2,3\n"), PERIOD=2021)
    assert [row["industry"] for row in found] == ["Manufacturing", "Motor vehicles"]
    assert "not taken for industries" in run.log and "D 'Population'" in run.log


def test_levels_rows_too_long_and_repeated_names_are_told(imported, run, csv_table):
    text = "code,name,SIC07,2021\nE06000001,Newport,C,1\nE06000002,Newport,C,2,note\nE12000001,North East,C,3\n"
    _, found = imported(csv_table(text))
    assert [row["name"] for row in found] == ["Newport", "Newport", "North East"]
    assert "2 districts (E06), 1 region (E12)" in run.log and "row 3 (E06000002 | Newport | C | 2 | note)" in run.log


def test_a_cancelled_import_of_a_large_file_ends_at_once_and_leaves_nothing(qgis, tmp_path):
    import threading
    import time

    from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback

    import processing

    path, out = tmp_path / "large.csv", tmp_path / "out.gpkg"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("code,industry,year,value\n")
        for year in range(2000, 2024):
            stream.write("".join(
                f"E06{area:06d},{industry},{year},{area}\n" for area in range(1000) for industry in range(10, 34)))
    feedback, cancelled = QgsProcessingFeedback(False), []
    timer = threading.Timer(1.0, lambda: (cancelled.append(time.monotonic()), feedback.cancel()))
    timer.start()
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        processing.run("industrialatlas:importstatistics", {
            "INPUT": str(path), "OUTPUT": str(out), "REPORT": str(tmp_path / "report.csv")},
            context=QgsProcessingContext(), feedback=feedback)
    assert time.monotonic() - cancelled[0] < 2.0
    assert [one.name for one in tmp_path.iterdir()] == ["large.csv"]


def test_a_cancelled_import_leaves_nothing(qgis, csv_table, tmp_path):
    from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback

    import processing

    lines = "".join(f"E{6000000 + row:08d},C,2020,{row}\n" for row in range(6000))
    feedback, out = QgsProcessingFeedback(False), tmp_path / "out.gpkg"
    feedback.cancel()
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        processing.run("industrialatlas:importstatistics", {
            "INPUT": csv_table("code,industry,year,value\n" + lines), "OUTPUT": str(out)},
            context=QgsProcessingContext(), feedback=feedback)
    assert not out.exists()


@pytest.mark.parametrize(("text", "words", "parameters"), [
    ("LAD code,Region code,SIC07,2020\nE06000001,E12000001,C,5\n", ("A 'LAD code'", "B 'Region code'", "AREA_COLUMN"), {}),
    ("code,SIC07,value,value\nE06000001,C,5,6\n", ("C 'value'", "D 'value'", "VALUE_COLUMN"), {"PERIOD": 2020}),
    ("code,SIC07,2020,2020\nE06000001,C,5,6\n", ("two columns of 2020", "VALUE_COLUMN"), {}),
    ("District,Year,Jobs\nHartlepool,2020,5\n", ("no column of area codes", "A (Hartlepool)", "AREA_COLUMN"), {}),
    ("code,SIC07,value\nE06000001,C,5\n", ("of which year", "PERIOD"), {}),
    ("code,2020\nE06000001,5\n", ("of which industry", "INDUSTRY"), {}),
    ("code,SIC07,2019/20\nE06000001,C,5\n", ("financial years", "FINANCIAL_YEARS"), {}),
    ("code,SIC07,year,value\nE06000001,C,2019/20,5\n", ("financial years", "FINANCIAL_YEARS"), {}),
    ("code;SIC07;2020\nE06000001;C;1,234\n", ("'1,234'", "DECIMAL"), {}),
    ("code,SIC07,2020\nE06000001,C,5\nE06000001,C,6\n", ("rows 2 and 3", "ROWS"), {}),
    ("code,SIC07,year,value\nE06000001,C,2021,1,234\n", ("row 2: E06000001 | C | 2021 | 1 | 234", '"1,234"'), {}),
    ("code,SIC07,2021 Q1,2021 Q2\nE06000001,C,1,2\n", ("2021 Q1, 2021 Q2", "whole years", "VALUE_COLUMN"), {}),
    ("code,Jan 2021,Feb 2021\nE06000001,1,2\n", ("Jan 2021, Feb 2021", "whole years"), {"PERIOD": 2021}),
    ("code,SIC07,year,value\nE06000001,C,2021-03,5\n", ("C 'year'", "2021-03", "the first in row 2", "year=2021"), {}),
    ("code,population,area\nE06000001,1,2\n", ("'population', 'area'", "VALUE_COLUMN", "LAYOUT"), {"PERIOD": 2021}),
    ("code,jobs,gva\nE06000001,1,2\n", ("B 'jobs'", "VALUE_COLUMN"), {"PERIOD": 2021, "INDUSTRY": "Total"}),
    ("code,SIC07,2020\nE06000001,C,5\n", ("PERIOD is 2020", "Leave PERIOD empty"), {"PERIOD": 2020}),
    ("code,SIC07,2020\nE06000001,C,5\n", ("INDUSTRY is 'C'",), {"INDUSTRY": "C"}),
    ("code,SIC07,2020\nE06000001,C,5\n", ("did you mean code",), {"AREA_COLUMN": "cod"}),
    ("code,SIC07,2020\nE06000001,C,5\n", ("HEADER_ROW is 9",), {"HEADER_ROW": 9}),
    ("code,SIC07,2020\nE06000001,C,5\n", ("ROWS: 'C' is no rule",), {"ROWS": "C"}),
    ("%PDF-1.7 text", ("is a PDF document",), {}),
    ("<!DOCTYPE html><html></html>", ("is a web page",), {}),
    ("", ("is empty",), {}),
])
def test_what_cannot_be_read_is_refused_with_what_to_do(refused, csv_table, text, words, parameters):
    refused("importstatistics", *words, INPUT=csv_table(text), **parameters)


def test_workbooks_that_cannot_be_read_are_refused(refused, workbook, tmp_path):
    path = workbook({"Notes": [["Hello"]], "Data": SIMPLE})
    refused("importstatistics", "no sheet 'Dat'", "did you mean Data?", "'Notes', 'Data'", INPUT=path, SHEET="Dat")
    held = Path(path).read_bytes()
    for name, content, word in (
        ("cut.xlsx", held[:2000], "damaged"), ("not.xlsx", b"PK\x03\x04nothing", "damaged"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old format .xls"),
        ("secret.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    ):
        (tmp_path / name).write_bytes(content)
        refused("importstatistics", word, INPUT=str(tmp_path / name))
    message = refused("importstatistics", "no sheet 'Elsewhere'", INPUT=path, SHEET="Elsewhere")
    assert message.count("Notes") == 1
    refused("importstatistics", "No sheet has a column of area codes", INPUT=workbook({"A": [["x"]], "B": [["y"]]}, "n.xlsx"))


def test_a_missing_file_is_refused(refused, tmp_path):
    refused("importstatistics", "does not exist", INPUT=str(tmp_path / "gone.csv"))
