"""Which local labour systems are Marshallian industrial districts, and how far the others get."""

from qgis.core import QgsProcessing

from ... import destinations, tables
from ...algorithm import guarded
from ...observations import ObservationsAlgorithm

KINDS = {
    "area": "text", "name": "text", "step1": "integer", "step2": "integer", "step3": "integer", "step4": "integer",
    "reached": "integer", "jobs": "number", "mfg_jobs": "number", "mfg_share": "number", "target": "integer",
    "mfg_lq": "number", "mfg_prev": "number", "bus_prev": "number", "con_prev": "number", "size_class": "text",
    "size_lq": "number", "industry": "text", "ind_lq": "number", "ind_prev": "number", "sme_share": "number",
    "n_medium": "integer",
}
ALIASES = {
    "area": "Area code", "name": "Area", "step1": "1: manufacturing system", "step2": "2: of small and medium firms",
    "step3": "3: dominant industry", "step4": "4: small and medium firms in it", "reached": "Steps passed",
    "jobs": "Jobs", "mfg_jobs": "Manufacturing jobs", "mfg_share": "Manufacturing's share of {}",
    "target": "Reaches the target", "mfg_lq": "Location quotient of manufacturing", "mfg_prev": "Prevalence of "
    "manufacturing", "bus_prev": "Prevalence of business services", "con_prev": "Prevalence of consumer services",
    "size_class": "Size with the highest quotient", "size_lq": "Its quotient", "industry": "Dominant industry",
    "ind_lq": "Its location quotient", "ind_prev": "Its prevalence", "sme_share": "Its share in small and medium firms",
    "n_medium": "Its medium firms",
}


