"""Which regions, and so which districts, are traditionally industrial."""

from qgis.core import QgsProcessing

from ... import regions, tables
from ...algorithm import AtlasAlgorithm, guarded, is_installed

KINDS = {
    "area": "text", "name": "text", "tir": "integer", "region": "text", "share": "number", "zscore": "number",
    "straddles": "integer",
}
SENSITIVITY_KINDS = {
    "mean": "text", "sd": "text", "k": "number", "threshold": "number", "n_regions": "integer", "regions": "text",
}
ALIASES = {
    "area": "District code", "name": "District", "tir": "Traditional industrial region", "region": "Region",
    "share": "Share of manufacturing and mining jobs", "zscore": "Standard deviations above the mean",
    "straddles": "Lies in two regions",
}


class TraditionalRegions(AtlasAlgorithm):
    """Traditional industrial regions."""

    GROUP = "classify"

    def name(self):
        return "traditionalregions"

    def displayName(self):
        return self.tr("Traditional industrial regions")

    def tags(self):
        return self.tr("TIR,traditional industrial region,manufacturing,mining,1971,flag,region,choropleth").split(",")

    def shortHelpString(self):
        return self.tr(
            "Is a district in a traditional industrial region (TIR)? A region is one if its share of manufacturing and "
            "mining jobs in the base year lies more than K standard deviations above the mean: share > mean + K x sd. "
            "Districts inherit the flag of their region: by REGION_FIELD, else by place (the region that holds most of "
            "the district).\n\n"
            "PRESET 'paper' flags the 11 NUTS 2 regions (2013) that Sunley et al. (2023) name; they speak of 12. "
            "Without REGION_FIELD the district's code decides, of any year from 2011 to 2025. The 1971 jobs themselves "
            "are not in the plugin: for your own threshold bring a table of regions with jobs, or shares.\n\n"
            "The sensitivity table lists which regions other choices of mean, standard deviation and K would flag.\n\n"
            "Source: Sunley et al. (2023): one standard deviation above the national mean, 33.8 per cent in 1971."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add_areas(False, [QgsProcessing.SourceType.TypeVector])
        self.add_choice("PRESET", tr("Preset"), ("none", "paper"), tr(
            "'paper' takes the 11 regions that Sunley et al. (2023) name; 'none' computes them from REGIONS."), "none")
        self.add_field("REGION_FIELD", tr("Region field of the districts"), "AREAS", tr(
            "The code of each district's region (NUTS 2 of 2013 with the preset). Empty: by code with the preset, else "
            "by place."))
        self.add_source("REGIONS", tr("Regions"), [QgsProcessing.SourceType.TypeVector], tr(
            "One row for each region, with jobs in the base year or a share; polygons where districts go by place."),
            True)
        self.add_field("REGION_CODE", tr("Region code field"), "REGIONS", tr("The code of each region."), "region")
        self.add_field("JOBS_FIELDS", tr("Manufacturing and mining jobs"), "REGIONS", tr(
            "One or more fields, added up."), several=True)
        self.add_field("TOTAL_FIELD", tr("All jobs"), "REGIONS", tr("All jobs in the base year."))
        self.add_field("SHARE_FIELD", tr("Share of manufacturing and mining jobs"), "REGIONS", tr(
            "Instead of the two fields above; as a fraction or in per cent."))
        self.add_choice("MEAN", tr("Mean"), ("regions", "national"), tr(
            "The mean of the regions' shares, or the share of all jobs of all regions."), "regions")
        self.add_choice("SD", tr("Standard deviation"), ("sample", "population"), tr(
            "Divided by n - 1 or by n; always about the mean of the regions."), "sample", False, True)
        self.add_number("K", tr("Standard deviations above the mean"), tr("The paper's is 1."), 1, advanced=True)
        self.add_number("THRESHOLD", tr("Fixed threshold (per cent)"), tr(
            "Instead of mean and standard deviation; the paper's is 33.8. A number up to 1 is read as a fraction."),
            None, 0, 100, optional=True)
        anywhere = [QgsProcessing.SourceType.TypeVectorAnyGeometry]
        self.add_source("POPULATION", tr("Population of small areas"), anywhere, tr(
            "Points or small polygons with people: a district across two regions then goes by people, not surface."),
            True)
        self.add_field("POPULATION_FIELD", tr("Population field"), "POPULATION", tr("People."), "population")
        self.add_nations()
        self.add_style_file()
        self.add_output("OUTPUT", tr("Flagged districts"), tr(
            "The districts with flag, region and share, styled."), True)
        self.add_output("SENSITIVITY", tr("Sensitivity of the flag"), tr(
            "Which regions each choice of mean, standard deviation and K flags."), False, True, False)
        self.add_numbers(
            N_REGIONS=tr("Traditional industrial regions"), N_TIR=tr("Districts in them"),
            N_NO_DATA=tr("Districts without a region"), THRESHOLD_SHARE=tr("Threshold (as a fraction)"),
        )
        self.add_strings(REGIONS_FLAGGED=tr("Codes of the regions"))

    def fault(self, parameters, context):
        given = {name: parameters.get(name) not in (None, "", []) for name in (
            "REGIONS", "REGION_FIELD", "JOBS_FIELDS", "TOTAL_FIELD", "SHARE_FIELD", "THRESHOLD")}
        if self.text(parameters, "PRESET", context) == "none":
            if not given["REGIONS"]:
                return self.tr("Give a table of REGIONS with jobs or shares, or set PRESET to 'paper'.")
            if not given["REGION_FIELD"] and not is_installed("geopandas"):
                return self.tr("Without REGION_FIELD districts go by place, which needs geopandas. {}").format(
                    self.how_to_get("geopandas"))
            if not given["SHARE_FIELD"] and not (given["JOBS_FIELDS"] and given["TOTAL_FIELD"]):
                return self.tr("Name JOBS_FIELDS and TOTAL_FIELD, or SHARE_FIELD, of the regions.")
        elif given["THRESHOLD"]:
            return self.tr("PRESET 'paper' fixes the regions: leave THRESHOLD empty, or set PRESET to 'none'.")
        return ""

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...cartography import maps
        from ...measures import longtable, traditional
        from ...measures.notes import Notes

        notes = Notes()
        source = tables.open_source(self, parameters, "AREAS", context)
        field = self.find_field(parameters, "REGION_FIELD", context, source, notes, required=False)
        areas = self.read_areas(parameters, context, feedback, notes, {"region": field}, True)
        if self.text(parameters, "PRESET", context) == "paper":
            found = traditional.by_preset(areas, field, notes)
        else:
            found = self._computed(parameters, context, feedback, notes, areas, field)
        columns = {"area": areas["area"].tolist(), "name": areas["name"].tolist(), **found.districts}
        written = {"OUTPUT": self.write_beside(parameters, "OUTPUT", context, feedback, notes, areas, columns, KINDS)}
        if areas.polygons:
            file = self.style_file(parameters, context)
            self.styles["OUTPUT"] = maps.regions(columns, found.rule, areas.schematic, ALIASES, file)
        rows = longtable.record_columns(found.sensitivity, SENSITIVITY_KINDS)
        written["SENSITIVITY"] = tables.write(
            self, parameters, "SENSITIVITY", context, feedback, rows, SENSITIVITY_KINDS)
        flags = columns["tir"]
        summary = self.tr("Traditional industrial regions: {}; districts in them: {} of {}. {}")
        self.tell(notes, feedback, summary.format(len(found.flagged), flags.count(1), len(flags), found.rule))
        return {
            **{name: place for name, place in written.items() if place is not None},
            "N_REGIONS": len(found.flagged), "N_TIR": flags.count(1), "N_NO_DATA": flags.count(None),
            "THRESHOLD_SHARE": found.threshold, "REGIONS_FLAGGED": ", ".join(found.flagged),
        }

    def _computed(self, parameters, context, feedback, notes, areas, field):
        """Return the flags from a table of regions."""
        from ...measures import traditional

        layer, national = regions.read(self, parameters, context, feedback, notes)
        straddles = None
        if field is None:
            areas["region"], straddles = regions.by_place(self, parameters, context, feedback, notes, areas, layer)
        rule = traditional.Rule(
            self.text(parameters, "MEAN", context), self.text(parameters, "SD", context),
            self.parameterAsDouble(parameters, "K", context), self.number_or_none(parameters, "THRESHOLD", context))
        return traditional.by_share(areas, layer, national, rule, straddles, notes)
