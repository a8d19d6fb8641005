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
)
from qgis.PyQt.QtCore import QCoreApplication, QUrl
from qgis.PyQt.QtGui import QIcon

from . import tables

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GROUPS = {
    "prepare": "Prepare", "measure": "Measure", "classify": "Classify", "explore": "Explore", "present": "Present",
}
_PACKAGES = {
    "pandas": "python3-pandas", "geopandas": "python3-geopandas", "mapclassify": "", "scipy": "python3-scipy",
}
_LIKELY = {
    "area": r"^(LAD\d\dCD|GEOGRAPHY_CODE|LADCD|LAD\d\d|.*_CODE|ITL\d\d\dCD)$",
    "name": r"^(LAD\d\dNM|GEOGRAPHY_NAME|LADNM|.*_NAME|ITL\d\d\dNM)$",
    "area_name": r"^(NAME|AREA_?NAME|LAD\d\dNM|LAD_?NAME|GEOGRAPHY_NAME|ITL\d\d\dNM)$",
    "industry": r"^(SIC.*|INDUSTRY_?CODE|INDUSTRY_?NAME|INDUSTRY|SIC)$",
    "period": r"^(YEAR|DATE|PERIOD|TIME)$",
    "population": r"^(POPULATION|POP|PERSONS|PEOPLE)$",
    "value": r"^(VALUE|OBS_VALUE|GVA|GVA_M|JOBS|EMPLOYMENT)$",
}
_GSS = re.compile(r"^\s*[EWSNK]\d{8}\s*$", re.IGNORECASE)
_DISTRICT = re.compile(r"^\s*(E0[6-9]|W06|S12|N09)\d{6}\s*$", re.IGNORECASE)


def guarded(process):
    """Wrap `processAlgorithm`: failures become sentences, and nothing half-written stays behind."""

    @functools.wraps(process)
    def run(self, parameters, context, feedback):
        self.destinations, self.styles = {}, {}
        try:
            fault = tables.refuse_destinations(self, parameters, context)
            if fault:
                raise QgsProcessingException(fault)
            return process(self, parameters, context, feedback)
        except QgsProcessingException:
            self._take_back(context)
            raise
        except tables.Cancelled:
            self._take_back(context)
            raise QgsProcessingException(self.tr("Cancelled. Nothing was written.")) from None
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
            places = [f"{os.path.basename(at.filename)}:{at.lineno}" for at in traceback.extract_tb(fault.__traceback__)]
            raise QgsProcessingException(
                self.tr("An unexpected fault stopped the run and nothing was written: {} {} ({}). Please report it.")
                .format(type(fault).__name__, fault, " > ".join(places[-4:]))
            ) from None

    return run


