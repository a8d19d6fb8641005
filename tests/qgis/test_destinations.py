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
