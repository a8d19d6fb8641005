"""Fields: making them, and finding the one that is meant."""

from __future__ import annotations

import difflib
import re

from qgis.core import (
    QgsExpression,
    QgsFeatureRequest,
    QgsField,
    QgsFields,
    QgsProcessingException,
    QgsProcessingFeatureSource,
)
from qgis.PyQt.QtCore import NULL, QVariant

SAMPLE_ROWS = 500
_LIKELY = {
    "area": r"^(LAD\d\dCD|GEOGRAPHY_CODE|LADCD|LAD\d\d|CODE|.*_CODE|ITL\d\d\dCD)$",
    "name": r"^(?!REG_NAME$)(LAD\d\dNM|GEOGRAPHY_NAME|LADNM|.*_NAME|ITL\d\d\dNM)$",
    "area_name": r"^(NAME|AREA_?NAME|LAD\d\dNM|LAD_?NAME|GEOGRAPHY_NAME|ITL\d\d\dNM)$",
    "industry": r"^(SIC.*|INDUSTRY_?CODE|INDUSTRY_?NAME|INDUSTRY|SIC)$",
    "period": r"^(YEAR|DATE|PERIOD|TIME)$",
    "population": r"^(POPULATION|POP|PERSONS|PEOPLE)$",
    "value": r"^(VALUE|OBS_VALUE|GVA|GVA_M|JOBS|EMPLOYMENT)$",
    "index": r"^(INDEX|DEFLATOR|PRICE_?INDEX)$",
}
_GSS = re.compile(r"^\s*[EWSNK]\d{8}\s*$", re.IGNORECASE)
_ITL = re.compile(r"^\s*(TL|UK)[A-Z][0-9A-Z]{0,3}\s*$", re.IGNORECASE)
_DISTRICT = re.compile(r"^\s*(E0[6-9]|W06|S12|N09)\d{6}\s*$", re.IGNORECASE)


def field(name: str, kind: str) -> QgsField:
    """Return a field of kind ``text``, ``integer``, ``number`` or ``date``, on old and new QGIS alike."""
    try:
        from qgis.PyQt.QtCore import QMetaType

        types = {
            "text": QMetaType.Type.QString, "integer": QMetaType.Type.Int, "number": QMetaType.Type.Double,
            "date": QMetaType.Type.QDate,
        }
        return QgsField(name, types[kind])
    except (AttributeError, TypeError, ImportError):
        types = {
            "text": QVariant.Type.String, "integer": QVariant.Type.Int, "number": QVariant.Type.Double,
            "date": QVariant.Type.Date,
        }
        return QgsField(name, types[kind])


def fields_of(kinds: dict) -> QgsFields:
    """Return fields from a dict of name to kind."""
    fields = QgsFields()
    for name, kind in kinds.items():
        fields.append(field(name, kind))
    return fields


def kind_of(definition: QgsField) -> str:
    """Return how a field is held: ``text``, ``integer``, ``number`` or ``object``."""
    if definition.type() == QVariant.Type.String:
        return "text"
    if definition.typeName().lower().startswith("bool") or definition.type() == QVariant.Type.Bool:
        return "object"
    integers = (QVariant.Type.Int, QVariant.Type.UInt, QVariant.Type.LongLong, QVariant.Type.ULongLong)
    if definition.type() in integers:
        return "integer"
    return "number" if definition.type() == QVariant.Type.Double else "object"


def sample(source, names) -> dict:
    """Return the values of some fields in the first rows, to look at what a field holds."""
    positions = {name: source.fields().lookupField(name) for name in names}
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry).setLimit(SAMPLE_ROWS)
    request.setSubsetOfAttributes(list(positions.values()))
    values = {name: [] for name in names}
    flags = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
    for feature in source.getFeatures(request, flags):
        for name, position in positions.items():
            value = feature.attribute(position)
            if value is not None and value != NULL:
                values[name].append(value)
    return values


def closest(word: str, there) -> str:
    """Return a hint: the nearest of the fields that there are, else all of them."""
    close = difflib.get_close_matches(word, there, n=1, cutoff=0.5)
    return f"Did you mean {close[0]}?" if close else f"Its fields are: {', '.join(there)}."


