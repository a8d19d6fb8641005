"""Which plants made the change in output: open throughout, opened or closed; domestic or foreign; in a TIR or not."""

from qgis.core import QgsProcessing, QgsProcessingException, QgsProcessingParameterBoolean

from ... import tables
from ...algorithm import guarded
from ...observations import ObservationsAlgorithm

KINDS = {
    "group": "text", "status": "text", "owner": "text", "n_plants": "integer", "n_weighted": "number",
    "out_start": "number", "out_end": "number", "change": "number", "contrib": "number",
}
ALIASES = {
    "group": "Group of districts", "status": "Status", "owner": "Owner", "n_plants": "Plants",
    "n_weighted": "Plants, weighted", "out_start": "Output at the start ({})", "out_end": "Output at the end ({})",
    "change": "Change in output ({})", "contrib": "Per cent of the total change in output ({})",
}
COLUMNS = {
    "start": "START_FIELD", "end": "END_FIELD", "own_start": "OWNER_START", "own_end": "OWNER_END",
    "weight": "WEIGHT_FIELD", "industry": "INDUSTRY_FIELD",
}


class GrowthDecomposition(ObservationsAlgorithm):
    """Contributions of plants to the change in output."""

    GROUP = "measure"

    def name(self):
        return "growthdecomposition"

    def displayName(self):
        return self.tr("Growth decomposition by plants")

    def tags(self):
        return self.tr("growth,plants,openings,closures,foreign,ownership,TIR,decomposition,contribution").split(",")

    def shortHelpString(self):
        return self.tr(
            "Which plants made the change in output? From a table of plants with their output at two dates: how much "
            "of the total change came from plants open throughout and how much from openings and closures, by domestic "
            "and foreign owners, in traditional industrial regions (TIR) and elsewhere.\n\n"
            "contribution = change of the plants in a cell / total change x 100; the cells add to 100. Output of 0 or "
            "NULL means no plant at that date; output below zero is an open plant.\n\n"
            "Source: Sunley et al. (2023), Table 3."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add_source("PLANTS", tr("Plants"), [QgsProcessing.SourceType.TypeVector], tr(
            "One row for each plant, with its output at both dates."))
        one = tr("If only one field of owners exists, it serves for both dates.")
        for name, label, default, help in (
            ("START_FIELD", tr("Output at the start"), "start", tr("0 or empty: there was no plant.")),
            ("END_FIELD", tr("Output at the end"), "end", tr("0 or empty: there is no plant any more.")),
            ("OWNER_START", tr("Owner at the start"), "own_start", one),
            ("OWNER_END", tr("Owner at the end"), "own_end", one),
        ):
            self.add_field(name, label, "PLANTS", help, default)
        self.add_text("DOMESTIC", tr("Domestic owners"), tr(
            "Owners that count as domestic, separated by semicolons. Any other word is foreign; empty is no owner."),
            "GB;UK;domestic")
        self.add_field("FLAG_FIELD", tr("TIR field of the plants"), "PLANTS", tr(
            "1 for plants in a traditional industrial region, 0 for others. Without it, or where GROUP_FIELD is named, "
            "a plant is in the group of its district."),
            "tir")
        self.add_field("AREA_FIELD", tr("District code field of the plants"), "PLANTS", tr(
            "Holds the code of the plant's district, to find its group in the districts."), "area")
        self.add_groups(True)
        self.add_choice("OWNER_AT", tr("Owner that counts"), ("end", "start"), tr(
            "Whose a plant is that was open throughout. Opened plants count with their owner at the end, closed ones "
            "with that at the start."), "end")
        self.add(QgsProcessingParameterBoolean("DETAIL", tr("Openings apart from closures"), False), tr(
            "Make two rows of 'opened and closed'."))
        self.add_field("WEIGHT_FIELD", tr("Weight field"), "PLANTS", tr(
            "How many plants each row stands for, in a sample."), advanced=True)
        self.add_field("INDUSTRY_FIELD", tr("Industry field"), "PLANTS", tr(
            "The plant's industry; only used by a price index by industry."), "industry", advanced=True)
        for name, label in (("FROM", tr("Year of the start")), ("TO", tr("Year of the end"))):
            self.add_number(name, label, tr("For the caption; needed with a price index."), None, 0, 9999, True, True)
        self.add_prices()
        self.add_output("OUTPUT", tr("Contributions to growth"), tr("One row for each group, status and owner."))
        self.add_numbers(
            N_PLANTS=tr("Plants"), N_DROPPED=tr("Plants without output at both dates"),
            N_SUPPRESSED=tr("Plants with a suppressed output"), N_NO_OWNER=tr("Plants without an owner"),
            N_NO_GROUP=tr("Plants without a group"), N_OWNER_CHANGED=tr("Plants whose owner changed"),
            TOTAL_CHANGE=tr("Total change in output"),
        )
        self.add_strings(CAPTION=tr("Caption"), PRICES=tr("Prices"))

    def fault(self, parameters, context):
        if not self.code_list(parameters, "DOMESTIC", context):
            return self.tr("DOMESTIC is empty: name the owners that count as domestic, such as GB.")
        first, last = (self.year_or_none(parameters, name, context) for name in ("FROM", "TO"))
        if first is not None and last is not None and first >= last:
            return self.tr("FROM is {} and TO is {}: the end must be after the start.").format(first, last)
        if self.given(parameters, "DEFLATOR") and (first is None or last is None):
            return self.tr("DEFLATOR is given: say in FROM and TO which years the plants' output is of.")
        return self.prices_fault(parameters)

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...measures.growth import Growth, amount, caption, contributions, title
        from ...measures.notes import Notes, counted
        from ...measures.plants import Plants
        from ...measures.prices import words

        notes = Notes()
        index = self.read_prices(parameters, context, feedback, notes)
        years = tuple(self.year_or_none(parameters, name, context) for name in ("FROM", "TO"))
        fields, grouping = self._fields(parameters, context, feedback, notes, index)
        plants = Plants(fields, grouping, self.code_list(parameters, "DOMESTIC", context), index, years)
        found = Growth(grouping.labels, self.text(parameters, "OWNER_AT", context))
        for chunk in tables.chunks(self, parameters, "PLANTS", context, feedback, fields):
            found.add(**plants.arrays(chunk))
        plants.finish(found.number, notes)
        found.tell(notes)
        columns = contributions(found, self.parameterAsBoolean(parameters, "DETAIL", context))
        written = tables.write(self, parameters, "OUTPUT", context, feedback, columns, KINDS)
        text, prices = caption(found, index, years), words(index)
        aliases = {name: alias.format(prices) for name, alias in ALIASES.items()}
        self.describe("OUTPUT", title(index, years), text, aliases)
        self.tell(notes, feedback, self.tr("Growth decomposition: {}, change in output {} ({}).").format(
            counted(found.number, "plant"), amount(found.total), prices))
        return {"OUTPUT": written, **found.counts(), **plants.counts(), "CAPTION": text, "PRICES": prices}

    def _fields(self, parameters, context, feedback, notes, index):
        """Return the fields to read, and how they lead to a group."""
        source = tables.open_source(self, parameters, "PLANTS", context)
        fields = {}
        for column, name in COLUMNS.items():
            if column == "industry" and (index is None or "" in index.series):
                continue
            needed = column in ("start", "end") or (column == "own_end" and not fields["own_start"])
            likely = "industry" if column == "industry" else ""
            fields[column] = self.find_field(parameters, name, context, source, notes, likely, needed)
        owners = [fields[name] for name in ("own_start", "own_end") if fields[name]]
        if len(owners) == 1:
            fields["own_start"] = fields["own_end"] = owners[0]
            notes.info(self.tr("Owners at both dates are those of field '{}'.").format(owners[0]))
        fields["group"], grouping = self._grouping(parameters, context, feedback, notes, source)
        return {column: field for column, field in fields.items() if field}, grouping

    def _grouping(self, parameters, context, feedback, notes, source):
        """Return the field that leads to a plant's group, and how: a flag, else the code of its district."""
        from ...measures.groups import encode
        from ...measures.plants import Grouping

        districts = self.given(parameters, "AREAS")
        named = districts and self.text(parameters, "GROUP_FIELD", context)
        guessed = self.text(parameters, "FLAG_FIELD", context) == "tir"  # a dialog cannot empty a field with a default
        flag = None if named and guessed else self.find_field(
            parameters, "FLAG_FIELD", context, source, notes, required=False)
        if flag and districts:
            notes.warning(self.tr(
                "The plants have their own field '{}', so AREAS is not used. Name a field in GROUP_FIELD to group "
                "plants by district.").format(flag))
        if flag:
            return flag, Grouping.of_flags()
        if not districts:
            raise QgsProcessingException(self.tr(
                "The plants have no field that says whether they are in a traditional industrial region. Name one in "
                "FLAG_FIELD, or give districts with their groups as AREAS."))
        code = self.find_field(parameters, "AREA_FIELD", context, source, notes, "area")
        areas, field = self.read_grouped_areas(parameters, context, feedback, notes, "tir")
        groups = encode(areas["group"].tolist(), field, areas["area"].tolist(), notes)
        notes.info(self.tr("Plants are in the group of their district, by its field '{}'.").format(field))
        return code, Grouping.of_districts(areas["area"], groups)
