"""Maps on paper: what stands on the page, where, and what is refused."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

CODES = ["E06000001", "E06000002", "E09000001", "E09000002", "E06000003", "E06000004", "E06000005", "E06000006"]
BUTTONS = "<script>alert('1')</script> \"quoted\" [% 1 + 1 %] & \u0174 \u0175 \u0176 \u0177"


def pdf_text(path) -> str:
    """Return the words of a PDF, by poppler."""
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    return done.stdout.replace("\ufb03", "ffi").replace("\ufb01", "fi").replace("\ufb02", "fl").replace("\xa0", " ")


def pdf_info(path) -> dict:
    """Return what a PDF says of itself, by poppler."""
    done = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True)
    return dict((part.strip() for part in line.split(":", 1)) for line in done.stdout.splitlines() if ":" in line)


@pytest.fixture
def districts(squares):
    """Eight districts in a row, 20 km each, two of them in London; no value in the last."""
    return squares(CODES, side=20000.0, value=[1, 2, 3, 4, 5, 6, 7, None], west=100000.0)


@pytest.fixture
def styled(run, districts, tmp_path):
    """The same as a GeoPackage with a style stored in it."""
    path = str(tmp_path / "styled.gpkg")
    run("choropleth", AREAS=districts, VALUE_FIELD="value", SCHEME="user_defined", BREAKS="3;5", TITLE="Output", UNIT="\u00a3m",
        OUTPUT=path)
    return path


@pytest.fixture
def table(csv_table):
    """Values of three industries in two years; the last has none but missing ones."""
    rows = [f"{code},{industry},{year},{'' if industry == 'none' else number + year - 2000}"
            for number, code in enumerate(CODES) for industry in ("C (10-33)", "26", "none") for year in (2001, 2010)]
    return csv_table("area,industry,period,value\n" + "\n".join(rows) + "\n")


@pytest.fixture
def page(run, styled, tmp_path):
    """`page(TITLE=...)` exports the styled map and returns the result, with the layout as it was saved."""
    numbers = itertools.count()

    def export(ending="pdf", **given):
        number = next(numbers)
        target, template = tmp_path / f"page{number}.{ending}", tmp_path / f"page{number}.qpt"
        return run("exportmap", **{"AREAS": styled, "OUTPUT": str(target), "LAYOUT": str(template), **given})

    return export


@pytest.fixture
def opened(qgis):
    """`opened(result)` loads the saved layout into a project of its own."""
    from qgis.core import QgsPrintLayout, QgsProject, QgsReadWriteContext
    from qgis.PyQt.QtXml import QDomDocument

    held = []

    def load(result):
        project = QgsProject()
        layout = QgsPrintLayout(project)
        document = QDomDocument()
        document.setContent(Path(result["LAYOUT"]).read_text(encoding="utf-8"))
        layout.loadFromTemplate(document, QgsReadWriteContext())
        held.append((project, layout))
        return layout

    yield load
    while held:
        project, layout = held.pop()
        del layout, project


def boxes(layout) -> dict:
    """Return the rectangle of each item on a page, in millimetres; the page of each number lies below the last."""
    from qgis.core import QgsLayoutItem, QgsLayoutItemPage

    found = [item for item in layout.items() if isinstance(item, QgsLayoutItem) and not isinstance(item, QgsLayoutItemPage)]
    return {item.id(): item.sceneBoundingRect() for item in found}


def nothing_overlaps(layout) -> None:
    """No item lies on another, and all lie on their page, inside a margin of 5 mm."""
    found = boxes(layout)
    for (name, one), (other, two) in itertools.combinations(found.items(), 2):
        shared = one.intersected(two)
        assert shared.width() < 0.05 or shared.height() < 0.05, f"{name} lies on {other}"
    pages = [layout.pageCollection().page(number).sceneBoundingRect() for number in range(layout.pageCollection().pageCount())]
    for name, one in found.items():
        assert any(paper.adjusted(5, 5, -5, -5).contains(one) for paper in pages), f"{name} leaves the page"


def test_a_stored_style_is_enough(page):
    result = page()
    words = pdf_text(result["OUTPUT"])
    for expected in ("Output", "up to \u00a33m (3)", "\u00a33m to \u00a35m (2)", "over \u00a35m (2)", "No data (1)", "Greater London", "km",
                     "Numbers in brackets count districts", "Source: squares (licence not stated)."):
        assert expected in words, words
    numbers = {name: result[name] for name in ("N_PAGES", "N_EMPTY", "N_DISTRICTS", "N_INSETS", "UNMATCHED_COUNT")}
    assert numbers == {"N_PAGES": 1, "N_EMPTY": 0, "N_DISTRICTS": 8, "N_INSETS": 1, "UNMATCHED_COUNT": 0}
    assert (result["TITLE_USED"], result["ORIENTATION_USED"]) == ("Output", "landscape"), "the districts lie in a row"


def test_the_file_says_what_it_is(page):
    result = page(AUTHOR="J. Smith & Co", SOURCE="ONS")
    told = pdf_info(result["OUTPUT"])
    assert told["Title"] == "Output" and "Industrial Atlas" in told["Creator"] and told["Pages"] == "1"
    done = subprocess.run(["pdfinfo", "-meta", result["OUTPUT"]], capture_output=True, text=True, check=True)
    for expected in ("J. Smith &amp; Co", "Source: ONS", "<pdf:Keywords>Industrial Atlas, Output<", "en-GB"):
        assert expected in done.stdout
    import xml.dom.minidom

    xml.dom.minidom.parseString(done.stdout.strip())


def test_texts_are_printed_as_they_stand(page):
    words = pdf_text(page(TITLE=BUTTONS, SUBTITLE="[% 2 * 3 %] <b>x</b>", SOURCE="[[% 'x' %]")["OUTPUT"])
    assert BUTTONS in words and "[% 2 * 3 %] <b>x</b>" in words and "Source: [[% 'x' %]" in words


def test_texts_of_a_legend_are_printed_as_they_stand(page, styled):
    from qgis.core import QgsVectorLayer

    layer = QgsVectorLayer(styled, "styled", "ogr")
    renderer = layer.renderer().clone()
    renderer.updateRangeLabel(0, "[% 1 + 1 %] <i>low</i> (3)")
    layer.setRenderer(renderer)
    assert "[% 1 + 1 %] <i>low</i> (3)" in pdf_text(page(AREAS=layer)["OUTPUT"])


@pytest.mark.parametrize("paper", ["a4", "a3"])
@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@pytest.mark.parametrize("extra", [{}, {"NORTH_ARROW": True, "DISTRICT": "Place 4", "INSET_EXTENT": "110000,130000,305000,315000"}],
                         ids=["plain", "full"])
def test_nothing_lies_on_anything(page, opened, tmp_path, paper, orientation, extra):
    from qgis.PyQt.QtGui import QImage

    logo = tmp_path / "logo.png"
    picture = QImage(300, 100, QImage.Format.Format_RGB32)
    picture.fill(255)
    picture.save(str(logo))
    extra = {**extra, "LOGO": str(logo), "SUBTITLE": "A subtitle"} if extra else {}
    layout = opened(page(PAGE=paper, ORIENTATION=orientation, **extra))
    nothing_overlaps(layout)
    found = boxes(layout)
    assert found["Map 1"].width() * found["Map 1"].height() > 0.3 * found["Map 1"].width() ** 2
    assert ("Logo 1" in found) == bool(extra) == ("North arrow 1" in found) == ("Inset 1.3" in found)


def test_no_text_is_smaller_than_seven_points(page, opened):
    from qgis.core import QgsLayoutItemLabel, QgsLayoutItemLegend, QgsLayoutItemScaleBar, QgsLegendStyle

    layout = opened(page(TITLE="Long " * 60, SUBTITLE="Long " * 60, SOURCE="Long " * 60))
    sizes = [item.font().pointSizeF() for item in layout.items() if isinstance(item, (QgsLayoutItemLabel, QgsLayoutItemScaleBar))]
    sizes += [item.styleFont(QgsLegendStyle.Style.SymbolLabel).pointSizeF() for item in layout.items()
              if isinstance(item, QgsLayoutItemLegend)]
    assert len(sizes) >= 6 and min(sizes) >= 7
    nothing_overlaps(layout)


def test_a_title_of_300_characters_is_whole(page, run):
    title = " ".join(f"word{number}" for number in range(43))
    assert len(title) >= 290
    words = " ".join(pdf_text(page(TITLE=title, INSETS="none")["OUTPUT"]).split())
    assert title in words and "too long" not in run.log


def test_a_title_without_end_is_cut_and_that_is_said(page, run, opened):
    layout = opened(page(TITLE="W" * 2000))
    nothing_overlaps(layout)
    assert "The title is too long for the page: its end was left out" in run.log


def test_a_legend_with_long_labels_is_whole(page, styled, opened):
    from qgis.core import QgsVectorLayer

    layer = QgsVectorLayer(styled, "styled", "ogr")
    renderer = layer.renderer().clone()
    renderer.updateRangeLabel(0, "a label that is far too long for one line of the legend " * 3 + "end")
    layer.setRenderer(renderer)
    result = page(AREAS=layer, ORIENTATION="portrait")
    nothing_overlaps(opened(result))
    assert "end" in pdf_text(result["OUTPUT"])


def test_a_legend_that_cannot_fit_is_refused(refused, styled, tmp_path):
    from qgis.core import QgsCategorizedSymbolRenderer, QgsFillSymbol, QgsRendererCategory, QgsVectorLayer

    layer = QgsVectorLayer(styled, "styled", "ogr")
    classes = [QgsRendererCategory(f"Place {number}", QgsFillSymbol(), f"Class {number} with a long name") for number in range(400)]
    layer.setRenderer(QgsCategorizedSymbolRenderer("name", classes))
    refused("exportmap", "The legend does not fit the page", "has 400", AREAS=layer, OUTPUT=str(tmp_path / "refused" / "a.pdf"))


def test_a_picture_has_the_pixels_of_its_paper(page):
    from qgis.PyQt.QtGui import QImage

    portrait = QImage(page("png", ORIENTATION="portrait")["OUTPUT"])
    assert (portrait.width(), portrait.height()) == (2480, 3508), "210 x 297 mm at 300 dots an inch"
    assert portrait.text("Title") == "Output" and round(portrait.dotsPerMeterX() * 0.0254) == 300
    landscape = QImage(page("png", PAGE="a3", ORIENTATION="landscape", DPI=100)["OUTPUT"])
    assert (landscape.width(), landscape.height()) == (1654, 1169), "420 x 297 mm at 100"


def test_two_runs_draw_the_same(page):
    from qgis.PyQt.QtGui import QImage

    one, two = (QImage(page("png", DPI=72)["OUTPUT"]) for _ in range(2))
    different = sum(one.pixel(x, y) != two.pixel(x, y) for x in range(one.width()) for y in range(one.height()))
    assert different <= 0.0001 * one.width() * one.height()


def test_a_drawing_keeps_its_texts(page):
    text = Path(page("svg", TITLE="\u0174 & <b>")["OUTPUT"]).read_text(encoding="utf-8")
    import xml.dom.minidom

    document = xml.dom.minidom.parseString(text)
    words = "".join(node.firstChild.data for node in document.getElementsByTagName("text") if node.firstChild)
    assert "\u0174 & <b>" in words and "Greater London" in words and text.rstrip().endswith("</svg>")
    assert document.documentElement.getAttribute("width") in ("297.011mm", "296.997mm", "297mm")


def test_the_london_inset_shows_its_districts(page, opened):
    from qgis.core import QgsLayoutItemMap, QgsRectangle

    maps = {item.id(): item for item in opened(page()).items() if isinstance(item, QgsLayoutItemMap)}
    inset = maps["Inset 1.1"].extent()
    assert inset.contains(QgsRectangle(140000, 300000, 180000, 320000)), "the third and fourth square"
    assert inset.width() < 60000 and maps["Map 1"].extent().contains(QgsRectangle(100000, 300000, 260000, 320000))
    assert maps["Map 1"].overviews().overview(0).linkedMap().id() == "Inset 1.1"


def test_insets_are_there_when_they_help(page, squares, run, tmp_path):
    assert page(INSETS="none")["N_INSETS"] == 0
    assert page(INSET_EXTENT="110000,130000,305000,315000 [EPSG:27700]", INSET_TITLE="Teesside")["N_INSETS"] == 2
    alone = squares(["E09000001", "E09000002"], value=[1, 2])
    assert run("exportmap", AREAS=alone, VALUE_FIELD="value", OUTPUT=str(tmp_path / "london.pdf"))["N_INSETS"] == 0


def test_a_district_is_outlined_and_has_an_inset(page, opened):
    result = page(DISTRICT="place 0")
    assert result["N_INSETS"] == 2 and pdf_text(result["OUTPUT"]).count("Place 0") == 2, "in the legend and over the inset"
    assert page(DISTRICT="E06000001")["N_INSETS"] == 2


def test_schematic_shapes_have_no_scale_bar_and_say_so(run, squares, tmp_path, opened):
    areas = squares(["E1", "E2"], value=[1, 2], schematic=[1, 1])
    result = run("exportmap", AREAS=areas, VALUE_FIELD="value", OUTPUT=str(tmp_path / "a.pdf"), LAYOUT=str(tmp_path / "a.qpt"))
    assert "Schematic map: shapes are not true boundaries." in pdf_text(result["OUTPUT"])
    assert "There is no scale bar: the shapes are schematic" in run.log
    assert not any(name.startswith("Scale bar") for name in boxes(opened(result)))


def test_degrees_in_britain_are_drawn_on_the_british_grid(run, memory, rectangle, tmp_path, opened):
    from qgis.core import QgsLayoutItemMap

    areas = memory({"area": "string", "value": "double"}, [(rectangle(-2, 53, -1, 54), "E06000001", 1.0),
                                                           (rectangle(-1, 53, 0, 54), "E06000002", 2.0)], "Polygon", "EPSG:4326")
    result = run("exportmap", AREAS=areas, VALUE_FIELD="value", OUTPUT=str(tmp_path / "a.pdf"), LAYOUT=str(tmp_path / "a.qpt"))
    (drawn,) = (item for item in opened(result).items() if isinstance(item, QgsLayoutItemMap))
    assert drawn.crs().authid() == "EPSG:27700"
    assert drawn.extent().center().x() == pytest.approx(466300, abs=2000), "a degree of longitude is 111.3 cos 53.5 = 66.2 km"


def test_an_atlas_is_one_file_with_classes_in_common(run, districts, table, tmp_path, opened):
    """Values of 2001 are 1 to 8, those of 2010 10 to 17: with the limit 9 one page has all below, one all above."""
    given = {"AREAS": districts, "TABLE": table, "VALUE_FIELD": "value", "SCHEME": "user_defined", "BREAKS": "9",
             "TITLE": "Output"}
    result = run("exportmap", **given, FILTER="\"industry\" = '26'", PAGE_FIELD="period", OUTPUT=str(tmp_path / "a.pdf"),
                 LAYOUT=str(tmp_path / "a.qpt"))
    assert (result["N_PAGES"], result["N_EMPTY"], result["CLASS_BREAKS"]) == (2, 0, "9;17")
    assert pdf_info(result["OUTPUT"])["Pages"] == "2"
    first, second = pdf_text(result["OUTPUT"]).split("\f")[:2]
    assert "Output: 2001" in first and "up to 9 (8)" in first and "over 9 (0)" in first
    assert "Output: 2010" in second and "up to 9 (0)" in second and "over 9 (8)" in second
    assert "Classes are the same on every page." in first
    nothing_overlaps(opened(result))


def test_pages_with_classes_of_their_own_say_so(run, districts, table, tmp_path):
    result = run("exportmap", AREAS=districts, TABLE=table, VALUE_FIELD="value", FILTER="\"industry\" = '26'", PAGE_FIELD="period",
                 COMMON_BREAKS=False, CLASSES=2, OUTPUT=str(tmp_path / "a.pdf"))
    first, second = pdf_text(result["OUTPUT"]).split("\f")[:2]
    assert "up to 4.5 (4)" in first and "up to 13.5 (4)" in second, "medians of 1 to 8 and of 10 to 17"
    assert "Each page has its own classes: colours of two pages cannot be compared." in second
    assert result["CLASS_BREAKS"] == ""


def test_an_industry_without_data_has_a_page_that_says_so(run, districts, table, tmp_path):
    result = run("exportmap", AREAS=districts, TABLE=table, VALUE_FIELD="value", FILTER='"period" = 2001', PAGE_FIELD="industry",
                 OUTPUT=str(tmp_path / "a.pdf"))
    assert (result["N_PAGES"], result["N_EMPTY"]) == (3, 1)
    last = pdf_text(result["OUTPUT"]).split("\f")[2]
    assert "No data for 'none'" in last and "No data (8)" in last
    assert "Pages without any value: 1." in run.log


def test_a_page_can_be_asked_for_though_the_filter_leaves_nothing(run, districts, table, tmp_path):
    result = run("exportmap", AREAS=districts, TABLE=table, VALUE_FIELD="value", FILTER="\"period\" = 2001 AND \"industry\" <> '26'",
                 PAGE_FIELD="industry", PAGE_VALUES="26;c (10-33)", OUTPUT=str(tmp_path / "a.pdf"))
    first, second = pdf_text(result["OUTPUT"]).split("\f")[:2]
    assert "No data for '26'" in first and "C (10-33)" in second and result["N_EMPTY"] == 1


def test_a_project_opens_with_the_layers_styled(run, districts, table, tmp_path):
    result = run("exportmap", AREAS=districts, TABLE=table, VALUE_FIELD="value", FILTER="\"industry\" = '26'", PAGE_FIELD="period",
                 DISTRICT="Place 1", OUTPUT=str(tmp_path / "a.pdf"), PROJECT=str(tmp_path / "a.qgz"))
    from qgis.core import QgsProject

    moved = tmp_path / "moved"
    moved.mkdir()
    for name in ("a.qgz", "a_layers.gpkg"):
        (moved / name).write_bytes((tmp_path / name).read_bytes())
        (tmp_path / name).unlink()
    project = QgsProject()
    assert project.read(str(moved / "a.qgz"))
    layers = {layer.name(): layer for layer in project.mapLayers().values()}
    assert {layer.isValid() for layer in layers.values()} == {True}, "paths are relative"
    assert {name: layer.renderer().type() for name, layer in layers.items()} == {
        "Place 1": "RuleRenderer", "value, 26: 2001": "graduatedSymbol",
        "value, 26: 2010": "graduatedSymbol"}
    shown = [layer.name() for layer in project.layerTreeRoot().checkedLayers()]
    assert shown == ["Place 1", "value, 26: 2001"]
    (layout,) = project.layoutManager().layouts()
    assert layout.pageCollection().pageCount() == 2 and zipfile.is_zipfile(moved / "a.qgz")
    nothing_overlaps(layout)
    del layout
    layers.clear()
    project.clear()
    assert "LAYOUT" not in result


def test_a_project_names_the_file_of_the_map_itself(page, styled, tmp_path):
    page(PROJECT=str(tmp_path / "b.qgz"))
    assert not (tmp_path / "b_layers.gpkg").exists()
    with zipfile.ZipFile(tmp_path / "b.qgz") as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".qgs"))
        assert "<datasource>./styled.gpkg" in archive.read(name).decode("utf-8")


def test_only_what_is_selected_is_drawn(run, styled, tmp_path):
    from qgis.core import QgsProcessingFeatureSourceDefinition, QgsProject, QgsVectorLayer

    layer = QgsVectorLayer(styled, "styled", "ogr")
    layer.selectByExpression("\"area\" IN ('E06000001', 'E06000002')")
    QgsProject.instance().addMapLayer(layer)
    run.context.setProject(QgsProject.instance())
    given = QgsProcessingFeatureSourceDefinition(layer.id(), True)
    try:
        result = run("exportmap", AREAS=given, OUTPUT=str(tmp_path / "a.pdf"))
    finally:
        QgsProject.instance().clear()
    assert result["N_DISTRICTS"] == 2 and result["N_INSETS"] == 0


def test_a_picture_takes_the_place_of_the_legend(run, styled, page, opened):
    from qgis.core import QgsVectorLayer

    layer = QgsVectorLayer(styled, "styled", "ogr")
    layer.setCustomProperty("industrial_atlas/legend", '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100" '
                            'viewBox="0 0 100 100"><text x="10" y="50">Square</text></svg>')
    result = page(AREAS=layer)
    words = pdf_text(result["OUTPUT"])
    assert "No data" not in words and "up to" not in words
    layout = opened(result)
    nothing_overlaps(layout)
    picture = boxes(layout)["Legend picture 1"]
    assert picture.width() == pytest.approx(picture.height(), abs=0.1)


REFUSED = [
    ({"AREAS": "plain"}, ("AREAS", "no style that tells districts apart", "VALUE_FIELD")),
    ({"FILTER": "1 = 1"}, ("FILTER needs VALUE_FIELD",)),
    ({"TABLE": "table"}, ("TABLE needs VALUE_FIELD",)),
    ({"VALUE_FIELD": "value", "PAGE_FIELD": "period"}, ("PAGE_FIELD needs TABLE",)),
    ({"VALUE_FIELD": "value", "PAGE_VALUES": "2001"}, ("PAGE_VALUES needs PAGE_FIELD",)),
    ({"TABLE": "table", "VALUE_FIELD": "value", "PAGE_FIELD": "perod"}, ("PAGE_FIELD", "perod", "Did you mean period?")),
    ({"TABLE": "table", "VALUE_FIELD": "value", "PAGE_FIELD": "period"}, ("has 3 rows, a map takes one", "FILTER")),
    ({"TABLE": "table", "VALUE_FIELD": "value", "PAGE_FIELD": "industry", "PAGE_VALUES": "27", "FILTER": "period = 2001"},
     ("PAGE_VALUES", "no value '27': there are C (10-33), 26, none.")),
    ({"TABLE": "table", "VALUE_FIELD": "value", "PAGE_FIELD": "period", "OUTPUT": "atlas.png"}, ("OUTPUT", "atlas", ".pdf")),
    ({"DISTRICT": "Place 77"}, ("DISTRICT", "Place 77", "did you mean Place 7")),
    ({"LOGO": "no.png"}, ("LOGO", "there is no file")),
    ({"LOGO": "text.png"}, ("LOGO", "no picture that can be read")),
    ({"INSET_EXTENT": "0,1,0,1"}, ("INSET_EXTENT does not touch the districts",)),
    ({"VALUE_FIELD": "area"}, ("area",)),
    ({"OUTPUT": "page.doc"}, ("OUTPUT", ".pdf, .png or .svg")),
    ({"LAYOUT": "page.xml"}, ("LAYOUT", ".qpt")),
    ({"DPI": 10}, ("DPI: 10 is not a whole number from 72 to 1200",)),
    ({"SCHEME": "user_defined", "VALUE_FIELD": "value"}, ("BREAKS",)),
]


@pytest.mark.parametrize(("given", "words"), REFUSED, ids=[" ".join(given) for given, _ in REFUSED])
def test_what_cannot_be_is_refused(refused, styled, table, squares, tmp_path, given, words):
    (tmp_path / "text.png").write_text("no picture")
    folder = tmp_path / "refused"
    there = {"plain": squares(["E1"], value=[1]), "table": table, "no.png": str(tmp_path / "no.png"),
             "text.png": str(tmp_path / "text.png")}
    given = {name: str(folder / value) if name in ("OUTPUT", "LAYOUT") else there.get(value, value) for name, value in given.items()}
    refused("exportmap", *words, **{"AREAS": styled, "OUTPUT": str(folder / "page.pdf"), **given})


def test_a_layer_outside_london_has_no_london_inset(refused, squares, tmp_path):
    refused("exportmap", "INSETS is 'london'", AREAS=squares(["E1", "E2"], value=[1, 2]), VALUE_FIELD="value", INSETS="london",
            OUTPUT=str(tmp_path / "refused" / "a.pdf"))


def test_a_layer_of_several_maps_is_refused_but_for_the_one_that_is_drawn(refused, run, districts, table, tmp_path):
    """A series of years draws all of them on one another; of several industries one is drawn."""
    years, industries = str(tmp_path / "years.gpkg"), str(tmp_path / "industries.gpkg")
    given = {"AREAS": districts, "TABLE": table, "VALUE_FIELD": "value"}
    run("choropleth", **given, FILTER="\"industry\" = '26'", PERIOD_FIELD="period", OUTPUT=years)
    refused("exportmap", "draws district E06000001 2 times", "PAGE_FIELD", AREAS=years, OUTPUT=str(tmp_path / "refused" / "a.pdf"))
    run("choropleth", **given, FILTER="\"period\" = 2001 AND \"industry\" <> 'none'", INDUSTRY_FIELD="industry", COMMON_BREAKS=False,
        OUTPUT=industries)
    result = run("exportmap", AREAS=industries, OUTPUT=str(tmp_path / "b.pdf"))
    assert result["N_DISTRICTS"] == 8 and pdf_text(result["OUTPUT"]).count("No data") == 1, "the legend of what is drawn"
    result = run("exportmap", AREAS=districts, TABLE=years, VALUE_FIELD="map_value", PAGE_FIELD="period", OUTPUT=str(tmp_path / "c.pdf"))
    assert result["N_PAGES"] == 2


def test_one_year_of_a_series_is_counted_and_titled_by_itself(run, districts, table, tmp_path):
    years = str(tmp_path / "years.gpkg")
    run("choropleth", AREAS=districts, TABLE=table, VALUE_FIELD="value", FILTER="\"industry\" = '26'", PERIOD_FIELD="period",
        SCHEME="user_defined", BREAKS="3", OUTPUT=years)
    result = run("exportmap", AREAS=f"{years}|subset=\"period\" = 2010", OUTPUT=str(tmp_path / "one.pdf"))
    words = pdf_text(result["OUTPUT"])
    assert result["TITLE_USED"] == "value, 26, 2010" and "in all periods" not in words
    counts = [int(number) for number in re.findall(r"\((\d+)\)", words)]
    assert sum(counts) == 8, "each district of the year once"


def test_another_industry_of_a_series_is_drawn_with_its_own_legend(run, districts, table, tmp_path):
    industries = str(tmp_path / "industries.gpkg")
    run("choropleth", AREAS=districts, TABLE=table, VALUE_FIELD="value", FILTER="\"period\" = 2001 AND \"industry\" <> 'none'",
        INDUSTRY_FIELD="industry", OUTPUT=industries)
    result = run("exportmap", AREAS=f"{industries}|subset=\"industry\" = 'C (10-33)'", OUTPUT=str(tmp_path / "one.pdf"))
    assert result["N_DISTRICTS"] == 8 and sum(
        int(number) for number in re.findall(r"\((\d+)\)", pdf_text(result["OUTPUT"]))) == 8


def test_a_geopackage_beside_the_project_is_not_replaced(refused, run, districts, tmp_path):
    other = tmp_path / "plan_layers.gpkg"
    run("choropleth", AREAS=districts, OUTPUT=str(other))
    before = other.read_bytes()
    refused("exportmap", "plan_layers.gpkg", "Choose another name", AREAS=districts, VALUE_FIELD="value",
            OUTPUT=str(tmp_path / "refused" / "a.pdf"), PROJECT=str(tmp_path / "plan.qgz"))
    assert other.read_bytes() == before and not (tmp_path / "plan.qgz").exists()
    for _ in range(2):
        run("exportmap", AREAS=districts, VALUE_FIELD="value", OUTPUT=str(tmp_path / "a.pdf"), PROJECT=str(tmp_path / "own.qgz"))
    assert (tmp_path / "own_layers.gpkg").exists(), "one of an earlier map is"


def test_points_are_no_map(refused, memory, tmp_path):
    points = memory({"area": "string"}, [("POINT(0 0)", "E1")], "Point")
    refused("exportmap", "AREAS", AREAS=points, OUTPUT=str(tmp_path / "refused" / "a.pdf"))


def test_an_earlier_page_stays_when_a_run_fails(refused, run, styled, tmp_path):
    target = tmp_path / "kept.pdf"
    target.write_text("earlier")
    refused("exportmap", "DISTRICT", AREAS=styled, DISTRICT="nowhere", OUTPUT=str(target))
    assert target.read_text() == "earlier"
    run("exportmap", AREAS=styled, OUTPUT=str(target))
    assert target.read_bytes().startswith(b"%PDF") and not list(tmp_path.glob("kept.*.pdf"))


def test_cancel_between_pages_leaves_no_file(qgis, districts, table, tmp_path):
    from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback

    import processing

    feedback = QgsProcessingFeedback(False)
    feedback.progressChanged.connect(lambda progress: feedback.cancel() if progress >= 60 else None)  # the PDF is begun
    with pytest.raises(QgsProcessingException, match="Cancelled. Nothing was written"):
        processing.run("industrialatlas:exportmap", {
            "AREAS": districts, "TABLE": table, "VALUE_FIELD": "value", "FILTER": "\"industry\" = '26'", "PAGE_FIELD": "period",
            "OUTPUT": str(tmp_path / "a.pdf"), "LAYOUT": str(tmp_path / "a.qpt")},
            context=QgsProcessingContext(), feedback=feedback)
    assert not list(tmp_path.glob("a.*"))


def test_a_full_disk_is_said_and_leaves_nothing(run, styled, tmp_path):
    """A limit on the size of files stands in for the disk."""
    import resource
    import signal

    from qgis.core import QgsProcessingException

    folder = tmp_path / "full"
    folder.mkdir()
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(QgsProcessingException, match="OUTPUT: .* could not be written .*space left on the disk"):
            run("exportmap", AREAS=styled, OUTPUT=str(folder / "a.pdf"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert os.listdir(folder) == []
