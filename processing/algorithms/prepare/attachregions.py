"""The region that each district lies in, and observations summed to regions."""

from qgis.core import QgsProcessing, QgsProcessingException, QgsProcessingParameterBoolean

from ... import regions, tables
from ...algorithm import guarded, is_installed
from ...observations import ObservationsAlgorithm

KINDS = {"region": "text", "reg_name": "text", "straddles": "integer"}
TABLE_KINDS = {
    "area": "text", "name": "text", "industry": "text", "period": "integer", "value": "number", "n_areas": "integer",
    "n_missing": "integer",
}
ALIASES = {"region": "Region code", "reg_name": "Region", "straddles": "Lies in two regions"}
TABLE_ALIASES = {
    "area": "Region code", "name": "Region", "industry": "Industry", "period": "Year", "value": "Value",
    "n_areas": "Districts", "n_missing": "Districts without a value",
}


class AttachRegions(ObservationsAlgorithm):
    """Regions of districts."""

    GROUP = "prepare"

    def name(self):
        return "attachregions"

    def displayName(self):
        return self.tr("Attach regions")

    def tags(self):
        return self.tr("NUTS,ITL,region,country,county,lookup,straddle,sum,aggregate,prepare").split(",")

    def shortHelpString(self):
        return self.tr(
            "In which region does each district lie? Adds the code and name of its region to a layer or table of "
            "districts: by a lookup that comes with the plugin (NUTS 2 of 2013 and 2016, ITL 2 of 2021 and 2025, ITL "
            "1, country), by your own lookup (counties, combined authorities), or by place.\n\n"
            "The lookup knows every district code from 2011 to 2025. A code from before or after the year of the "
            "regions takes the region of what it became or was made of. North Ayrshire, and in earlier systems Argyll "
            "and Bute, lie in two: the whole goes to the one that holds most people, and 'straddles' is 1.\n\n"
            "Where the input is a table of observations, REGION_TABLE is its sum by region, industry and year, ready "
            "for every measure. Rows of regions and countries are never added to districts. A region of which one "
            "district is suppressed is missing, unless MISSING is 'skip'.\n\n"
            "Source: lookups of the Office for National Statistics, Open Government Licence v3.0."
        )

    def initAlgorithm(self, config=None):
        tr, kinds = self.tr, QgsProcessing.SourceType
        vector, anywhere = [kinds.TypeVector], [kinds.TypeVectorAnyGeometry]
        self.add_source("INPUT", tr("Districts or observations"), vector, tr(
            "A layer of districts, or any table with district codes."))
        for name, label, default, help in (
            ("AREA_FIELD", tr("District code field"), "area", tr(
                "Holds the district code. If there is no field 'area', the one with district codes is taken.")),
            ("INDUSTRY_FIELD", tr("Industry field"), "industry", tr("For REGION_TABLE: holds the industry.")),
            ("PERIOD_FIELD", tr("Year field"), "period", tr("For REGION_TABLE: holds the year; there may be none.")),
            ("VALUE_FIELD", tr("Value field"), "value", tr("For REGION_TABLE: holds output or jobs; no rates.")),
        ):
            self.add_field(name, label, "INPUT", help, default)
        self.add_choice("REGIONS", tr("Regions"), (
            "nuts2_2013", "nuts2_2016", "itl2_2021", "itl2_2025", "itl1", "country", "table", "place"), tr(
            "A system of regions that the plugin knows; 'table': your own LOOKUP; 'place': polygons in REGION_LAYER."),
            "itl2_2025")
        self.add_source("LOOKUP", tr("Lookup table"), vector, tr(
            "For REGIONS table: one row for each district code, with the region it belongs to."), True)
        for name, label, default, help in (
            ("LOOKUP_CODE", tr("District code field of the lookup"), "area", tr("Holds the district code.")),
            ("LOOKUP_REGION", tr("Region field of the lookup"), "region", tr("Holds the code or name of the region.")),
            ("LOOKUP_NAME", tr("Region name field of the lookup"), "reg_name", tr("Holds the region's name, if any.")),
            ("LOOKUP_WEIGHT", tr("Weight field of the lookup"), None, tr(
                "What each row weighs, such as people, where a district has rows of several regions. Empty: each 1.")),
        ):
            self.add_field(name, label, "LOOKUP", help, default)
        self.add_source("REGION_LAYER", tr("Polygons of regions"), [kinds.TypeVectorPolygon], tr(
            "For REGIONS place: a district goes to the region that holds most of its surface, or of its people."), True)
        self.add_field("REGION_CODE", tr("Code field of the polygons"), "REGION_LAYER", tr(
            "Holds the region's code. Without a field 'region' the one with codes is taken."), "region")
        self.add_field("REGION_NAME", tr("Name field of the polygons"), "REGION_LAYER", tr(
            "Holds the region's name."), "name")
        self.add_source("POPULATION", tr("Population of small areas"), anywhere, tr(
            "For REGIONS place: points or small polygons with people; districts then go by people, not surface."), True)
        self.add_field("POPULATION_FIELD", tr("Population field"), "POPULATION", tr("People."), "population")
        self.add_choice("MISSING", tr("Missing districts"), ("null", "skip"), tr(
            "For REGION_TABLE. 'null': a region of which a district is suppressed or absent is missing; 'skip': it is "
            "the sum of the others."), "null", False, True)
        self.add_dash()
        self.add(QgsProcessingParameterBoolean("STRICT", tr("Stop at codes without a region"), False), tr(
            "Stop if a code has no region, instead of keeping it without one and saying so."), True)
        self.add_output("OUTPUT", tr("With regions"), tr(
            "The input with region, name of the region and whether the district lies in two."), True)
        self.add_output("REGION_TABLE", tr("Observations by region"), tr(
            "The observations summed to regions; only where the input has industries and values."), False, True, False)
        self.add_numbers(
            N_AREAS=tr("District codes"), N_REGIONS=tr("Regions"), UNPLACED_COUNT=tr("Codes without a region"),
            STRADDLES_COUNT=tr("Districts in two regions"), MISSING_COUNT=tr("Sums that lack a district"),
        )

    def fault(self, parameters, context):
        kind = self.text(parameters, "REGIONS", context)
        for name, word in (("LOOKUP", "table"), ("REGION_LAYER", "place")):
            if kind == word and not self.given(parameters, name):
                return self.tr("REGIONS is '{}': give {}.").format(word, name)
            if kind != word and self.given(parameters, name):
                return self.tr("{} is given: set REGIONS to '{}' to use it, or leave it empty.").format(name, word)
        if kind == "place" and not is_installed("geopandas"):
            return self.tr("REGIONS 'place' needs geopandas. {}").format(self.how_to_get("geopandas"))
        return ""

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...cartography import maps
        from ...measures import codes, regionlookup
        from ...measures.notes import Notes, counted

        notes, system = Notes(), self.text(parameters, "REGIONS", context)
        layer, columns = regions.read_input(self, parameters, context, feedback, notes)
        rows, areas = codes.encode(layer["area"])
        found = regions.attach(self, parameters, context, feedback, notes, layer, areas, rows)
        called = regionlookup.SYSTEMS[system]
        without = regionlookup.tell(areas, found, system, notes)
        if without and self.parameterAsBoolean(parameters, "STRICT", context):
            raise QgsProcessingException(self.tr("{} without a region by {}: {}. STRICT is on, so nothing was written.")
                                         .format(counted(len(without), "code"), called, ", ".join(without[:10])))
        at = found.at(rows)
        added = {"region": at.regions, "reg_name": at.names, "straddles": at.straddles}
        results = {"OUTPUT": self.write_followed(parameters, "OUTPUT", context, feedback, notes, layer, added, KINDS)}
        self.styles["OUTPUT"] = maps.attached_regions(added, called, layer.polygons, layer.schematic, ALIASES)
        summed, missing = self._write_table(parameters, context, feedback, notes, layer, columns, areas, found)
        number = len(set(found.regions) - {None})
        self.tell(notes, feedback, self.tr("Attach regions: {} in {} ({}), {} without.").format(
            counted(len(areas) - len(without), "code"), counted(number, "region"), called, len(without)))
        return {**results, **summed, "N_AREAS": len(areas), "N_REGIONS": number, "UNPLACED_COUNT": len(without),
                "STRADDLES_COUNT": sum(one == 1 for one in found.straddles), "MISSING_COUNT": missing}

    def _write_table(self, parameters, context, feedback, notes, layer, columns, areas, found):
        """Write the sums by region, where they are wanted; return where they are, and how many lack a district."""
        from ...measures import observed, regionsums
        from ...measures.districts import positions

        if not self.given(parameters, "REGION_TABLE"):
            return {}, 0
        block = observed.build(layer.table, columns, notes, self.text(parameters, "DASH", context))
        skip = self.text(parameters, "MISSING", context) == "skip"
        summed, missing = regionsums.table(block, found.at(positions(block.areas, areas)), skip, notes)
        place = tables.write(self, parameters, "REGION_TABLE", context, feedback, summed, TABLE_KINDS)
        self.describe("REGION_TABLE", self.tr("Observations by region"), self.tr(
            "Sums of districts by region, industry and year."), TABLE_ALIASES)
        return {"REGION_TABLE": place}, missing
