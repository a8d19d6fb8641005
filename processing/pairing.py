"""Two values of each district: where the second comes from, and reading both."""

from __future__ import annotations

import contextlib
import re

from qgis.core import (
    QgsExpression,
    QgsFeatureRequest,
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingParameterExpression,
)

from . import tables
from .algorithm import is_installed
from .mapping import TABLE_VALUE, MappedValueAlgorithm

SECOND_TABLE = ("TABLE2", "AREA2_FIELD", "VALUE2_FIELD", "FILTER2")
PAIR_SCHEMES = ("quantiles", "equal_interval", "fisher_jenks", "user_defined")
SAME_TABLE = ("TABLE", "AREA_FIELD", "VALUE2_FIELD", "FILTER")


class PairedValueAlgorithm(MappedValueAlgorithm):
    """Base of the algorithms on two values of the districts."""

    def add_second_value(self):
        """Add the second value, and the table that it may come from."""
        tr = self.tr
        self.add_source("TABLE2", tr("Table of second values"), [QgsProcessing.SourceType.TypeVector], tr(
            "Joined to the districts by code; may be the same table with another filter. Empty: the second value is of "
            "the first table if that has its fields, else of the districts."), True)
        self.add_field("AREA2_FIELD", tr("District code field of the second table"), "TABLE2", tr("Joins it."), "area")
        self.add(
            QgsProcessingParameterExpression("VALUE2_FIELD", tr("Second value"), None, "TABLE2"),
            tr("The field to map upwards, such as 'density' or \"pop_2020\" / \"km2\"; an expression also works."))
        self.add(
            QgsProcessingParameterExpression("FILTER2", tr("Filter of the second table"), None, "TABLE2", True),
            tr("Which of its rows: an expression that leaves one row a district."))

    def add_pair_classes(self):
        """Add how both values are classed and coloured, and the words of the legend."""
        from .cartography.palette import PAIRS

        tr = self.tr
        self.add_number("SIDE", tr("Classes a side"), tr("3 gives 3 x 3 colours, 2 gives 2 x 2."), 3, 2, 3, True)
        self.add_choice(
            "SCHEME", tr("Class breaks"), PAIR_SCHEMES, tr("How the first value is classed."), "quantiles")
        self.add_choice("SCHEME2", tr("Class breaks of the second value"), PAIR_SCHEMES, tr(
            "How the second value is classed; empty: as the first."), None, True)
        self.add_text("BREAKS", tr("Limits of the first value"), tr(
            "For user_defined: the limits between the classes, such as 0.8;1.25 for three or 1 for two."))
        self.add_text("BREAKS2", tr("Limits of the second value"), tr("In the same way, such as 186;846."))
        self.add_choice("RAMP", tr("Colours"), PAIRS, tr(
            "BlueOrange: blue for the first value, orange for the second; PurpleGold likewise; LightDark: the first "
            "from light to dark, the second from blue to orange."), "BlueOrange")
        self.add_text("TITLE", tr("Title"), tr("Name of the layer; empty: both values."))
        self.add_text("TITLE1", tr("Words for the first value"), tr("For the legend, such as 'LQ'; empty: the field."))
        self.add_text("TITLE2", tr("Words for the second value"), tr("In the same way."))
        self.add_text("UNIT", tr("Unit of the first value"), tr("Shown with its limits, such as '\u00a3m' or '%'."))
        self.add_text("UNIT2", tr("Unit of the second value"), tr("In the same way."))

    def pair_fault(self, parameters, context) -> str:
        """Return what is wrong with the schemes and limits, empty if nothing."""
        for scheme in self._schemes(parameters, context):
            if scheme == "fisher_jenks" and not is_installed("mapclassify"):
                others = self.tr("Choose quantiles, equal_interval or user_defined.")
                return f"SCHEME '{scheme}': {self.how_to_get('mapclassify')} {others}"
        try:
            self._given_limits(parameters, context)
        except ValueError as fault:
            return str(fault)
        return ""

    def class_pair(self, parameters, context, values, notes):
        """Return both values in classes (`measures.bivariate.Pairs`)."""
        from .measures.bivariate import pairs_of

        schemes = self._schemes(parameters, context)
        for scheme, name in zip(schemes, ("BREAKS", "BREAKS2")):
            if scheme != "user_defined" and self.given(parameters, name):
                notes.warning(self.tr("{} are not used: they are for 'user_defined'.").format(name))
        units = [self.text(parameters, name, context) for name in ("UNIT", "UNIT2")]
        return pairs_of(
            values, schemes, self.parameterAsInt(parameters, "SIDE", context), self._given_limits(parameters, context),
            self.pair_titles(parameters, context), units, notes)

    def _schemes(self, parameters, context) -> list:
        first, second = (self.text(parameters, name, context) for name in ("SCHEME", "SCHEME2"))
        return [first, second or first]

    def _given_limits(self, parameters, context) -> list:
        """Return the limits that are given for each value, none for a scheme that finds its own."""
        from .measures.bivariate import given_limits

        side, found = self.parameterAsInt(parameters, "SIDE", context), []
        for scheme, name in zip(self._schemes(parameters, context), ("BREAKS", "BREAKS2")):
            text = self.text(parameters, name, context)
            if scheme == "user_defined" and not text:
                raise ValueError(self.tr("SCHEME is 'user_defined': give the limits of this value in {}, such as {}.")
                                 .format(name, "0.8;1.25" if side == 3 else "1"))
            found.append(given_limits(text, name, side) if scheme == "user_defined" else [])
        return found

    def read_pair(self, parameters, context, feedback, notes) -> tuple:
        """Return districts, both values of each, its caution (None if there is none) and how many are unmatched."""
        from .measures.districts import one_sided

        held = (parameters, context, feedback, notes)
        joined = []
        if self.given(parameters, "TABLE"):
            areas = self.read_areas(*held, carry=True, mapped=True)
            first, caution, codes = self._of_table(*held, areas)
            joined.append(codes)
            self.match(parameters, context, notes, codes, areas["area"])
        else:
            areas, first, caution, _ = self.read_mapped_value(*held)
        if self.given(parameters, "TABLE2"):
            with _told_of(SECOND_TABLE):
                second, other, codes = self._of_second_table(*held, areas)
            joined.append(codes)
        else:
            with _told_of(SAME_TABLE):
                if self._is_in_table(parameters, context, notes):
                    second, other, _ = self._of_table(*held, areas, SAME_TABLE)
                else:
                    second, other = self._of_districts(*held), areas.flags("caution")
        return areas, (first, second), _either(caution, other), one_sided(areas["area"], *joined)

    def pair_titles(self, parameters, context) -> list[str]:
        """Return what both values are, in the user's own words, so that they differ."""
        fields = [self.text(parameters, name, context) for name in ("VALUE_FIELD", "VALUE2_FIELD")]
        titles = [self.text(parameters, f"TITLE{place}", context) or field for place, field in enumerate(fields, 1)]
        if titles[0] == titles[1]:
            filters = [self.text(parameters, name, context) for name in ("FILTER", "FILTER2")]
            titles = [f"{title}, {where}" if where else title for title, where in zip(titles, filters)]
        return titles

    def _of_table(self, parameters, context, feedback, notes, areas, names=TABLE_VALUE) -> tuple:
        """Return the value of each district from a table, its caution and the codes of the table."""
        maps = self.read_table_maps(parameters, context, feedback, notes, areas, {}, names)
        return maps.values.ravel(), maps.flags(), maps.codes

    def _of_second_table(self, parameters, context, feedback, notes, areas) -> tuple:
        from .measures.notes import Notes

        told = Notes()
        found = self._of_table(parameters, context, feedback, told, areas, SECOND_TABLE)
        self.match(parameters, context, told, found[-1], areas["area"])
        for level, text in told:
            getattr(notes, level)(self.tr("Second value: {}").format(text))
        return found

    def _is_in_table(self, parameters, context, notes) -> bool:
        """Tell whether the first table has the fields of the second value."""
        if self.given(parameters, "FILTER2"):
            notes.warning(self.tr("FILTER2 is not used: it is for TABLE2."))
        if not self.given(parameters, "TABLE"):
            return False
        source, value = (tables.open_source(self, parameters, "TABLE", context),
                         self.text(parameters, "VALUE2_FIELD", context))
        named = [value] if source.fields().lookupField(value) >= 0 else QgsExpression(value).referencedColumns()
        inside = bool(named) and all(
            name != QgsFeatureRequest.ALL_ATTRIBUTES and source.fields().lookupField(name) >= 0 for name in named)
        notes.info(self.tr("VALUE2_FIELD is of {}.").format("TABLE" if inside else "AREAS"))
        return inside

    def _of_districts(self, parameters, context, feedback, notes):
        """Return the second value of the districts themselves, in the order of the first."""
        from .measures.notes import Notes
        from .measures.numbers import to_numbers

        value = self.text(parameters, "VALUE2_FIELD", context)
        where = "" if self.given(parameters, "TABLE") else self.text(parameters, "FILTER", context)
        again = self.read_areas(parameters, context, feedback, Notes(), None, False, where, value)
        return to_numbers(again["value"], value, notes)


@contextlib.contextmanager
def _told_of(names):
    """Let messages name the parameters of the second value."""
    try:
        yield
    except (ValueError, QgsProcessingException) as fault:
        second = dict(zip(TABLE_VALUE, names))
        text = re.sub(rf"(?<!\w)({'|'.join(second)})(?!\w)", lambda found: second[found[1]], str(fault))
        raise QgsProcessingException(text) from None


def _either(first, second):
    """Return 1 where a value of either side is one to be careful with, None if neither side says."""
    sides = [side for side in (first, second) if side is not None]
    if not sides:
        return None
    return [max((flag for flag in flags if flag is not None), default=None) for flags in zip(*sides)]
