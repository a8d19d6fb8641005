"""Which firms elsewhere are like those of traditional industrial regions, pair by pair."""

from qgis.core import QgsProcessingException, QgsProcessingParameterBoolean

from ... import destinations, firms, tables
from ...algorithm import AtlasAlgorithm, guarded

KINDS = {
    "firm": "text", "match": "text", "industry": "text", "match_no": "integer", "distance": "number",
    "weight": "number", "area": "text", "match_area": "text", "compared": "text",
}
UNMATCHED_KINDS = {"firm": "text", "industry": "text", "area": "text", "reason": "text", "distance": "number"}
BALANCE_KINDS = {
    "industry": "text", "covariate": "text", "n_treated": "integer", "n_control": "integer", "n_tr_after": "integer",
    "n_co_after": "integer", "mean_tr": "number", "mean_co": "number", "smd_before": "number", "mean_tr_a": "number",
    "mean_co_a": "number", "smd_after": "number",
}
MAP_KINDS = {
    "firm": "text", "role": "text", "industry": "text", "n_pairs": "integer", "distance": "number", "area": "text",
}
ALIASES = {
    "firm": "Firm", "match": "Similar firm elsewhere", "industry": "Industry", "match_no": "Number of the match",
    "distance": "Mahalanobis distance", "weight": "Weight of the match", "area": "District of the firm",
    "match_area": "District of the match", "compared": "Covariates of firm and match", "reason": "Why it has no match",
    "role": "Role", "n_pairs": "Pairs", "covariate": "Covariate", "n_treated": "Firms in TIRs", "n_control": "Others",
    "n_tr_after": "Firms in TIRs, matched", "n_co_after": "Others, matched", "mean_tr": "Mean in TIRs",
    "mean_co": "Mean elsewhere", "smd_before": "Standardised difference before", "mean_tr_a": "Mean in TIRs, matched",
    "mean_co_a": "Mean elsewhere, matched", "smd_after": "Standardised difference after",
}


class MatchFirms(AtlasAlgorithm):
    """Pairs of similar firms."""

    GROUP = "explore"
    NEEDS = ("pandas", "scipy")

    def name(self):
        return "matchfirms"

    def displayName(self):
        return self.tr("Match firms")

    def tags(self):
        return self.tr("matching,firms,Mahalanobis,nearest neighbour,TIR,control,balance,survey").split(",")

    def shortHelpString(self):
        return self.tr(
            "Which firms elsewhere are like those in traditional industrial regions (TIRs)? Each firm in a TIR gets "
            "the nearest firm of its industry elsewhere, nearest in size, age, output or what you choose, so that the "
            "two can be compared or surveyed.\n\n"
            "distance = sqrt((x - y)' S^-1 (x - y)), S the covariance within the industry (Mahalanobis): in standard "
            "deviations, and what two covariates say alike counts once. Without replacement each firm elsewhere is "
            "used once, and pairs are made by ascending distance over all pairs, so that the order of rows decides "
            "nothing. The balance says whether matching made the two sides alike: a standardised difference under 0.1 "
            "is small.\n\n"
            "Sources: Mahalanobis (1936); Rubin (1980); Stuart (2010). To compare with firms in the South of England: "
            "CONTROLS 'south'."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        firms.add(self)
        self.add_number("N_MATCHES", tr("Matches for each firm"), tr(
            "How many similar firms each gets."), 1, 1, 100, True)
        self.add(QgsProcessingParameterBoolean("REPLACEMENT", tr("With replacement"), False), tr(
            "A firm elsewhere may be the match of several. Off: of one only."))
        self.add_number("CALIPER", tr("Caliper"), tr(
            "The longest distance of a pair, in the units of the distance (standard deviations); firms without a match "
            "as near are listed as unmatched. Empty: no limit."), None, 0, optional=True)
        self.add_style_file()
        self.add_output("OUTPUT", tr("Pairs of firms"), tr("One row for each pair."))
        self.add_output("UNMATCHED", tr("Firms without a match"), tr(
            "Firms in traditional industrial regions without a match, and why."), False, True, False)
        self.add_output("BALANCE", tr("Balance"), tr(
            "Means and standardised differences of each covariate before and after."), False, True, False)
        self.add_output("MAP", tr("Map of matched firms"), tr(
            "Firms, matches and firms without one, as points; for FIRMS with points."), True, True, False)
        self.add_numbers(
            N_FIRMS=tr("Firms"), N_TREATED=tr("Firms in traditional industrial regions"),
            N_CONTROLS=tr("Firms elsewhere that may be matches"), N_NO_FLAG=tr("Firms of an unknown region"),
            N_MATCHED=tr("Firms with a match"), N_UNMATCHED=tr("Firms without a match"), N_PAIRS=tr("Pairs"),
            N_USED=tr("Firms elsewhere that are matches"), MEAN_DISTANCE=tr("Mean distance of a pair"),
            MAX_DISTANCE=tr("Longest distance of a pair"), MAX_SMD_BEFORE=tr("Largest difference before"),
            MAX_SMD_AFTER=tr("Largest difference after"))

    def fault(self, parameters, context):
        return firms.fault(self, parameters, context)

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...measures import firmpairs
        from ...measures.notes import Notes

        notes, number = Notes(), self.parameterAsInt(parameters, "N_MATCHES", context)
        read, layer = firms.read(self, parameters, context, feedback, notes)
        if destinations.sink_path(parameters.get("MAP")) and not layer.points:
            raise QgsProcessingException(
                self.tr("MAP needs the firms' points: give FIRMS as points, or leave MAP empty."))
        if self.given(parameters, "MAP") and not layer.points:
            notes.warning(self.tr("FIRMS has no points, so there is no map."))
        found = firmpairs.matched(
            read, number, self.number_or_none(parameters, "CALIPER", context),
            self.parameterAsBoolean(parameters, "REPLACEMENT", context), notes, tables.stepper(feedback))
        differences = firmpairs.balance_columns(read, found)
        numbers = firmpairs.numbers(read, found, differences)
        firmpairs.tell(read, found, number, notes)
        results = {}
        for name, title, columns, kinds in (
            ("OUTPUT", self.tr("Pairs of firms"), firmpairs.pair_columns(read, found), KINDS),
            ("UNMATCHED", self.tr("Firms without a match"), firmpairs.unmatched_columns(read, found), UNMATCHED_KINDS),
            ("BALANCE", self.tr("Balance of matched firms"), differences, BALANCE_KINDS),
        ):
            results[name] = tables.write(self, parameters, name, context, feedback, columns, kinds)
            if results[name] is not None:
                self.describe(name, title, self._caption(numbers, title), ALIASES)
        if layer.points:
            results["MAP"] = self._write_map(parameters, context, feedback, read, layer, found, numbers)
        self.tell(notes, feedback, self._caption(numbers, self.tr("Match firms")))
        return {**{name: path for name, path in results.items() if path is not None}, **numbers}

    def _caption(self, numbers, title) -> str:
        from ...measures.firmpairs import sentence

        return f"{title}: {sentence(numbers)}"

    def _write_map(self, parameters, context, feedback, read, layer, found, numbers):
        from ...cartography import maps
        from ...measures.firmpairs import map_columns

        columns, rows = map_columns(read, found)
        held = layer["geometry"].tolist()
        written = tables.write(
            self, parameters, "MAP", context, feedback, columns, MAP_KINDS, [held[row] for row in rows], layer.crs)
        if written is not None:
            self.styles["MAP"] = maps.matched_firms(
                columns, self._caption(numbers, self.tr("Matched firms")), ALIASES,
                self.style_file(parameters, context))
        return written
