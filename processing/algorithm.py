"""What every algorithm of the provider shares: parameters, how tables are read, how failures are told."""

from __future__ import annotations

import difflib
import functools
import importlib.util
import os
import re
import traceback

from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsProperty,
)
from qgis.PyQt.QtCore import QCoreApplication, QUrl
from qgis.PyQt.QtGui import QIcon

from . import destinations, fields, provenance, shapes, tables

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GROUPS = {
    "prepare": "Prepare", "measure": "Measure", "classify": "Classify", "explore": "Explore", "present": "Present",
}
_PYSAL = (
    "pip install --no-deps --target <your QGIS profile>/python libpysal==4.9.2 esda==2.5.1 (after sudo apt install "
    "python3-geopandas python3-rtree python3-sklearn python3-bs4 python3-jinja2 python3-packaging "
    "python3-platformdirs python3-requests)"
)
_INSTALL = {
    "mapclassify": "pip install --no-deps --target <your QGIS profile>/python mapclassify (after sudo apt install "
    "python3-sklearn python3-networkx)",
    "esda": _PYSAL, "libpysal": _PYSAL,
}


def is_installed(package: str) -> bool:
    """Tell whether a package could be imported, without importing it."""
    return importlib.util.find_spec(package) is not None


def guarded(process):
    """Wrap `processAlgorithm`: failures become sentences, and nothing half-written stays behind."""

    @functools.wraps(process)
    def run(self, parameters, context, feedback):
        self.destinations, self.styles, self.replaced = {}, {}, []
        try:
            fault = self.first_fault(parameters, context)
            if fault:
                raise QgsProcessingException(fault)
            self.provenance = provenance.Provenance(self, parameters, context)
            results = process(self, parameters, context, feedback)
            files = {style.file for style in self.styles.values() if style.file}
            return {**results, **({"STYLE_FILE": files.pop()} if files else {})}
        except QgsProcessingException:
            self._take_back(context)
            raise
        except tables.Cancelled:
            self._take_back(context)
            gone = self.tr(" The earlier {} had already been replaced and is gone.").format(", ".join(self.replaced))
            raise QgsProcessingException(
                self.tr("Cancelled. Nothing was written.") + (gone if self.replaced else "")) from None
        except ValueError as fault:
            self._take_back(context)
            raise QgsProcessingException(str(fault)) from None
        except MemoryError:
            self._take_back(context)
            raise QgsProcessingException(
                self.tr("There is not enough memory. Filter the table to fewer industries or years, then run again.")
            ) from None
        except Exception as fault:
            self._take_back(context)
            trace = traceback.extract_tb(fault.__traceback__)
            places = [f"{os.path.basename(at.filename)}:{at.lineno}" for at in trace]
            raise QgsProcessingException(
                self.tr("An unexpected fault stopped the run and nothing was written: {} {} ({}). Please report it.")
                .format(type(fault).__name__, fault, " > ".join(places[-4:]))
            ) from None

    return run


def value_fault(definition, value) -> str:
    """Return what is wrong with a number or a choice, empty if nothing; QGIS takes some wrong ones for the default."""
    name = definition.name()
    optional = bool(definition.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional)
    if value is None or isinstance(value, QgsProperty) or (optional and str(value).strip() == ""):
        return ""
    if isinstance(definition, QgsProcessingParameterEnum):
        options = definition.options()
        return "" if str(value) in options else f"{name}: '{value}' is no choice. Choose one of {', '.join(options)}."
    if isinstance(definition, QgsProcessingParameterNumber):
        low, high = definition.minimum(), definition.maximum()
        whole = definition.dataType() == QgsProcessingParameterNumber.Type.Integer
        span = f"from {low:g}" if abs(low) < 1e9 else ""
        span += f" to {high:g}" if abs(high) < 1e9 else ""
        wanted = f"a {'whole ' if whole else ''}number {span}".strip()
        try:
            number = float(value)
        except (TypeError, ValueError):
            return f"{name}: '{value}' is not {wanted}."
        if not low <= number <= high or (whole and number != int(number)):
            return f"{name}: {value} is not {wanted}."
    return ""


def unknown_name(algorithm, parameters) -> str:
    """Return which name of a parameter is none, empty if all are known; QGIS overlooks those that it does not know."""
    known = {definition.name().upper(): definition.name() for definition in algorithm.parameterDefinitions()}
    for name in parameters:
        if name not in known.values():
            close = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.5)
            hint = algorithm.tr("Did you mean {}?") if close else algorithm.tr("There are {}.")
            hint = hint.format(known[close[0]] if close else ", ".join(known.values()))
            return algorithm.tr("There is no parameter {}. {}").format(name, hint)
    return ""


