"""What each district could diversify into: the industries that are near to those it has."""

from ... import proximities, tables
from ...algorithm import guarded
from ...observations import ObservationsAlgorithm


class Relatedness(ObservationsAlgorithm):
    """Relatedness and opportunities."""

    GROUP = "explore"

    def name(self):
        return "relatedness"

    def displayName(self):
        return self.tr("Relatedness and opportunities")

    def tags(self):
        return self.tr(
            "relatedness,diversification,proximity,density,complexity,ECI,smart specialisation,lock-in").split(",")

    def shortHelpString(self):
        return self.tr(
            "What could a district diversify into? Industries are near to each other where the same districts have "
            "both. Of those that a district lacks, its opportunities, the ones come first of whose neighbours it has "
            "most. Beside each: growth, complexity, what is missing to a location quotient of 1. Further: blocks of "
            "related industries, how much of a district hangs on one, and how well relatedness foretold past "
            "entries.\n\n"
            "A district has an industry if LQ >= LQ_MIN. Proximity = districts with both / districts with the commoner "
            "of the two. Density = proximities of the other industries that it has / those of all others. AUC: 0.5 is "
            "chance, 1 is certain. Density is no cause.\n\n"
            "Sources: Hidalgo and others (2007); Hidalgo and Hausmann (2009); Clauset and others (2004); Hanley and "
            "McNeil (1982)."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add_observations(industries=tr("Codes that count, separated by semicolons: two or more. Empty: all."))
        self.add_text("DISTRICT", tr("District"), tr(
            "Code or name of the one whose opportunities are wanted. Empty: all districts."))
        self.add_number("PERIOD", tr("Year"), tr("Year of the opportunities. Empty: the latest."), None, 0, 9999, True,
                        True)
        self.add_period_span()
        proximities.add(self)
        self.add_areas(True, help=tr("District boundaries, for the map, and for names where the table has none."))
        self.add_text("MAP_INDUSTRY", tr("Industry on the map"), tr(
            "Empty: the first of INDUSTRIES, else advanced manufacturing, else manufacturing."))
        self.add_number("LQ_MIN", tr("Location quotient of an industry that is there"), tr(
            "From here on a district has an industry."), 1, 0.01, 100, advanced=True)
        self.add_number("BLOCK_MIN", tr("Proximity of related industries"), tr(
            "Pairs from here on make the blocks. Empty: the mean of all pairs and one standard deviation."), None, 0, 1,
            optional=True, advanced=True)
        self.add_text("REFERENCE_AREA", tr("Denominator area"), tr(
            "The code of a row, such as K03000001, to compare with instead of the sum of districts."), advanced=True)
        self.add_prices()
        self.add_industry_level()
        self.add_observation_rules()
        self.add_strict()
        self.add_style_file()
        self.add_output("OUTPUT", tr("Relatedness"), tr("A row for each district and industry, opportunities first."))
        for name, title, text in (
            ("PROXIMITIES", tr("Proximities of industries"), tr("A row for each pair of industries, both ways.")),
            ("DISTRICTS", tr("Districts"), tr("Diversity, complexity and largest block of each district.")),
            ("INDUSTRY_TABLE", tr("Industries"), tr("Ubiquity, complexity, growth and block of each industry.")),
        ):
            self.add_output(name, title, text, False, True, False)
        self.add_output("MAP", tr("Map of relatedness"), tr(
            "The districts with one industry, styled; made where boundaries are given."), True, True)
        self.add_numbers(
            N_AREAS=tr("Districts"), N_INDUSTRIES=tr("Industries that count"), MISSING_COUNT=tr("Missing values"),
            UNMATCHED_COUNT=tr("Districts on one side only"), N_NULL=tr("Missing location quotients"),
            N_HELD=tr("District-industries that are there"), N_OPPORTUNITIES=tr("Opportunities"),
            N_BLOCKS=tr("Blocks"), BLOCK_MIN_USED=tr("Proximity of related industries"),
            ECI_DIVERSITY=tr("Correlation of complexity with diversity"), N_ENTRIES=tr("Entries"), N_EXITS=tr("Exits"),
            AUC_ENTRY=tr("How well density foretold entries"), AUC_EXIT=tr("How well low density foretold exits"),
            PERIOD_USED=tr("Year"), FROM_USED=tr("First year"), TO_USED=tr("Last year"))
        self.add_strings(
            MAP_INDUSTRY_USED=tr("Industry on the map"), DISTRICT_USED=tr("District"), PRICES=tr("Prices"),
            OPPORTUNITIES=tr("First opportunities of the district"))

    def fault(self, parameters, context):
        return self.prices_fault(parameters)

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...measures import prices, relatedness, relatednotes, relatedwords
        from ...measures.longtable import district_names
        from ...measures.notes import Notes
        from ...measures.places import position_of

        notes, step = Notes(), tables.stepper(feedback)
        panel = self.read_observations(
            parameters, context, feedback, notes, self.text(parameters, "REFERENCE_AREA", context)
        ).disjoint(self.text(parameters, "INDUSTRY_LEVEL", context), notes)
        index = self.read_prices(parameters, context, feedback, notes)
        matrix = proximities.read(self, parameters, context, feedback, notes, panel.industries)
        areas = self.read_mapped_areas(parameters, context, feedback, notes)
        unmatched = 0 if areas is None else self.match(parameters, context, notes, panel.areas, areas["area"])
        names = {} if areas is None else dict(zip(areas["area"], areas["name"]))
        step(0, 1)
        found = relatedness.relate(panel, self._wanted(parameters, context), matrix, index, notes)
        relatednotes.tell(found, matrix is not None, notes)
        district, called = self.text(parameters, "DISTRICT", context), district_names(panel.areas, names, panel.names)
        place = position_of(district, panel.areas, called) if district else None
        step(1, 1)
        told = relatedwords.words(found, names, place, prices.words(index), matrix is not None)
        results = self._write(parameters, context, feedback, found, names, place, told)
        if areas is not None:
            results.update(self._write_map(parameters, context, feedback, notes, found, areas, told))
        self.tell(notes, feedback, told.summary)
        return {**results, **found.numbers(), "UNMATCHED_COUNT": unmatched, **told.declared}

    def _wanted(self, parameters, context):
        from ...measures.relatedness import Wanted

        period, first, last = (self.year_or_none(parameters, name, context) for name in ("PERIOD", "FROM", "TO"))
        return Wanted(period, (first, last), self.parameterAsDouble(parameters, "LQ_MIN", context),
                      self.number_or_none(parameters, "BLOCK_MIN", context))

    def _write(self, parameters, context, feedback, found, names, place, told):
        from ...measures.relatedtable import KINDS, tables_of

        results = {}
        for name, columns in tables_of(found, names, place).items():
            written = tables.write(self, parameters, name, context, feedback, columns, KINDS[name])
            if written is not None:
                self.describe(name, *told.captions[name], {field: told.aliases[field] for field in KINDS[name]})
                results[name] = written
        return results

    def _write_map(self, parameters, context, feedback, notes, found, areas, told):
        from ...cartography import maps
        from ...measures.longtable import map_cell
        from ...measures.relatedtable import KINDS, district_map

        industry, _ = map_cell(
            found.panel, self.text(parameters, "MAP_INDUSTRY", context), None,
            self.code_list(parameters, "INDUSTRIES", context), notes)
        used = {"MAP_INDUSTRY_USED": found.panel.industries[industry]}
        columns = district_map(found, areas, industry)
        written = self.write_map(parameters, context, feedback, areas, columns, KINDS["MAP"])
        if written is None:
            return used
        self.styles["MAP"] = maps.relatedness(
            columns, found.panel.industries[industry], found.panel.periods[0], told.basis, areas.schematic,
            told.aliases, self.style_file(parameters, context), notes)
        return {"MAP": written, **used}
