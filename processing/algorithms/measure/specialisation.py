"""How specialised or how diverse each district is, year by year, as a table and as a map."""

from ... import tables
from ...algorithm import guarded
from ...observations import ObservationsAlgorithm

INDICES = ("krugman", "hhi", "entropy", "unrelated", "related", "n_lq1")
KINDS = {
    "area": "text", "name": "text", "period": "integer", **dict.fromkeys(INDICES, "number"), "n_lq1": "integer",
    "n_codes": "integer", "coverage": "number",
}
WHOLE = ("n_lq1", "n_codes")
ALIASES = {
    "area": "District code", "name": "District", "period": "Year", "krugman": "Krugman index",
    "hhi": "Herfindahl index of industries", "entropy": "Diversity (entropy, bits)",
    "unrelated": "Unrelated variety (bits)", "related": "Related variety (bits)",
    "n_lq1": "Industries with LQ 1 or more", "n_codes": "Codes with a value",
    "coverage": "Share of the district's total",
}


class Specialisation(ObservationsAlgorithm):
    """Specialisation and diversity of districts."""

    GROUP = "measure"

    def name(self):
        return "specialisation"

    def displayName(self):
        return self.tr("Specialisation of districts")

    def tags(self):
        return self.tr("specialisation,diversity,Krugman,Herfindahl,entropy,related variety").split(",")

    def shortHelpString(self):
        return self.tr(
            "How specialised or diverse is each district, all its industries together? For each district and year: the "
            "Krugman index (sum of the differences between its shares of industries and the usual ones, 0 to 2), the "
            "Herfindahl index (sum of squared shares), the entropy in bits, and the number of industries with a "
            "location quotient of 1 or more. With a second level of industries, the entropy has two parts: unrelated "
            "variety between wider groups and related variety inside them.\n\n"
            "Shares are of the sum over the codes that count, which do not overlap; 'coverage' is that sum in the "
            "district's total. A district that lacks a code has no index in that year.\n\n"
            "Sources: Krugman (1991); Shannon (1948); Frenken and others (2007)."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add_observations()
        self.add_areas(True, help=tr("District boundaries, for the map. Without them there is only the table."))
        self.add_field("PARENT_FIELD", tr("Field of wider codes"), "OBSERVATIONS", tr(
            "Holds the wider code of each industry: the second level. Empty: see the next."))
        self.add_number("PREFIX", tr("Digits of a wider code"), tr(
            "Or the second level by digits: 2 puts 26.1 and 26.2 into 26. Empty: the widest codes of the table."),
            None, 1, 4, True, True)
        self.add_choice("MAP_INDEX", tr("Index on the map"), INDICES, tr("What the map shows."), "krugman")
        self.add_number("MAP_PERIOD", tr("Year on the map"), tr("Empty: the latest."), whole=True, optional=True)
        self.add_choice("MISSING", tr("Missing codes"), ("null", "drop_codes"), tr(
            "'null': a district that lacks a code has no index in that year; 'drop_codes': a code that any district "
            "lacks in a year is left out for all."), "null", False, True)
        self.add_text("REFERENCE_AREA", tr("Area to compare with"), tr(
            "The code of a row, such as K03000001, to compare with instead of the sum of districts."), advanced=True)
        self.add_industry_level()
        self.add_observation_rules()
        self.add_strict()
        self.add_style_file()
        self.add_output("OUTPUT", tr("Specialisation of districts"), tr("One row for each district and year."))
        self.add_output("MAP", tr("Map of specialisation"), tr(
            "The districts with the indices of one year, styled; made where boundaries are given."), True, True)
        self.add_numbers(
            N_AREAS=tr("Districts"), N_INDUSTRIES=tr("Industries that count"), N_PERIODS=tr("Years"),
            MISSING_COUNT=tr("Missing values"), UNMATCHED_COUNT=tr("Districts on one side only"),
            N_GROUPS=tr("Wider groups of industries"), N_NO_INDEX=tr("District-years without an index"),
            MAP_PERIOD_USED=tr("Year on the map"),
        )

    def fault(self, parameters, context):
        if self.given(parameters, "PREFIX") and self.text(parameters, "PARENT_FIELD", context):
            return self.tr("PARENT_FIELD and PREFIX both choose the second level: give one of them.")
        return ""

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...measures import longtable, specialisation
        from ...measures.notes import Notes

        notes, missing = Notes(), self.text(parameters, "MISSING", context)
        panel, groups = self._read(parameters, context, feedback, notes)
        areas = self.read_mapped_areas(parameters, context, feedback, notes)
        unmatched = 0 if areas is None else self.match(parameters, context, notes, panel.areas, areas["area"])
        found = specialisation.table(panel, groups, missing, notes)
        kept = specialisation.codes_that_count(panel, missing)
        names = {} if areas is None else dict(zip(areas["area"], areas["name"]))
        columns = longtable.district_columns(panel, found, names, WHOLE)
        results = {"OUTPUT": tables.write(self, parameters, "OUTPUT", context, feedback, columns, KINDS)}
        self.describe("OUTPUT", self.displayName(), self.tr(
            "Indices of the mix of industries of each district, shares being of the sum over {}.").format(
                specialisation.codes_in_words(kept)), ALIASES)
        if areas is not None:
            results.update(self._write_map(parameters, context, feedback, notes, panel, found, areas, kept))
        self.tell(notes, feedback, self.tr("Specialisation: {}.").format(specialisation.size(panel, kept)))
        return {
            **results, **panel.counts(), "N_INDUSTRIES": int(kept.any(axis=1).sum()), "UNMATCHED_COUNT": unmatched,
            "N_GROUPS": 0 if groups is None else len(set(groups.tolist())),
            "N_NO_INDEX": sum(value is None for value in columns["entropy"]),
        }

    def _read(self, parameters, context, feedback, notes):
        """Return the panel of codes that do not overlap, and the wider group of each (None without a second level)."""
        from ...measures.wider import second_level

        source = tables.open_source(self, parameters, "OBSERVATIONS", context)
        field = self.find_field(parameters, "PARENT_FIELD", context, source, notes, required=False) or ""
        whole = self.read_observations(
            parameters, context, feedback, notes, self.text(parameters, "REFERENCE_AREA", context),
            {"wider": field} if field else None)
        panel = whole.disjoint(self.text(parameters, "INDUSTRY_LEVEL", context), notes)
        digits = self.parameterAsInt(parameters, "PREFIX", context) if self.given(parameters, "PREFIX") else None
        groups = second_level(panel.industries, whole.industries, panel.wider, digits, field, notes)
        mapped = self.text(parameters, "MAP_INDEX", context) if self.given(parameters, "AREAS") else ""
        if groups is None and mapped in ("unrelated", "related"):
            raise ValueError(self.tr(
                "MAP_INDEX needs a second level of industries, which this table does not have. Name PARENT_FIELD or "
                "PREFIX, or choose another index."))
        return panel, groups

    def _write_map(self, parameters, context, feedback, notes, panel, found, areas, kept):
        from ...cartography import maps
        from ...measures import longtable
        from ...measures.specialisation import codes_in_words

        place = longtable.map_period(panel, self.number_or_none(parameters, "MAP_PERIOD", context))
        held = longtable.map_columns(panel, {name: block[:, place] for name, block in found.items()}, areas, WHOLE)
        columns = {name: held.get(name, [panel.periods[place]] * len(areas)) for name in KINDS}
        used = {"MAP_PERIOD_USED": panel.periods[place]}
        written = self.write_map(parameters, context, feedback, areas, columns, KINDS)
        if written is None:
            return used
        compared = self.text(parameters, "REFERENCE_AREA", context)
        self.styles["MAP"] = maps.specialisation(
            columns, self.text(parameters, "MAP_INDEX", context), panel.periods[place],
            self.tr("compared with {}").format(compared) if compared else "", codes_in_words(kept[:, [place]]),
            areas.schematic, ALIASES, self.style_file(parameters, context), notes)
        return {"MAP": written, **used}