def find(source, parameter: str, wanted: str, default: str, notes, likely="", required=True):
    """Return the field that a parameter means, None if there is none and none is needed.

    The named field if the source has it; else, where the name is only the default, the one that looks like it.

    Parameters
    ----------
    source : QgsProcessingFeatureSource
    parameter : str
        Name of the parameter, for messages.
    wanted, default : str
        The name given, and the name that stands there if nobody gives one.
    notes : Notes
        Told of a field that was found otherwise.
    likely : str
        What the field holds, a key of the patterns above; empty for no guess.
    required : bool

    Raises
    ------
    QgsProcessingException
        The given field is not there, several could be meant, or none is found where one is needed.
    """
    fields, layer = source.fields(), source.sourceName()
    place = fields.lookupField(wanted) if wanted else -1
    surface = likely == "area" and wanted == default and place >= 0 and kind_of(fields.at(place)) == "number"
    if place >= 0 and not surface:
        return fields.at(place).name()
    there = [definition.name() for definition in fields]
    if wanted and wanted != default:
        raise QgsProcessingException(
            f"{parameter}: the layer '{layer}' has no field '{wanted}'. {closest(wanted, there)}")
    found = guess(source, likely)
    if required or found:
        _refuse_headless(parameter, layer, there)
    if len(found) > 1:
        raise QgsProcessingException(
            f"{parameter}: the layer '{layer}' has several fields that could be meant: {', '.join(found)}. Name one in "
            f"{parameter}.")
    if found:
        notes.info(f"{parameter}: field '{found[0]}' of '{layer}' is taken.")
        return found[0]
    if required:
        what = f"has no field '{default}'" if default else "needs a word on which field to use"
        raise QgsProcessingException(
            f"{parameter}: the layer '{layer}' {what}. Name the right one in {parameter}; its fields are: "
            f"{', '.join(there)}.")
    if wanted:
        notes.info(f"{parameter}: '{layer}' has no field '{default}', so it counts as not given.")
    return None


def _refuse_headless(parameter: str, layer: str, there: list) -> None:
    """Refuse to look for a field among those that QGIS numbered itself, since headings with years look like data."""
    numbered = [name for name in there if re.match(r"^field_?\d+$", name, re.IGNORECASE)]
    if numbered and all(name in numbered or name.lower() in ("fid", "ogc_fid") for name in there):
        raise QgsProcessingException(
            f"{parameter}: the fields of '{layer}' are called {', '.join(numbered[:3])}: the first line of the file "
            "was taken for data, as happens where headings are years. Run Import statistics on the file first: it "
            f"reads such headings. If the file has no headings, add them, or name the field in {parameter}.")


def guess(source, likely: str) -> list:
    """Return the fields that look like a district code (by what they hold), a year, a value and so on (by name)."""
    names = [definition.name() for definition in source.fields()]
    by_name = [name for name in names if likely and re.match(_LIKELY[likely], name, re.IGNORECASE)]
    if likely == "area":
        texts = [name for name in names if kind_of(source.fields().field(name)) == "text"]
        held = sample(source, texts)
        for pattern in (_DISTRICT, _GSS, _ITL):
            holding = [name for name in texts if any(pattern.match(str(value)) for value in held[name])]
            if holding:
                return holding
        by_name = [name for name in by_name if not re.match(_LIKELY["industry"], name, re.IGNORECASE)]
    if likely in ("industry", "name") and len(by_name) > 1:
        ending = "CODE" if likely == "industry" else "NM"
        exact = [name for name in by_name if name.upper().endswith(ending)]
        return exact if len(exact) == 1 else by_name
    return by_name


def likely_column(source, column: str) -> dict:
    """Return the one field that holds a column, as a dict from column to field; empty if there is none or several."""
    if source.fields().lookupField(column) >= 0:
        return {column: column}
    found = guess(source, column) if column in _LIKELY else []
    return {column: found[0]} if len(found) == 1 else {}


def expression(title: str, text: str, source):
    """Return an expression ready to be used, None for an empty text or a plain field name."""
    if not text or source.fields().lookupField(text) >= 0:
        return None
    found = QgsExpression(text)
    if found.hasParserError():
        raise QgsProcessingException(
            f"{title}: '{text}' is neither a field nor an expression: {found.parserErrorString().strip()}. "
            "Correct it: names in double quotes, text in single ones.")
    there = [definition.name() for definition in source.fields()]
    for name in found.referencedColumns():
        if name != QgsFeatureRequest.ALL_ATTRIBUTES and source.fields().lookupField(name) < 0:
            raise QgsProcessingException(
                f"{title}: the layer '{source.sourceName()}' has no field '{name}'. {closest(name, there)}")
    return found
