"""A published table, as it was downloaded, as observations that every measure accepts."""

import os

from qgis.core import QgsProcessingParameterFile

from ... import destinations, tables
from ...algorithm import AtlasAlgorithm, guarded

KINDS = {
    "area": "text", "name": "text", "industry": "text", "ind_name": "text", "period": "integer", "value": "number",
    "marker": "text",
}
ALIASES = {
    "area": "Area code", "name": "Area", "industry": "Industry", "ind_name": "Industry name", "period": "Year",
    "value": "Value", "marker": "Marker in place of a value",
}
REPORT_KINDS = {"row": "integer", "col": "text", "what": "text", "why": "text", "text": "text"}
REPORT_ALIASES = {"row": "Row of the file", "col": "Column of the file", "what": "What", "why": "Why", "text": "Text"}
COLUMNS = ("AREA_COLUMN", "NAME_COLUMN", "INDUSTRY_COLUMN", "INDUSTRY_NAME_COLUMN", "PERIOD_COLUMN", "VALUE_COLUMN")
SPREADSHEETS = (".csv", ".xlsx", ".ods")


class ImportStatistics(AtlasAlgorithm):
    """Observations from a published table."""

    GROUP = "prepare"

    def name(self):
        return "importstatistics"

    def displayName(self):
        return self.tr("Import statistics")

    def tags(self):
        return self.tr("import,Excel,CSV,workbook,Nomis,ONS,BRES,GVA,wide,long,unpivot,observations").split(",")

    def shortHelpString(self):
        return self.tr(
            "Turns a table as it was downloaded (.xlsx, .ods, .csv, .tsv, .txt, also packed as .zip or .gz) into "
            "observations: one row for each area, industry and year, ready for every measure.\n\n"
            "Header row, area codes, names, industries and years are found by what the cells hold; years or industries "
            "may stand across. Suppression markers such as [c] become missing values, never zero. Notes, footnotes and "
            "all else that is left out stand in the report. Where two columns could be meant, it names both. Quarters "
            "and months are refused, and so are rows with more figures than headings.\n\n"
            "Source: layouts as the Office for National Statistics and Nomis publish them; codes of areas by the "
            "Register of Geographic Codes."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add(QgsProcessingParameterFile("INPUT", tr("File")), tr(
            "A workbook (.xlsx, .xlsm, .ods) or a text file (.csv, .tsv, .txt), as it was downloaded."))
        self.add_text("SHEET", tr("Sheet"), tr("Name of the sheet. Empty: the first that holds a table of areas."))
        self.add_choice("LAYOUT", tr("Layout"), ("auto", "years", "industries", "long"), tr(
            "What stands across: 'years', 'industries', or nothing ('long': one row for each value)."), "auto")
        self.add_number("PERIOD", tr("Year of all figures"), tr(
            "For a table that does not say its year."), None, 0, 9999, True, True)
        self.add_text("INDUSTRY", tr("Industry of all figures"), tr("For a table that does not say its industry."))
        self.add_text("ROWS", tr("Rows to read"), tr(
            "Where rows of several kinds are mixed: column=text, such as MEASURE_NAME=Count; semicolons between."))
        self.add_number("HEADER_ROW", tr("Header row"), tr(
            "Row of the headings, counted from 1. Empty: it is found."), None, 1, None, True, True, True)
        for name, what in zip(COLUMNS, (
            tr("area code"), tr("area name"), tr("industry"), tr("industry name"), tr("year"), tr("value"),
        )):
            more = {
                "AREA_COLUMN": tr(" With it any text is taken for a code, such as a name."),
                "VALUE_COLUMN": tr(" In a wide table: letters from and to (F:AE), or a word above the columns."),
            }.get(name, "")
            self.add_text(name, tr("Column of the {}").format(what), tr(
                "Its heading or its letter. Empty: it is found.") + more, advanced=True)
        self.add_choice("FINANCIAL_YEARS", tr("Financial years"), ("first", "second"), tr(
            "Which year stands for 2015/16. Empty: such years stop the run."), None, True, True)
        self.add_choice("DASH", tr("A lone hyphen"), ("missing", "zero"), tr(
            "What a cell holding only '-' stands for."), "missing", False, True)
        self.add_choice("DECIMAL", tr("Decimal sign"), ("auto", "point", "comma"), tr(
            "In numbers that are text. 'auto' looks for some that can be read in one way only."), "auto", False, True)
        self.add_choice("ENCODING", tr("Encoding"), ("auto", "utf-8", "cp1252"), tr(
            "Of a text file; 'cp1252' is Windows's Latin-1. A byte-order mark is always heeded."), "auto", False, True)
        self.add_choice("DELIMITER", tr("Delimiter"), ("auto", "comma", "semicolon", "tab", "bar"), tr(
            "Between the cells of a text file."), "auto", False, True)
        self.add_output("OUTPUT", tr("Observations"), tr("One row for each area, industry and year."))
        self.add_output("REPORT", tr("Report on the import"), tr(
            "One row for each thing that was left out or read otherwise."), False, True, False)
        self.add_numbers(
            N_ROWS=tr("Observations"), N_AREAS=tr("Areas"), N_INDUSTRIES=tr("Industries"), N_PERIODS=tr("Years"),
            N_VALUES=tr("Values"), N_MISSING=tr("Missing values"), N_SUPPRESSED=tr("Suppressed values"),
            N_ZERO=tr("Zeros"), N_NEGATIVE=tr("Negative values"), N_SKIPPED_ROWS=tr("Rows with figures left out"),
        )
        self.add_strings(
            SHEET_USED=tr("Sheet"), LAYOUT_USED=tr("Layout"), ENCODING_USED=tr("Encoding"), COLUMNS_USED=tr("Columns"))

    def fault(self, parameters, context):
        return "" if self.given(parameters, "INPUT") else self.tr("INPUT: choose the file to import.")

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...measures.importing import Importer
        from ...measures.layout import describe
        from ...measures.notes import Notes
        from ...measures.surplus import Surplus

        notes = Notes()
        wanted, grid, where = self._open(parameters, context, notes)
        head = grid.head()
        described = describe(head, wanted, notes, where, grid.merged)
        cells = self._cells(parameters, context, grid, head, described, notes)
        surplus = None if grid.typed else Surplus(head, described.header, described.first, described.values)
        importer = Importer(described, cells, wanted, grid.merged, surplus)
        for block in grid.blocks(tables.stepper(feedback, 0.0, 50.0)):
            importer.add(block)
        found = importer.finish(notes, where)
        results = {"OUTPUT": self._write(parameters, "OUTPUT", context, feedback, found.columns(), KINDS)}
        if self.given(parameters, "REPORT"):
            report = importer.report.columns()
            results["REPORT"] = self._write(parameters, "REPORT", context, feedback, report, REPORT_KINDS)
        self.describe("OUTPUT", self.tr("Observations"), self.tr("Imported from {}, {}").format(
            os.path.basename(self.text(parameters, "INPUT", context)), where), ALIASES)
        self.describe("REPORT", self.tr("Report on the import"), "", REPORT_ALIASES)
        counts = {**found.counts(), "N_SKIPPED_ROWS": importer.skipped}
        self.tell(notes, feedback, self.tr(
            "Imported {N_ROWS:,} observations of {N_AREAS:,} areas, {N_INDUSTRIES:,} industries and {N_PERIODS:,} "
            "years: {N_VALUES:,} values, {N_MISSING:,} missing ({N_SUPPRESSED:,} suppressed).").format(**counts))
        return {
            **results, **counts, "SHEET_USED": grid.sheet, "LAYOUT_USED": described.kind,
            "ENCODING_USED": grid.encoding, "COLUMNS_USED": described.words(),
        }

    def _open(self, parameters, context, notes):
        """Return what the user wants, the grid to read and what messages call it."""
        from ...measures.layout import Wanted, choose_sheet
        from ...sources.files import open_book

        text = {name: self.text(parameters, name, context) for name in (
            "INPUT", "SHEET", "LAYOUT", "INDUSTRY", "FINANCIAL_YEARS", "ENCODING", "DELIMITER", *COLUMNS)}
        numbers = {
            name: self.parameterAsInt(parameters, name, context) if self.given(parameters, name) else None
            for name in ("PERIOD", "HEADER_ROW")}
        given = {
            role: text[name] for role, name in zip(("area", "name", "industry", "ind_name", "period", "value"), COLUMNS)
            if text[name]}
        book = open_book(text["INPUT"], text["ENCODING"], text["DELIMITER"], notes)
        grid = choose_sheet(book, text["SHEET"], notes)
        where = self.tr("Sheet '{}'").format(grid.sheet) if grid.sheet else self.tr("The table")
        return Wanted(
            text["LAYOUT"], numbers["HEADER_ROW"], given, numbers["PERIOD"], text["INDUSTRY"], text["FINANCIAL_YEARS"],
            self.code_list(parameters, "ROWS", context)), grid, where

    def _cells(self, parameters, context, grid, head, described, notes):
        """Return what reads the figures."""
        from ...measures.cells import Cells, decimal_comma

        texts = [row[column] for row in head[described.first:] for column in described.values if column < len(row)]
        comma = decimal_comma(texts, self.text(parameters, "DECIMAL", context), grid.delimiter, notes)
        return Cells(self.text(parameters, "DASH", context), comma, grid.typed)

    def _write(self, parameters, name, context, feedback, columns, kinds):
        """Write a table; where a spreadsheet program may open it, no text is left that it would take for a formula."""
        from ...measures.importing import safe_for_spreadsheets

        if destinations.sink_path(parameters.get(name)).lower().endswith(SPREADSHEETS):
            columns = safe_for_spreadsheets(columns)
        return tables.write(self, parameters, name, context, feedback, columns, kinds)
