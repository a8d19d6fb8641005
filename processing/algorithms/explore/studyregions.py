"""Which region to study for which industry, each region once."""

from qgis.core import QgsProcessing, QgsProcessingParameterBoolean, QgsProcessingParameterExpression

from ... import destinations, industrynames, studying, tables
from ...algorithm import guarded
from ...observations import ObservationsAlgorithm

MEASURES = {
    "value": "number", "lq": "number", "share": "number", "lq_rank": "number", "share_rank": "number",
    "score": "number",
}
KINDS = {
    "industry": "text", "ind_name": "text", "area": "text", "name": "text", "period": "integer", **MEASURES,
    "best": "text", "best_score": "number",
}
SCORE_KINDS = {
    "industry": "text", "area": "text", "name": "text", "period": "integer", **MEASURES, "chosen": "integer",
}
MAP_KINDS = {
    "area": "text", "name": "text", "period": "integer", "role": "text", "industry": "text", "lq": "number",
    "share": "number", "score": "number", "label": "text",
}
ALIASES = {
    "industry": "Industry", "ind_name": "Name of the industry", "area": "Region code", "name": "Region",
    "period": "Year", "value": "Value", "lq": "Location quotient", "share": "Share of the industry",
    "lq_rank": "Rank by location quotient", "share_rank": "Rank by share", "score": "Score",
    "best": "Code of the candidate with the highest score", "best_score": "Highest score", "chosen": "Chosen",
    "role": "Role", "label": "Label",
}


class StudyRegions(ObservationsAlgorithm):
    """Study regions."""

    GROUP = "explore"
    NEEDS = ("pandas", "scipy")

    def name(self):
        return "studyregions"

    def displayName(self):
        return self.tr("Study regions")

    def tags(self):
        return self.tr("study region,case study,assignment,optimal,rank,location quotient,share,TIR,choose").split(",")

    def shortHelpString(self):
        return self.tr(
            "Which region is worth a case study of which industry? One region for each industry, no region twice "
            "(unless REUSE), so that the sum of scores is as large as can be. A region scores high where it is "
            "specialised in the industry and holds much of it:\n\n"
            "score = (n + 1 - rank of LQ) + (n + 1 - rank of share), n being the number of candidates; equal ones "
            "share the mean of their ranks.\n\n"
            "OBSERVATIONS are of regions, or of districts that are summed to regions by REGION_FIELD. Candidates are "
            "all of them, those listed, or those that meet FILTER, such as \"tir\" = 1. Quotients and shares are of "
            "all regions of the table, not of the candidates alone.\n\n"
            "Sources: the assignment problem of Kuhn (1955), for regions as in Sunley et al. (2023); the score is this "
            "project's own."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add_observations(industries=tr(
            "The industries that want a region, separated by semicolons; they may overlap. Empty: all that do not."))
        self.add_number("PERIOD", tr("Year"), tr("Empty: the latest."), whole=True, optional=True)
        self.add_areas(True, [QgsProcessing.SourceType.TypeVector], tr(
            "Regions, or districts with the region of each; as polygons also for the map."))
        self.add_field("REGION_FIELD", tr("Region field of the districts"), "AREAS", tr(
            "Sums the observations of districts to these regions. Empty: they are of regions already."))
        self.add_field("REGION_NAME", tr("Region name field of the districts"), "AREAS", tr(
            "Holds the name of the region."), "reg_name")
        self.add_text("CANDIDATES", tr("Candidates"), tr(
            "Codes or names of regions, separated by semicolons. Empty: all, or those that meet the filter."))
        self.add(QgsProcessingParameterExpression("FILTER", tr("Filter of candidates"), None, "AREAS", True), tr(
            "Which of AREAS are candidates, such as \"tir\" = 1; a region of districts is one if most of them are."))
        self.add(QgsProcessingParameterBoolean("REUSE", tr("Use a region more than once"), False), tr(
            "Each industry then has its best region, whoever else has it."))
        self.add_choice("MISSING", tr("Missing districts"), ("null", "skip"), tr(
            "With REGION_FIELD. 'null': a region of which a district is suppressed or absent is missing; 'skip': it is "
            "the sum of the others."), "null", False, True)
        industrynames.add(self)
        self.add_industry_level()
        self.add_observation_rules()
        self.add_strict()
        self.add_style_file()
        self.add_output("OUTPUT", tr("Study regions"), tr("One row for each industry: its region and why."))
        self.add_output("SCORES", tr("Scores of all candidates"), tr(
            "One row for each industry and candidate, best first."), False, True, False)
        self.add_output("MAP", tr("Map of study regions"), tr(
            "The regions with the industry that each is chosen for, styled; made where boundaries are given."),
            True, True)
        self.add_numbers(
            N_INDUSTRIES=tr("Industries"), N_CANDIDATES=tr("Candidates"), N_CHOSEN=tr("Regions chosen"),
            N_OPEN=tr("Industries without a region"), TOTAL_SCORE=tr("Sum of scores"),
            BEST_TOTAL=tr("Sum of scores if regions could be reused"), PERIOD_USED=tr("Year"),
            UNMATCHED_COUNT=tr("Districts on one side only"))
        self.add_strings(
            REGIONS=tr("Codes of the regions chosen"), OPEN_INDUSTRIES=tr("Industries without a region"))

    def fault(self, parameters, context):
        given = {name: bool(self.text(parameters, name, context)) for name in ("REGION_FIELD", "CANDIDATES", "FILTER")}
        if given["CANDIDATES"] and given["FILTER"]:
            return self.tr("CANDIDATES and FILTER both say which regions are candidates: give one of them.")
        maps = bool(destinations.sink_path(parameters.get("MAP")))
        for name, needs in (("REGION_FIELD", given["REGION_FIELD"]), ("FILTER", given["FILTER"]), ("MAP", maps)):
            if needs and not self.given(parameters, "AREAS"):
                return self.tr("{} needs the districts or regions: give them as AREAS.").format(name)
        return ""

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...measures import studychoice
        from ...measures.notes import Notes

        notes = Notes()
        regions, areas, unmatched = studying.read(self, parameters, context, feedback, notes)
        reuse = self.parameterAsBoolean(parameters, "REUSE", context)
        found = studychoice.study(regions, reuse, notes, tables.stepper(feedback))
        labels = industrynames.read(self, parameters, context, feedback, notes, found.industries)
        results = {}
        for name, columns, kinds in (("OUTPUT", studychoice.columns(found, labels), KINDS),
                                     ("SCORES", studychoice.score_columns(found), SCORE_KINDS)):
            written = tables.write(self, parameters, name, context, feedback, columns, kinds)
            results.update({} if written is None else {name: written})
            self.describe(name, self.parameterDefinition(name).description(), studychoice.summary(found), ALIASES)
        if areas is not None and areas.polygons:
            results.update(self._write_map(parameters, context, feedback, notes, areas, regions, found))
        self.tell(notes, feedback, studychoice.summary(found))
        return {**results, **studychoice.declared(found), "UNMATCHED_COUNT": unmatched}

    def _write_map(self, parameters, context, feedback, notes, areas, regions, found):
        from ...cartography import maps
        from ...measures import studychoice

        drawn = studying.drawn(areas, regions, notes)
        columns = studychoice.map_columns(found, regions, drawn["area"].tolist(), drawn["name"].tolist())
        written = self.write_map(parameters, context, feedback, drawn, columns, MAP_KINDS)
        if written is None:
            return {}
        file = self.style_file(parameters, context)
        self.styles["MAP"] = maps.study_regions(columns, areas.schematic, ALIASES, file)
        return {"MAP": written}
