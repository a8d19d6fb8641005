"""A classed, styled map of any district value."""

from ...algorithm import guarded, is_installed
from ...cartography.palette import DIVERGING, RAMPS
from ...mapping import MappedValueAlgorithm

SCHEMES = (
    "quantiles", "equal_interval", "fisher_jenks", "natural_breaks", "std_mean", "head_tail", "box_plot", "percentiles",
    "user_defined", "lq",
)
BY_MAPCLASSIFY = SCHEMES[2:8]
KINDS = {"area": "text", "name": "text", "map_value": "number", "map_class": "text"}


class Choropleth(MappedValueAlgorithm):
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
        self.add_choice("SCHEME", tr("Class breaks"), SCHEMES, tr("How the values are classed."), "quantiles")
        self.add_number("CLASSES", tr("Number of classes"), tr("For schemes that take one."), 5, 2, 12, whole=True)
        self.add_text("BREAKS", tr("Upper limits of the classes"), tr(
            "For user_defined: rising numbers separated by semicolons, such as 10;20;50."))
        self.add_choice("RAMP", tr("Colours"), RAMPS, tr(
            "Empty: PuOr for lq, else YlGnBu. All can be told apart by colour-blind readers."), None, True)
        self.add_text("TITLE", tr("Title"), tr("Name of the layer; empty: the value and the filter."))
        self.add_text("UNIT", tr("Unit"), tr("Shown in the legend, such as '\u00a3m'."))
        self.add_strict()
        self.add_style_file()
        self.add_output("OUTPUT", tr("Map"), tr("The districts with value and class, styled."), True)
        self.add_numbers(
            N_CLASSES=tr("Classes"), NO_DATA_COUNT=tr("Districts without data"),
            UNMATCHED_COUNT=tr("Districts on one side only"),
        )
        self.add_strings(CLASS_BREAKS=tr("Upper limits of the classes"), CLASS_COUNTS=tr("Districts in each class"))

    def fault(self, parameters, context):
        scheme = self.text(parameters, "SCHEME", context)
        if scheme in BY_MAPCLASSIFY and not is_installed("mapclassify"):
            others = self.tr("Choose lq, user_defined, quantiles or equal_interval.")
            return f"SCHEME '{scheme}': {self.how_to_get('mapclassify')} {others}"
        if scheme == "user_defined" and not self.text(parameters, "BREAKS", context):
            return self.tr("SCHEME is 'user_defined': give the upper limits in BREAKS, such as 10;20;50.")
        return ""

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...cartography import maps
        from ...measures import breaks, longtable
        from ...measures.notes import Notes

        notes = Notes()
        areas, values, caution, unmatched = self.read_mapped_value(parameters, context, feedback, notes)
        scheme = self.text(parameters, "SCHEME", context)
        given = breaks.parse_breaks(self.text(parameters, "BREAKS", context)) if scheme == "user_defined" else ()
        bounds = breaks.class_bounds(values, scheme, self.parameterAsInt(parameters, "CLASSES", context), given, notes)
        title = self.text(parameters, "TITLE", context) or self.value_title(parameters, context)
        ramp = self.text(parameters, "RAMP", context) or ("PuOr" if scheme == "lq" else "YlGnBu")
        style, classes = maps.choropleth(
            "map_value", values, bounds, ramp, breaks.centre(scheme, bounds, values) if ramp in DIVERGING else None,
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
        if scheme != "user_defined" and self.text(parameters, "BREAKS", context):
            notes.warning(self.tr("BREAKS are not used: they are for SCHEME 'user_defined'."))
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
