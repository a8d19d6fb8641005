"""What the export of maps does beside its dialog: which layers the pages show, and where insets lie."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field

from qgis.core import (
    Qgis,
    QgsFeatureRequest,
    QgsMapLayerStyle,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingParameterBoolean,
    QgsRectangle,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import NULL
from qgis.PyQt.QtGui import QImageReader

from . import destinations, fields, printedfiles, provenance, tables
from .mapping import ClassedValueAlgorithm

PICTURES = (".png", ".jpg", ".jpeg", ".svg")
COMPARED = {
    "": "", "common": "Classes are the same on every page.",
    "own": "Each page has its own classes: colours of two pages cannot be compared.",
}


@dataclass
class Shown:
    """The districts, and the pages that show them.

    Attributes
    ----------
    codes, names, shapes : list
        One a district.
    crs : QgsCoordinateReferenceSystem
    schematic : bool
    title : str
        Of the whole.
    pages : list of cartography.layouts.Page
    empty, unmatched : int
        Pages without any value; districts on one side only.
    breaks : str
        Upper limits of classes in common.
    """

    codes: list
    names: list
    shapes: list
    crs: object
    schematic: bool
    title: str
    pages: list = field(default_factory=list)
    empty: int = 0
    unmatched: int = 0
    breaks: str = ""


def _is_plain(layer) -> bool:
    """Tell whether a layer has one look for all its features."""
    return layer.renderer() is None or layer.renderer().type() in ("singleSymbol", "nullSymbol")


def _selected(layer, styled):
    """Return the selected features of a layer alone, in the style of another."""
    alone = layer.materialize(QgsFeatureRequest().setFilterFids(layer.selectedFeatureIds()))
    style = QgsMapLayerStyle()
    style.readFromLayer(styled)
    style.writeToLayer(alone)
    alone.setMetadata(provenance.stated(layer))
    return alone


def _of_one_period(title: str, features) -> str:
    """Return the title of a series for the one period that is drawn; the title as it is where there are several."""
    place = features[0].fields().lookupField("period") if features else -1
    periods = {str(feature[place]) for feature in features} if place >= 0 else set()
    if len(periods) != 1:
        return title
    span, period = re.compile(r"\b\d{4} to \d{4}\b"), min(periods)
    if span.search(title):
        return span.sub(period, title)
    return title if title.endswith(period) else f"{title}, {period}"


def _words(value):
    """Return a code or name as text, None where there is none."""
    return None if value is None or value == NULL else str(value).strip()


def _page(areas, title: str, label: str, values, caution, classing, compared: str):
    """Return one page, with its layer; `compared` says whose classes an atlas has, empty for a single page."""
    from .cartography import atlas, layouts

    named = f"{title}: {label}" if label else title
    there = bool((values == values).any())
    drawn = atlas.renderer(classing, values, caution) if there else atlas.blank(len(values))
    layer = atlas.layer(areas, values, caution, drawn, named, title)
    absent = "" if there else f"No data for '{label or title}'"
    return layouts.Page(named, layer, f"{atlas.READING} {COMPARED[compared]}".strip(), "", absent)


class PrintedMapAlgorithm(ClassedValueAlgorithm):
    """Base of the algorithms that put maps on paper."""

    def add_pages(self):
        """Add what makes an atlas of one map."""
        tr = self.tr
        self.add_field("PAGE_FIELD", tr("Field of the pages"), "TABLE", tr(
            "One page for each of its values, such as industry or period, all in one PDF. Empty: one page."))
        self.add_text("PAGE_VALUES", tr("Pages"), tr(
            "Which values get a page, in this order, separated by semicolons. Empty: all that FILTER leaves."))
        self.add(QgsProcessingParameterBoolean("COMMON_BREAKS", tr("Same classes on every page"), True), tr(
            "Classes are made of the values of all pages together, so that colours can be compared. Off: each page has "
            "its own."))

    # What is drawn ----------------------------------------------------------------------------------------------------

    def stored(self, parameters, context, feedback, notes) -> Shown:
        """Return the districts in the style that is stored with them."""
        from .cartography import layouts, maps, recount
        from .measures.districts import is_schematic

        layer = self._own_copy(parameters, context)
        source = tables.open_source(self, parameters, "AREAS", context)
        wanted = {"area": ("AREA_CODE", self.given(parameters, "DISTRICT")), "name": ("AREA_NAME", False)}
        columns = {}
        for column, (parameter, required) in wanted.items():
            found = self.find_field(parameters, parameter, context, source, notes, column, required)
            columns.update({column: found} if found else {})
        if source.fields().lookupField("schematic") >= 0:
            columns["schematic"] = "schematic"
        if not recount.show_what_is_there(layer):
            raise QgsProcessingException(self.tr(
                "AREAS: the style of the layer '{}' draws none of its features. Check its filter, or name the field to "
                "map in VALUE_FIELD.").format(layer.name()))
        features = recount.drawn(layer)
        held = {column: [feature[name] for feature in features] for column, name in columns.items()}
        codes, names = ([_words(value) for value in held.get(column, [None] * len(features))] for column in wanted)
        again = next((code for code in codes if code is not None and codes.count(code) > 1), None)
        if again is not None:
            raise QgsProcessingException(self.tr(
                "AREAS: the layer '{}' draws district {} {} times: it holds several maps, such as one a period. Filter "
                "it to one, or give it as TABLE, with VALUE_FIELD and PAGE_FIELD.").format(
                layer.name(), again, codes.count(again)))
        stated = provenance.stated(layer)
        title = told = layer.title() or stated.title() or layer.name()
        note = (layer.abstract() or stated.abstract()).split("\n")[0].strip()
        if any("industrialatlas:" in line for line in stated.history()) and recount.recount(layer):
            note = note.replace(maps.TOGETHER, "")
            title = _of_one_period(title, features)
            notes.info(self.tr("The legend counts the {} districts of this page.").format(len(features)))
        shown = Shown(codes, names, [feature.geometry() for feature in features], layer.crs(),
                      is_schematic(held) or maps.SCHEMATIC in note, self.text(parameters, "TITLE", context) or title)
        note = note[len(told) + 2:] if note.startswith(f"{told}. ") else note
        heading = title if shown.title != title else ""
        shown.pages.append(layouts.Page(shown.title, layer, note, heading))
        return shown

    def _own_copy(self, parameters, context):
        """Return the layer of districts as a copy that a project may own, or say that it has no style."""
        layer, given = provenance.layer_of(self, parameters, "AREAS", context), parameters.get("AREAS")
        if layer is None:
            tables.open_source(self, parameters, "AREAS", context)
            raise QgsProcessingException(self.tr(
                "AREAS: this is no layer with a style. Give a layer or a file, or name the field to map in "
                "VALUE_FIELD."))
        if layer.geometryType() != QgsWkbTypes.GeometryType.PolygonGeometry:
            raise QgsProcessingException(self.tr(
                "AREAS: the layer '{}' has no polygons to map. Choose the layer of districts.").format(layer.name()))
        copy = layer.clone()
        if _is_plain(copy):
            copy.loadDefaultStyle()  # Processing opens files without their styles
        if _is_plain(copy):
            raise QgsProcessingException(self.tr(
                "AREAS: the layer '{}' has no style that tells districts apart. Name the field to map in VALUE_FIELD, "
                "or give the map that another algorithm has written, such as MAP of Location quotient.").format(
                layer.name()))
        if isinstance(given, QgsProcessingFeatureSourceDefinition) and given.selectedFeaturesOnly:
            copy = _selected(layer, copy)
        if not copy.featureCount():
            raise QgsProcessingException(self.tr(
                "The layer '{}' has no features. Check its filter and its selection.").format(layer.name()))
        copy.setName(layer.title() or provenance.stated(layer).title() or layer.name())
        return copy

    def classed(self, parameters, context, feedback, notes) -> Shown:
        """Return the districts classed by a value, on one page or on one for each value of a field."""
        areas, series, unmatched = self._series(parameters, context, feedback, notes)
        title = self.text(parameters, "TITLE", context) or self.value_title(parameters, context)
        shown = Shown(areas["area"].tolist(), areas["name"].tolist(), areas["geometry"].tolist(), areas.crs,
                      areas.schematic, title, unmatched=unmatched)
        common = self._classing(parameters, context, [values for _, values, _ in series], notes)
        one_by_one = len(series) > 1 and not self.parameterAsBoolean(parameters, "COMMON_BREAKS", context)
        if not one_by_one:
            shown.breaks = ";".join(f"{bound:.15g}" for bound in common.bounds)
        for label, values, caution in series:
            there = bool((values == values).any())
            classing = self._classing(parameters, context, [values], notes) if one_by_one and there else common
            compared = "" if len(series) == 1 else "own" if one_by_one else "common"
            shown.pages.append(_page(areas, shown.title, label, values, caution, classing, compared))
            shown.empty += not there
        if shown.empty:
            notes.warning(self.tr("Pages without any value: {}.").format(shown.empty))
        return shown

    def _series(self, parameters, context, feedback, notes) -> tuple:
        """Return districts, a list of page value, values and cautions, and how many districts are unmatched."""
        import numpy as np

        from .measures import pages
        from .measures.mapseries import joined

        if not self.given(parameters, "PAGE_FIELD"):
            areas, values, caution, unmatched = self.read_mapped_value(parameters, context, feedback, notes)
            return areas, [("", values, caution)], unmatched
        areas = self.read_areas(parameters, context, feedback, notes, mapped=True)
        value, where = (self.text(parameters, name, context) for name in ("VALUE_FIELD", "FILTER"))
        source = tables.open_source(self, parameters, "TABLE", context)
        page_field = self.find_field(parameters, "PAGE_FIELD", context, source, notes)
        area_field = self.find_field(parameters, "AREA_FIELD", context, source, notes, "area")
        columns = {"area": area_field, "page": page_field}
        for name in ("industry", "period", "caution"):
            columns.update(fields.likely_column(source, name))

        def known():
            whole = tables.read(self, parameters, "TABLE", context, feedback, {"page": page_field})
            return pages.encode(whole["page"])[1]

        table = tables.read(self, parameters, "TABLE", context, feedback, columns, where=where, value=value)
        wanted = self.code_list(parameters, "PAGE_VALUES", context)
        series, codes = [], {}
        for label in pages.page_values(table["page"], wanted, page_field, notes, known):
            rows = table[pages.of_page(table["page"], label)]
            if len(rows):
                values, caution, held = joined(rows, areas["area"], value, where, notes, columns)
                codes.update(dict.fromkeys(held))
            else:
                values, caution = np.full(len(areas), np.nan), None
            series.append((label, values, caution))
        return areas, series, self.match(parameters, context, notes, list(codes), areas["area"])

    def _classing(self, parameters, context, series, notes):
        """Return the classes of the values of some pages."""
        import numpy as np

        from .cartography.atlas import Classing

        values = np.concatenate(series)
        bounds = self.class_bounds(parameters, context, values, notes)
        colours = self.class_colours(parameters, context, bounds, values)
        return Classing(bounds, *colours, values, self.text(parameters, "UNIT", context))

    # Where ------------------------------------------------------------------------------------------------------------

    def sheet(self, parameters, context, shown: Shown, notes):
        """Return the paper with all that its pages share."""
        from .cartography import extents, layouts, maps

        layer = shown.pages[0].layer
        crs = extents.map_crs(layer)
        full = extents.moved(layer.extent(), layer.crs(), crs, context.transformContext())
        if full.isEmpty() or not full.isFinite():
            raise QgsProcessingException(self.tr(
                "The layer '{}' has no extent that can be drawn. Check its shapes and its CRS.").format(layer.name()))
        orientation = self.text(parameters, "ORIENTATION", context)
        landscape = orientation == "landscape" or (orientation == "auto" and full.width() > full.height())
        sheet = layouts.Sheet(
            self.text(parameters, "PAGE", context), landscape, crs, extents.around(full, 0.015),
            self.text(parameters, "SUBTITLE", context), self.source_line(parameters, context, notes),
            logo=self.text(parameters, "LOGO", context),
            scale_bar=self.parameterAsBoolean(parameters, "SCALE_BAR", context),
            north_arrow=self.parameterAsBoolean(parameters, "NORTH_ARROW", context))
        self._insets(parameters, context, shown, sheet, full)
        if sheet.scale_bar and (shown.schematic or not crs.isValid()):
            notes.info(self.tr("There is no scale bar: {}.").format(
                self.tr("the shapes are schematic, so distances are not true") if shown.schematic else
                self.tr("the layer has no coordinate reference system")))
            sheet.scale_bar = False
        for page in shown.pages:
            if shown.schematic and maps.SCHEMATIC not in page.note:
                page.note = f"{page.note} {maps.SCHEMATIC}".strip()
        return sheet

    def _insets(self, parameters, context, shown, sheet, full) -> None:
        """Add insets and the outline of a district to a sheet."""
        from .cartography import atlas, extents, layouts
        from .measures import places

        def box(shape):
            return extents.moved(shape.boundingBox(), shown.crs, sheet.crs, context.transformContext())

        choice = self.text(parameters, "INSETS", context)
        london = QgsRectangle()
        for place in places.in_london(shown.codes):
            london.combineExtentWith(box(shown.shapes[place]))
        if london.isEmpty() and sheet.crs.authid() == extents.BRITISH_GRID and full.contains(extents.LONDON):
            london = QgsRectangle(extents.LONDON)
        if choice == "london" and london.isEmpty():
            raise QgsProcessingException(self.tr(
                "INSETS is 'london', but the layer '{}' does not hold Greater London. Set INSETS to auto or none.")
                .format(shown.pages[0].layer.name()))
        wider = full.width() > 1.5 * london.width() or full.height() > 1.5 * london.height()
        if choice == "london" or (choice == "auto" and not london.isEmpty() and wider):
            sheet.insets.append(layouts.Inset(self.tr("Greater London"), extents.around(london, 0.02)))
        word = self.text(parameters, "DISTRICT", context)
        if word:
            place = places.position_of(word, shown.codes, shown.names)
            name = shown.names[place] or shown.codes[place]
            sheet.marked = atlas.outline(shown.shapes[place], shown.crs, name, sheet.larger)
            metres = sheet.crs.isValid() and not sheet.crs.isGeographic()
            near = extents.around(box(shown.shapes[place]), 0.4, 8000 if metres else 0)
            sheet.insets.append(layouts.Inset(name, near))
        if self.given(parameters, "INSET_EXTENT"):
            asked = self.parameterAsExtent(parameters, "INSET_EXTENT", context, sheet.crs)
            if asked.isEmpty() or not asked.intersects(full):
                raise QgsProcessingException(self.tr(
                    "INSET_EXTENT does not touch the districts. Give west, east, south, north and the CRS, such as "
                    "360000,400000,380000,420000 [EPSG:27700]."))
            named = self.text(parameters, "INSET_TITLE", context) or self.tr("Detail")
            sheet.insets.append(layouts.Inset(named, asked))

    # Files ------------------------------------------------------------------------------------------------------------

    def sheet_fault(self, parameters, context) -> str:
        """Return what is wrong with the files named, empty if nothing."""
        tr = self.tr
        target = destinations.sink_path(parameters.get("OUTPUT")).lower()
        if self.given(parameters, "PAGE_FIELD") and target and not target.endswith(".pdf"):
            return tr("OUTPUT: an atlas has many pages, which only a PDF holds. Choose a name that ends in .pdf, or "
                      "run once for each page with FILTER.")
        logo = self.text(parameters, "LOGO", context)
        if logo and not os.path.isfile(logo):
            return tr("LOGO: there is no file '{}'. Choose a picture.").format(logo)
        if logo and (not logo.lower().endswith(PICTURES) or not QImageReader(logo).canRead()):
            return tr("LOGO: '{}' is no picture that can be read. Choose a PNG, JPEG or SVG file.").format(logo)
        return ""

    def about(self, parameters, context, shown: Shown, sheet) -> dict:
        """Return what the files say of themselves."""
        pages, version = shown.pages, self.provider().versionInfo() if self.provider() else ""
        words = ["Industrial Atlas", *(page.title for page in pages[:20])]
        insets = [f"Inset: {inset.title}." for inset in sheet.insets]
        told = filter(None, [f"Map: {shown.title}.", sheet.subtitle, pages[0].note, *insets])
        return {
            "title": shown.title, "creator": f"Industrial Atlas {version}, QGIS {Qgis.QGIS_VERSION.split('-')[0]}",
            "author": self.text(parameters, "AUTHOR", context), "rights": sheet.source, "keywords": words,
            "description": " ".join(told), "history": self.provenance.history,
        }

    def write_files(self, parameters, context, project, layers, layout, about, step) -> dict:
        """Write what was asked for; return each parameter with its file."""
        names = [name for name in ("OUTPUT", "LAYOUT", "PROJECT") if self.given(parameters, name)]
        targets = {name: os.path.expanduser(self.parameterAsFileOutput(parameters, name, context)) for name in names}
        taken = [destinations.file_of(layer.source())[0] for layer in provenance.inputs(self, parameters, context)]
        printedfiles.write(
            targets, project, layout, layers, taken, about, self.parameterAsInt(parameters, "DPI", context), step)
        return targets
