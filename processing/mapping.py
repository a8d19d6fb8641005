"""What the algorithms on one value a district share: where the value comes from, and reading it."""

from __future__ import annotations

from qgis.core import QgsProcessing, QgsProcessingException, QgsProcessingParameterExpression

from . import fields, tables
from .algorithm import AtlasAlgorithm


class MappedValueAlgorithm(AtlasAlgorithm):
    """Base of the algorithms on any value of the districts, their own or joined from a table."""

    def add_mapped_value(self):
        """Add the districts, the table of values and what is taken from it."""
        tr = self.tr
        self.add_areas()
        self.add_source("TABLE", tr("Table of values"), [QgsProcessing.SourceType.TypeVector], tr(
            "Joined to the districts by code. Empty: the values are on the districts."), True)
        self.add_field("AREA_FIELD", tr("District code field of the table"), "TABLE", tr("Joins the table."), "area")
        self.add(
            QgsProcessingParameterExpression("VALUE_FIELD", tr("Value"), "value", "TABLE"),
            tr("The field to map, of the table or else of the districts; an expression also works."))
        self.add(
            QgsProcessingParameterExpression("FILTER", tr("Filter"), None, "TABLE", True),
            tr("Which rows to map: an expression that leaves one row a district."))

    def value_title(self, parameters, context) -> str:
        """Return what is mapped, in the user's own words: the value and the filter."""
        return ", ".join(filter(None, (self.text(parameters, name, context) for name in ("VALUE_FIELD", "FILTER"))))

    def read_mapped_value(self, parameters, context, feedback, notes):
        """Return districts, the value of each, its caution (None if there is none) and how many are unmatched."""
        from .measures.districts import joined
        from .measures.numbers import to_numbers

        value, where = (self.text(parameters, name, context) for name in ("VALUE_FIELD", "FILTER"))
        if not self.given(parameters, "TABLE"):
            areas = self.read_areas(parameters, context, feedback, notes, None, True, where, value, True)
            return areas, to_numbers(areas["value"], value, notes), areas.flags("caution"), 0
        areas = self.read_areas(parameters, context, feedback, notes, carry=True, mapped=True)
        source = tables.open_source(self, parameters, "TABLE", context)
        if not value:
            raise QgsProcessingException(self.tr("VALUE_FIELD is empty: name the field to map."))
        columns = {"area": self.find_field(parameters, "AREA_FIELD", context, source, notes, "area")}
        for name in ("industry", "period", "caution"):
            columns.update(fields.likely_column(source, name))
        table = tables.read(self, parameters, "TABLE", context, feedback, columns, where=where, value=value)
        numbers, caution, codes = joined(table, areas["area"], value, where, notes, columns)
        return areas, numbers, caution, self.match(parameters, context, notes, codes, areas["area"])
