"""Opens the sample: its two layers and one finished map."""

from __future__ import annotations

import os
import shutil

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QColor

from ..processing.algorithm import ROOT

ALGORITHM = "industrialatlas:locationquotient"
GROUP = "Industrial Atlas sample"
PATIENCE = 30_000


class SampleOpener:
    """Loads the sample into the project and maps one industry in the background."""

    def __init__(self, iface):
        self.iface = iface
        self.task = None
        self.held = None

    def open(self):
        """Load the layers and start the map, unless one is being made or the sample is open."""
        if self.task is not None or self._is_open():
            return
        path = self._own_copy()
        if path is None:
            return
        districts = QgsVectorLayer(f"{path}|layername=districts", self.tr("Districts (schematic)"), "ogr")
        figures = QgsVectorLayer(f"{path}|layername=gva", self.tr("GVA by district and industry"), "ogr")
        districts.renderer().symbol().setColor(QColor("#eeeeee"))
        project = QgsProject.instance()
        group = project.layerTreeRoot().findGroup(GROUP) or project.layerTreeRoot().insertGroup(0, GROUP)
        for layer in (figures, districts):
            project.addMapLayer(layer, False)
            group.insertLayer(0, layer)
        self._map(path, project)

    def cancel(self):
        """Stop a map that is still being made."""
        if self.task is not None:
            self.task.executed.disconnect(self._show)
            self.task.cancel()
            self.task.waitForFinished(PATIENCE)  # it still uses what `held` keeps alive
            self.task = None

    def tr(self, text: str) -> str:
        """Return the text in the user's language."""
        return QCoreApplication.translate("IndustrialAtlas", text)

    def _is_open(self) -> bool:
        """Show the sample's first layer if the project has it, and tell whether it has."""
        group = QgsProject.instance().layerTreeRoot().findGroup(GROUP)
        nodes = group.findLayers() if group is not None else []
        if len(nodes) < 3:
            return False
        self.iface.setActiveLayer(nodes[0].layer())
        self.iface.zoomToActiveLayer()
        return True

    def _own_copy(self):
        """Copy the sample into the profile, where the user may write; return its path, None if it is not there."""
        shipped = os.path.join(ROOT, "resources", "sample", "sample.gpkg")
        if not os.path.exists(shipped):
            self._say(self.tr("The sample has not been built. Run scripts/setup, or install the plugin from its zip."))
            return None
        folder = os.path.join(QgsApplication.qgisSettingsDirPath(), "industrial_atlas")
        path = os.path.join(folder, "sample.gpkg")
        try:
            os.makedirs(folder, exist_ok=True)
            if not os.path.exists(path) or os.path.getmtime(path) < os.path.getmtime(shipped):
                shutil.copy(shipped, path)
        except OSError as fault:
            self._say(self.tr("The sample cannot be copied into your profile: {}").format(fault))
            return None
        return path

    def _map(self, path: str, project):
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(ALGORITHM)
        able, reason = algorithm.canExecute()
        if not able:
            self._say(reason)
            return
        context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
        context.setProject(project)
        parameters = {
            "OBSERVATIONS": f"{path}|layername=gva", "AREAS": f"{path}|layername=districts", "NEGATIVES": "drop",
            "OUTPUT": "TEMPORARY_OUTPUT", "MAP": "TEMPORARY_OUTPUT",
        }
        self.task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
        self.held = (algorithm, context, feedback)  # the task uses them, but does not own them
        self.task.executed.connect(self._show)
        QgsApplication.taskManager().addTask(self.task)

    def _show(self, successful: bool, results: dict):
        context = self.held[1]
        self.task = None
        layer = context.takeResultLayer(results.get("MAP", "")) if successful else None
        if layer is None:
            self._say(self.tr("The sample's map could not be made; the Processing log says why."))
            return
        project = QgsProject.instance()
        layer.setName(layer.title() or self.tr("Location quotients"))
        project.addMapLayer(layer, False)
        group = project.layerTreeRoot().findGroup(GROUP) or project.layerTreeRoot()
        tree = self.iface.layerTreeView()
        tree.setExpanded(tree.node2index(group.insertLayer(0, layer)), True)
        self.iface.setActiveLayer(layer)
        canvas = self.iface.mapCanvas()
        extent = canvas.mapSettings().layerExtentToOutputExtent(layer, layer.extent())
        extent.scale(1.05)
        canvas.setExtent(extent)
        canvas.refresh()

    def _say(self, text: str):
        self.iface.messageBar().pushMessage("Industrial Atlas", text, Qgis.MessageLevel.Warning, 0)
