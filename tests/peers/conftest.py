"""One test a case of `cases.py`, which is loaded once and by its path, as the page of validation loads it too."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest


def load():
    """Return the module of cases."""
    name = "industrial_atlas_peer_cases"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("cases.py"))
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def peer_cases() -> list:
    """Every case."""
    return load().cases()


def pytest_generate_tests(metafunc):
    """Give a test that asks for `case` every case in turn."""
    if "case" in metafunc.fixturenames:
        found = load().cases()
        metafunc.parametrize("case", found, ids=[one.id for one in found])
