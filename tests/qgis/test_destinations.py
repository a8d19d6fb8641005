"""Plain files as outputs: whole or not at all, and refused where they cannot be."""

from __future__ import annotations

import os

import pytest

STYLES = "QGIS style (*.qml);;SLD style (*.sld)"


@pytest.fixture
def places(qgis):
    """The module under test."""
    from industrial_atlas.processing import destinations

    return destinations


def test_a_file_takes_the_place_of_another_only_when_it_is_whole(places, tmp_path):
    path = tmp_path / "map.pdf"
    path.write_text("old")
    with places.whole_file("OUTPUT", str(path)) as draft:
        assert draft.endswith(".pdf") and os.path.dirname(draft) == str(tmp_path)
        with open(draft, "w") as file:
            file.write("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new" and os.listdir(tmp_path) == ["map.pdf"]


@pytest.mark.parametrize("failing", [RuntimeError("stop"), OSError(28, "No space left on device")])
def test_a_failure_leaves_the_old_file_and_no_half_one(places, tmp_path, failing):
    from qgis.core import QgsProcessingException

    path = tmp_path / "map.pdf"
    path.write_text("old")
    with pytest.raises((RuntimeError, QgsProcessingException)) as told, places.whole_file("OUTPUT", str(path)) as draft:
        with open(draft, "w") as file:
            file.write("half")
        raise failing
    assert path.read_text() == "old" and os.listdir(tmp_path) == ["map.pdf"]
    if isinstance(failing, OSError):
        assert "No space left on device" in str(told.value) and "map.pdf" in str(told.value)


def test_an_empty_file_is_a_failure(places, tmp_path):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException, match="space left"), places.whole_file(
            "OUTPUT", str(tmp_path / "map.pdf")) as draft, open(draft, "w"):
        pass
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize("name, whole", [
    ("a.qml", b"<!DOCTYPE qgis>\n<qgis>\n <a/>\n</qgis>\n"), ("a.SLD", b"<StyledLayerDescriptor></StyledLayerDescriptor>\n"),
    ("a.svg", b"<svg><g></g></svg>"),
])
def test_a_file_without_its_end_is_a_failure(places, tmp_path, name, whole):
    """QGIS says of a style that it was saved though the disk had no room for its end."""
    from qgis.core import QgsProcessingException

    with places.whole_file("STYLE_FILE", str(tmp_path / name)) as draft, open(draft, "wb") as file:
        file.write(whole)
    (tmp_path / name).unlink()
    with pytest.raises(QgsProcessingException, match="STYLE_FILE: .* could not be written. Check the space left"), \
            places.whole_file("STYLE_FILE", str(tmp_path / name)) as draft, open(draft, "wb") as file:
        file.write(whole[:-8])
    assert os.listdir(tmp_path) == []


def test_a_picture_without_its_end_is_a_failure(places, tmp_path):
    from qgis.core import QgsProcessingException
    from qgis.PyQt.QtGui import QImage

    picture = QImage(60, 60, QImage.Format.Format_RGB32)
    with places.whole_file("LEGEND", str(tmp_path / "a.png")) as draft:
        picture.save(draft)
    assert os.listdir(tmp_path) == ["a.png"]
    with pytest.raises(QgsProcessingException, match="space left"), places.whole_file("LEGEND", str(tmp_path / "b.png")) as draft:
        picture.save(draft)
        os.truncate(draft, os.path.getsize(draft) - 5)
    assert os.listdir(tmp_path) == ["a.png"]


@pytest.fixture
def small_files(qgis):
    """A limit on the size of files stands in for a full disk."""
    import contextlib
    import resource
    import signal

    @contextlib.contextmanager
    def limited(most: int):
        before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, limits[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            signal.signal(signal.SIGXFSZ, before)

    return limited


@pytest.mark.parametrize("given", [
    {"STYLE_FILE": "style.qml"}, {"STYLE_FILE": "style.sld"}, {"LEGEND": "square.png"}, {"LEGEND": "square.svg"},
])
def test_a_full_disk_stops_the_run_and_leaves_nothing(run, squares, tmp_path, small_files, given):
    from qgis.core import QgsProcessingException

    name, file = next(iter(given.items()))
    areas = squares([f"E0600000{place}" for place in range(1, 7)], value=[1, 2, 3, 4, 5, 6], other=[6, 1, 4, 2, 3, 5])
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / file).write_text("earlier")
    with small_files(2048), pytest.raises(QgsProcessingException, match=f"{name}: .*{file}.* could not be written"):
        run("bivariatechoropleth", AREAS=areas, VALUE2_FIELD="other", OUTPUT="TEMPORARY_OUTPUT", **{name: str(folder / file)})
    assert os.listdir(folder) == [file] and (folder / file).read_text() == "earlier"


