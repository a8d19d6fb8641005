"""The districts most like a chosen one, or the partners that have what it lacks, and why."""

from qgis.core import QgsProcessing

from ... import comparing, destinations, industrynames, tables
from ...algorithm import guarded
from ...observations import ObservationsAlgorithm

WORDS = {
    "hellinger": "Distance: Hellinger's, of shares of industries, 0 (the same mix) to 1.",
    "euclidean": "Distance: Euclid's, of shares of industries, 0 (the same mix) to 1.41.",
    "cosine": "Distance: 1 - cosine, of shares of industries, 0 (the same mix) to 1.",
}
KINDS = {
    "area": "text", "name": "text", "period": "integer", "other": "text", "other_name": "text", "rank": "integer",
    "distance": "number", "dist_mix": "number", "dist_cov": "number", "score": "number", "alike": "text",
    "why1": "text", "why2": "text", "why3": "text",
}
MAP_KINDS = {
    "area": "text", "name": "text", "period": "integer", "role": "text", "rank": "integer", "distance": "number",
    "other": "text", "other_name": "text", "label": "text",
}
ALIASES = {
    "area": "District code", "name": "District", "period": "Year", "other": "Code of the comparator",
    "other_name": "Comparator", "rank": "Rank", "distance": "Distance", "dist_mix": "Distance of the mixes",
    "dist_cov": "Distance of the covariates", "score": "Score of a partner", "alike": "Both have more than usual of",
    "why1": "First difference", "why2": "Second difference", "why3": "Third difference", "role": "Role",
    "label": "Label",
}


