"""A classed, styled map of any district value."""

from ...algorithm import guarded
from ...mapping import ClassedValueAlgorithm

KINDS = {"area": "text", "name": "text", "map_value": "number", "map_class": "text"}


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
            "Schemes: lq (0.5, 0.8, 1, 1.25, 2), user_defined, quantiles and equal_interval always work; the others "
            "need the package mapclassify. A value on a limit belongs to the lower class.\n\n"
            "Source of the schemes: mapclassify (Rey and others, PySAL); colours by ColorBrewer (Cynthia Brewer)."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add_mapped_value()
        self.add_classes()
        self.add_strict()
        self.add_style_file()
        self.add_output("OUTPUT", tr("Map"), tr("The districts with value and class, styled."), True)
        self.add_numbers(
            N_CLASSES=tr("Classes"), NO_DATA_COUNT=tr("Districts without data"),
            UNMATCHED_COUNT=tr("Districts on one side only"),
        )
        self.add_strings(CLASS_BREAKS=tr("Upper limits of the classes"), CLASS_COUNTS=tr("Districts in each class"))

    def fault(self, parameters, context):
        return self.class_fault(parameters, context)

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...cartography import maps
        from ...measures import breaks, longtable
        from ...measures.notes import Notes

        notes = Notes()
        areas, values, caution, unmatched = self.read_mapped_value(parameters, context, feedback, notes)
        bounds = self.class_bounds(parameters, context, values, notes)
        title = self.text(parameters, "TITLE", context) or self.value_title(parameters, context)
        style, classes = maps.choropleth(
            "map_value", values, bounds, *self.class_colours(parameters, context, bounds, values),
            self.text(parameters, "UNIT", context), title, caution, areas.schematic,
            {"area": "District code", "name": "District", "map_value": self.text(parameters, "VALUE_FIELD", context)},
            self.style_file(parameters, context))
        columns = {
            "area": areas["area"].tolist(), "name": areas["name"].tolist(), "map_value": longtable.values(values),
            "map_class": breaks.class_names(values, bounds, classes.labels),
        }
        kinds = dict(KINDS)
        if caution is not None:
            columns["caution"], kinds["caution"] = caution, "integer"
        if len(bounds) > 1 and max(classes.counts) == len(classes.values):
            notes.warning(self.tr("All districts fall into one class. Check that SCHEME suits the values."))
        self.styles["OUTPUT"] = style
        written = self.write_beside(parameters, "OUTPUT", context, feedback, notes, areas, columns, kinds)
        summary = self.tr("Classes: {}. Districts without data: {}.")
        self.tell(notes, feedback, summary.format(len(bounds), classes.missing))
        return {
            "OUTPUT": written, "N_CLASSES": len(bounds), "NO_DATA_COUNT": classes.missing, "UNMATCHED_COUNT": unmatched,
            "CLASS_BREAKS": ";".join(f"{bound:.15g}" for bound in bounds),
            "CLASS_COUNTS": ";".join(str(count) for count in classes.counts),
        }
