"""What holds for the source of every measure: its examples are true, and it needs no QGIS."""

import ast
import doctest
import importlib
from pathlib import Path

import pytest

from industrial_atlas.processing import measures
from industrial_atlas.processing.cartography import labels

FOLDER = Path(measures.__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


def module(name: str):
    """A measures module by name."""
    return importlib.import_module(f"{measures.__name__}.{name}")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", NAMES)
def test_examples_in_docstrings_are_true(name):
    assert doctest.testmod(module(name)).failed == 0


def test_there_are_examples_to_be_true():
    assert sum(doctest.testmod(module(name)).attempted for name in NAMES) > 30


def test_examples_of_legend_labels_are_true():
    result = doctest.testmod(labels)
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize("name", NAMES)
def test_measures_import_no_qgis_and_import_within_the_package_relatively(name):
    tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    imported = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    imported += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level]
    tops = {found.split(".")[0] for found in imported}
    assert not tops & {"qgis", "osgeo", "PyQt5", "PyQt6", "processing", "industrial_atlas"}


@pytest.mark.parametrize("name", NAMES)
def test_public_functions_say_what_they_return(name):
    functions = [node for node in ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8")).body
                 if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")]
    assert functions
    assert [node.name for node in functions if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_measure_has_its_unit_tests(name):
    assert (Path(__file__).parent / f"test_{name}.py").exists()
