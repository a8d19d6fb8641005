"""The plugin's menu."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from ..processing.provider import IndustrialAtlasProvider
from .sample import SampleOpener


class AtlasMenu:
    """The entries under Plugins, Industrial Atlas."""

    TITLE = "Industrial Atlas"

    def __init__(self, iface):
        self.iface = iface
        self.opener = SampleOpener(iface)
        self.action = None

    def add(self):
        """Put the entries into the Plugins menu."""
        icon = QIcon(IndustrialAtlasProvider().svgIconPath())
        text = QCoreApplication.translate("IndustrialAtlas", "Open the Sample")
        self.action = QAction(icon, text, self.iface.mainWindow())
        self.action.setObjectName("industrialAtlasOpenSample")
        self.action.setToolTip(QCoreApplication.translate(
            "IndustrialAtlas", "Load districts and figures of Great Britain with a finished map"))
        self.action.triggered.connect(self.opener.open)
        self.iface.addPluginToMenu(self.TITLE, self.action)

    def remove(self):
        """Take the entries out again."""
        self.opener.cancel()
        if self.action is not None:
            self.iface.removePluginMenu(self.TITLE, self.action)
            self.action.deleteLater()
            self.action = None
