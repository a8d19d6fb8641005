"""Whether districts with high or low values lie next to each other, and which do."""

from qgis.core import QgsProcessingParameterBoolean

from ... import tables
from ...algorithm import guarded
from ...mapping import MappedValueAlgorithm

KINDS = {
    "area": "text", "name": "text", "map_value": "number", "lag": "number", "n_neigh": "integer", "local_i": "number",
    "p_value": "number", "quadrant": "text", "cluster": "text",
}
ALIASES = {
    "area": "District code", "name": "District", "lag": "Mean of the neighbours", "n_neigh": "Neighbours",
    "local_i": "Local Moran's I", "p_value": "p", "quadrant": "Quadrant", "cluster": "Cluster",
}


class SpatialClusters(MappedValueAlgorithm):
    """Clusters of districts."""

    GROUP = "explore"
    NEEDS = ("pandas", "geopandas", "libpysal", "esda")

    def name(self):
        return "spatialclusters"

    def displayName(self):
        return self.tr("Spatial clusters")

    def tags(self):
        return self.tr("Moran,LISA,cluster,hot spot,spatial autocorrelation,neighbours,map").split(",")

    def shortHelpString(self):
        return self.tr(
            "Do districts with high values lie next to each other? Indices of concentration cannot see that: they do "
            "not know where districts are. Moran's I answers for all districts together, and its local form for each: "
            "High-high (a high value among high ones), Low-low, High-low, Low-high, or Not significant.\n\n"
            "Local I = (n - 1) z (mean z of the neighbours) / (sum of z squared), z = value - mean. p comes from "
            "shuffling the values; since each district is a test of its own, FDR lowers the limit, so that of the "
            "clusters shown no more than SIGNIFICANCE are expected to be chance. Districts without a neighbour, such "
            "as islands, are left out and named.\n\n"
            "Sources: Moran (1950); Anselin (1995); Benjamini and Hochberg (1995); by esda and libpysal (PySAL)."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add_mapped_value()
        self.add_neighbours()
        self.add_number("SIGNIFICANCE", tr("Significance"), tr(
            "The largest p that counts, before FDR lowers it."), 0.05, 0.0001, 0.5)
        self.add(QgsProcessingParameterBoolean("FDR", tr("Control the false discovery rate"), True), tr(
            "Lower the limit of p since there are as many tests as districts. Off: SIGNIFICANCE is the limit."))
        self.add_strict()
        self.add_style_file()
        self.add_output("OUTPUT", tr("Clusters"), tr("The districts with value, local I and cluster, styled."), True)
        self.add_numbers(
            MORAN_I=tr("Moran's I"), EXPECTED_I=tr("Moran's I without pattern"), Z_SCORE=tr("Standard score"),
            P_VALUE=tr("p of Moran's I"), P_LIMIT=tr("Largest p of a cluster"), N_AREAS=tr("Districts that count"),
            N_ISLANDS=tr("Districts without a neighbour"), NO_DATA_COUNT=tr("Districts without data"),
            N_HIGH_HIGH=tr("High-high districts"), N_LOW_LOW=tr("Low-low districts"),
            N_HIGH_LOW=tr("High-low districts"), N_LOW_HIGH=tr("Low-high districts"),
            N_NOT_SIGNIFICANT=tr("Districts of no significance"), UNMATCHED_COUNT=tr("Districts on one side only"),
        )

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        import numpy as np

        from ...cartography import maps
        from ...measures.notes import Notes
        from ...measures.spatialclusters import Chance, spatial_clusters, summary

        notes = Notes()
        areas, values, _, unmatched = self.read_mapped_value(parameters, context, feedback, notes)
        neighbours = self.neighbours(parameters, context, areas, np.flatnonzero(~np.isnan(values)), notes)
        test = Chance(
            *(self.parameterAsInt(parameters, name, context) for name in ("PERMUTATIONS", "SEED")),
            self.parameterAsDouble(parameters, "SIGNIFICANCE", context),
            self.parameterAsBoolean(parameters, "FDR", context))
        codes, named = areas["area"].tolist(), areas["name"].tolist()
        names = [name or code for code, name in zip(codes, named)]
        found, numbers = spatial_clusters(values, neighbours, test, names, notes, tables.stepper(feedback))
        columns = {"area": codes, "name": named, **found}
        title = self.value_title(parameters, context)
        aliases = {**ALIASES, "map_value": self.text(parameters, "VALUE_FIELD", context)}
        self.styles["OUTPUT"] = maps.spatial_clusters(
            columns, title, numbers, areas.schematic, aliases, self.style_file(parameters, context))
        written = self.write_beside(parameters, "OUTPUT", context, feedback, notes, areas, columns, KINDS)
        self.tell(notes, feedback, summary(numbers))
        return {"OUTPUT": written, **numbers, "UNMATCHED_COUNT": unmatched}
