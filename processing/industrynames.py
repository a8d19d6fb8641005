"""Names of industries, so that a result can be read without a list of codes beside it."""

from __future__ import annotations

import re

from qgis.core import QgsProcessing

from . import tables
from .fields import closest

_NAMES = re.compile(r"^(ind|industry|sic\w*)_?(name|description)$", re.IGNORECASE)


def add(algorithm) -> None:
    """Add the table of names."""
    tr = algorithm.tr
    algorithm.add_source("INDUSTRY_NAMES", tr("Names of industries"), [QgsProcessing.SourceType.TypeVector], tr(
        "A table with the fields industry and name (or ind_name), for readable results. Empty: the field ind_name of "
        "the observations, where there is one, else codes alone."), True)


def read(algorithm, parameters, context, feedback, notes, industries) -> dict:
    """Return a label for each industry: its code with its name, or the code where there is no name."""
    from .measures.industrycodes import labels

    given = algorithm.given(parameters, "INDUSTRY_NAMES")
    source_name = "INDUSTRY_NAMES" if given else "OBSERVATIONS"
    source = tables.open_source(algorithm, parameters, source_name, context)
    every = [field.name() for field in source.fields()]
    names = [name for name in every if _NAMES.match(name) or (given and name.lower() == "name")]
    if not names:
        if given:
            raise ValueError(f"INDUSTRY_NAMES: the layer '{source.sourceName()}' has no field 'name'. "
                             f"{closest('name', every)}")
        return {code: code for code in industries}
    if given:
        code = algorithm.find_field(
            {**parameters, "INDUSTRY_FIELD": "industry"}, "INDUSTRY_FIELD", context, source, notes, "industry")
    else:
        code = algorithm.find_field(parameters, "INDUSTRY_FIELD", context, source, notes, "industry")
    table = tables.read(
        algorithm, parameters, source_name, context, feedback, {"industry": code, "name": names[0]})
    return labels(industries, table, notes)
