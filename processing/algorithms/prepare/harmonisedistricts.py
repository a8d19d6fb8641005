"""A table of districts of any years, moved to the districts of one year."""

from qgis.core import QgsProcessing

from ... import harmonising, tables
from ...algorithm import AtlasAlgorithm, guarded

YEARS = tuple(str(year) for year in range(2011, 2026))
CHANGE_KINDS = {
    "old": "text", "old_name": "text", "new": "text", "new_name": "text", "kind": "text", "date": "text",
    "share": "number", "n_rows": "integer",
}
ALIASES = {
    "area": "District code", "name": "District", "estimated": "Estimated by a split",
    "n_from": "Districts it is made of", "change": "Change of the district",
}
CHANGE_ALIASES = {
    "old": "Code in the table", "old_name": "Its name", "new": "Code in the result", "new_name": "Name in the result",
    "kind": "Kind of change", "date": "Date of the change", "share": "Share of the value", "n_rows": "Rows",
}


class HarmoniseDistricts(AtlasAlgorithm):
    """Districts of one vintage."""

    GROUP = "prepare"

    def name(self):
        return "harmonisedistricts"

    def displayName(self):
        return self.tr("Harmonise districts")

    def tags(self):
        return self.tr("LAD,local authority district,vintage,recode,merge,boundary,GSS code,lookup,dissolve").split(",")

    def shortHelpString(self):
        return self.tr(
            "How does a table with district codes of one year, or of several, fit boundaries of another? It comes out "
            "by the districts of TARGET: new codes replace old ones, merged districts are summed. The vintage of the "
            "table is found by itself. A target is never overshot: Barnsley is E08000016 in 2023, though its code "
            "changed in 2025.\n\n"
            "Going back, a merged district is split by its residents in the Census of 2011, or by your WEIGHTS; such "
            "rows are marked 'estimated'. Rates, shares and densities cannot be summed: with KIND 'rate' they become "
            "means weighted by WEIGHT_FIELD. A district of which a part is missing is empty, unless MISSING is "
            "'skip'.\n\n"
            "BOUNDARIES are dissolved to match. The changes known are those of codes in Great Britain from 2011 to "
            "2025. Boundaries that moved under the same code are not among them, nor are Northern Ireland's councils "
            "before 2015.\n\n"
            "Source: ONS lookups of districts, orders of boundary changes, Census 2011."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        table, polygons = [QgsProcessing.SourceType.TypeVector], [QgsProcessing.SourceType.TypeVectorPolygon]
        self.add_source("INPUT", tr("Table with district codes"), table, tr(
            "Observations, or any table or layer with a row for each district, or each district and year."))
        self.add_field("AREA_FIELD", tr("District code field"), "INPUT", tr(
            "Holds the district code. Without a field 'area' the one with district codes is taken."), "area")
        self.add_field("NAME_FIELD", tr("District name field"), "INPUT", tr(
            "Replaced by the names of the districts in the result. Empty: 'name', or a field that looks like it."))
        self.add_choice("TARGET", tr("Districts of the year"), YEARS, tr(
            "The vintage to move to: the codes in force at the end of that year."), "2023")
        self.add_field("KEY_FIELDS", tr("Fields that tell rows apart"), "INPUT", tr(
            "Beside the district, such as industry, year or sex. Empty: industry and year, where there are such "
            "fields."), several=True)
        self.add_field("VALUE_FIELDS", tr("Value fields"), "INPUT", tr(
            "Summed, or averaged with KIND 'rate'. Empty: 'value', else all fields of numbers."), several=True)
        self.add_choice("KIND", tr("Kind of the values"), ("count", "rate"), tr(
            "'count' for what can be added up, such as output or jobs; 'rate' for shares and densities. A field whose "
            "name may be both, such as unemployed, must be named in VALUE_FIELDS."), "count")
        self.add_field("WEIGHT_FIELD", tr("Weight of the rates"), "INPUT", tr(
            "What the values are a rate of, such as people for output per head. It is summed and stays in the result."))
        self.add_choice("MISSING", tr("Missing parts"), ("null", "skip"), tr(
            "A merged district of which a part has no value or no row: empty, or the sum of the other parts."), "null")
        self.add_choice("UNKNOWN", tr("Unknown codes"), ("error", "keep"), tr(
            "Codes that lead to no district of the target: stop, or carry their rows through as they are. With 'error' "
            "rows of countries, regions and other areas are left out."), "error")
        self.add_source("WEIGHTS", tr("Splits of your own"), table, tr(
            "A table of old code, new code and weight: how an old district's value is shared out. It replaces the "
            "split by residents, and may split a district whose boundary moved."), True)
        for name, label, default, help in (
            ("OLD_FIELD", tr("Old code field of the splits"), "old", tr("Holds the code in the table.")),
            ("NEW_FIELD", tr("New code field of the splits"), "new", tr("Holds the code of a part.")),
            ("SPLIT_FIELD", tr("Weight field of the splits"), "weight", tr(
                "A share or any size, such as people; the weights of an old code are scaled to 1.")),
        ):
            self.add_field(name, label, "WEIGHTS", help, default, advanced=True)
        self.add_choice("DASH", tr("A lone hyphen"), ("missing", "zero"), tr(
            "What a cell holding only '-' stands for."), "missing", False, True)
        self.add_source("BOUNDARIES", tr("Boundaries to dissolve"), polygons, tr(
            "District boundaries of the target year or before, to be made to match."), True)
        self.add_field("AREA_CODE", tr("District code field of the boundaries"), "BOUNDARIES", tr(
            "Holds the district code. Without a field 'area' the one with district codes (LAD21CD) is taken."), "area")
        self.add_style_file()
        self.add_output("OUTPUT", tr("Harmonised table"), tr("The table by the districts of the target year."))
        self.add_output("DISSOLVED", tr("Dissolved boundaries"), tr(
            "The boundaries of the target year, styled by what changed."), True, True, False)
        self.add_output("CHANGES", tr("Changes of codes"), tr(
            "Which code became which, when, and how many rows that concerns."), False, True, False)
        self.add_numbers(
            N_AREAS=tr("Districts"), N_RENAMED=tr("Codes renamed"), N_MERGED=tr("Codes merged"),
            N_SPLIT=tr("Codes split"), N_UNKNOWN=tr("Unknown codes"), N_ESTIMATED=tr("Estimated rows"),
            MISSING_COUNT=tr("Missing values"), MAX_TOTAL_GAP=tr("Largest relative change of a total"))
        self.add_strings(VINTAGE_FOUND=tr("Vintage of the table"), TARGET_USED=tr("Vintage of the result"))

    def fault(self, parameters, context):
        rate, weight = self.text(parameters, "KIND", context) == "rate", self.given(parameters, "WEIGHT_FIELD")
        if rate and not weight:
            return self.tr("KIND is 'rate', and a mean of rates depends on what they are rates of: name that field in "
                           "WEIGHT_FIELD, such as people for output per head.")
        if weight and not rate:
            return self.tr("WEIGHT_FIELD is for KIND 'rate'; counts are summed without weights. Leave one of them out.")
        if not self.given(parameters, "BOUNDARIES") and any(
                self.given(parameters, name) for name in ("DISSOLVED", "STYLE_FILE")):
            return self.tr("DISSOLVED and STYLE_FILE need boundaries: give them as BOUNDARIES.")
        return ""

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...measures import districttable, vintages
        from ...measures.harmonise import harmonise
        from ...measures.notes import Notes, counted

        notes, year = Notes(), int(self.text(parameters, "TARGET", context))
        unknown = self.text(parameters, "UNKNOWN", context)
        table, spare, roles, called = harmonising.read(self, parameters, context, feedback, notes)
        table, carried, vintage = districttable.settle(table, spare, year, unknown, notes)
        moves = vintages.moves(
            table.labels, year, harmonising.own_splits(self, parameters, context, feedback, notes))
        found = harmonise(table, moves, self.text(parameters, "MISSING", context), notes)
        columns, kinds = harmonising.columns_of(found, table, roles, called, notes)
        shapes = None
        if self.given(parameters, "BOUNDARIES"):
            shapes = harmonising.dissolve(self, parameters, context, feedback, notes, year, unknown)
        results = {"OUTPUT": tables.write(self, parameters, "OUTPUT", context, feedback, columns, kinds)}
        self.describe("OUTPUT", self.tr("Districts of {}").format(year), self.tr(
            "Moved to the local authority districts of {}.").format(year), ALIASES)
        results.update(self._write(parameters, context, feedback, table, moves, year, shapes))
        number = vintages.numbers(moves)
        self.tell(notes, feedback, self.tr("Districts of {}: {}, in {}. Codes of the table: {}.").format(
            year, len(set(found.area)), counted(len(found.area), "row"), vintages.told(number)))
        return {
            **{name: place for name, place in results.items() if place is not None}, "N_AREAS": len(set(found.area)),
            "N_RENAMED": number["rename"], "N_MERGED": number["merge"], "N_SPLIT": number["split"] + number["part"],
            "N_UNKNOWN": carried, "N_ESTIMATED": int(found.estimated.sum()), "MISSING_COUNT": found.missing,
            "MAX_TOTAL_GAP": found.gap, "VINTAGE_FOUND": vintage, "TARGET_USED": str(year),
        }

    def _write(self, parameters, context, feedback, table, moves, year, shapes):
        """Write the dissolved boundaries and the changes of codes, where they are wanted."""
        import numpy as np

        from ...cartography import maps
        from ...measures import vintages

        results = {}
        if shapes is not None:
            columns, kinds, held, layer = shapes
            results["DISSOLVED"] = tables.write(
                self, parameters, "DISSOLVED", context, feedback, columns, kinds, held, layer.crs)
            self.styles["DISSOLVED"] = maps.vintage(
                columns["change"], year, layer.schematic, ALIASES, self.style_file(parameters, context))
        changes = vintages.changes(table.labels, moves, np.bincount(table.place, minlength=len(table.labels)))
        results["CHANGES"] = tables.write(self, parameters, "CHANGES", context, feedback, changes, CHANGE_KINDS)
        self.describe("CHANGES", self.tr("Changes of codes to {}").format(year), self.tr(
            "Codes of the table that are others in {}.").format(year), CHANGE_ALIASES)
        return results