class IndustrialDistricts(ObservationsAlgorithm):
    """Industrial districts."""

    GROUP = "classify"

    def name(self):
        return "industrialdistricts"

    def displayName(self):
        return self.tr("Industrial districts")

    def tags(self):
        return self.tr("Marshall,Sforzi,ISTAT,industrial district,small firms,manufacturing,labour market").split(",")

    def shortHelpString(self):
        return self.tr(
            "Which local labour systems are industrial districts as Marshall described them? Four steps: (1) a "
            "manufacturing system: location quotient of manufacturing over 1, and its prevalence higher than that of "
            "business and of consumer services; (2) of small and medium firms: the size with the highest quotient in "
            "manufacturing is small (1-49) or medium (50-249); (3) a dominant industry: the one with a quotient over 1 "
            "and the largest prevalence; (4) small and medium firms hold over half of its jobs, and where there is one "
            "medium firm only, small firms more than half of its jobs.\n\n"
            "prevalence = jobs - (all areas' jobs in the industry) x (the area's jobs / all jobs). Also: "
            "manufacturing's share of jobs, or of the labour force, against a target of 20 per cent.\n\n"
            "Sources: ISTAT (2006), after Sforzi; Boix and Galletto (2006). Which industries are business and consumer "
            "services is this plugin's choice."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add_source("JOBS", tr("Jobs"), [QgsProcessing.SourceType.TypeVector], tr(
            "One row for each area, industry and class of firm size, of one year."))
        for name, label, default, help in (
            ("AREA_FIELD", tr("Area code field"), "area", tr("Local labour systems, or districts.")),
            ("INDUSTRY_FIELD", tr("Industry field"), "industry", tr("SIC 2007 codes, or names listed below.")),
            ("SIZE_FIELD", tr("Size class field"), "size", tr("Such as 1-49, 50 to 249, 250+, or small and so on.")),
            ("VALUE_FIELD", tr("Jobs field"), "value", tr("Holds jobs.")),
            ("FIRMS_FIELD", tr("Number of firms field"), "firms", tr("For the case of one medium firm only.")),
        ):
            self.add_field(name, label, "JOBS", help, default)
        listed = tr("Codes separated by semicolons; an industry counts that lies inside one.")
        for name, label, default in (
            ("MANUFACTURING", tr("Manufacturing"), "C"), ("BUSINESS", tr("Business services"), "J;K;L;M;N"),
            ("CONSUMER", tr("Consumer services"), "G;I;R;S"),
        ):
            self.add_text(name, label, listed, default)
        self.add_areas(True, [QgsProcessing.SourceType.TypeVector], tr(
            "Areas with names and labour force; polygons for a map."))
        self.add_field("LABOUR_FIELD", tr("Labour force field"), "AREAS", tr(
            "People in or looking for work. Empty: the share is of all jobs. Inhabitants are refused."))
        self.add_field("POPULATION_FIELD", tr("Population field"), "AREAS", tr(
            "Only to see that the labour force is not the population."), "population")
        self.add_number("TARGET", tr("Target (per cent)"), tr(
            "Manufacturing's share of jobs or labour force that an area is held against."), 20, 0, 100)
        for name, label, default, high, whole in (
            ("SMALL_TO", tr("Most people of a small firm"), 49, None, True),
            ("MEDIUM_TO", tr("Most people of a medium firm"), 249, None, True),
            ("LQ_ABOVE", tr("Location quotient over"), 1, None, False),
            ("SME_OVER", tr("Small and medium firms over (per cent)"), 50, 100, False),
            ("SMALL_OVER", tr("Small firms over (per cent of the medium one)"), 50, None, False),
        ):
            self.add_number(name, label, tr("A limit of the steps."), default, int(whole), high, whole, False, True)
        self.add_nations()
        self.add_choice("ABSENT", tr("Absent rows"), ("missing", "zero"), tr(
            "What it means if there is no row for an area, industry and size."), "missing", False, True)
        self.add_strict()
        self.add_style_file()
        self.add_output("OUTPUT", tr("Steps of each area"), tr("One row for each area."))
        self.add_output("MAP", tr("Map of industrial districts"), tr(
            "The areas by how far they get, styled; made where boundaries are given."), True, True)
        self.add_numbers(
            N_AREAS=tr("Areas"), N_STEP1=tr("Manufacturing systems"), N_STEP2=tr("Of small and medium firms"),
            N_STEP3=tr("With a dominant industry"), N_STEP4=tr("Industrial districts"),
            N_TARGET=tr("Areas that reach the target"), N_NOT_KNOWN=tr("Areas of which it is not known"),
            UNMATCHED_COUNT=tr("Areas on one side only"))

    def fault(self, parameters, context):
        small, medium = (self.parameterAsInt(parameters, name, context) for name in ("SMALL_TO", "MEDIUM_TO"))
        if small >= medium:
            return self.tr("SMALL_TO ({}) must be under MEDIUM_TO ({}).").format(small, medium)
        for name in ("MANUFACTURING", "BUSINESS", "CONSUMER"):
            if not self.code_list(parameters, name, context):
                return self.tr("{} is empty: list its industries, such as C or 10-33.").format(name)
        if destinations.sink_path(parameters.get("MAP")) and not self.given(parameters, "AREAS"):
            return self.tr("MAP needs the areas' boundaries: give them as AREAS.")
        if self.given(parameters, "LABOUR_FIELD") and not self.given(parameters, "AREAS"):
            return self.tr("LABOUR_FIELD is a field of AREAS: give them.")
        return ""

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ... import localsystems
        from ...measures import industrialdistricts as steps
        from ...measures.notes import Notes

        notes = Notes()
        jobs = localsystems.read(self, parameters, context, feedback, notes)
        lq, *shares = (self.parameterAsDouble(parameters, name, context) for name in (
            "LQ_ABOVE", "SME_OVER", "SMALL_OVER", "TARGET"))
        found = steps.districts(jobs, lq, shares[0] / 100, shares[1] / 100)
        areas, labour, unmatched = localsystems.areas(self, parameters, context, feedback, notes, jobs)
        whole = jobs.totals if labour is None else labour
        found.update(steps.manufacturing_share(found["mfg_jobs"], whole, shares[2] / 100))
        columns, numbers = steps.columns(jobs, found, localsystems.names(jobs, areas)), steps.numbers(found)
        of = self.tr("jobs") if labour is None else self.tr("the labour force")
        aliases = {name: alias.format(of) for name, alias in ALIASES.items()}
        rule = steps.sentence(numbers, of, shares[2])
        results = {"OUTPUT": tables.write(self, parameters, "OUTPUT", context, feedback, columns, KINDS)}
        self.describe("OUTPUT", self.tr("Steps towards an industrial district"), rule, aliases)
        if areas is not None and areas.polygons:
            results.update(self._write_map(parameters, context, feedback, areas, columns, rule, aliases))
        steps.tell(jobs, found, notes)
        self.tell(notes, feedback, rule)
        return {**results, **numbers, "UNMATCHED_COUNT": unmatched}

    def _write_map(self, parameters, context, feedback, areas, columns, rule, aliases):
        from ...cartography import maps
        from ...measures.industrialdistricts import spread

        drawn = spread(columns, areas["area"].tolist(), areas["name"].tolist())
        written = self.write_map(parameters, context, feedback, areas, drawn, KINDS)
        if written is None:
            return {}
        self.styles["MAP"] = maps.industrial_districts(
            drawn, rule, areas.schematic, aliases, self.style_file(parameters, context))
        return {"MAP": written}
