"""A map as a page for a report: PDF, PNG or SVG, with insets, legend and source, or an atlas of many pages."""

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
)

from ...algorithm import guarded
from ...printedfiles import describe, project_of
from ...printing import PrintedMapAlgorithm
from ...tables import stepper

NEEDS_A_VALUE = ("TABLE", "FILTER", "PAGE_FIELD", "PAGE_VALUES", "BREAKS", "RAMP", "UNIT")


class ExportMap(PrintedMapAlgorithm):
    """Maps on paper."""

    GROUP = "present"
    NEEDS = ("pandas",)

    def name(self):
        return "exportmap"

    def displayName(self):
        return self.tr("Export map")

    def tags(self):
        return self.tr("map,print,layout,pdf,png,svg,atlas,inset,legend,report,export").split(",")

    def shortHelpString(self):
        return self.tr(
            "A map as a page that can go into a report: title, map, an inset of Greater London, legend, scale bar "
            "and source, as PDF, PNG or SVG. Nothing lies over anything else, and texts stay texts.\n\n"
            "A map that another algorithm has written is drawn as it is styled: name it in AREAS, and where the page "
            "goes in OUTPUT. Any other value is named in VALUE_FIELD and classed as by Choropleth map. PAGE_FIELD "
            "makes an atlas: one page for each industry or year in one PDF, with the same classes on all.\n\n"
            "DISTRICT outlines one district and gives it an inset. LAYOUT and PROJECT keep the page as a QGIS layout "
            "and as a project, to go on by hand.\n\n"
            "Source of the colours: ColorBrewer (Cynthia Brewer); of the classes: mapclassify (Rey and others, PySAL)."
        )

    def flags(self):
        return super().flags() | QgsProcessingAlgorithm.Flag.FlagNoThreading  # layouts live in the main thread

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add_mapped_value(needed=False)
        self.add_pages()
        self.add_classes()
        self.add_text("SUBTITLE", tr("Subtitle"), tr("A line below the title."))
        self.add_source_line()
        self.add_choice("INSETS", tr("London inset"), ("auto", "london", "none"), tr(
            "'auto': an inset of Greater London where the map holds it and is wider than it."), "auto")
        self.add(QgsProcessingParameterExtent("INSET_EXTENT", tr("Extent of another inset"), None, True), tr(
            "Any part of the map, drawn larger."))
        self.add_text("INSET_TITLE", tr("Title of that inset"), tr("Empty: Detail."))
        self.add_text("DISTRICT", tr("District to point out"), tr(
            "Its code or name. It is outlined and gets an inset of its own."))
        self.add_choice("PAGE", tr("Paper"), ("a4", "a3"), tr("On a3 texts are larger too."), "a4")
        self.add_choice("ORIENTATION", tr("Orientation"), ("auto", "portrait", "landscape"), tr(
            "'auto': by the shape of the map."), "auto")
        self.add(QgsProcessingParameterFile("LOGO", tr("Logo"), optional=True, fileFilter=tr(
            "Pictures (*.png *.jpg *.jpeg *.svg)")), tr("A picture for the upper right corner."))
        self.add(QgsProcessingParameterBoolean("SCALE_BAR", tr("Scale bar"), True), tr(
            "Left out where shapes are schematic, since distances are not true there."), True)
        self.add(QgsProcessingParameterBoolean("NORTH_ARROW", tr("North arrow"), False), tr("Points up."), True)
        self.add_text("AUTHOR", tr("Author"), tr("Kept in the properties of the file."), advanced=True)
        self.add_number("DPI", tr("Dots per inch"), tr("How fine a PNG is."), 300, 72, 1200, True, advanced=True)
        self.add_strict()
        self.add(QgsProcessingParameterFileDestination("OUTPUT", tr("Page"), tr(
            "PDF files (*.pdf);;PNG pictures (*.png);;SVG drawings (*.svg)")), tr(
                "The file; its ending says what it is. An atlas is a PDF."))
        self.add(QgsProcessingParameterFileDestination(
            "LAYOUT", tr("Layout"), tr("QGIS layout templates (*.qpt)"), None, True, False), tr(
                "Also save the page as a template of QGIS's layout editor."), True)
        self.add(QgsProcessingParameterFileDestination(
            "PROJECT", tr("Project"), tr("QGIS projects (*.qgz)"), None, True, False), tr(
                "Also save a project with the styled layers and the layout. Layers that are in no file yet go into a "
                "GeoPackage beside it."), True)
        self.add_numbers(
            N_PAGES=tr("Pages"), N_EMPTY=tr("Pages without any value"), N_DISTRICTS=tr("Districts"),
            N_INSETS=tr("Insets"), UNMATCHED_COUNT=tr("Districts on one side only"))
        self.add_strings(
            TITLE_USED=tr("Title that was used"), SOURCE_USED=tr("Source line that was used"),
            CLASS_BREAKS=tr("Upper limits of the classes"), ORIENTATION_USED=tr("Orientation that was used"))

    def fault(self, parameters, context):
        if not self.given(parameters, "VALUE_FIELD"):
            idle = [name for name in NEEDS_A_VALUE if self.given(parameters, name)]
            if idle:
                return self.tr("{} needs VALUE_FIELD: name the field to map. Without it AREAS is drawn as it is "
                               "styled.").format(idle[0])
        elif self.given(parameters, "PAGE_FIELD") and not self.given(parameters, "TABLE"):
            return self.tr("PAGE_FIELD needs TABLE: the pages are the values of a field of the table.")
        elif self.given(parameters, "PAGE_VALUES") and not self.given(parameters, "PAGE_FIELD"):
            return self.tr("PAGE_VALUES needs PAGE_FIELD: name the field whose values these are.")
        return self.class_fault(parameters, context) or self.sheet_fault(parameters, context)

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...cartography import layouts
        from ...measures.notes import Notes

        notes = Notes()
        shows = self.classed if self.given(parameters, "VALUE_FIELD") else self.stored
        shown = shows(parameters, context, feedback, notes)
        sheet = self.sheet(parameters, context, shown, notes)
        with project_of(sheet, shown.pages) as (project, layers):
            layout = layouts.draw(project, sheet, shown.pages, shown.title[:80], notes, stepper(feedback, 40.0, 60.0))
            project.layoutManager().addLayout(layout)
            about = self.about(parameters, context, shown, sheet)
            describe(project, about)
            step = stepper(feedback, 60.0, 100.0)
            written = self.write_files(parameters, context, project, layers, layout, about, step)
            del layout, layers
        summary = self.tr("Pages: {}. Districts: {}. Insets: {}.")
        self.tell(notes, feedback, summary.format(len(shown.pages), len(shown.codes), len(sheet.insets)))
        return {
            **written, "N_PAGES": len(shown.pages), "N_EMPTY": shown.empty, "N_DISTRICTS": len(shown.codes),
            "N_INSETS": len(sheet.insets), "UNMATCHED_COUNT": shown.unmatched, "TITLE_USED": shown.title,
            "SOURCE_USED": sheet.source, "CLASS_BREAKS": shown.breaks,
            "ORIENTATION_USED": "landscape" if sheet.landscape else "portrait",
        }
