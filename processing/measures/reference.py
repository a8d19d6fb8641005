"""The reference tables that come with the project."""

from __future__ import annotations

import csv
import functools
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "reference"


@functools.cache
def read(name: str) -> tuple:
    """Return the rows of a reference table as dicts of text.

    Parameters
    ----------
    name : str
        File name without its ending, in ``resources/reference``.
    """
    with open(FOLDER / f"{name}.csv", encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