class AtlasAlgorithm(QgsProcessingAlgorithm):
    """Base of all algorithms; each subclass is one file, one algorithm, one id."""

    GROUP = "measure"
    NEEDS = ("pandas",)

    def __init__(self):
        super().__init__()
        self.destinations = {}
        self.styles = {}

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
        page = os.path.join(ROOT, "docs", "algorithms", self.name())
        return QUrl.fromLocalFile(page + (".html" if os.path.exists(page + ".html") else ".md")).toString()

    def canExecute(self):
        missing = [package for package in self.NEEDS if importlib.util.find_spec(package) is None]
        if not missing:
            return True, ""
        return False, self.tr(
            "Python packages are missing: {}. On Windows and macOS install them with the QPIP plugin or the OSGeo4W setup; "
            "on Debian and Ubuntu with: sudo apt install {}"
        ).format(", ".join(missing), " ".join(filter(None, (_PACKAGES.get(name, name) for name in missing))))

    def checkParameterValues(self, parameters, context):
        known = [definition.name() for definition in self.parameterDefinitions()]
        for name in parameters:
            if name not in known:
                close = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.5)
                hint = self.tr("Did you mean {}?").format(close[0]) if close else ", ".join(known)
                return False, self.tr("There is no parameter {}. {}").format(name, hint)
        fine, message = super().checkParameterValues(parameters, context)
        if not fine:
            return fine, message
        fault = tables.refuse_destinations(self, parameters, context)
        return not fault, fault

    def postProcessAlgorithm(self, context, feedback):
        from .cartography import styling

        for name, style in self.styles.items():
            if name in self.destinations:
                styling.apply(self.destinations[name], style, context, feedback)
        return {}

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

    def add_number(self, name, label, help, default=None, low=None, high=None, whole=False, optional=False, advanced=False):
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

    def add_observations(self):
        """Add the table of observations and what can be said about it."""
        tr = self.tr
        self.add_source(
            "OBSERVATIONS", tr("Observations"), [QgsProcessing.SourceType.TypeVector],
            tr("The table of output (GVA) or jobs: one row for each district, industry and year."),
        )
        for name, label, default, help in (
            ("AREA_FIELD", tr("District code field"), "area",
             tr("Holds the district code. If there is no field 'area', the one with district codes is taken.")),
            ("INDUSTRY_FIELD", tr("Industry field"), "industry", tr("Holds the industry code or name.")),
            ("PERIOD_FIELD", tr("Year field"), "period",
             tr("Holds the year. Without one the table is taken as a single year.")),
            ("VALUE_FIELD", tr("Value field"), "value",
             tr("Holds output or jobs. Text that is a number is read as one; suppression markers count as missing.")),
        ):
            self.add_field(name, label, "OBSERVATIONS", help, default)
        self.add_text("TOTAL", tr("Code of the all-industries row"), tr(
            "The row that holds the total of each district. Empty: 'Total' or 'All industries' if there is one, else the "
            "sum of the industries."))
        self.add_text("INDUSTRIES", tr("Industries to report"), tr(
            "Codes separated by semicolons; empty reports all. This never changes the denominators."))

    def add_observation_rules(self):
        """Add the advanced choices about a table of observations."""
        tr = self.tr
        self.add_choice("AREA_LEVEL", tr("Level of the areas"), ("lad", "as_is"), tr(
            "'lad' keeps local authority districts and leaves out rows of regions and countries; 'as_is' takes other areas, "
            "such as wards or ITL regions. Empty: 'lad' if there are district codes."), None, True, True)
        self.add_choice("NATIONS", tr("Nations"), ("gb", "uk"), tr(
            "'gb' leaves Northern Ireland out, as the published analysis does; 'uk' keeps it."), "gb", False, True)
        self.add_choice("ABSENT", tr("Absent rows"), ("missing", "zero"), tr(
            "What it means if a district has no row for an industry and year."), "missing", False, True)
        self.add_choice("PANEL", tr("Districts compared"), ("each", "balanced"), tr(
            "'each' uses in each year the districts that have figures; 'balanced' only those with figures in all years."),
            "each", False, True)
        self.add_choice("NEGATIVES", tr("Negative values"), ("error", "drop", "zero"), tr(
            "Shares cannot be taken of values below zero: stop, count them as missing, or set them to zero."),
            "error", False, True)
        self.add_choice("DASH", tr("A lone hyphen"), ("missing", "zero"), tr(
            "What a cell holding only '-' stands for."), "missing", False, True)

    def add_areas(self, optional=False, kinds=None, help=None):
        """Add the layer of districts."""
        tr = self.tr
        self.add_source(
            "AREAS", tr("Districts"), kinds or [QgsProcessing.SourceType.TypeVectorPolygon],
            help or tr("The district boundaries."), optional,
        )
        self.add_field("AREA_CODE", tr("District code field of the boundaries"), "AREAS", tr(
            "Holds the district code. If there is no field 'area', the one with district codes (such as LAD23CD) is taken."),
            "area")
        self.add_field("AREA_NAME", tr("District name field"), "AREAS", tr("Holds the district's name."), "name")

    def add_strict(self):
        """Add the choice to refuse codes that stand on one side only."""
        self.add(QgsProcessingParameterBoolean("STRICT", self.tr("Stop at unmatched codes"), False), self.tr(
            "Stop if a district stands in the table or in the boundaries only, instead of saying so."), True)

    def add_style_file(self):
        """Add the optional style file."""
        self.add(
            QgsProcessingParameterFileDestination(
                "STYLE_FILE", self.tr("Style file"), self.tr("QGIS style (*.qml);;SLD style (*.sld)"), None, True, False),
            self.tr("Also save the map's style, as .qml or, if so named, as .sld."), True)

    def add_numbers(self, **labels):
        """Declare output numbers by name and label."""
        for name, label in labels.items():
            self.addOutput(QgsProcessingOutputNumber(name, label))

    def add_strings(self, **labels):
        """Declare output texts by name and label."""
        for name, label in labels.items():
            self.addOutput(QgsProcessingOutputString(name, label))

    # Reading ----------------------------------------------------------------------------------------------------------

    def text(self, parameters, name, context) -> str:
        """Return a text or choice parameter, stripped; empty if it is not given."""
        definition = self.parameterDefinition(name)
        if isinstance(definition, QgsProcessingParameterEnum):
            return (self.parameterAsEnumString(parameters, name, context) or "").strip()
        return (self.parameterAsString(parameters, name, context) or "").strip()

    def number_or_none(self, parameters, name, context):
        """Return a number, None if it is not given."""
        return None if parameters.get(name) is None else self.parameterAsDouble(parameters, name, context)

    def code_list(self, parameters, name, context) -> tuple:
        """Return a list given as text: codes between semicolons or line breaks."""
        return tuple(filter(None, (part.strip() for part in re.split(r"[;\n]", self.text(parameters, name, context)))))

    def find_field(self, parameters, name, context, source, notes, likely="", required=True):
        """Return the field that a parameter means, None if there is none and none is needed.

        The named field if the source has it; else, where the name is only the default, the one that looks like it.
        """
        fields = source.fields()
        wanted = self.text(parameters, name, context)
        default = self.parameterDefinition(name).defaultValue() or ""
        place = fields.lookupField(wanted) if wanted else -1
        surface = likely == "area" and wanted == default and place >= 0 and tables.kind_of(fields.at(place)) == "number"
        if place >= 0 and not surface:
            return fields.at(place).name()
        there = [definition.name() for definition in fields]
        if wanted and wanted != default:
            close = difflib.get_close_matches(wanted, there, n=1, cutoff=0.5)
            hint = self.tr("Did you mean {}?").format(close[0]) if close else self.tr("Its fields are: {}.").format(", ".join(there))
            raise QgsProcessingException(
                self.tr("{}: the layer '{}' has no field '{}'. {}").format(name, source.sourceName(), wanted, hint))
        found = self._guess(source, there, likely)
        if len(found) > 1:
            raise QgsProcessingException(
                self.tr("{}: the layer '{}' has several fields that could be meant: {}. Name one in {}.").format(
                    name, source.sourceName(), ", ".join(found), name))
        if found:
            notes.info(self.tr("{}: field '{}' of '{}' is taken.").format(name, found[0], source.sourceName()))
            return found[0]
        if required:
            raise QgsProcessingException(
                self.tr("{}: the layer '{}' has no field '{}'. Name the right one in {}; its fields are: {}.").format(
                    name, source.sourceName(), default or wanted, name, ", ".join(there)))
        if default:
            notes.info(self.tr("{}: '{}' has no field '{}', so it counts as not given.").format(
                name, source.sourceName(), default))
        return None

    def _guess(self, source, names, likely) -> list:
        """Return the fields that look like a district code (by what they hold), a year, a value and so on (by name)."""
        by_name = [name for name in names if likely and re.match(_LIKELY[likely], name, re.IGNORECASE)]
        if likely == "area":
            texts = [name for name in names if tables.kind_of(source.fields().field(name)) == "text"]
            held = tables.sample(source, texts)
            for pattern in (_DISTRICT, _GSS):
                holding = [name for name in texts if any(pattern.match(str(value)) for value in held[name])]
                if holding:
                    return holding
            by_name = [name for name in by_name if not re.match(_LIKELY["industry"], name, re.IGNORECASE)]
        if likely in ("industry", "name") and len(by_name) > 1:
            ending = "CODE" if likely == "industry" else "NM"
            exact = [name for name in by_name if name.upper().endswith(ending)]
            return exact if len(exact) == 1 else by_name
        return by_name

    def field_list(self, parameters, name) -> list:
        """Return the field names of a parameter that takes several."""
        given = parameters.get(name) or []
        return [str(item) for item in given] if isinstance(given, (list, tuple)) else list(filter(None, str(given).split(";")))

    def read_observations(self, parameters, context, feedback, notes, reference_area=""):
        """Return the observations as a panel."""
        from .measures.panel import Choices, build

        source = tables.open_source(self, parameters, "OBSERVATIONS", context)
        columns = {}
        for column in ("area", "industry", "period", "value"):
            name = f"{column.upper()}_FIELD"
            found = self.find_field(parameters, name, context, source, notes, column, column != "period")
            if found is not None:
                columns[column] = found
        named = self._guess(source, [definition.name() for definition in source.fields()], "area_name")
        if len(named) == 1:
            columns["name"] = named[0]
        table = tables.read(self, parameters, "OBSERVATIONS", context, feedback, columns)
        choices = Choices(
            self.text(parameters, "TOTAL", context), self.code_list(parameters, "INDUSTRIES", context),
            self.text(parameters, "AREA_LEVEL", context), self.text(parameters, "NATIONS", context), reference_area,
            *(self.text(parameters, name, context) for name in ("ABSENT", "PANEL", "NEGATIVES", "DASH")),
        )
        return build(table, columns, choices, notes)

    def read_areas(self, parameters, context, feedback, notes, extra=None, carry=False, where="", value=""):
        """Return the districts, one row each, with ``area``, ``name``, ``geometry`` and extra fields.

        Parameters
        ----------
        extra : dict, optional
            Column name to field name, or to None where there is no such field.
        carry : bool
            Add a column ``row`` of all attributes as they stand, for outputs that keep the layer's own fields.
        where, value : str
            Expressions: which districts, and what to put into a column ``value``.

        Returns
        -------
        pandas.DataFrame
            In ``attrs``: ``crs``, ``fields`` (of the source), ``layer`` (its name), ``keys`` (the fields of code and
            name) and ``schematic``.
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
        columns = {column: field for column, field in columns.items() if field}
        frame = tables.read(self, parameters, "AREAS", context, feedback, columns, True, carry, where, value)
        frame = districts.check(frame, source.sourceName(), code_field, notes)
        if "name" not in frame:
            frame["name"] = None
        frame.attrs.update(
            crs=source.sourceCrs(), fields=source.fields(), layer=source.sourceName(), keys=(code_field, name_field),
            schematic=districts.is_schematic(frame), polygons=tables.has_geometry(source),
        )
        return frame

    def surface(self, areas, km2_field, context, notes):
        """Return the surface of each district in km2: from the field, else measured on the ellipsoid."""
        import numpy as np

        from .measures.numbers import to_numbers

        if km2_field:
            return to_numbers(areas["km2"], km2_field, notes)
        if areas.attrs["schematic"]:
            raise QgsProcessingException(
                self.tr("The layer '{}' is schematic: its shapes have no true surface. Name the field of published surfaces "
                        "in KM2_FIELD.").format(areas.attrs["layer"]))
        if not areas.attrs["crs"].isValid():
            raise QgsProcessingException(
                self.tr("The layer '{}' has no coordinate reference system, so its surface cannot be measured. Set its CRS, "
                        "or name a field of km2 in KM2_FIELD.").format(areas.attrs["layer"]))
        found, repaired = tables.surfaces(areas["geometry"].tolist(), areas.attrs["crs"], context)
        if repaired:
            notes.warning(self.tr("{} of '{}' had to be repaired before measuring.").format(
                f"{repaired} polygon{'s' if repaired > 1 else ''}", areas.attrs["layer"]))
        notes.info(self.tr("Surface is measured from the polygons, on the ellipsoid."))
        return np.where(np.isnan(found), np.nan, found)

    def match(self, parameters, context, notes, table_codes, area_codes) -> int:
        """Say which codes stand on one side only; return how many, or stop if the user wants that."""
        from .measures.districts import unmatched

        number, sentences = unmatched(table_codes, area_codes)
        for sentence in sentences:
            notes.warning(sentence)
        if number and self.parameterAsBoolean(parameters, "STRICT", context):
            raise QgsProcessingException(" ".join(sentences) + self.tr(" STRICT is on, so nothing was written."))
        return number

    def write_beside(self, parameters, name, context, feedback, notes, areas, columns, kinds):
        """Write results on the districts themselves: first the results, then the layer's own fields as they stand."""
        fields, kept, replaced = tables.beside(areas, kinds)
        if replaced:
            notes.info(self.tr("Fields of '{}' that the result has anew: {}.").format(
                areas.attrs["layer"], ", ".join(replaced)))
        columns = {**columns, **{f"kept {place}": [row[place] for row in areas["row"]] for place in kept}}
        shapes = areas["geometry"].tolist() if areas.attrs["polygons"] else None
        return tables.write(self, parameters, name, context, feedback, columns, fields, shapes, areas.attrs["crs"])

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
            tables.take_back(destination, context)
        self.destinations = {}
