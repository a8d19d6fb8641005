"""What the peers answered, read from the files beside this one."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).resolve().parent


def _json(name: str):
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def _columns(name: str) -> dict:
    """The columns of a CSV, numbers where they are numbers."""
    with open(HERE / f"{name}.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {title: [row[title] for row in rows] for title in rows[0]}
    text = ("region", "state")
    return {title: cells if title in text else np.array(cells, float) for title, cells in columns.items()}


def pytest_generate_tests(metafunc):
    """One test a case of `quotient_case`, `index_case`, `published_index` and `breaks_case`, and an `industry`."""
    for name, file in (
        ("quotient_case", "location_quotients"), ("index_case", "concentration"), ("published_index", "concentration")
    ):
        if name in metafunc.fixturenames:
            cases = [case for case in _json(file) if case["published"] is not None or "published" not in name]
            metafunc.parametrize(name, cases, ids=[case["id"] for case in cases])
    if "breaks_case" in metafunc.fixturenames:
        cases = _json("mapclassify")["cases"]
        metafunc.parametrize("breaks_case", cases, ids=[case["scheme"] for case in cases])
    if "industry" in metafunc.fixturenames:
        metafunc.parametrize("industry", [title for title in _columns("laender") if title.startswith("WZ08")])


class Laender:
    """Jobs in 17 industries of the 16 German Länder in 2015, and what the peers answered."""

    def __init__(self):
        columns = _columns("laender")
        self.regions = columns.pop("region")
        self.surface = columns.pop("area_sqkm")
        self.industries = list(columns)
        self.jobs = np.column_stack(list(columns.values()))[:, :, None]
        self.totals = self.jobs.sum(axis=1)
        self.peers = _json("laender")

    def place(self, industry: str) -> int:
        """Position of an industry."""
        return self.industries.index(industry)


@pytest.fixture(scope="session")
def laender() -> Laender:
    """The German Länder, 2015."""
    return Laender()


@pytest.fixture(scope="session")
def mexico() -> dict:
    """Income per head of the Mexican states: `income` (states x decades), and what PySAL answered."""
    columns = _columns("mexico")
    columns.pop("state")
    return {"income": np.column_stack(list(columns.values())), **_json("mexico")}


@pytest.fixture(scope="session")
def california() -> np.ndarray:
    """Jobs per square kilometre in 58 counties of California."""
    return _columns("calempdensity")["emp/sq km"]
