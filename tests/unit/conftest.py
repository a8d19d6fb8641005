"""What the unit tests share: notes, refusals, and small tables of observations."""

from __future__ import annotations

import pandas as pd
import pytest

from industrial_atlas.processing.measures import panel
from industrial_atlas.processing.measures.notes import Notes

FIELDS = {"area": "code", "industry": "sector", "period": "year", "value": "gva", "name": "called"}


@pytest.fixture
def notes() -> Notes:
    """What a run says beside its numbers."""
    return Notes()


@pytest.fixture
def warned(notes):
    """`warned()` returns the warnings so far."""
    return lambda: [text for level, text in notes if level == "warning"]


@pytest.fixture
def refusal():
    """`refusal(call, ...)` returns the sentences with which a call refuses its input.

    Whatever is refused, it is a ValueError that reads as whole sentences.
    """

    def told(call, *arguments, **named) -> str:
        with pytest.raises(ValueError) as caught:
            call(*arguments, **named)
        text = str(caught.value)
        assert text[0].isupper() or text[0].isdigit(), f"no sentence: {text}"
        assert text.endswith((".", "?")), f"no sentence: {text}"
        assert "nan" not in text.lower().split(), f"a number that is none: {text}"
        return text

    return told


@pytest.fixture
def table():
    """`table(rows)` returns a table of observations: area, industry, value or area, industry, period, value."""

    def made(rows) -> pd.DataFrame:
        titles = ["area", "industry", "value"] if len(rows[0]) == 3 else ["area", "industry", "period", "value"]
        return pd.DataFrame(rows, columns=titles)

    return made


@pytest.fixture
def build(table, notes):
    """`build(rows, negatives="drop", ...)` returns a panel; what it says goes to `notes`."""

    def made(rows, **chosen) -> panel.Panel:
        frame = rows if isinstance(rows, pd.DataFrame) else table(rows)
        return panel.build(frame, FIELDS, panel.Choices(**chosen), notes)

    return made


@pytest.fixture
def four_districts():
    """`four_districts(2020)` returns 100 jobs of each of four districts, as rows of the years named.

    2020: shares of industries 0.25, 0.325, 0.25, 0.175; A and B have i and j, C k and l, D j and k. 2010: shares 0.175, 0.325,
    0.25, 0.25; A has j and l instead.
    """

    def made(*years) -> list:
        always = {"B": (40, 40, 10, 10), "C": (10, 10, 40, 40), "D": (10, 40, 40, 10)}
        held = {year: {"A": first, **always} for year, first in ((2010, (10, 40, 10, 40)), (2020, (40, 40, 10, 10)))}
        return [(area, industry, year, value) for year in years or held for area, values in held[year].items()
                for industry, value in zip("ijkl", values)]

    return made


@pytest.fixture
def related(build, four_districts, notes):
    """`related(rows, period=2010, ...)` returns the relatedness of a table, of the four districts without one."""
    from industrial_atlas.processing.measures.relatedness import Wanted, relate

    def made(rows=None, matrix=None, **wanted):
        panel = build(four_districts() if rows is None else rows, area_level="as_is")
        return relate(panel, Wanted(**wanted), matrix, None, notes)

    return made
