"""The graphical models that come with the plugin, as algorithms of its provider."""

from __future__ import annotations

import glob
import os

from qgis.core import Qgis, QgsMessageLog, QgsProcessingModelAlgorithm
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon

from .algorithm import ROOT, help_page, unknown_name, value_fault

FOLDER = os.path.join(ROOT, "resources", "models")


def shipped() -> list:
    """Return every model of the folder that can be read, by id; say in the log of QGIS which cannot."""
    found = []
    for path in sorted(glob.glob(os.path.join(FOLDER, "*.model3"))):
        model = ShippedModel(path)
        if model.readable:
            found.append(model)
        else:
            QgsMessageLog.logMessage(
                model.tr("The model {} cannot be read. Install the plugin anew.").format(path), "Industrial Atlas",
                Qgis.MessageLevel.Warning)
    return found


class ShippedModel(QgsProcessingModelAlgorithm):
    """A model whose id is the name of its file, and whose title is the name that the file gives it.

    Its steps must be known to Processing when it is made, or it has no outputs.
    """

    def __init__(self, path: str):
        super().__init__()
        self.path = path
        self.readable = self.fromFile(path)
        self.setSourceFilePath(path)
        for definition in self.parameterDefinitions():  # old versions of QGIS read no help of parameters
            definition.setHelp(self.helpContent().get(definition.name(), definition.help()))

    def createInstance(self):
        return ShippedModel(self.path)

    def tr(self, text: str) -> str:
        """Return the text in the user's language."""
        return QCoreApplication.translate("IndustrialAtlas", text)

    def name(self):
        return os.path.splitext(os.path.basename(self.path))[0]

    def group(self):
        return self.tr("Models")

    def groupId(self):
        return "models"

    def tags(self):
        return [*self.helpContent().get("TAGS", "").split(","), "model"]

    def icon(self):
        return QIcon(self.svgIconPath())

    def svgIconPath(self):
        return os.path.join(ROOT, "resources", "icons", "models.svg")

    def shortHelpString(self):
        return self.helpContent().get("ALG_DESC", "")

    def helpUrl(self):
        return help_page(self.name())

    def canExecute(self):
        missing = self.tr("A step of the model is not there.")
        steps = (child.algorithm() for child in self.childAlgorithms().values())
        able = (step.canExecute() if step is not None else (False, missing) for step in steps)
        return next((answer for answer in able if not answer[0]), (True, ""))

    def checkParameterValues(self, parameters, context):
        faults = (value_fault(one, parameters.get(one.name())) for one in self.parameterDefinitions())
        fault = unknown_name(self, parameters) or next(filter(None, faults), "")
        return (False, fault) if fault else super().checkParameterValues(parameters, context)
