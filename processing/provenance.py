"""Where a result comes from: the command that makes it again, its method in words, and whose figures it holds."""

from __future__ import annotations

import os
import re
import shlex

from qgis.core import (
    Qgis,
    QgsLayerMetadata,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingUtils,
    QgsProperty,
    QgsVectorLayer,
)

from .destinations import file_of

UNSTATED, NOT_STATED = "Not stated by ", "(licence not stated)"
_SOURCES = ("source", "vector")


def command(algorithm, parameters, context) -> str:
    """Return the `qgis_process` command that makes the result again, quoted for the shell of this machine.

    Parameters that are left at their default are left out. A layer that lives only in this session is named in angle
    brackets, since no command can bring it back.
    """
    words = ["qgis_process", "run", f"{algorithm.provider().id()}:{algorithm.name()}" if algorithm.provider() else
             algorithm.name()]
    for definition in algorithm.parameterDefinitions():
        name = definition.name()
        value = parameters.get(name)
        if value is None or value == definition.defaultValue() or (isinstance(value, str) and not value.strip()):
            continue
        words.append(f"--{name}={_word(algorithm, definition, value, parameters, context)}")
    return " ".join(quoted(word) for word in words)


def quoted(word: str, windows: bool = os.name == "nt") -> str:
    """Return a word as the shell takes it whole: cmd.exe on Windows, else any POSIX shell.

    >>> quoted("--A=b c", True), quoted('--A="industry" = 1', True), quoted("--A=b c", False)
    ('"--A=b c"', '"--A=\\"industry\\" = 1"', "'--A=b c'")
    """
    if not windows:
        return shlex.quote(word)
    escaped = word.replace('"', '\\"')
    return f'"{escaped}"' if not word or set(word) & set(' \t&|<>^()%!"\';,') else word


