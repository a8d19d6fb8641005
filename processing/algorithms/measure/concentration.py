"""How concentrated each industry is over the districts, year by year, and which way that goes."""

from qgis.core import QgsProcessing

from ... import tables
from ...algorithm import guarded
from ...observations import ObservationsAlgorithm

INDICES = ("theil", "gini", "gini_lq", "hhi", "hhi_n", "top_shr")
KINDS = {
    "industry": "text", "period": "integer", "n_areas": "integer", "coverage": "number",
    **dict.fromkeys(INDICES, "number"), "top_k": "integer", **{f"{name}_av": "number" for name in INDICES},
}
INTERVALS = {f"{name}_{end}": "number" for name in INDICES for end in ("bm", "lo", "hi")}
PLANTS = {"gamma": "number", "gamma_av": "number"}
TREND_KINDS = {
    "industry": "text", "measure": "text", "first_yr": "integer", "first_av": "number", "last_yr": "integer",
    "last_av": "number", "change": "number", "change_pc": "number", "trend": "text", "min_year": "integer",
    "break_year": "integer", "chg_before": "number", "tr_before": "text", "chg_after": "number", "tr_after": "text",
}
TREND_INTERVALS = {f"{name}_{end}": "number" for name in ("change", "before", "after") for end in ("lo", "hi")}


