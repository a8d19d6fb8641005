"""Small tables and layers to run on, results as rows, and what a refusal must look like."""

from __future__ import annotations

import itertools
import textwrap

import pytest


@pytest.fixture
def csv_table(tmp_path):
    """`csv_table("area,value\\nA,1")` writes a table of text and returns its path, another one each time."""
    written = itertools.count()

    def make(text: str, name: str = "", encoding: str = "utf-8") -> str:
        path = tmp_path / (name or f"table{next(written) or ''}.csv")
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding=encoding)
        return str(path)

    return make


@pytest.fixture
def memory(qgis):
    """`memory({"area": "string"}, [("A",)])` returns a layer in memory; rows of a layer with shapes begin with WKT."""
    from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

    def make(fields: dict, rows, geometry: str = "None", crs: str = "EPSG:27700", name: str = "layer"):
        kinds = {"double": "double(0,0)"}  # else QGIS rounds to five decimals
        columns = "".join(f"&field={field}:{kinds.get(kind, kind)}" for field, kind in fields.items())
        layer = QgsVectorLayer(f"{geometry}?crs={crs}{columns}", name, "memory")
        assert layer.isValid()
        features = []
        for row in rows:
            feature = QgsFeature(layer.fields())
            if geometry != "None":
                shape, *row = row
                if shape is not None:
                    feature.setGeometry(QgsGeometry.fromWkt(shape))
            feature.setAttributes(list(row))
            features.append(feature)
        layer.dataProvider().addFeatures(features)
        assert layer.featureCount() == len(features)
        return layer

    return make


def box(west: float, south: float, east: float, north: float) -> str:
    """Return a rectangle as WKT."""
    return f"POLYGON(({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))"


@pytest.fixture
def rectangle():
    """`rectangle(west, south, east, north)` is a polygon as WKT."""
    return box


@pytest.fixture
def squares(memory):
    """`squares(["E06000001"], people=[5])` is a row of squares, one km2 each, with code, name and further fields."""

    def make(codes, crs: str = "EPSG:27700", side: float = 1000.0, west: float = 400000.0, name="squares", **columns):
        kinds = {"area": "string", "name": "string"}
        for title, held in columns.items():
            known = [value for value in held if value is not None]
            kinds[title] = "string" if any(isinstance(value, str) for value in known) else "double"
        rows = [
            (box(west + place * side, 300000, west + (place + 1) * side, 300000 + side), code, f"Place {place}",
             *(held[place] for held in columns.values()))
            for place, code in enumerate(codes)
        ]
        return memory(kinds, rows, "Polygon", crs, name)

    return make


@pytest.fixture
def rows(qgis):
    """`rows(result)` returns the features of a result, a layer or a path, as dictionaries; NULL is None."""
    from qgis.core import QgsVectorLayer
    from qgis.PyQt.QtCore import NULL

    def read(result) -> list[dict]:
        layer = QgsVectorLayer(str(result), "result", "ogr") if isinstance(result, str) else result
        assert layer.isValid(), result
        names = [field.name() for field in layer.fields()]
        return [
            {name: None if value is None or value == NULL else value for name, value in zip(names, feature.attributes())}
            for feature in layer.getFeatures()
        ]

    return read


@pytest.fixture
def refused(run, tmp_path):
    """`refused("concentration", "word", OBSERVATIONS=...)` returns the message of a run that must stop.

    It is a sentence or two with the words, no traceback, and no file is left of it.
    """
    from qgis.core import QgsProcessingException

    folder = tmp_path / "refused"
    folder.mkdir()

    def attempt(name: str, *words: str, **parameters) -> str:
        given = {"OUTPUT": str(folder / "output.gpkg"), **parameters}
        with pytest.raises(QgsProcessingException) as raised:
            run(name, **{key: value for key, value in given.items() if value is not None})
        message = str(raised.value).replace("Unable to execute algorithm\n", "")
        assert "Traceback" not in message and "unexpected fault" not in message, message
        assert "\n" not in message and len(message) < 600, message
        assert message.rstrip("\"')")[-1] in ".?", message
        for word in words:
            assert word in message, f"'{word}' is not in: {message}"
        assert list(folder.iterdir()) == [], "a refused run left a file"
        return message

    return attempt
