"""The plugin: registers the Processing provider and, in the desktop, its menu."""

from __future__ import annotations

from qgis.core import QgsApplication

from .processing.provider import IndustrialAtlasProvider


class IndustrialAtlasPlugin:
    """Everything that the plugin adds to QGIS, and its undoing."""

    def __init__(self, iface):
        self.iface = iface
        self.provider = None
        self.menu = None

    def initProcessing(self):
        """Add the provider; `qgis_process` calls this alone."""
        self.provider = IndustrialAtlasProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)
        self.provider.refreshAlgorithms()  # now with its models, whose steps must be there before them

    def initGui(self):
        """Add the provider and the menu."""
        from .ui.menu import AtlasMenu

        self.initProcessing()
        self.menu = AtlasMenu(self.iface)
        self.menu.add()

    def unload(self):
        """Remove the menu and the provider."""
        if self.menu is not None:
            self.menu.remove()
            self.menu = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
