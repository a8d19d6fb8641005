"""How specialised each district is in each industry, as a table and as a map."""

from ... import tables
from ...algorithm import guarded
from ...observations import ObservationsAlgorithm

KINDS = {
    "area": "text", "name": "text", "industry": "text", "period": "integer", "value": "number", "lq": "number",
    "share": "number", "own_share": "number", "sym_lq": "number", "z": "number", "theil_c": "number", "class": "text",
    "caution": "integer",
}
ALIASES = {
    "area": "District code", "name": "District", "industry": "Industry", "period": "Year", "value": "Value",
    "lq": "Location quotient", "share": "Share of the industry", "own_share": "Share of the district",
    "sym_lq": "Symmetric location quotient", "z": "Standard score of ln LQ", "theil_c": "Term of the Theil index",
    "class": "Specialisation", "caution": "Small number",
}


class LocationQuotient(ObservationsAlgorithm):
    """Location quotients."""

    GROUP = "measure"

    def name(self):
        return "locationquotient"

    def displayName(self):
        return self.tr("Location quotient")

    def tags(self):
        return self.tr("LQ,specialisation,location quotient,concentration,industry,GVA,jobs,choropleth").split(",")

    def shortHelpString(self):
        return self.tr(
            "How specialised is each district in each industry? The location quotient is the industry's share of the "
            "district, divided by its share of all districts: 2 means twice the usual share, 1 the usual one.\n\n"
            "LQ = (x_ri / x_r) / (x_i / x), over the districts that have a value and a total. Beside it: shares, the "
            "symmetric LQ, its standard score, the district's term of the Theil index, and 'caution' where the value "
            "is too small for a firm statement. With boundaries, a map of one industry and year.\n\n"
            "Source: O'Donoghue and Gleave (2004); Cutrini (2010); as used by Sunley et al. (2023)."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add_observations()
        self.add_areas(True, help=tr("District boundaries, for the map. Without them there is only the table."))
        self.add_text("MAP_INDUSTRY", tr("Industry on the map"), tr(
            "Empty: the first of INDUSTRIES, else advanced manufacturing, else manufacturing."))
        self.add_number("MAP_PERIOD", tr("Year on the map"), tr("Empty: the latest."), whole=True, optional=True)
        self.add_number("MIN_VALUE", tr("Smallest firm value"), tr(
            "Values under this are marked with 'caution' and hatched on the map, since tables are rounded."),
            5, 0, advanced=True)
        self.add_text("REFERENCE_AREA", tr("Denominator area"), tr(
            "The code of a row, such as K03000001, to compare with instead of the sum of districts."), advanced=True)
        self.add_observation_rules()
        self.add_strict()
        self.add_style_file()
        self.add_output("OUTPUT", tr("Location quotients"), tr("One row for each district, industry and year."))
        self.add_output("MAP", tr("Map of location quotients"), tr(
            "The districts with one industry and year, styled; made where boundaries are given."), True, True)
        self.add_numbers(
            N_AREAS=tr("Districts"), N_INDUSTRIES=tr("Industries"), N_PERIODS=tr("Years"),
            MISSING_COUNT=tr("Missing values"), UNMATCHED_COUNT=tr("Districts on one side only"),
            MAP_PERIOD_USED=tr("Year on the map"),
        )
        self.add_strings(MAP_INDUSTRY_USED=tr("Industry on the map"))

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...measures.notes import Notes
        from ...measures.panel import tell_without_output
        from ...measures.quotients import location_quotients

        notes = Notes()
        panel = self.read_observations(
            parameters, context, feedback, notes, self.text(parameters, "REFERENCE_AREA", context))
        tell_without_output(panel, notes)
        areas = self.read_mapped_areas(parameters, context, feedback, notes)
        unmatched = 0 if areas is None else self.match(parameters, context, notes, panel.areas, areas["area"])
        found = location_quotients(panel.values, panel.totals, panel.reference)
        results = self._write_table(parameters, context, feedback, panel, found, areas)
        if areas is not None:
            results.update(self._write_map(parameters, context, feedback, notes, panel, found, areas))
        self.tell(notes, feedback, self.tr("Location quotients: {}.").format(panel.size()))
        return {**results, **panel.counts(), "UNMATCHED_COUNT": unmatched}

    def _write_table(self, parameters, context, feedback, panel, found, areas):
        from ...measures.longtable import quotient_columns

        names = {} if areas is None else dict(zip(areas["area"], areas["name"]))
        columns = quotient_columns(panel, found, names, self.parameterAsDouble(parameters, "MIN_VALUE", context))
        return {"OUTPUT": tables.write(self, parameters, "OUTPUT", context, feedback, columns, KINDS)}

    def _write_map(self, parameters, context, feedback, notes, panel, found, areas):
        from ...cartography import maps
        from ...measures.longtable import map_cell, quotient_map

        industry, period = map_cell(
            panel, self.text(parameters, "MAP_INDUSTRY", context),
            self.number_or_none(parameters, "MAP_PERIOD", context),
            self.code_list(parameters, "INDUSTRIES", context), notes)
        minimum = self.parameterAsDouble(parameters, "MIN_VALUE", context)
        columns = quotient_map(panel, found, areas, industry, period, minimum)
        used = {"MAP_INDUSTRY_USED": panel.industries[industry], "MAP_PERIOD_USED": panel.periods[period]}
        written = self.write_map(parameters, context, feedback, areas, columns, KINDS)
        if written is None:
            return used
        self.styles["MAP"] = maps.location_quotient(
            columns, *used.values(), minimum, areas.schematic, ALIASES,
            self.style_file(parameters, context))
        return {"MAP": written, **used}
