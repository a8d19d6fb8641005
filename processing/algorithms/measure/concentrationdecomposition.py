"""How much of each industry's concentration lies between types of area or regions, and how much within them."""

from ... import tables
from ...algorithm import guarded
from ...observations import ObservationsAlgorithm

KINDS = {
    "industry": "text", "period": "integer", "n_areas": "integer", "n_groups": "integer", "coverage": "number",
    **dict.fromkeys(
        ("t_between", "t_within", "t_total", "between_pc", "between_av", "within_av", "total_av"), "number"),
}
GROUP_KINDS = {
    "industry": "text", "period": "integer", "group": "text", "n_areas": "integer", **dict.fromkeys(
        ("share", "ref_share", "t_group", "c_between", "c_within", "contrib", "contrib_av"), "number"),
}
ALIASES = {
    "industry": "Industry", "period": "Year", "group": "Type or region", "n_areas": "Districts that count",
    "n_groups": "Groups with such districts", "coverage": "Their share of all output",
    "t_between": "Theil, between groups", "t_within": "Theil, within groups", "t_total": "Theil index",
    "between_pc": "Between groups (%)",
    "between_av": "Between groups, average", "within_av": "Within groups, average", "total_av": "Theil index, average",
    "share": "Share of the industry", "ref_share": "Share of the reference", "t_group": "Theil index inside the group",
    "c_between": "Term of the part between", "c_within": "Term of the part within", "contrib": "Contribution",
    "contrib_av": "Contribution, average",
}


class ConcentrationDecomposition(ObservationsAlgorithm):
    """The Theil index between groups and within them."""

    GROUP = "measure"

    def name(self):
        return "concentrationdecomposition"

    def displayName(self):
        return self.tr("Concentration between and within groups")

    def tags(self):
        return self.tr("Theil,decomposition,between,within,regions,concentration,dispersion,industry").split(",")

    def shortHelpString(self):
        return self.tr(
            "Is an industry concentrated because some regions or types of area hold it, or because of single districts "
            "inside them? The relative Theil index of each industry and year in two parts that add up to it, and what "
            "each group contributes.\n\n"
            "Between: sum of S ln(S / Q) over groups, S the group's share of the industry and Q that of the reference. "
            "Within: sum of S times the Theil index inside the group. A group that holds less than its share may "
            "contribute less than zero.\n\n"
            "Sources: Theil (1967); Br\u00fclhart and Traeger (2005); Cutrini (2009); settings of Sunley et al. (2023)."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add_observations()
        self.add_groups()
        self.add_reference()
        self.add_reference_fields()
        self.add_averages()
        self.add_observation_rules()
        self.add_strict()
        self.add_output("OUTPUT", tr("Concentration between and within"), tr("One row for each industry and year."))
        self.add_output("GROUPS", tr("Contributions of groups"), tr(
            "One row for each industry, year and group: shares, index inside, contribution."), False, True, False)
        self.add_numbers(
            N_AREAS=tr("Districts"), N_INDUSTRIES=tr("Industries"), N_PERIODS=tr("Years"),
            MISSING_COUNT=tr("Missing values"), UNMATCHED_COUNT=tr("Districts on one side only"), N_GROUPS=tr("Groups"),
        )

    def fault(self, parameters, context):
        return self.reference_fault(parameters, context)

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...measures import decomposition
        from ...measures.notes import Notes, counted
        from ...measures.panel import counted_cells, tell_without_output

        notes = Notes()
        panel = self.read_observations(parameters, context, feedback, notes)
        tell_without_output(panel, notes)
        groups, unmatched = self.read_groups(parameters, context, feedback, notes, panel)
        groups.tell(counted_cells(panel), notes)
        years = self.average_years(parameters, context, panel, notes)
        reference, _ = self.reference_sizes(parameters, context, feedback, notes, panel)
        found = decomposition.table(panel, groups, reference, years, self.text(parameters, "AVERAGE_OF", context))
        results = self._write(parameters, context, feedback, panel, groups, found, years)
        number = len(groups.labels)
        self.tell(notes, feedback, self.tr("Concentration between and within {}: {}.").format(
            counted(number, "group"), panel.size(reference)))
        return {**results, **panel.counts(reference), "UNMATCHED_COUNT": unmatched, "N_GROUPS": number}

    def _write(self, parameters, context, feedback, panel, groups, found, years):
        from ...measures.longtable import crossed
        from ...measures.notes import counted

        keys = {"industry": panel.industries, "period": panel.periods}
        reference, several = self.text(parameters, "REFERENCE", context), {**keys, "group": groups.labels}
        caption = self.tr("Relative Theil index in nats, reference '{}', groups by field '{}'. Averages over {}."
                          ).format(reference, groups.field, counted(years, "year"))
        results = {}
        for name, title, labels, block, kinds in (
            ("OUTPUT", self.tr("Concentration between and within groups"), keys, found["whole"], KINDS),
            ("GROUPS", self.tr("Contributions of groups to concentration"), several, found["parts"], GROUP_KINDS),
        ):
            columns = crossed(labels, block, list(kinds)[len(labels):])
            written = tables.write(self, parameters, name, context, feedback, columns, kinds)
            if written is not None:
                self.describe(name, title, caption, {field: ALIASES[field] for field in kinds})
                results[name] = written
        return results
