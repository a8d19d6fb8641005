"""Whether one thing goes with another over the districts, such as growth with the intensity of R&D."""

from qgis.core import QgsProcessing

from ... import associations, destinations, tables
from ...algorithm import guarded
from ...observations import ObservationsAlgorithm

KINDS = {
    "area": "text", "name": "text", "x": "number", "y": "number", "fitted": "number", "residual": "number",
    "stud_res": "number", "outlier": "integer", "label": "text", "group": "text",
}
ALIASES = {
    "area": "District code", "name": "District", "fitted": "y on the line", "residual": "Residual",
    "stud_res": "Studentised residual", "outlier": "Outlier", "label": "Label", "group": "Group",
}


class Association(ObservationsAlgorithm):
    """Association of two values."""

    GROUP = "explore"
    NEEDS = ("pandas", "scipy")

    def name(self):
        return "association"

    def displayName(self):
        return self.tr("Association with growth")

    def tags(self):
        return self.tr("regression,correlation,least squares,Pearson,Spearman,growth,R&D,intensity,outlier").split(",")

    def shortHelpString(self):
        return self.tr(
            "Does one thing go with another, such as an industry's growth with its intensity of R&D? The line of least "
            "squares through the districts, both correlations with p, a word for the strength, the districts that "
            "stand out, and with boundaries a map of the residuals and Moran's I of them: if neighbours err alike, p "
            "is too small.\n\n"
            "y: growth of OBSERVATIONS between two years, as ((end / start)^(1 / years) - 1) x 100 or ln(end / start); "
            "or a field. x: a field, or one field over another, averaged over the chosen years. Words by |r|: under "
            "0.1 none, 0.3 very weak, 0.5 weak, 0.7 moderate, else strong. Association is no cause.\n\n"
            "Sources: Figure 8 of Sunley et al. (2023); outliers: Belsley, Kuh and Welsch (1980); Moran (1950)."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add_observations(True, tr(
            "Codes separated by semicolons, whose sum grows. Empty: the total of all industries."))
        self.add_period_span()
        self.add_choice("GROWTH", tr("Growth"), ("cagr", "log_change"), tr(
            "'cagr': per cent a year, compounded; 'log_change': ln(end / start)."), "cagr")
        self.add_prices()
        associations.add(self)
        self.add_areas(True, [QgsProcessing.SourceType.TypeVector], tr(
            "Districts with names and groups; as polygons also for the map and Moran's I of the residuals."))
        self.add_field("GROUP_FIELD", tr("Type or region field"), "AREAS", tr(
            "Marks districts, such as those of traditional industrial regions. Empty: tir, else dens_class, else "
            "region, where the layer has it."))
        self.add_number("OUTLIER_LIMIT", tr("Limit of an outlier"), tr(
            "Districts whose studentised residual lies beyond it, on either side, are labelled."), 2.5, 0.1, 100,
            advanced=True)
        self.add_neighbours(True)
        self.add_industry_level()
        self.add_observation_rules()
        self.add_strict()
        self.add_style_file()
        self.add_output("OUTPUT", tr("Values and residuals"), tr("One row for each district."))
        self.add_output("MAP", tr("Map of residuals"), tr(
            "The districts with their residual, styled; made where boundaries are given."), True, True)
        self.add_numbers(
            N=tr("Districts on the line"), SLOPE=tr("Slope"), INTERCEPT=tr("Intercept"), R2=tr("R squared"),
            SLOPE_SE=tr("Standard error of the slope"), SLOPE_P=tr("p of the slope"), PEARSON=tr("Pearson's r"),
            PEARSON_P=tr("p of Pearson's r"), SPEARMAN=tr("Spearman's r"), SPEARMAN_P=tr("p of Spearman's r"),
            MORAN_I=tr("Moran's I of the residuals"), MORAN_P=tr("p of Moran's I"),
            UNMATCHED_COUNT=tr("Districts on one side only"))
        self.add_strings(
            STRENGTH=tr("Strength in a word"), SENTENCE=tr("The result in a sentence"), OUTLIERS=tr("Outliers"),
            PRICES=tr("Prices"))

    def fault(self, parameters, context):
        if destinations.sink_path(parameters.get("MAP")) and not self.given(parameters, "AREAS"):
            return self.tr("MAP needs the district boundaries: give them as AREAS.")
        return associations.fault(self, parameters) or self.prices_fault(parameters)

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...measures import association
        from ...measures.notes import Notes

        notes, limit = Notes(), self.parameterAsDouble(parameters, "OUTLIER_LIMIT", context)
        pairs, prices = associations.values(self, parameters, context, feedback, notes)
        areas = associations.districts(self, parameters, context, feedback, notes, pairs)
        found = association.fit(pairs.x, pairs.y, limit)
        outliers = association.tell(pairs, found, limit, notes)
        columns, numbers = association.columns(pairs, found), association.declared(found.numbers)
        numbers.update(associations.residual_pattern(self, parameters, context, feedback, notes, areas, columns))
        numbers["SENTENCE"] = association.sentence({**numbers, **found.numbers}, pairs.x_words, pairs.y_words)
        aliases = {**ALIASES, "x": pairs.x_words, "y": pairs.y_words}
        results = {"OUTPUT": tables.write(self, parameters, "OUTPUT", context, feedback, columns, KINDS)}
        self.describe("OUTPUT", self.tr("Values and residuals"), numbers["SENTENCE"], aliases)
        if areas is not None and areas.polygons:
            results.update(self._write_map(parameters, context, feedback, areas, columns, numbers, aliases))
        notes.info(numbers["SENTENCE"])
        self.tell(notes, feedback, association.summary(numbers))
        return {**results, **numbers, "UNMATCHED_COUNT": pairs.unmatched, "OUTLIERS": "; ".join(outliers),
                "PRICES": prices}

    def _write_map(self, parameters, context, feedback, areas, columns, numbers, aliases):
        from ...cartography import maps
        from ...measures.association import residual_bounds, spread

        drawn = spread(columns, areas["area"], areas["name"])
        written = self.write_map(parameters, context, feedback, areas, drawn, KINDS)
        if written is None:
            return {}
        self.styles["MAP"] = maps.residuals(
            drawn, residual_bounds(drawn["residual"]), numbers["SENTENCE"], areas.schematic, aliases,
            self.style_file(parameters, context))
        return {"MAP": written}
