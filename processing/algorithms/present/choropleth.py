"""A classed, styled map of any district value, or a series of maps in one layer."""

from qgis.PyQt.QtCore import QDate

from ...algorithm import guarded
from ...mapping import ClassedValueAlgorithm

ALIASES = {
    "area": "District code", "name": "District", "industry": "Industry", "period": "Period", "map_class": "Class",
    "caution": "Caution: 1 is hatched", "suppressed": "Suppressed: 1 is yes", "date_from": "First day",
    "date_to": "Last day",
}


class Choropleth(ClassedValueAlgorithm):
    """A choropleth map."""

    GROUP = "present"
    NEEDS = ("pandas",)

    def name(self):
        return "choropleth"

    def displayName(self):
        return self.tr("Choropleth map")

    def tags(self):
        return self.tr("choropleth,map,classes,breaks,style,legend,quantiles,jenks").split(",")

    def shortHelpString(self):
        return self.tr(
            "A map layer of any value by district, classed and styled, with a legend that counts districts and a grey "
            "class for those without data. Values come from the districts themselves or from a table, joined by code; "
            "FILTER must leave one row a district, such as \"industry\" = 'C (10-33)' AND \"period\" = 2023.\n\n"
            "A series: name PERIOD_FIELD, and the layer holds each district once a period, with the same classes in "
            "all; years are played by QGIS's temporal controller. Name INDUSTRY_FIELD, and each industry is a group of "
            "the legend with classes of its own, to be ticked. Without the temporal controller the last year is on "
            "top.\n\n"
            "Schemes: lq (0.5, 0.8, 1, 1.25, 2), user_defined, quantiles and equal_interval always work; the others "
            "need the package mapclassify. A value on a limit belongs to the lower class.\n\n"
            "Source of the schemes: mapclassify (Rey and others, PySAL); colours by ColorBrewer (Cynthia Brewer)."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add_mapped_value()
        self.add_series()
        self.add_classes()
        self.add_strict()
        self.add_style_file()
        self.add_output("OUTPUT", tr("Map"), tr("The districts with value and class, styled."), True)
        self.add_numbers(
            N_CLASSES=tr("Classes"), NO_DATA_COUNT=tr("Districts without data"),
            UNMATCHED_COUNT=tr("Districts on one side only"), SUPPRESSED_COUNT=tr("Suppressed districts"),
            N_MAPS=tr("Maps"),
        )
        self.add_strings(CLASS_BREAKS=tr("Upper limits of the classes"), CLASS_COUNTS=tr("Districts in each class"))

    def fault(self, parameters, context):
        return self.series_fault(parameters, context) or self.class_fault(parameters, context)

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...measures import mapseries
        from ...measures.notes import Notes

        notes = Notes()
        areas, maps, unmatched, by = self.read_series(parameters, context, feedback, notes)
        shown = mapseries.parts(maps, by, self.parameterAsBoolean(parameters, "COMMON_BREAKS", context))
        held = self.classed(parameters, context, maps, shown, notes)
        self.styles["OUTPUT"], classes = self._style(parameters, context, areas, maps, shown, held)
        columns, kinds = self._columns(areas, maps, by, shown, classes)
        if any(len(one.bounds) > 1 and max(one.counts) == len(one.values) for one in classes):
            notes.warning(self.tr("All districts fall into one class. Check that SCHEME suits the values."))
        written = self.write_beside(
            parameters, "OUTPUT", context, feedback, notes, areas.repeated(len(maps.maps)), columns, kinds)
        number, missing = max(len(one.bounds) for one in classes), columns["map_value"].count(None)
        summary = self.tr("Classes: {}. Districts without data: {}.").format(number, missing)
        if by:
            summary = self.tr("Maps: {:,}. ").format(len(maps.maps)) + summary
        self.tell(notes, feedback, summary)
        return {
            "OUTPUT": written, "N_CLASSES": number, "NO_DATA_COUNT": missing, "UNMATCHED_COUNT": unmatched,
            "SUPPRESSED_COUNT": sum(one.suppressed for one in classes), "N_MAPS": len(maps.maps),
            "CLASS_BREAKS": _said(shown, [[f"{bound:.15g}" for bound in one.bounds] for one in classes]),
            "CLASS_COUNTS": _said(shown, [map(str, one.counts) for one in classes]),
        }

    def _style(self, parameters, context, areas, maps, shown, held):
        """Return the style of the layer, and the classes of each part of its legend."""
        from ...cartography.maps import TOGETHER, choropleth, series

        title = self.text(parameters, "TITLE", context)
        title = title or ", ".join(filter(None, (self.value_title(parameters, context), maps.words())))
        unit, file = self.text(parameters, "UNIT", context), self.style_file(parameters, context)
        aliases = {**ALIASES, "map_value": self.text(parameters, "VALUE_FIELD", context)}
        withheld = None if maps.suppressed is None else maps.suppressed.ravel().tolist()
        each = (maps.flags(), withheld)
        more = [[one and one[part.rows] for one in each] for part in shown]
        periods = "" if len(maps.periods) == 1 or "period" in shown[0].keys else TOGETHER
        if len(shown) == 1:
            style, classes = choropleth(
                "map_value", *held[0], unit, title, more[0][0], areas.schematic, aliases, file, withheld=more[0][1],
                several=periods)
            classes = [classes]
        else:
            parts = [(part, *one, *both) for part, one, both in zip(shown, held, more)]
            style, classes = series("map_value", parts, unit, title, areas.schematic, aliases, file, periods)
        style.dates = ("date_from", "date_to") if maps.dated else ()
        return style, classes

    def _columns(self, areas, maps, by, shown, classes) -> tuple:
        """Return the columns of the layer and their kinds."""
        from ...measures import breaks, longtable, mapseries

        columns, kinds = mapseries.columns(maps, areas["area"].tolist(), areas["name"].tolist(), by)
        values = maps.values.ravel()
        columns["map_value"] = longtable.values(values)
        columns["map_class"] = [
            name for part, one in zip(shown, classes)
            for name in breaks.class_names(values[part.rows], one.bounds, one.labels)]
        kinds.update(map_value="number", map_class="text")
        if maps.caution is not None:
            columns["caution"], kinds["caution"] = maps.flags(), "integer"
        if maps.suppressed is not None:
            columns["suppressed"], kinds["suppressed"] = maps.suppressed.ravel().astype(int).tolist(), "integer"
        if maps.dated:
            for name, month, day in (("date_from", 1, 1), ("date_to", 12, 31)):
                columns[name], kinds[name] = [QDate(year, month, day) for year in columns["period"]], "date"
        return columns, kinds


def _said(shown, lists) -> str:
    """Return numbers between semicolons; where the legend has groups, each with its title, and bars between them."""
    lines = [";".join(one) for one in lists]
    return lines[0] if len(lines) == 1 else " | ".join(f"{part.label}: {line}" for part, line in zip(shown, lines))