def _word(algorithm, definition, value, parameters, context) -> str:
    """Return one value as `qgis_process` takes it."""
    if isinstance(value, QgsProperty):
        value = value.asExpression() or value.staticValue()
    if definition.type() in _SOURCES:
        return _source(algorithm, definition.name(), value, parameters, context)
    if definition.isDestination():
        if isinstance(value, QgsProcessingOutputLayerDefinition):
            value = value.sink.staticValue()
        return "TEMPORARY_OUTPUT" if str(value).startswith("memory:") else _whole(str(value))
    if definition.type() == "file":
        return _whole(str(value))
    if isinstance(value, (list, tuple)):
        return ";".join(str(item) for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _whole(path: str) -> str:
    """Return a file with its folder, so that the command works in any other; what is no file as it stands."""
    if path == "TEMPORARY_OUTPUT" or not path:
        return path
    database = re.match(r"(ogr:dbname=')([^']+)(.*)", path, re.DOTALL)
    if database:
        return f"{database[1]}{os.path.abspath(database[2])}{database[3]}"
    if re.match(r"[a-z]\w+:", path, re.IGNORECASE):
        return path
    file, mark, layer = path.partition("|")
    return f"{os.path.abspath(file)}{mark}{layer}"


def _source(algorithm, name, value, parameters, context) -> str:
    """Return a layer as `qgis_process` opens it, never with a password."""
    layer = layer_of(algorithm, parameters, name, context)
    some = isinstance(value, QgsProcessingFeatureSourceDefinition) and value.selectedFeaturesOnly
    if layer is None:
        return str(value)
    if layer.providerType() == "memory":
        text = f"<the layer '{layer.name()}', which was not saved>"
    else:
        text = _whole(layer.publicSource()) if layer.providerType() == "ogr" else (
            f"{layer.providerType()}://{layer.publicSource()}")
    return f"{text} <its selected features>" if some else text


def layer_of(algorithm, parameters, name, context):
    """Return the layer of a source parameter, None if it is none; QGIS 3.22 has none where only some of it is taken."""
    value = parameters.get(name)
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source.staticValue()
        return QgsProcessingUtils.mapLayerFromString(str(value), context) if value else None
    return algorithm.parameterAsVectorLayer(parameters, name, context)


def inputs(algorithm, parameters, context) -> list:
    """Return the input layers, in the order of the dialog."""
    found = []
    for definition in algorithm.parameterDefinitions():
        if definition.type() in _SOURCES and algorithm.given(parameters, definition.name()):
            layer = layer_of(algorithm, parameters, definition.name(), context)
            if layer is not None:
                found.append(layer)
    return found


def files(algorithm, parameters, context) -> list[str]:
    """Return the input files that are no layers."""
    names = [definition.name() for definition in algorithm.parameterDefinitions() if definition.type() == "file"]
    return [algorithm.text(parameters, name, context) for name in names if algorithm.given(parameters, name)]


def _earlier(told) -> list[str]:
    """Return what the inputs that are results themselves say of how they were made, each under its title."""
    made = [f"Made from {one.title()}. {one.abstract()}" for one in told
            if one.abstract() and any("industrialatlas:" in line for line in one.history())]
    return list(dict.fromkeys(made))


def stated(layer) -> QgsLayerMetadata:
    """Return a layer's metadata; that beside a file is read where QGIS has not done so, and the layer left alone."""
    known = layer.metadata()
    path = file_of(layer.source())[0] if layer.providerType() == "ogr" else ""
    if known.history() or known.rights() or not os.path.exists(f"{os.path.splitext(path)[0]}.qmd"):
        return known
    other = QgsVectorLayer(layer.source(), layer.name(), "ogr")
    other.loadDefaultMetadata()
    return other.metadata()


def rights(told) -> list[str]:
    """Return whose figures they are and under which licence, each line once; empty if no metadata say so."""
    lines = []
    for one in told:
        held = " ".join(one.rights())
        lines += [*one.rights(), *(licence for licence in one.licenses() if licence not in held)]
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


def source_line(given: str, layers, files=()) -> str:
    """Return the line that says where the figures of a picture come from.

    Parameters
    ----------
    given : str
        The user's own words, which are taken as they are.
    layers : list of QgsMapLayer
        Their rights and licences are named, or else they themselves.
    files : sequence of str
        Files that are no layers.
    """
    if given:
        return given if given.lower().startswith("source") else f"Source: {given}"
    told = [stated(layer) for layer in layers]
    lines = rights(told)
    known = [line for line in lines if not line.startswith(UNSTATED)]
    names = [line[len(UNSTATED):].rstrip(".") for line in lines if line.startswith(UNSTATED)]
    names += [*_silent(layers, told), *(os.path.basename(file) for file in files)]
    if names:
        known.append(f"{', '.join(dict.fromkeys(names))} {NOT_STATED}")
    return f"Source: {' '.join(line if line.endswith('.') else line + '.' for line in known)}"


def _silent(layers, told) -> list[str]:
    """Return the layers that say nothing of their rights, by the name of their file or else their own."""
    return [os.path.basename(layer.source().split("|")[0]) if layer.providerType() == "ogr" else layer.name()
            for layer, one in zip(layers, told) if not rights([one])]


class Provenance:
    """What is noted while a run has its inputs at hand, and written with each of its outputs.

    Attributes
    ----------
    command : str
    methods : list of str
        The algorithm's own help (what it answers, the formula in words, the sources), then what its inputs say of
        theirs.
    rights, history : list of str
    """

    def __init__(self, algorithm, parameters, context):
        layers = inputs(algorithm, parameters, context)
        told = [stated(layer) for layer in layers]
        self.command = command(algorithm, parameters, context)
        self.methods = [algorithm.shortHelpString(), *_earlier(told)]
        self.rights = rights(told)
        self.licences = list(dict.fromkeys(licence for one in told for licence in one.licenses()))
        self.unstated = [*_silent(layers, told), *map(os.path.basename, files(algorithm, parameters, context))]
        earlier = [line for one in told for line in one.history()]
        version = algorithm.provider().versionInfo() if algorithm.provider() else ""
        made = f"Industrial Atlas {version} in QGIS {Qgis.QGIS_VERSION.split('-')[0]}: {self.command}"
        self.history = [*dict.fromkeys(earlier), made]

    def metadata(self, layer, title: str, caption: str) -> QgsLayerMetadata:
        """Return the layer metadata of one output."""
        told = QgsLayerMetadata()
        told.setIdentifier(layer.name())
        told.setTitle(title)
        told.setAbstract("\n\n".join(filter(None, (caption, *self.methods))))
        told.setType("dataset")
        told.setLanguage("en-GB")
        unstated = [f"{UNSTATED}{name}." for name in self.unstated]
        told.setRights(self.rights + unstated)
        told.setLicenses(self.licences)
        told.setHistory(self.history)
        if layer.isSpatial():
            told.setCrs(layer.crs())
        return told
