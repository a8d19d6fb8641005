"""A picture of any table: lines, bars, shares, points, slopes or small multiples."""

from qgis.core import QgsProcessingParameterBoolean, QgsProcessingParameterFileDestination

from ... import charting, destinations, tables
from ...algorithm import AtlasAlgorithm, guarded

KINDS = {
    "series": "text", "label": "text", "group": "text", "x": "number", "value": "number", "low": "number",
    "high": "number", "share": "number", "fitted": "number", "outlier": "integer", "shown": "integer",
}
ALIASES = {
    "series": "Series", "label": "Label", "group": "Colour", "low": "Lower end", "high": "Upper end",
    "share": "Share of the whole", "fitted": "Value on the line", "outlier": "Far off the line", "shown": "In colour",
}


class Chart(AtlasAlgorithm):
    """A picture of a table."""

    GROUP = "present"
    NEEDS = ("pandas", "matplotlib", "scipy")

    def name(self):
        return "chart"

    def displayName(self):
        return self.tr("Chart")

    def tags(self):
        return self.tr("chart,plot,graph,picture,line,bar,scatter,slope,stacked,small multiples,SVG,PNG,PDF").split(",")

    def shortHelpString(self):
        return self.tr(
            "A picture of any table, as SVG, PNG or PDF: how an index went, which districts are highest, who holds the "
            "output, what goes with what. Series are named where they end; of more than 12 the highest six, or those "
            "of HIGHLIGHT, are in colour. A missing year is a gap, never bridged. Fields that end in _lo and _hi "
            "beside the value draw its interval.\n\n"
            "Stacked shares are value / sum of all parts; a period without one of them is left blank. The line of a "
            "scatter plot is that of least squares; points with a studentised residual beyond 2.5 are named. 0 is on "
            "the axis of values unless all lie close together; bars always begin there. Every number drawn is in "
            "DATA.\n\n"
            "Sources: colours mostly by Okabe and Ito (2008); outliers by Belsley, Kuh and Welsch (1980)."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        charting.add(self)
        self.add_choice("ZERO", tr("Zero on the axis"), ("auto", "yes", "no"), tr(
            "'auto': unless the smallest value is over two thirds of the largest. Bars and shares always have "
            "it."), "auto",
            advanced=True)
        self.add(QgsProcessingParameterBoolean("LOG", tr("Axis of ratios"), False), tr(
            "Equal steps are equal ratios; for lines, multiples and slopes."), True)
        self.add_number("WIDTH", tr("Width (mm)"), tr("Of the picture."), 170, 50, 1000, advanced=True)
        self.add_number("HEIGHT", tr("Height (mm)"), tr("Of the picture."), 110, 40, 1000, advanced=True)
        self.add_number("DPI", tr("Dots per inch"), tr("Of a PNG."), 300, 50, 600, True, advanced=True)
        self.add(QgsProcessingParameterFileDestination(
            "OUTPUT", tr("Picture"), tr("PNG picture (*.png);;SVG picture (*.svg);;PDF document (*.pdf)")), tr(
            "The ending of its name says what it is: .png, .svg or .pdf."))
        self.add_output("DATA", tr("Data of the picture"), tr("One row for each point drawn."), False, True, False)
        self.add_numbers(N_SERIES=tr("Series"), N_VALUES=tr("Values drawn"), MISSING_COUNT=tr("Missing values"),
                         N=tr("Points on the line"), R2=tr("R squared"))
        self.add_strings(DESCRIPTION=tr("The picture in words"), SOURCE_LINE=tr("Source line"), PRICES=tr("Prices"))

    def fault(self, parameters, context):
        kind, log = self.text(parameters, "KIND", context), self.parameterAsBoolean(parameters, "LOG", context)
        if log and kind not in ("line", "multiples", "slope"):
            return self.tr("LOG is for lines, multiples and slopes: KIND '{}' has no axis of ratios. Leave LOG "
                           "off.").format(
                kind)
        if log and self.text(parameters, "ZERO", context) == "yes":
            return self.tr("An axis of ratios has no 0. Leave LOG off, or ZERO at auto.")
        return ""

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...cartography import charts
        from ...measures import charttable
        from ...measures.notes import Notes

        notes, kind = Notes(), self.text(parameters, "KIND", context)
        table, columns = charting.read(self, parameters, context, feedback, notes, kind)
        known = charting.names(self, parameters, context, feedback, notes)
        drawn = charttable.chart(table, self._choices(parameters, context, kind, columns, known), notes)
        words, prices = charting.words(self, parameters, context, notes, table, columns, drawn, known, kind)
        tables.stepper(feedback)(1, 1)
        size = charts.Page(*(self.parameterAsDouble(parameters, name, context) for name in ("WIDTH", "HEIGHT")),
                           self.parameterAsInt(parameters, "DPI", context))
        figure = charts.draw(kind, drawn, words, size, self.text(parameters, "ZERO", context),
                             self.parameterAsBoolean(parameters, "LOG", context))
        results = self._write(parameters, context, feedback, drawn, columns, words)
        target = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        with destinations.whole_file("OUTPUT", target) as draft:
            charts.save(figure, draft, words)
        numbers = charttable.numbers(drawn, table)
        notes.info(words.description)
        self.tell(notes, feedback, self.tr("Chart ({}): {:,} values of {:,} series.").format(
            kind, numbers["N_VALUES"], numbers["N_SERIES"]))
        return {**results, "OUTPUT": target, **numbers, "DESCRIPTION": words.description, "SOURCE_LINE": words.source,
                "PRICES": prices}

    def _choices(self, parameters, context, kind, columns, known):
        from ...measures.charttable import Choices

        return Choices(
            kind, columns, "given" if "given" in columns else "", self.code_list(parameters, "HIGHLIGHT", context),
            tuple(self.number_or_none(parameters, name, context) for name in ("FROM", "TO")),
            self.parameterAsInt(parameters, "TOP", context), known)

    def _write(self, parameters, context, feedback, drawn, columns, words):
        from ...measures.charttable import plain

        written = tables.write(self, parameters, "DATA", context, feedback, plain(drawn), KINDS)
        if written is None:
            return {}
        across = words.x_title or columns.get("x", "x")
        self.describe("DATA", words.title, words.description, {**ALIASES, "x": across, "value": words.y_title})
        return {"DATA": written}
