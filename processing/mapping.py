"""What the algorithms on one value a district share: where the value comes from, reading it, and classing it."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterExpression,
)

from . import fields, provenance, tables
from .algorithm import AtlasAlgorithm, is_installed
from .cartography import labels, styling
from .measures.notes import listed

SCHEMES = (
    "quantiles", "equal_interval", "fisher_jenks", "natural_breaks", "std_mean", "head_tail", "box_plot", "percentiles",
    "user_defined", "lq",
)
BY_MAPCLASSIFY = SCHEMES[2:8]
MANY_FEATURES = 100_000
TABLE_VALUE = ("TABLE", "AREA_FIELD", "VALUE_FIELD", "FILTER")


class MappedValueAlgorithm(AtlasAlgorithm):
    """Base of the algorithms on any value of the districts, their own or joined from a table."""

    def add_mapped_value(self, needed=True):
        """Add the districts, the table of values and what is taken from it."""
        tr = self.tr
        self.add_areas()
        self.add_source("TABLE", tr("Table of values"), [QgsProcessing.SourceType.TypeVector], tr(
            "Joined to the districts by code. Empty: the values are on the districts."), True)
        self.add_field("AREA_FIELD", tr("District code field of the table"), "TABLE", tr("Joins the table."), "area")
        default = "value" if needed else None
        self.add(
            QgsProcessingParameterExpression("VALUE_FIELD", tr("Value"), default, "TABLE", not needed),
            tr("The field to map, of the table or else of the districts; an expression also works.") if needed else tr(
                "The field to map, of the table or else of the districts; an expression also works. Empty: the "
                "districts are drawn in the style that is stored with them."))
        self.add(
            QgsProcessingParameterExpression("FILTER", tr("Filter"), None, "TABLE", True),
            tr("Which rows to map: an expression that leaves one row a district."))

    def value_title(self, parameters, context) -> str:
        """Return what is mapped: the field's own words if it has them, and what the filter keeps."""
        name = "TABLE" if self.given(parameters, "TABLE") else "AREAS"
        value = self.text(parameters, "VALUE_FIELD", context)
        alias = styling.field_words(provenance.layer_of(self, parameters, name, context), value.strip('"'), context)
        return ", ".join(filter(None, (alias or value, labels.filter_words(self.text(parameters, "FILTER", context)))))

    def read_mapped_value(self, parameters, context, feedback, notes):
        """Return districts, the value of each, its caution (None if there is none) and how many are unmatched."""
        areas, maps, unmatched = self.read_maps(parameters, context, feedback, notes)
        return areas, maps.values.ravel(), maps.flags(), unmatched

    def read_maps(self, parameters, context, feedback, notes, chosen=None):
        """Return districts, a `mapseries.MapSeries` of their values, and how many are unmatched.

        Parameters
        ----------
        chosen : dict, optional
            ``industry``, ``period`` (a map for each) or ``marker`` (of suppressed values) to the parameter that names
            its field.
        """
        from .measures import mapseries
        from .measures.numbers import is_suppressed, to_numbers

        value, where = (self.text(parameters, name, context) for name in ("VALUE_FIELD", "FILTER"))
        of_table = self.given(parameters, "TABLE")
        source = tables.open_source(self, parameters, "TABLE" if of_table else "AREAS", context)
        named = {
            name: self.find_field(parameters, title, context, source, notes) for name, title in (chosen or {}).items()}
        if not of_table:
            areas = self.read_areas(parameters, context, feedback, notes, named, True, where, value, True)
            withheld = is_suppressed(areas["marker"]) if "marker" in named else None
            numbers = to_numbers(areas["value"], value, notes)
            return areas, mapseries.single(numbers, areas.flags("caution"), withheld), 0
        areas = self.read_areas(parameters, context, feedback, notes, carry=True, mapped=True)
        maps = self.read_table_maps(parameters, context, feedback, notes, areas, named)
        return areas, maps, self.match(parameters, context, notes, maps.codes, areas["area"])

    def read_table_maps(self, parameters, context, feedback, notes, areas, named, names=TABLE_VALUE):
        """Return the `mapseries.MapSeries` of a table's values.

        Parameters
        ----------
        named : dict
            ``industry``, ``period`` (a map for each) or ``marker`` to its field.
        names : tuple of str
            The parameters of the table, its codes, the value and the filter.
        """
        from .measures import mapseries

        held, code, *taken = names
        value, where = (self.text(parameters, name, context) for name in taken)
        source = tables.open_source(self, parameters, held, context)
        if not value:
            raise QgsProcessingException(self.tr("{} is empty: name the field to map.").format(taken[0]))
        columns = {"area": self.find_field(parameters, code, context, source, notes, "area")}
        for name in ("industry", "period", "caution"):
            columns.update(fields.likely_column(source, name))
        columns.update(named)
        table = tables.read(self, parameters, held, context, feedback, columns, where=where, value=value)
        by = tuple(name for name in named if name != "marker")
        return mapseries.arrange(table, areas["area"], value, where, notes, columns, by, self._series_hint(by))

    def _series_hint(self, by) -> str:
        """Return a sentence on what else makes maps of a table with several rows a district."""
        possible = {
            "period": self.tr("PERIOD_FIELD for a map a year"),
            "industry": self.tr("INDUSTRY_FIELD for a map an industry"),
        }
        if self.parameterDefinition("PERIOD_FIELD") is None or len(by) == len(possible):
            return ""
        return self.tr("Name {}. ").format(", ".join(words for name, words in possible.items() if name not in by))


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

    def add_series(self):
        """Add what makes a series of maps out of a long table."""
        tr = self.tr
        self.add_field("PERIOD_FIELD", tr("Period field of the table"), "TABLE", tr(
            "A map for each period, as one layer; where periods are years QGIS's temporal controller plays them. "
            "Empty: one map."))
        self.add_field("INDUSTRY_FIELD", tr("Industry field of the table"), "TABLE", tr(
            "A map for each industry, each with classes of its own: tick the one to see. Empty: one map."))
        self.add(QgsProcessingParameterBoolean("COMMON_BREAKS", tr("The same classes in all periods"), True), tr(
            "So that the maps of a series compare. Off: classes of its own for each period."))
        self.add_field("MARKER_FIELD", tr("Suppression marker field"), "TABLE", tr(
            "Holds a marker such as [c] where a value is withheld, as 'marker' of imported statistics: suppressed "
            "districts then look different from those without data."), advanced=True)

    def series_fault(self, parameters, context) -> str:
        """Return what is wrong with the choice of a series, empty if nothing."""
        for name in ("PERIOD_FIELD", "INDUSTRY_FIELD"):
            if self.given(parameters, name) and not self.given(parameters, "TABLE"):
                return self.tr(
                    "{} is a field of TABLE, and no table is given. Give the long table, with the districts in AREAS.")\
                    .format(name)
        return ""

    def read_series(self, parameters, context, feedback, notes):
        """Return districts, a `mapseries.MapSeries`, how many are unmatched, and what there is a map for each of."""
        given = {"industry": "INDUSTRY_FIELD", "period": "PERIOD_FIELD", "marker": "MARKER_FIELD"}
        chosen = {name: title for name, title in given.items() if self.text(parameters, title, context)}
        by = tuple(name for name in chosen if name != "marker")
        areas, maps, unmatched = self.read_maps(parameters, context, feedback, notes, chosen)
        if by and maps.values.size > MANY_FEATURES:
            notes.warning(self.tr(
                "The layer has {:,} features, {:,} maps of {:,} districts, and is slow to draw. FILTER to fewer."
            ).format(maps.values.size, len(maps.maps), len(areas)))
        if "period" in by and not maps.dated:
            notes.warning(self.tr(
                "The periods of field '{}' are not all years, so the temporal controller cannot play them: tick a "
                "period in the legend instead.").format(self.text(parameters, "PERIOD_FIELD", context)))
        if "period" not in by and not self.parameterAsBoolean(parameters, "COMMON_BREAKS", context):
            notes.warning(self.tr("COMMON_BREAKS is not used: it is for the periods of PERIOD_FIELD."))
        return areas, maps, unmatched, by

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

    def classed(self, parameters, context, maps, shown, notes) -> list:
        """Return for each `mapseries.Part` its values, bounds, ramp and centre; what all are told is said once."""
        values, held, told = maps.values.ravel(), [], {}
        for part in shown:
            own, pool = type(notes)(), values[part.pool]
            if len(shown) > 1 and (pool != pool).all():
                own.warning(self.tr("No district has a value, so the map is blank."))
                held.append((values[part.rows], [], "YlGnBu", None))
            else:
                bounds = self.class_bounds(parameters, context, pool, own)
                held.append((values[part.rows], bounds, *self.class_colours(parameters, context, bounds, pool)))
            for note in own:
                told.setdefault(note, []).append(part.label)
        for (level, text), parts in told.items():
            (notes.warning if level == "warning" else notes.info)(
                text if len(parts) == len(shown) else f"{listed(parts)}: {text}")
        if not any(bounds for _, bounds, *_ in held):
            raise QgsProcessingException(self.tr(
                "There is no value to map: every one is missing. Check VALUE_FIELD and FILTER."))
        return held