class Comparators(ObservationsAlgorithm):
    """Comparators of districts."""

    GROUP = "explore"

    def name(self):
        return "comparators"

    def displayName(self):
        return self.tr("Comparators of a district")

    def tags(self):
        return self.tr("comparator,similar,nearest,peer,twin,partner,benchmark,Hellinger,cosine,distance").split(",")

    def shortHelpString(self):
        return self.tr(
            "Which districts are most like mine? For a chosen district, or for all, the N districts with the nearest "
            "mix of industries, what both have more of than usual, and the three industries that differ most.\n\n"
            "The mix is each industry's share of the sum over the codes that count. Hellinger distance: "
            "||sqrt p - sqrt q|| / sqrt 2, 0 to 1; or Euclidean, or 1 - cosine. COVARIATES (density, size) enter as "
            "standard scores: d^2 = (1 - w) x mix^2 + w x mean squared difference, w being WEIGHT.\n\n"
            "BY 'related' finds partners instead: districts with a location quotient of 1 or more in the industries "
            "that the chosen one lacks and that are related to its own. A district that lacks a code is left out and "
            "named.\n\n"
            "Sources: Hellinger (1909); Hidalgo and others (2007) for what is related; the score is this project's own."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add_observations(industries=tr(
            "Codes separated by semicolons: the mix is of these alone. Empty: all that do not overlap."))
        self.add_text("DISTRICT", tr("District"), tr("Code or name of the district. Empty: all, one after another."))
        self.add_number("PERIOD", tr("Year"), tr("Empty: the latest."), whole=True, optional=True)
        self.add_number("N", tr("Number of comparators"), tr("How many for each district."), 5, 1, None, True)
        self.add_choice("BY", tr("Look for"), ("similar", "related"), tr(
            "'similar': districts with the same mix; 'related': partners, strong in what is related and lacking."),
            "similar")
        self.add_choice("DISTANCE", tr("Distance of mixes"), tuple(WORDS), tr(
            "'hellinger' lets small industries count too; 'euclidean' mostly large ones; 'cosine' the same, whatever "
            "the spread."), "hellinger")
        self.add_areas(True, [QgsProcessing.SourceType.TypeVector], tr(
            "Districts with names, covariates or classes; as polygons also for the map."))
        self.add_field("COVARIATES", tr("Covariates"), "AREAS", tr(
            "Number fields in which comparators should be near too, such as density or population."), several=True,
            number=True)
        self.add_number("WEIGHT", tr("Weight of the covariates"), tr(
            "0: industries alone, 1: covariates alone. The log says at which weight both count the same."), 0.5, 0, 1)
        self.add_field("WITHIN", tr("Only within the same class"), "AREAS", tr(
            "A field of types, such as dens_class: candidates are of the same type. With 'tir' they are the districts "
            "of other traditional industrial regions."))
        self.add_choice("MISSING", tr("Missing codes"), ("null", "drop_codes"), tr(
            "'null': a district that lacks a code is left out; 'drop_codes': a code that any district lacks is left "
            "out for all."), "null", False, True)
        industrynames.add(self)
        self.add_industry_level()
        self.add_observation_rules()
        self.add_strict()
        self.add_style_file()
        self.add_output("OUTPUT", tr("Comparators"), tr("One row for each district and comparator, nearest first."))
        self.add_output("MAP", tr("Map of comparators"), tr(
            "The districts by rank; without DISTRICT by the distance of the nearest; made where boundaries are given."),
            True, True)
        self.add_numbers(
            N_AREAS=tr("Districts compared"), N_INDUSTRIES=tr("Codes that count"), N_LEFT_OUT=tr("Districts left out"),
            N_PAIRS=tr("Districts and comparators"), NEAREST_DISTANCE=tr("Distance of the nearest"),
            MEAN_DISTANCE=tr("Mean distance of all candidates"),
            BALANCED_WEIGHT=tr("Weight at which covariates count as much as industries"),
            UNMATCHED_COUNT=tr("Districts on one side only"), PERIOD_USED=tr("Year"))
        self.add_strings(
            DISTRICT_USED=tr("Code of the district"), COMPARATORS=tr("Names of the comparators"),
            CODES=tr("Codes of the comparators"))

    def fault(self, parameters, context):
        for name in ("COVARIATES", "WITHIN"):
            if self.field_list(parameters, name) and not self.given(parameters, "AREAS"):
                return self.tr("{} is a field of districts: give them as AREAS.").format(name)
        if self.field_list(parameters, "COVARIATES") and self.text(parameters, "BY", context) == "related":
            return self.tr("COVARIATES are for BY 'similar': leave them empty, or choose 'similar'.")
        if destinations.sink_path(parameters.get("MAP")) and not self.given(parameters, "AREAS"):
            return self.tr("MAP needs the district boundaries: give them as AREAS.")
        return ""

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...measures import comparisons
        from ...measures.notes import Notes

        notes = Notes()
        found, areas, choice, unmatched = comparing.read(self, parameters, context, feedback, notes)
        wanted = self.text(parameters, "DISTRICT", context)
        chosen = found.find(wanted) if wanted else None
        found.tell(notes)
        rows = list(range(len(found.areas))) if chosen is None else [chosen]
        compared = comparisons.compare(found, rows, choice, tables.stepper(feedback))
        comparisons.tell(found, compared, rows, choice, notes)
        columns = comparisons.columns(found, compared, rows, choice)
        results = {"OUTPUT": tables.write(self, parameters, "OUTPUT", context, feedback, columns, KINDS)}
        self.describe("OUTPUT", self.displayName(), comparisons.caption(choice, WORDS[choice.distance]), ALIASES)
        if areas is not None and areas.polygons:
            drawn = comparisons.map_columns(found, compared, chosen, areas, choice)
            results.update(self._write_map(parameters, context, feedback, notes, areas, drawn, choice, found, chosen))
        self.tell(notes, feedback, comparisons.summary(found, compared, chosen, choice))
        return {**results, **comparisons.declared(found, compared, chosen), "UNMATCHED_COUNT": unmatched}

    def _write_map(self, parameters, context, feedback, notes, areas, drawn, choice, found, chosen):
        from ...cartography import maps
        from ...measures.comparisons import caption, roles

        written = self.write_map(parameters, context, feedback, areas, drawn, MAP_KINDS)
        if written is None:
            return {}
        words, file = caption(choice, WORDS[choice.distance]), self.style_file(parameters, context)
        if chosen is None:
            self.styles["MAP"] = maps.nearest(drawn, words, areas.schematic, ALIASES, file, notes)
        else:
            self.styles["MAP"] = maps.comparators(
                drawn, found.called(chosen), roles(choice.number), words, areas.schematic, ALIASES, file)
        return {"MAP": written}
