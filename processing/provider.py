"""The Processing provider: which algorithms there are."""

from __future__ import annotations

import configparser
import os

from qgis.core import QgsApplication, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from . import models
from .algorithm import ROOT
from .algorithms.classify.densityclass import DensityClass
from .algorithms.classify.industrialdistricts import IndustrialDistricts
from .algorithms.classify.traditionalregions import TraditionalRegions
from .algorithms.explore.association import Association
from .algorithms.explore.comparators import Comparators
from .algorithms.explore.matchfirms import MatchFirms
from .algorithms.explore.relatedness import Relatedness
from .algorithms.explore.spatialclusters import SpatialClusters
from .algorithms.explore.studyregions import StudyRegions
from .algorithms.measure.concentration import Concentration
from .algorithms.measure.concentrationdecomposition import ConcentrationDecomposition
from .algorithms.measure.growthdecomposition import GrowthDecomposition
from .algorithms.measure.locationquotient import LocationQuotient
from .algorithms.measure.shares import Shares
from .algorithms.measure.shiftshare import ShiftShare
from .algorithms.measure.specialisation import Specialisation
from .algorithms.prepare.attachregions import AttachRegions
from .algorithms.prepare.groupindustries import GroupIndustries
from .algorithms.prepare.harmonisedistricts import HarmoniseDistricts
from .algorithms.prepare.importstatistics import ImportStatistics
from .algorithms.present.bivariatechoropleth import BivariateChoropleth
from .algorithms.present.chart import Chart
from .algorithms.present.choropleth import Choropleth
from .algorithms.present.exportmap import ExportMap
from .algorithms.present.hexcartogram import Hexcartogram

ALGORITHMS = (
    ImportStatistics, GroupIndustries, HarmoniseDistricts, AttachRegions, LocationQuotient, Concentration,
    ConcentrationDecomposition, Specialisation, Shares, ShiftShare, GrowthDecomposition, TraditionalRegions,
    DensityClass, SpatialClusters, Association, Choropleth, Hexcartogram, BivariateChoropleth, ExportMap, Chart,
    Relatedness, Comparators, StudyRegions, MatchFirms, IndustrialDistricts,
)


class IndustrialAtlasProvider(QgsProcessingProvider):
    """Algorithms of Industrial Atlas."""

    def id(self):
        return "industrialatlas"

    def name(self):
        return "Industrial Atlas"

    def longName(self):
        return f"{self.name()} {self.versionInfo()}"

    def versionInfo(self):
        metadata = configparser.ConfigParser(interpolation=None)
        metadata.read(os.path.join(ROOT, "metadata.txt"), encoding="utf-8")
        return metadata.get("general", "version", fallback="")

    def icon(self):
        return QIcon(self.svgIconPath())

    def svgIconPath(self):
        return os.path.join(ROOT, "resources", "icons", "atlas.svg")

    def loadAlgorithms(self):
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
        # The steps of a model are found through the registry, so models come once the provider is in it: plugin.py.
        if QgsApplication.processingRegistry().providerById(self.id()) is self:
            for model in models.shipped():
                self.addAlgorithm(model)
