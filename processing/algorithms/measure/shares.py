"""Which types of area hold an industry's output, and how that changes."""

from dataclasses import replace

from qgis.core import QgsProcessingParameterBoolean

from ... import tables
from ...algorithm import guarded
from ...observations import ObservationsAlgorithm

KINDS = {
    "industry": "text", "period": "integer", "group": "text", "part": "text", "n_areas": "integer",
    **dict.fromkeys(("value", "share", "lq_pooled", "lq_mean", "index"), "number"),
    **dict.fromkeys(("share_av", "lq_pool_av", "lq_mean_av", "value_av"), "number"),
}
CHANGE_KINDS = {
    "industry": "text", "group": "text", "part": "text", "from_yr": "integer", "to_yr": "integer", **dict.fromkeys(
        ("share_from", "share_to", "share_chg", "lq_from", "lq_to", "lq_chg", "val_from", "val_to", "growth_pc"),
        "number"),
}
ALIASES = {
    "industry": "Industry", "period": "Year", "group": "Type or region", "part": "Part of it",
    "n_areas": "Districts that count", "value": "Value, {}", "share": "Share of the industry",
    "lq_pooled": "Location quotient, pooled", "lq_mean": "Location quotient, mean of districts",
    "index": "Index of value, {}", "share_av": "Share of the industry, average",
    "lq_pool_av": "Location quotient, pooled, average", "lq_mean_av": "Location quotient, mean of districts, average",
    "value_av": "Value, {}, average", "from_yr": "First year", "to_yr": "Last year", "share_from": "Share, first",
    "share_to": "Share, last", "share_chg": "Share, change", "lq_from": "Location quotient, first",
    "lq_to": "Location quotient, last", "lq_chg": "Location quotient, change", "val_from": "Value, {}, first",
    "val_to": "Value, {}, last", "growth_pc": "Growth (%), {}",
}


class Shares(ObservationsAlgorithm):
    """Shares by type of area."""

    GROUP = "measure"

    def name(self):
        return "shares"

    def displayName(self):
        return self.tr("Shares by type of area")

    def tags(self):
        return self.tr("share,type,region,TIR,urban,rural,location quotient,index,growth,output,industry").split(",")

    def shortHelpString(self):
        return self.tr(
            "Which types of area hold an industry's output, and how does that change? For any type or region of the "
            "districts (industrial regions, density classes, regions): share of each industry, location quotients, "
            "output and its index, each year and as averages over the last years.\n\n"
            "Share: output of the type's districts / output of all. Pooled location quotient: that share / the type's "
            "share of everything; beside it the mean of its districts' own quotients. Output is in current prices, "
            "unless a price index is given.\n\n"
            "Source: Sunley et al. (2023), Figures 5 to 7; the pooled quotient is this plugin's reading of Figure 6."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add_observations()
        self.add_groups()
        self.add(QgsProcessingParameterBoolean("SUM_INDUSTRIES", tr("Also all of them together"), False), tr(
            "Adds rows '*' for the reported industries together, without counting any twice; a district counts in them "
            "where it has every code."))
        self.add_industry_level()
        self.add_averages(average_of=False)
        self.add_number("BASE_YEAR", tr("Base year of the index"), tr(
            "Output of this year is 100. Empty: no index."), whole=True, optional=True)
        self.add_number("FROM", tr("Changes from"), tr("Empty: the first average."), whole=True, optional=True)
        self.add_number("TO", tr("Changes to"), tr("Empty: the last average."), whole=True, optional=True)
        self.add_number("SPLIT_TOP", tr("Leading districts (per cent)"), tr(
            "Splits each type into leading districts and others. Leading are, in each year, the largest of the "
            "industry, so many per cent of all districts. Empty: no split."), None, 0, 100, optional=True)
        self.add_prices()
        self.add_observation_rules()
        self.add_strict()
        self.add_output("OUTPUT", tr("Shares by type"), tr("One row for each industry, year, type and part of it."))
        self.add_output("CHANGES", tr("Changes of shares"), tr(
            "One row for each industry, type and part: both ends of the averages, and the change."), False, True, False)
        self.add_numbers(
            N_AREAS=tr("Districts"), N_INDUSTRIES=tr("Industries"), N_PERIODS=tr("Years"),
            MISSING_COUNT=tr("Missing values"), UNMATCHED_COUNT=tr("Districts on one side only"), N_GROUPS=tr("Groups"),
        )
        self.add_strings(PRICES=tr("Prices"))

    def fault(self, parameters, context):
        first, last = (self.number_or_none(parameters, name, context) for name in ("FROM", "TO"))
        if first is not None and last is not None and first >= last:
            return self.tr("FROM ({:g}) must lie before TO ({:g}).").format(first, last)
        return self.prices_fault(parameters)

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...measures import prices, shares
        from ...measures.notes import Notes, listed
        from ...measures.panel import counted_cells, tell_without_output

        notes = Notes()
        panel = self.read_observations(parameters, context, feedback, notes)
        counts, size = panel.counts(), panel.size()
        index = self.read_prices(parameters, context, feedback, notes)
        constant = replace(
            panel, values=prices.deflated(panel.values, index, panel.industries, panel.periods, notes))
        if self.parameterAsBoolean(parameters, "SUM_INDUSTRIES", context):
            level = self.text(parameters, "INDUSTRY_LEVEL", context)
            panel, constant = (shares.with_sum(one, level, notes) for one in (panel, constant))
        tell_without_output(panel, notes)
        groups, unmatched = self.read_groups(parameters, context, feedback, notes, panel)
        groups.tell(counted_cells(panel), notes)
        years = self.average_years(parameters, context, panel, notes)
        base, first, last, split = (
            self.number_or_none(parameters, name, context) for name in ("BASE_YEAR", "FROM", "TO", "SPLIT_TOP"))
        found = shares.table(panel, groups, years, base, constant.values, split)
        changed = shares.changes(found, panel.periods, years, first, last, notes)
        shares.tell_changing_districts(panel, notes)
        words = prices.words(index)
        results = self._write(parameters, context, feedback, panel, groups, found, changed, years, words)
        self.tell(notes, feedback, self.tr("Shares of {}, {}: {}.").format(listed(groups.labels), words, size))
        return {**results, **counts, "UNMATCHED_COUNT": unmatched, "N_GROUPS": len(groups.labels), "PRICES": words}

    def _write(self, parameters, context, feedback, panel, groups, found, changed, years, words):
        from ...measures.longtable import crossed, record_columns
        from ...measures.notes import counted
        from ...measures.shares import PARTS

        parts = PARTS[:found["share"].shape[-1]]
        keys = {"industry": panel.industries, "group": groups.labels, "part": parts}
        by_year = {"industry": panel.industries, "period": panel.periods, "group": groups.labels, "part": parts}
        caption = self.tr("Groups by field '{}'. Value, index and growth in {}; shares and location quotients of "
                          "current prices. Averages over {}.").format(groups.field, words, counted(years, "year"))
        results = {}
        for name, title, labels, block, kinds in (
            ("OUTPUT", self.tr("Shares by type of area"), by_year, found, KINDS),
            ("CHANGES", self.tr("Changes of shares by type of area"), keys, changed, CHANGE_KINDS),
        ):
            columns = record_columns([], kinds) if block is None else crossed(labels, block, list(kinds)[len(labels):])
            written = tables.write(self, parameters, name, context, feedback, columns, kinds)
            if written is not None:
                self.describe(name, title, caption, {field: ALIASES[field].format(words) for field in kinds})
                results[name] = written
        return results
