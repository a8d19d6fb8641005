"""How much of each district's change is national, how much its mix of industries, and how much its own."""

from qgis.core import QgsProcessingParameterBoolean

from ... import tables
from ...algorithm import guarded
from ...observations import ObservationsAlgorithm

DUNN, ESTEBAN = ("x_start", "x_end", "change", "national", "mix", "local"), ("compet", "allocation")
KINDS = {
    "area": "text", "name": "text", "industry": "text", "from_yr": "integer", "to_yr": "integer",
    **dict.fromkeys((*DUNN, "homothetic", *ESTEBAN), "number"),
}
PER_CENT = ("change_pc", "nat_pc", "mix_pc", "local_pc")
TOTAL_KINDS = {
    "area": "text", "name": "text", "n_codes": "integer", "caution": "integer",
    **dict.fromkeys((*DUNN, *ESTEBAN, "zero_start", *PER_CENT), "number"),
}
ALIASES = {
    "x_start": "Value at the start", "x_end": "Value at the end", "change": "Change", "national": "National part",
    "mix": "Industry-mix part", "local": "Local part", "homothetic": "Start by the national structure",
    "compet": "Competitive effect", "allocation": "Allocation effect", "zero_start": "Local part of starts from 0",
    "change_pc": "Change, per cent", "nat_pc": "National part, per cent", "mix_pc": "Industry-mix part, per cent",
    "local_pc": "Local part, per cent",
}
KEYS = {
    "area": "District code", "name": "District", "industry": "Industry", "from_yr": "From", "to_yr": "To",
    "n_codes": "Industries summed", "caution": "Fewer than all industries",
}


