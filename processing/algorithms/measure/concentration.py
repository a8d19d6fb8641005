"""How concentrated each industry is over the districts, year by year, and which way that goes."""

from ... import tables
from ...algorithm import guarded
from ...observations import ObservationsAlgorithm

INDICES = ("theil", "gini", "gini_lq", "hhi", "hhi_n", "top_shr")
KINDS = {
    "industry": "text", "period": "integer", "n_areas": "integer", "coverage": "number",
    **dict.fromkeys(INDICES, "number"), "top_k": "integer", **{f"{name}_av": "number" for name in INDICES},
}
TREND_KINDS = {
    "industry": "text", "measure": "text", "first_yr": "integer", "first_av": "number", "last_yr": "integer",
    "last_av": "number", "change": "number", "change_pc": "number", "trend": "text", "min_year": "integer",
    "break_year": "integer", "chg_before": "number", "tr_before": "text", "chg_after": "number", "tr_after": "text",
}


class Concentration(ObservationsAlgorithm):
    """Indices of concentration."""

    GROUP = "measure"

    def name(self):
        return "concentration"

    def displayName(self):
        return self.tr("Concentration of industries")

    def tags(self):
        return self.tr("Theil,Gini,Herfindahl,HHI,concentration,dispersion,localisation,industry,trend").split(",")

    def shortHelpString(self):
        return self.tr(
            "How concentrated is each industry, and is that changing? For each industry and year: the relative Theil "
            "index, two locational Gini coefficients, the Hirschman-Herfindahl index, the share of the largest "
            "districts, and their averages over the last years.\n\n"
            "Theil: sum of s ln(s / q) over districts, s the district's share of the industry and q its share of the "
            "reference (by default its share of everything); 0 means spread exactly like the reference. 'gini' weights "
            "districts by q, 'gini_lq' counts every district the same: do not compare one with the other. "
            "HHI: sum of s squared.\n\n"
            "Sources: Cutrini (2010); Krugman (1991); Farhauer and Kroell (2013); settings of Sunley et al. (2023)."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add_observations()
        self.add_reference()
        self.add_reference_districts()
        self.add_reference_fields()
        self.add_averages()
        self.add_number("TOP_PERCENT", tr("Size of the top (per cent of districts)"), tr(
            "The paper's is 5: 19 of 380 districts."), 5, 0, 100, advanced=True)
        self.add_text("BREAK_YEAR", tr("Year that splits the trend"), tr(
            "A year, or 'auto' for the year in which the average is lowest."), "2000", advanced=True)
        self.add_observation_rules()
        self.add_strict()
        self.add_output("OUTPUT", tr("Concentration"), tr("One row for each industry and year."))
        self.add_output("TRENDS", tr("Trends of concentration"), tr(
            "One row for each industry and index: first and last average, change, lowest year."), False, True, False)
        self.add_numbers(
            N_AREAS=tr("Districts"), N_INDUSTRIES=tr("Industries"), N_PERIODS=tr("Years"),
            MISSING_COUNT=tr("Missing values"), UNMATCHED_COUNT=tr("Districts on one side only"),
        )

    def fault(self, parameters, context):
        word = self.text(parameters, "BREAK_YEAR", context)
        if word.lower() != "auto" and not (word.isascii() and word.isdigit() and len(word) <= 4):
            return self.tr("BREAK_YEAR: '{}' is neither a year nor 'auto'.").format(word)
        return self.reference_fault(parameters, context)

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...measures import concentration, longtable
        from ...measures.notes import Notes
        from ...measures.panel import tell_without_output

        notes = Notes()
        panel = self.read_observations(parameters, context, feedback, notes)
        tell_without_output(panel, notes)
        years = self.average_years(parameters, context, panel, notes)
        reference, unmatched = self.reference_sizes(parameters, context, feedback, notes, panel)
        found = concentration.table(
            panel, reference, self.parameterAsDouble(parameters, "TOP_PERCENT", context), years,
            self.text(parameters, "AVERAGE_OF", context))
        columns = longtable.index_columns(panel, found, list(KINDS)[2:])
        written = {"OUTPUT": tables.write(self, parameters, "OUTPUT", context, feedback, columns, KINDS)}
        word = self.text(parameters, "BREAK_YEAR", context).lower()
        split = word if word == "auto" else int(word)
        records = concentration.trends(found, panel.industries, panel.periods, split, notes)
        columns = longtable.record_columns(records, TREND_KINDS)
        written["TRENDS"] = tables.write(self, parameters, "TRENDS", context, feedback, columns, TREND_KINDS)
        self.tell(notes, feedback, self.tr("Concentration: {}.").format(panel.size(reference)))
        results = {name: place for name, place in written.items() if place is not None}
        return {**results, **panel.counts(reference), "UNMATCHED_COUNT": unmatched}