def help_page(name: str) -> str:
    """Return the address of an algorithm's page, made for browsers where there is one."""
    page = os.path.join(ROOT, "docs", "algorithms", name)
    return QUrl.fromLocalFile(page + (".html" if os.path.exists(page + ".html") else ".md")).toString()


class AtlasAlgorithm(QgsProcessingAlgorithm):
    """Base of all algorithms; each subclass is one file, one algorithm, one id."""

    GROUP = "measure"
    NEEDS = ("pandas",)

    def __init__(self):
        super().__init__()
        self.destinations = {}
        self.styles = {}
        self.replaced = []
        self.provenance = None

    def createInstance(self):
        return type(self)()

    def tr(self, text: str) -> str:
        """Return the text in the user's language."""
        return QCoreApplication.translate("IndustrialAtlas", text)

    def group(self):
        return self.tr(GROUPS[self.GROUP])

    def groupId(self):
        return self.GROUP

    def icon(self):
        return QIcon(self.svgIconPath())

    def svgIconPath(self):
        return os.path.join(ROOT, "resources", "icons", f"{self.GROUP}.svg")

    def helpUrl(self):
        return help_page(self.name())

    def canExecute(self):
        missing = [self.how_to_get(package) for package in self.NEEDS if not is_installed(package)]
        return not missing, " ".join(missing)

    def how_to_get(self, package: str) -> str:
        """Return a sentence that names a missing package and says how to get it."""
        return self.tr(
            "The Python package {} is missing. On Windows and macOS install it with the QPIP plugin; on Debian and "
            "Ubuntu with: {}."
        ).format(package, _INSTALL.get(package, f"sudo apt install python3-{package}"))

    def checkParameterValues(self, parameters, context):
        fault = unknown_name(self, parameters) or self.wrong_value(parameters)
        if fault:
            return False, fault
        fine, message = super().checkParameterValues(parameters, context)
        if not fine:
            return fine, self.tr("{}. Check this parameter, then run again.").format(message.strip().rstrip("."))
        fault = self.first_fault(parameters, context)
        return not fault, fault

    def first_fault(self, parameters, context) -> str:
        """Return the first thing that is wrong before any row is read; models do not call `checkParameterValues`."""
        wrong = self.wrong_value(parameters) or destinations.refuse(self, parameters, context)
        return wrong or self.fault(parameters, context)

    def wrong_value(self, parameters) -> str:
        """Return the first number or choice that is none, empty if all are."""
        faults = (value_fault(one, parameters.get(one.name())) for one in self.parameterDefinitions())
        return next(filter(None, faults), "")

    def fault(self, parameters, context) -> str:
        """Return what is wrong with the parameters, as far as that shows before any row is read; empty if nothing."""
        return ""

    def postProcessAlgorithm(self, context, feedback):
        from .cartography import styling

        for name, destination in self.destinations.items():
            style = self.styles.get(name) or styling.Style(None, self.parameterDefinition(name).description(), "")
            styling.apply(destination, style, self.provenance, context, feedback)
        return {}

    def describe(self, output: str, name: str, caption: str, aliases: dict):
        """Give a result table a title, a caption and words for its fields; a GeoPackage keeps them."""
        from .cartography.styling import Style

        self.styles[output] = Style(None, name, caption, aliases)

    def source_line(self, parameters, context, notes) -> str:
        """Return the line of a picture that says where its figures come from."""
        line = provenance.source_line(
            self.text(parameters, "SOURCE", context), provenance.inputs(self, parameters, context))
        if provenance.NOT_STATED in line:
            notes.warning(self.tr(
                "No source and licence is known of some figures, so the picture says '{}'. Say in SOURCE whose figures "
                "these are.").format(line))
        return line

    def style_file(self, parameters, context) -> str:
        """Return the style file to write, empty for none."""
        return self.parameterAsFileOutput(parameters, "STYLE_FILE", context) if parameters.get("STYLE_FILE") else ""

    # Parameters -------------------------------------------------------------------------------------------------------

    def add(self, parameter, help: str, advanced: bool = False):
        """Add a parameter with its help."""
        parameter.setHelp(help)
        if advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        self.addParameter(parameter)

    def add_text(self, name, label, help, default=None, optional=True, advanced=False):
        """Add a text parameter."""
        self.add(QgsProcessingParameterString(name, label, default, False, optional), help, advanced)

    def add_choice(self, name, label, options, help, default=None, optional=False, advanced=False):
        """Add a choice between static words."""
        self.add(
            QgsProcessingParameterEnum(name, label, list(options), False, default, optional, True), help, advanced
        )

    def add_number(
        self, name, label, help, default=None, low=None, high=None, whole=False, optional=False, advanced=False
    ):
        """Add a number."""
        kind = QgsProcessingParameterNumber.Type.Integer if whole else QgsProcessingParameterNumber.Type.Double
        parameter = QgsProcessingParameterNumber(name, label, kind, default, optional)
        if low is not None:
            parameter.setMinimum(low)
        if high is not None:
            parameter.setMaximum(high)
        self.add(parameter, help, advanced)

    def add_field(self, name, label, parent, help, default=None, several=False, number=False, advanced=False):
        """Add an optional field of a layer; the default name is only a guess that may fail."""
        kind = QgsProcessingParameterField.DataType.Numeric if number else QgsProcessingParameterField.DataType.Any
        self.add(QgsProcessingParameterField(name, label, default, parent, kind, several, True), help, advanced)

    def add_source(self, name, label, kinds, help, optional=False):
        """Add a feature source."""
        self.add(QgsProcessingParameterFeatureSource(name, label, kinds, None, optional), help)

    def add_output(self, name, label, help, polygons=False, optional=False, by_default=True):
        """Add an output layer or table."""
        kind = QgsProcessing.SourceType.TypeVectorAnyGeometry if polygons else QgsProcessing.SourceType.TypeVector
        self.add(QgsProcessingParameterFeatureSink(name, label, kind, None, optional, by_default), help)

    def add_areas(self, optional=False, kinds=None, help=None):
        """Add the layer of districts."""
        tr = self.tr
        self.add_source(
            "AREAS", tr("Districts"), kinds or [QgsProcessing.SourceType.TypeVectorPolygon],
            help or tr("The district boundaries."), optional,
        )
        self.add_field("AREA_CODE", tr("District code field of the boundaries"), "AREAS", tr(
            "Holds the district code. Without a field 'area' the one with district codes (LAD23CD) is taken."),
            "area")
        self.add_field("AREA_NAME", tr("District name field"), "AREAS", tr("Holds the district's name."), "name")

    def add_nations(self):
        """Add the choice between Great Britain and the United Kingdom."""
        self.add_choice("NATIONS", self.tr("Nations"), ("gb", "uk"), self.tr(
            "'gb' leaves Northern Ireland out, as the published analysis does; 'uk' keeps it."), "gb", False, True)

    def add_neighbours(self, advanced=False):
        """Add who is whose neighbour, and the permutations of a test on neighbours."""
        tr = self.tr
        self.add_choice("NEIGHBOURS", tr("Neighbours"), ("queen", "rook", "nearest"), tr(
            "'queen': districts that touch, in a point at least; 'rook': that share a border; 'nearest': the K "
            "districts with the nearest centroids."), "queen", False, advanced)
        self.add_number("K", tr("Number of nearest districts"), tr("For NEIGHBOURS nearest."), 5, 1, None, True,
                        advanced=advanced)
        self.add_number("PERMUTATIONS", tr("Permutations"), tr(
            "How often values are shuffled over the districts. The smallest p is 1 / (permutations + 1)."),
            999, 99, 99999, True, advanced=advanced)
        self.add_number("SEED", tr("Seed"), tr("The same seed gives the same p."), 1, 0, 2**31 - 1, True, advanced=True)

    def add_strict(self):
        """Add the choice to refuse codes that stand on one side only."""
        self.add(QgsProcessingParameterBoolean("STRICT", self.tr("Stop at unmatched codes"), False), self.tr(
            "Stop if a district stands in the table or in the boundaries only, instead of saying so."), True)

    def add_style_file(self):
        """Add the optional style file."""
        self.add(
            QgsProcessingParameterFileDestination(
                "STYLE_FILE", self.tr("Style file"), self.tr("QGIS style (*.qml);;SLD style (*.sld)"), None, True, False
            ),
            self.tr("Also save the map's style, as .qml or, if so named, as .sld."), True)

    def add_source_line(self):
        """Add the line that says whose figures a picture shows."""
        self.add_text("SOURCE", self.tr("Source line"), self.tr(
            "Whose figures these are and under which licence. Empty: what the metadata of the input layers say, or "
            "else their names."))

    def add_numbers(self, **labels):
        """Declare output numbers by name and label."""
        for name, label in labels.items():
            self.addOutput(QgsProcessingOutputNumber(name, label))

    def add_strings(self, **labels):
        """Declare output texts by name and label."""
        for name, label in labels.items():
            self.addOutput(QgsProcessingOutputString(name, label))

    # Reading ----------------------------------------------------------------------------------------------------------

    def given(self, parameters, name) -> bool:
        """Tell whether an optional parameter is given; an empty text is nothing."""
        value = parameters.get(name)
        return value is not None and not (isinstance(value, str) and not value.strip())

    def text(self, parameters, name, context) -> str:
        """Return a text or choice parameter, stripped; empty if it is not given."""
        definition = self.parameterDefinition(name)
        if isinstance(definition, QgsProcessingParameterEnum):
            return (self.parameterAsEnumString(parameters, name, context) or "").strip()
        return (self.parameterAsString(parameters, name, context) or "").strip()

    def number_or_none(self, parameters, name, context):
        """Return a number, None if it is not given."""
        return self.parameterAsDouble(parameters, name, context) if self.given(parameters, name) else None

    def year_or_none(self, parameters, name, context):
        """Return a year as a whole number, None if it is not given."""
        return self.parameterAsInt(parameters, name, context) if self.given(parameters, name) else None

    def great_britain_only(self, parameters, context) -> bool:
        """Tell whether Northern Ireland is to be left out."""
        return self.parameterDefinition("NATIONS") is not None and self.text(parameters, "NATIONS", context) == "gb"

    def read_table(self, parameters, name, context, feedback, notes, columns) -> tuple:
        """Return a table without shapes, and the field that each of its columns was read from.

        Parameters
        ----------
        name : str
            The source parameter.
        columns : dict
            Column name to the parameter that names its field, what the field may be recognised by, and whether it
            is needed.
        """
        source, fields_used = tables.open_source(self, parameters, name, context), {}
        for column, (parameter, likely, required) in columns.items():
            field = self.find_field(parameters, parameter, context, source, notes, likely, required)
            if field is not None:
                fields_used[column] = field
        return tables.read(self, parameters, name, context, feedback, fields_used), fields_used

    def code_list(self, parameters, name, context) -> tuple:
        """Return a list given as text: codes between semicolons or line breaks."""
        return tuple(filter(None, (part.strip() for part in re.split(r"[;\n]", self.text(parameters, name, context)))))

    def find_field(self, parameters, name, context, source, notes, likely="", required=True):
        """Return the field that a parameter means, None if there is none and none is needed; see `fields.find`."""
        default = self.parameterDefinition(name).defaultValue() or ""
        return fields.find(source, name, self.text(parameters, name, context), default, notes, likely, required)

    def field_list(self, parameters, name) -> list:
        """Return the field names of a parameter that takes several."""
        given = parameters.get(name) or []
        several = given if isinstance(given, (list, tuple)) else str(given).split(";")
        return [str(item).strip() for item in several if str(item).strip()]

    def read_areas(
        self, parameters, context, feedback, notes, extra=None, carry=False, where="", value="", mapped=False
    ):
        """Return the districts, one row each, with ``area``, ``name``, ``geometry`` and extra fields.

        Parameters
        ----------
        extra : dict, optional
            Column name to field name, or to None where there is no such field.
        carry : bool
            Add a column ``row`` of all attributes as they stand, for outputs that keep the layer's own fields.
        where, value : str
            Expressions: which districts, and what to put into a column ``value``.
        mapped : bool
            Whether they must be polygons.

        Returns
        -------
        tables.Layer
        """
        from .measures import districts

        source = tables.open_source(self, parameters, "AREAS", context)
        code_field = self.find_field(parameters, "AREA_CODE", context, source, notes, "area")
        name_field = self.find_field(parameters, "AREA_NAME", context, source, notes, "name", False)
        columns = {"area": code_field, **(extra or {})}
        if name_field:
            columns["name"] = name_field
        if source.fields().lookupField("schematic") >= 0:
            columns["schematic"] = "schematic"
        columns = {column: name for column, name in columns.items() if name}
        frame = tables.read(self, parameters, "AREAS", context, feedback, columns, True, carry, where, value)
        frame = districts.check(frame, source.sourceName(), code_field, notes)
        if "name" not in frame:
            frame["name"] = None
        if self.great_britain_only(parameters, context):
            frame = districts.great_britain(frame, source.sourceName(), notes)
        keys, schematic = (code_field, name_field), districts.is_schematic(frame)
        layer = tables.Layer.of(frame, source, keys=keys, schematic=schematic)
        if mapped and not layer.polygons:
            raise QgsProcessingException(
                self.tr("AREAS: the layer '{}' has no polygons to map. Choose the layer of district boundaries.")
                .format(layer.name))
        return layer

    def surface(self, areas, km2_field, context, notes):
        """Return the surface of each district in km2: from the field, else measured on the ellipsoid."""
        import numpy as np

        from .measures.numbers import to_numbers

        if km2_field:
            notes.info(self.tr("Surface is field '{}' of '{}', in km2.").format(km2_field, areas.name))
            return to_numbers(areas["km2"], km2_field, notes)
        if not areas.polygons:
            raise QgsProcessingException(
                self.tr("AREAS: the layer '{}' has neither polygons nor a field of surfaces. Give the districts as "
                        "polygons, or name a field of km2 in KM2_FIELD.").format(areas.name))
        if areas.schematic:
            raise QgsProcessingException(
                self.tr("The layer '{}' is schematic: its shapes have no true surface. Name the field of published "
                        "surfaces in KM2_FIELD.").format(areas.name))
        if not areas.crs.isValid():
            raise QgsProcessingException(
                self.tr("The layer '{}' has no coordinate reference system, so its surface cannot be measured. Set its "
                        "CRS, or name a field of km2 in KM2_FIELD.").format(areas.name))
        found, repaired = shapes.surfaces(areas["geometry"].tolist(), areas.crs, context)
        if repaired:
            notes.warning(self.tr("{} of '{}' had to be repaired before measuring.").format(
                f"{repaired} polygon{'s' if repaired > 1 else ''}", areas.name))
        notes.info(self.tr("Surface is measured from the polygons, on the ellipsoid."))
        return np.where(np.isnan(found), np.nan, found)

    def match(self, parameters, context, notes, table_codes, area_codes) -> int:
        """Say which codes stand on one side only; return how many, or stop if the user wants that."""
        from .measures.arealevels import is_northern_ireland
        from .measures.districts import unmatched

        if self.great_britain_only(parameters, context):
            area_codes = [code for code in area_codes if not is_northern_ireland(code)]
            table_codes = [code for code in table_codes if not is_northern_ireland(code)]
        number, sentences = unmatched(table_codes, area_codes)
        for sentence in sentences:
            notes.warning(sentence)
        if number and self.parameterAsBoolean(parameters, "STRICT", context):
            raise QgsProcessingException(" ".join(sentences) + self.tr(" STRICT is on, so nothing was written."))
        return number

    def neighbours(self, parameters, context, areas, places, notes) -> dict:
        """Return the positions of the neighbours of the districts at some positions, of these alone."""
        held = areas["geometry"].tolist()
        found = shapes.neighbours_of(
            areas, [held[place] for place in places], self.text(parameters, "NEIGHBOURS", context),
            self.parameterAsInt(parameters, "K", context), notes, context)
        return {int(places[place]): [int(places[other]) for other in others] for place, others in found.items()}

    def write_beside(self, parameters, name, context, feedback, notes, areas, columns, kinds):
        """Write results on the districts themselves: first the results, then the layer's own fields as they stand."""
        result, kept, replaced = tables.beside(areas, kinds)
        if replaced:
            notes.info(self.tr("Fields of '{}' that the result has anew: {}.").format(
                areas.name, ", ".join(replaced)))
        columns = {**columns, **{f"kept {place}": [row[place] for row in areas["row"]] for place in kept}}
        held = areas["geometry"].tolist() if areas.shapes else None
        return tables.write(self, parameters, name, context, feedback, columns, result, held, areas.crs)

    def write_followed(self, parameters, name, context, feedback, notes, layer, columns, kinds):
        """Write a layer's own fields as they stand, then what a result adds to them, with the layer's shapes."""
        result, kept, replaced = tables.followed(layer, kinds)
        if replaced:
            notes.info(self.tr("Fields of '{}' that the result has anew or a file keeps for itself: {}.").format(
                layer.name, ", ".join(replaced)))
        columns = {**{f"kept {place}": [row[place] for row in layer["row"]] for place in kept}, **columns}
        held = layer["geometry"].tolist() if layer.shapes else None
        return tables.write(self, parameters, name, context, feedback, columns, result, held, layer.crs)

    # Telling ----------------------------------------------------------------------------------------------------------

    def tell(self, notes, feedback, summary: str = ""):
        """Send the notes to the log once, and one line of summary."""
        for level, text in notes:
            (feedback.pushWarning if level == "warning" else feedback.pushInfo)(text)
        notes.clear()
        if summary:
            feedback.pushInfo(summary)

    def _take_back(self, context):
        for destination in self.destinations.values():
            destinations.take_back(destination, context)
        self.destinations = {}