class ShiftShare(ObservationsAlgorithm):
    """Shift-share analysis."""

    GROUP = "measure"

    def name(self):
        return "shiftshare"

    def displayName(self):
        return self.tr("Shift-share")

    def tags(self):
        return self.tr("shift-share,growth,change,industry mix,competitive,Dunn,Esteban-Marquillas").split(",")

    def shortHelpString(self):
        return self.tr(
            "Why did a district's output or jobs change: the nation, its mix of industries, or itself? The national "
            "part is what it would have gained by growing like all industries everywhere, the mix part what its "
            "industries gained beyond that by growing nationally as they did, the local part is the rest.\n\n"
            "national = x0 (G - 1), mix = x0 (G_i - G), local = x1 - x0 G_i, for each district and industry, adding to "
            "the change exactly. The local part is split again: a competitive effect, with the national structure in "
            "place of the district's own, and an allocation effect. Output is in current prices unless a price index "
            "is given.\n\n"
            "Sources: Dunn (1960); Esteban-Marquillas (1972); dynamic: Barff and Knight (1988)."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add_observations()
        self.add_areas(True, help=tr("District boundaries, for the map. Without them there are only the tables."))
        self.add_number("FROM", tr("First year"), tr("Empty: the first of the table."), whole=True, optional=True)
        self.add_number("TO", tr("Last year"), tr("Empty: the last of the table."), whole=True, optional=True)
        self.add(QgsProcessingParameterBoolean("DYNAMIC", tr("Sum of the yearly changes"), False), tr(
            "Take every year's change apart and add the parts up, so that a mix that changes counts as it changes."))
        self.add_choice("MAP_VALUE", tr("Value on the map"), ("local", "local_pc"), tr(
            "The local part, or the same in per cent of the start."), "local")
        self.add_prices()
        self.add_text("REFERENCE_AREA", tr("Area to compare with"), tr(
            "The code of a row, such as K03000001, whose growth replaces that of all districts."), advanced=True)
        self.add_choice("GAPS", tr("Missing years"), ("error", "allow"), tr(
            "With yearly changes, 'allow' goes from each year to the next that there is."), "error", False, True)
        self.add_industry_level()
        self.add_observation_rules()
        self.add_strict()
        self.add_style_file()
        self.add_output("OUTPUT", tr("Shift-share by industry"), tr("One row for each district and industry."))
        self.add_output("TOTALS", tr("Shift-share by district"), tr("One row for each district."), False, True)
        self.add_output("MAP", tr("Map of the local part"), tr(
            "The districts with their sums, styled; made where boundaries are given."), True, True)
        self.add_numbers(
            N_AREAS=tr("Districts"), N_INDUSTRIES=tr("Industries that count"), N_PERIODS=tr("Years used"),
            MISSING_COUNT=tr("Missing values"), UNMATCHED_COUNT=tr("Districts on one side only"),
            N_PAIRS=tr("Changes taken apart"), FROM_USED=tr("First year"), TO_USED=tr("Last year"),
            NATIONAL_GROWTH=tr("National growth, per cent"), MAX_GAP=tr("Largest gap of change and parts"),
        )
        self.add_strings(PRICES=tr("Prices"))

    def fault(self, parameters, context):
        first, last = (self.number_or_none(parameters, name, context) for name in ("FROM", "TO"))
        if first is not None and last is not None and first >= last:
            return self.tr("FROM must be before TO: {:.0f} is not before {:.0f}.").format(first, last)
        return self.prices_fault(parameters)

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...measures import prices, shiftshare
        from ...measures.notes import Notes

        notes = Notes()
        panel, index = self._read(parameters, context, feedback, notes)
        areas = self.read_mapped_areas(parameters, context, feedback, notes)
        unmatched = 0 if areas is None else self.match(parameters, context, notes, panel.areas, areas["area"])
        found, summed = shiftshare.table(panel, notes)
        names, results = {} if areas is None else dict(zip(areas["area"], areas["name"])), {}
        for output, kinds, columns in (
            ("OUTPUT", KINDS, shiftshare.pair_columns(panel, found, names)),
            ("TOTALS", TOTAL_KINDS, shiftshare.total_columns(panel, summed, names)),
        ):
            results[output] = tables.write(self, parameters, output, context, feedback, columns, kinds)
        self._style(parameters, context, feedback, panel, (found, summed), areas, prices.words(index), results)
        growth = float(found["overall"] - 1) * 100
        self.tell(notes, feedback, self.tr("Shift-share, {} to {}, {}: {}; all together {:+.1f} per cent.").format(
            panel.periods[0], panel.periods[-1], prices.words(index), panel.size(), growth))
        return {
            **{name: place for name, place in results.items() if place is not None}, **panel.counts(),
            "UNMATCHED_COUNT": unmatched, "N_PAIRS": int(summed["n_codes"].sum()), "FROM_USED": panel.periods[0],
            "TO_USED": panel.periods[-1], "NATIONAL_GROWTH": growth, "PRICES": prices.words(index),
            "MAX_GAP": max(shiftshare.largest_gap(found), shiftshare.largest_gap(summed)),
        }

    def _read(self, parameters, context, feedback, notes):
        """Return the panel of the years that count, in the prices that are wanted, and the price index."""
        from ...measures import shiftshare

        panel = self.read_observations(
            parameters, context, feedback, notes, self.text(parameters, "REFERENCE_AREA", context))
        years = [self.parameterAsInt(parameters, name, context) if self.given(parameters, name) else None
                 for name in ("FROM", "TO")]
        places = shiftshare.dates(panel.periods, *years, self.parameterAsBoolean(parameters, "DYNAMIC", context),
                                  self.text(parameters, "GAPS", context))
        panel = panel.disjoint(self.text(parameters, "INDUSTRY_LEVEL", context), notes)
        index = self.read_prices(parameters, context, feedback, notes)
        if index is None:
            notes.info(self.tr("Values are taken as current prices: unless they are jobs, part of the change is "
                               "inflation. A price index (DEFLATOR) takes it out."))
        return shiftshare.prepared(panel, places, index, notes), index

    def _style(self, parameters, context, feedback, panel, parts, areas, priced, results):
        """Say in each result which years and prices it is about, and make the map."""
        from ...cartography import maps
        from ...measures import longtable, shiftshare

        found, summed = parts
        years = f"{panel.periods[0]} to {panel.periods[-1]}" + (" year by year" if len(panel.periods) > 2 else "")
        compared = self.text(parameters, "REFERENCE_AREA", context) or self.tr("all districts together")
        aliases = {**KEYS, **{name: f"{text} ({priced})" for name, text in ALIASES.items()}}
        for output in ("OUTPUT", "TOTALS"):
            title = self.parameterDefinition(output).description()
            self.describe(output, f"{title}, {years}, {priced}", self.tr(
                "Change from {} in {}: national, industry-mix and local part, compared with {}.").format(
                    years, priced, compared), aliases)
        if areas is None:
            return
        columns = longtable.map_columns(panel, summed, areas, shiftshare.WHOLE)
        results["MAP"] = self.write_map(parameters, context, feedback, areas, columns, TOTAL_KINDS)
        if results["MAP"] is not None:
            self.styles["MAP"] = maps.shift_share(
                columns, self.text(parameters, "MAP_VALUE", context), years, priced, compared,
                shiftshare.codes_that_count(found), areas.schematic, aliases, self.style_file(parameters, context))