@pytest.mark.parametrize(("given", "words"), [
    ({"OUTPUT": "logo.png", "LOGO": "logo.png"}, "OUTPUT would overwrite LOGO (logo.png)"),
    ({"OUTPUT": "./nothing/../logo.png", "LOGO": "logo.png"}, "OUTPUT would overwrite LOGO"),
    ({"OUTPUT": "link.png", "LOGO": "logo.png"}, "OUTPUT would overwrite LOGO"),
])
def test_a_page_does_not_go_over_its_logo(refused, squares, tmp_path, given, words):
    from qgis.PyQt.QtGui import QImage

    (tmp_path / "nothing").mkdir()
    QImage(9, 9, QImage.Format.Format_RGB32).save(str(tmp_path / "logo.png"))
    (tmp_path / "link.png").symlink_to(tmp_path / "logo.png")
    before = (tmp_path / "logo.png").read_bytes()
    refused("exportmap", words, AREAS=squares(["E06000001", "E06000002"], value=[1, 2]), VALUE_FIELD="value",
            **{name: f"{tmp_path}/{file}" for name, file in given.items()})
    assert (tmp_path / "logo.png").read_bytes() == before


def test_a_page_does_not_go_where_another_of_its_files_goes(places, tmp_path):
    """The endings of the files of an algorithm differ, but for a link from one to another."""
    from qgis.core import QgsApplication, QgsProcessingContext

    (tmp_path / "a.qgz").write_text("")
    (tmp_path / "a.qpt").symlink_to(tmp_path / "a.qgz")
    algorithm = QgsApplication.processingRegistry().algorithmById("industrialatlas:exportmap").create()
    given = {name: str(tmp_path / f"a.{ending}") for name, ending in (("OUTPUT", "pdf"), ("LAYOUT", "qpt"), ("PROJECT", "qgz"))}
    assert "PROJECT is the same place as LAYOUT" in places.refuse(algorithm, given, QgsProcessingContext())


def test_an_import_does_not_go_over_its_file(refused, tmp_path):
    path = tmp_path / "figures.csv"
    path.write_text("area,industry,period,value\nE06000001,26,2020,1\n")
    refused("importstatistics", "OUTPUT would overwrite INPUT (figures.csv)", INPUT=str(path), OUTPUT=str(path))
    assert path.read_text().startswith("area,")


def test_a_legend_does_not_go_over_the_districts(refused, squares, tmp_path):
    """A link stands in for a layer whose file ends like a picture."""
    from qgis.core import QgsProject, QgsVectorFileWriter, QgsVectorLayer

    areas, path = squares(["E06000001", "E06000002"], value=[1, 2], other=[1, 2]), str(tmp_path / "a.geojson")
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GeoJSON"
    QgsVectorFileWriter.writeAsVectorFormatV3(areas, path, QgsProject.instance().transformContext(), options)
    (tmp_path / "a.svg").symlink_to(path)
    refused("bivariatechoropleth", "LEGEND would overwrite AREAS", AREAS=QgsVectorLayer(path, "a", "ogr"),
            VALUE2_FIELD="other", LEGEND=str(tmp_path / "a.svg"))


@pytest.mark.parametrize(("name", "endings", "words"), [
    ("map.txt", STYLES, "Choose a name that ends in .qml or .sld"),
    ("map.txt", "A (*.pdf);;B (*.png);;C (*.svg)", "Choose a name that ends in .pdf, .png or .svg"),
    ("nowhere/map.qml", STYLES, "does not exist"),
    ("map.QML", STYLES, ""),
    ("folder.qml", STYLES, "cannot be written"),
])
def test_what_cannot_be_a_file_is_refused_before_any_work(places, tmp_path, name, endings, words):
    (tmp_path / "folder.qml").mkdir()
    fault = places.plain_fault("STYLE_FILE", str(tmp_path / name), endings)
    assert words in fault and bool(words) == bool(fault)
