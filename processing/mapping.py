"""What the algorithms on one value a district share: where the value comes from, reading it, and classing it."""

from __future__ import annotations

from qgis.core import QgsProcessing, QgsProcessingException, QgsProcessingParameterExpression

from . import fields, tables
from .algorithm import AtlasAlgorithm, is_installed

SCHEMES = (
    "quantiles", "equal_interval", "fisher_jenks", "natural_breaks", "std_mean", "head_tail", "box_plot", "percentiles",
    "user_defined", "lq",
)
BY_MAPCLASSIFY = SCHEMES[2:8]


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


class ClassedValueAlgorithm(MappedValueAlgorithm):
    """Base of the algorithms that draw a value in classes."""

    def add_classes(self):
        """Add how values are classed and coloured, and the words of the legend."""
        from .cartography.palette import RAMPS

        tr = self.tr
        self.add_choice("SCHEME", tr("Class breaks"), SCHEMES, tr("How the values are classed."), "quantiles")
        self.add_number("CLASSES", tr("Number of classes"), tr("For schemes that take one."), 5, 2, 12, whole=True)
        self.add_text("BREAKS", tr("Upper limits of the classes"), tr(
            "For user_defined: rising numbers separated by semicolons, such as 10;20;50."))
        self.add_choice("RAMP", tr("Colours"), RAMPS, tr(
            "Empty: PuOr for lq, else YlGnBu. All can be told apart by colour-blind readers."), None, True)
        self.add_text("TITLE", tr("Title"), tr("Name of the layer; empty: the value and the filter."))
        self.add_text("UNIT", tr("Unit"), tr("Shown in the legend, such as '\u00a3m'."))

    def class_fault(self, parameters, context) -> str:
        """Return what is wrong with the scheme, empty if nothing."""
        scheme = self.text(parameters, "SCHEME", context)
        if scheme in BY_MAPCLASSIFY and not is_installed("mapclassify"):
            others = self.tr("Choose lq, user_defined, quantiles or equal_interval.")
            return f"SCHEME '{scheme}': {self.how_to_get('mapclassify')} {others}"
        if scheme == "user_defined" and not self.text(parameters, "BREAKS", context):
            return self.tr("SCHEME is 'user_defined': give the upper limits in BREAKS, such as 10;20;50.")
        return ""

    def class_bounds(self, parameters, context, values, notes) -> list:
        """Return the upper bounds of the classes of some values."""
        from .measures import breaks

        scheme, limits = (self.text(parameters, name, context) for name in ("SCHEME", "BREAKS"))
        if scheme != "user_defined" and limits:
            notes.warning(self.tr("BREAKS are not used: they are for SCHEME 'user_defined'."))
        given = breaks.parse_breaks(limits) if scheme == "user_defined" else ()
        return breaks.class_bounds(values, scheme, self.parameterAsInt(parameters, "CLASSES", context), given, notes)

    def class_colours(self, parameters, context, bounds, values) -> tuple:
        """Return the ramp, and where it changes its hue: None for a ramp that does not diverge."""
        from .cartography.palette import DIVERGING
        from .measures import breaks

        scheme = self.text(parameters, "SCHEME", context)
        ramp = self.text(parameters, "RAMP", context) or ("PuOr" if scheme == "lq" else "YlGnBu")
        return ramp, breaks.centre(scheme, bounds, values) if ramp in DIVERGING else None