class Concentration(ObservationsAlgorithm):
    """Indices of concentration."""

    GROUP = "measure"

    def name(self):
        return "concentration"

    def displayName(self):
        return self.tr("Concentration of industries")

    def tags(self):
        return self.tr("Theil,Gini,Herfindahl,HHI,Ellison-Glaeser,bootstrap,concentration,dispersion,localisation,"
                       "industry,trend").split(",")

    def shortHelpString(self):
        return self.tr(
            "How concentrated is each industry, and is that changing? For each industry and year: the relative Theil "
            "index, two locational Gini coefficients, the Hirschman-Herfindahl index, the share of the largest "
            "districts, and their averages over the last years. The row '*' is all industries together: the overall "
            "localisation, in 'theil'.\n\n"
            "Theil: sum of s ln(s / q) over districts, s the district's share of the industry and q its share of the "
            "reference (by default its share of everything); 0 means spread exactly like the reference. 'gini' weights "
            "districts by q, 'gini_lq' counts every district the same: do not compare one with the other. "
            "HHI: sum of s squared.\n\n"
            "REPETITIONS draws the districts anew so many times, each time with replacement, and gives mean and "
            "interval of every index. The trends then say 'concentrating' or 'dispersing' where the interval of a "
            "change leaves out 0; without draws the words only describe.\n\n"
            "Sources: Cutrini (2010); Krugman (1991); Farhauer and Kroell (2013); Ellison and Glaeser (1997); settings "
            "of Sunley et al. (2023)."
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
        self.add_number("REPETITIONS", tr("Draws of the bootstrap"), tr(
            "0 for none; 999 gives 95 per cent intervals that hardly change with the seed."), 0, 0, 100000, True)
        self.add_number("CONFIDENCE", tr("Confidence of the intervals (per cent)"), tr(
            "The interval holds so many per cent of the draws."), 95, 50, 99.9, advanced=True)
        self.add_number("SEED", tr("Seed of the draws"), tr(
            "The same seed gives the same intervals."), 1, 0, 2**31 - 1, True, advanced=True)
        self.add_source("PLANT_HHI", tr("Herfindahl indices of plants"), [QgsProcessing.SourceType.TypeVector], tr(
            "A table of industries with the Herfindahl index of the sizes of their plants: adds the agglomeration "
            "index of Ellison and Glaeser, which leaves out what few large plants concentrate by themselves."), True)
        for name, label, default, help in (
            ("PLANT_INDUSTRY", tr("Industry field of the plants"), "industry", tr("Holds the industry code.")),
            ("PLANT_PERIOD", tr("Year field of the plants"), "period", tr("Absent: one index for all years.")),
            ("PLANT_HHI_FIELD", tr("Field of the Herfindahl index"), "plant_hhi", tr("Over 0, at most 1.")),
        ):
            self.add_field(name, label, "PLANT_HHI", help, default, advanced=True)
        self.add_industry_level()
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
        from ...measures.localisation import ALL
        from ...measures.notes import Notes
        from ...measures.panel import tell_without_output

        notes = Notes()
        panel = self.read_observations(parameters, context, feedback, notes)
        tell_without_output(panel, notes)
        years = self.average_years(parameters, context, panel, notes)
        reference, unmatched = self.reference_sizes(parameters, context, feedback, notes, panel)
        found, draws = self._measured(parameters, context, feedback, notes, panel, reference, years)
        kinds = {**KINDS, **(INTERVALS if draws else {}), **(PLANTS if "gamma" in found else {})}
        more = [ALL] if len(found["theil"]) > len(panel.industries) else []
        columns = longtable.index_columns(panel, found, list(kinds)[2:], more)
        written = {"OUTPUT": tables.write(self, parameters, "OUTPUT", context, feedback, columns, kinds)}
        word = self.text(parameters, "BREAK_YEAR", context).lower()
        records = concentration.trends(
            found, [*panel.industries, *more], panel.periods, word if word == "auto" else int(word), notes, draws,
            self.parameterAsDouble(parameters, "CONFIDENCE", context))
        kinds = {**TREND_KINDS, **(TREND_INTERVALS if draws else {})}
        columns = longtable.record_columns(records, kinds)
        written["TRENDS"] = tables.write(self, parameters, "TRENDS", context, feedback, columns, kinds)
        self.tell(notes, feedback, self.tr("Concentration: {}.").format(panel.size(reference)))
        results = {name: place for name, place in written.items() if place is not None}
        return {**results, **panel.counts(reference), "UNMATCHED_COUNT": unmatched}

    def _measured(self, parameters, context, feedback, notes, panel, reference, years):
        """Return the indices, and the draws of their averages (empty without a bootstrap)."""
        from ...measures import bootstrap, concentration
        from ...measures.localisation import with_overall

        percent = self.parameterAsDouble(parameters, "TOP_PERCENT", context)
        kind = self.text(parameters, "AVERAGE_OF", context)
        found = concentration.table(panel, reference, percent, years, kind)
        number, draws, averages = self.parameterAsInt(parameters, "REPETITIONS", context), None, {}
        if number:
            seed = self.parameterAsInt(parameters, "SEED", context)
            weights = bootstrap.resample(len(panel.areas), number, seed, panel.areas)
            draws = weights, self.parameterAsDouble(parameters, "CONFIDENCE", context)
            step = tables.stepper(feedback)
            drawn = bootstrap.indices(panel.values, panel.totals, reference, weights, percent, step)
            found.update(bootstrap.named(drawn, draws[1]))
            averages = bootstrap.averages(panel, drawn, reference, weights, percent, years, kind, step)
        if self.given(parameters, "PLANT_HHI"):
            found.update(concentration.plant_index(
                panel, reference, self._plants(parameters, context, feedback, notes, panel), years))
        whole = panel.without_overlap(self.text(parameters, "INDUSTRY_LEVEL", context), notes)
        if whole is None:
            return found, averages
        return with_overall(found, averages, whole, years, kind, notes, draws)

    def _plants(self, parameters, context, feedback, notes, panel):
        """Return the Herfindahl index of plants of each industry and year."""
        from ...measures.agglomeration import plant_herfindahls

        table, columns = self.read_table(parameters, "PLANT_HHI", context, feedback, notes, {
            "industry": ("PLANT_INDUSTRY", "industry", True), "period": ("PLANT_PERIOD", "period", False),
            "plant_hhi": ("PLANT_HHI_FIELD", "", True),
        })
        return plant_herfindahls(table, columns, panel.industries, panel.periods, notes)
