"""Observations summed to groups of industries, such as advanced manufacturing, with nothing counted twice."""

from qgis.core import QgsProcessing, QgsProcessingParameterBoolean

from ... import tables
from ...algorithm import guarded
from ...observations import ObservationsAlgorithm

KINDS = {
    "area": "text", "name": "text", "industry": "text", "period": "integer", "value": "number", "n_codes": "integer",
    "partial": "integer",
}
PLACEMENT_KINDS = {"code": "text", "industry": "text", "used": "integer", "reason": "text"}
ALIASES = {
    "area": "District code", "name": "District", "industry": "Group of industries", "period": "Year", "value": "Value",
    "n_codes": "Codes with a value", "partial": "Not the whole of the group",
}
PLACEMENT_ALIASES = {
    "code": "Industry code", "industry": "Group of industries", "used": "Counted", "reason": "Why, or why not",
}


class GroupIndustries(ObservationsAlgorithm):
    """Groups of industries."""

    GROUP = "prepare"

    def name(self):
        return "groupindustries"

    def displayName(self):
        return self.tr("Group industries")

    def tags(self):
        return self.tr(
            "SIC,industry,advanced manufacturing,technology level,section,sum,aggregate,GVA,jobs,prepare").split(",")

    def shortHelpString(self):
        return self.tr(
            "How much output or how many jobs do groups of industries hold, such as advanced manufacturing? The codes "
            "of the table are put into groups and added up by district and year. Codes may come as C26, 26, CI (26), "
            "26.1, 26110 or CI-CL (26-30).\n\n"
            "A code goes to a group only if the whole of it lies inside. One that does not cannot be split: it is "
            "listed with the reason and not counted. Nothing counts twice: in each district and year the parts of a "
            "code are added up if they are there and have values, else the code. A group of which some code is not "
            "in the table is 'partial'.\n\n"
            "Published district figures show C26 to C30 as one code: SUMMARY 'all' can take it, finer groups cannot. "
            "C20 and C21 are inside 19-23 there, so advanced manufacturing is then partial.\n\n"
            "Source: advanced manufacturing of Sunley et al. (2023), levels of technology of Eurostat; sections of UK "
            "SIC 2007."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add_observations()
        self.add_choice("GROUPS", tr("Groups"), ("paper", "brief", "sections", "table"), tr(
            "'paper': advanced manufacturing in eight industries; 'brief': the same by three digits, with weapons and "
            "medical instruments and without shipbuilding; 'sections': sections A to U of SIC 2007; 'table': your own "
            "GROUP_TABLE."), "paper")
        self.add_choice("SUMMARY", tr("Sum advanced manufacturing by"), (
            "all", "industry", "technology", "knowledge", "mode"), tr(
            "'all': one group; 'industry': eight (or ten) industries; 'technology': very high, moderately high; "
            "'knowledge': engineering, science; 'mode': innovation by science (STI) or by doing (DUI)."), "all")
        self.add_source("GROUP_TABLE", tr("Table of groups"), [QgsProcessing.SourceType.TypeVector], tr(
            "For GROUPS table: one row for each code, with the group it belongs to. The narrower of two decides."),
            True)
        self.add_field("GROUP_CODE", tr("Code field of the groups"), "GROUP_TABLE", tr(
            "Holds an industry code in any notation, or a name as in the table of observations."), "code")
        self.add_field("GROUP_NAME", tr("Name field of the groups"), "GROUP_TABLE", tr(
            "Holds the name of the group."), "group")
        self.add(QgsProcessingParameterBoolean("REST", tr("Add other industries"), False), tr(
            "Add a row 'Other industries': the total less all groups."))
        self.add_choice("MISSING", tr("Missing parts"), ("null", "skip"), tr(
            "'null': a sum of which one part is suppressed or absent is missing; 'skip': it is the sum of the others, "
            "and partial."), "null", False, True)
        self.add_industry_level()
        self.add_dash()
        self.add_output("OUTPUT", tr("Grouped observations"), tr(
            "One row for each district, group and year; the total of all industries is carried through."))
        self.add_output("PLACEMENT", tr("Where each code went"), tr(
            "Every code of the table with its group, whether it is counted, and why."), False, True, False)
        self.add_numbers(
            N_GROUPS=tr("Groups with a row"), N_PLACED=tr("Codes counted"), N_NOT_PLACED=tr("Codes in no group"),
            N_DOUBLE=tr("Codes left out as they would count twice"), MISSING_COUNT=tr("Sums without a part"),
        )

    def fault(self, parameters, context):
        own = self.text(parameters, "GROUPS", context) == "table"
        if own and not self.given(parameters, "GROUP_TABLE"):
            return self.tr("GROUPS is 'table': give the table of codes and groups as GROUP_TABLE.")
        if not own and self.given(parameters, "GROUP_TABLE"):
            return self.tr("GROUP_TABLE is given: set GROUPS to 'table' to use it, or leave it empty.")
        return ""

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...measures import groupsums, placement
        from ...measures.notes import Notes, counted

        notes = Notes()
        block, total = self.read_block(parameters, context, feedback, notes)
        scheme = self._scheme(parameters, context, feedback, notes)
        kinds = groupsums.kinds_of_area(block)
        level = self.text(parameters, "INDUSTRY_LEVEL", context)
        skip = self.text(parameters, "MISSING", context) == "skip"
        placed = placement.place(block, total, kinds, scheme, level, skip, notes)
        found = groupsums.sums(block, kinds, placed, scheme.groups, skip)
        missing = groupsums.tell_missing(found, block, skip, notes)
        rest = self.parameterAsBoolean(parameters, "REST", context)
        columns = groupsums.columns(groupsums.carried(found, block, total, rest, notes), block)
        written = {"OUTPUT": tables.write(self, parameters, "OUTPUT", context, feedback, columns, KINDS)}
        self.describe("OUTPUT", self.tr("Grouped observations"), self.tr("Values of groups of industries."), ALIASES)
        columns = placement.columns(placed, scheme, total)
        written["PLACEMENT"] = tables.write(
            self, parameters, "PLACEMENT", context, feedback, columns, PLACEMENT_KINDS)
        self.describe("PLACEMENT", self.tr("Where each code went"), self.tr(
            "Codes of the table, their groups, and why they count or not."), PLACEMENT_ALIASES)
        numbers = placement.counts(placed)
        self.tell(notes, feedback, self.tr("Group industries: {} in {}, {} in none, {} would count twice.").format(
            counted(numbers["N_PLACED"], "code"), counted(numbers["N_GROUPS"], "group"), numbers["N_NOT_PLACED"],
            numbers["N_DOUBLE"]))
        results = {name: place for name, place in written.items() if place is not None}
        return {**results, **numbers, "MISSING_COUNT": missing}

    def _scheme(self, parameters, context, feedback, notes):
        """Return the groups that are wanted."""
        from ...measures import industrygroups

        name, summary = (self.text(parameters, each, context) for each in ("GROUPS", "SUMMARY"))
        if name in ("sections", "table") and summary != "all":
            notes.warning(self.tr("SUMMARY is '{}', which GROUPS '{}' does not use.").format(summary, name))
        if name != "table":
            return industrygroups.from_reference(name, summary)
        table, fields = self.read_table(parameters, "GROUP_TABLE", context, feedback, notes, {
            "code": ("GROUP_CODE", "", True), "group": ("GROUP_NAME", "", True)})
        return industrygroups.from_table(table, fields, notes)
