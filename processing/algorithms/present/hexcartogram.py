"""A map of equal hexagons, one a district, so that small urban districts can be seen."""

from dataclasses import replace

from qgis.core import QgsProcessing

from ...algorithm import AtlasAlgorithm, guarded
from ...tables import stepper

KINDS = {
    "area": "text", "name": "text", "hex_col": "integer", "hex_row": "integer", "moved_km": "number",
    "hex_region": "text", "hex_label": "text", "schematic": "integer",
}
ALIASES = {
    "area": "District code", "name": "District", "hex_col": "Column of the hexagon", "hex_row": "Row of the hexagon",
    "moved_km": "Moved (km)", "hex_region": "Region", "hex_label": "Short name", "schematic": "Not a true boundary",
}
LABELS = {"none": "", "short": "hex_label", "name": "name", "code": "area"}


class Hexcartogram(AtlasAlgorithm):
    """A hexagon map."""

    GROUP = "present"
    NEEDS = ("pandas", "geopandas", "scipy")

    def name(self):
        return "hexcartogram"

    def displayName(self):
        return self.tr("Hexagon map")

    def tags(self):
        return self.tr("hexagon,hexmap,cartogram,tile,equal,map,urban,London").split(",")

    def shortHelpString(self):
        return self.tr(
            "A map on which each district is a hexagon of the same size, so that small urban districts can be seen and "
            "large rural ones do not outweigh them. All fields of the districts are kept, and a styled layer keeps its "
            "style: a map of location quotients becomes a hexagon map of them with the same legend.\n\n"
            "Districts go to the hexagons of a lattice with the least sum of squared distances: from the centroids, or "
            "from places spread so that neighbours are one hexagon apart (PLACE). Swaps then join what that tore, so "
            "that each nation and region is one piece but for its islands, and draw neighbours together.\n\n"
            "The result says how many pairs of neighbours still touch, and how far districts moved. Its shapes are not "
            "true boundaries: never measure surface or distance on it.\n\n"
            "Source: assignment by Crouse (2016), IEEE Transactions on Aerospace and Electronic Systems 52(4), in "
            "scipy; spreading and joining are this plugin's own."
        )

    def initAlgorithm(self, config=None):
        tr, kinds = self.tr, QgsProcessing.SourceType
        self.add_areas(False, [kinds.TypeVectorPolygon, kinds.TypeVectorPoint], tr(
            "The district boundaries, plain or styled; points of districts also work."))
        self.add_field("REGION_FIELD", tr("Region field"), "AREAS", tr(
            "Each region stays in one piece. Empty: the nation and ITL 1 region of each district, by its code."))
        self.add_choice("PLACE", tr("Place by"), ("neighbours", "distance"), tr(
            "'neighbours': spread evenly first, which keeps more neighbours together and draws islands up to the "
            "coast; 'distance': as near to the true places as hexagons can be."), "neighbours")
        self.add_number("SIZE", tr("Surface of a hexagon (km2)"), tr(
            "Empty: so that all hexagons together cover the surface of the districts."), None, 0, optional=True)
        self.add_choice("LABELS", tr("Labels"), tuple(LABELS), tr(
            "What stands in the hexagons: nothing, a short name of four letters (field hex_label), the name or the "
            "code."), "none")
        self.add_style_file()
        self.add_output("OUTPUT", tr("Hexagons"), tr("One hexagon a district, with all its fields, styled."), True)
        self.add_numbers(
            N_AREAS=tr("Hexagons"), N_LEFT_OUT=tr("Districts without a shape"), N_PAIRS=tr("Pairs of neighbours"),
            NEIGHBOURS_ADJACENT_PC=tr("Neighbours that still touch (%)"),
            NEIGHBOURS_NEAR_PC=tr("Neighbours within two hexagons (%)"), MEAN_MOVED_KM=tr("Mean distance moved (km)"),
            ADDED_DISTANCE_PC=tr("Added to the least distance (%)"), N_TORN_AFTER=tr("Regions torn"),
            N_TORN_BEFORE=tr("Regions torn by the least distance"), N_SWAPS=tr("Moves that joined regions"),
            HEXAGON_KM2=tr("Surface of a hexagon (km2)"),
        )
        self.add_strings(
            TORN_REGIONS=tr("Regions torn by the least distance"), TORN_AFTER=tr("Regions torn"),
            REGIONS_USED=tr("What is kept in one piece"),
        )

    def fault(self, parameters, context):
        size = self.number_or_none(parameters, "SIZE", context)
        return self.tr("SIZE must be above 0 km2; leave it empty for a size that fits.") if size == 0 else ""

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ... import hexmapping
        from ...cartography import maps, styling
        from ...measures import hexagons, hexregions
        from ...measures.notes import Notes

        notes = Notes()
        areas, field = self._read(parameters, context, feedback, notes)
        ground = hexmapping.ground(areas, context, notes)
        layer, codes = ground.layer, ground.layer["area"].tolist()
        groups, kept = hexregions.regions(codes, layer["region"].tolist() if field else None, field, notes)
        size = self.number_or_none(parameters, "SIZE", context)
        width = hexagons.width_of(size * 1e6 / ground.metres**2 if size else ground.surface / len(codes))
        found = hexagons.place(
            codes, ground.centroids, ground.pairs, groups, width,
            self.text(parameters, "PLACE", context) == "neighbours", stepper(feedback))
        regions = groups[-1] if groups else [None] * len(codes)
        columns = {
            "area": codes, "name": layer["name"].tolist(), "hex_col": found.column.tolist(),
            "hex_row": found.row.tolist(), "moved_km": (found.moved * ground.metres / 1000).tolist(),
            "hex_region": regions, "hex_label": hexregions.short_names(layer["name"], codes),
            "schematic": [1] * len(codes),
        }
        held = styling.carried(self.parameterAsVectorLayer(parameters, "AREAS", context), context)
        self.styles["OUTPUT"] = maps.hexagons(
            regions, held, LABELS[self.text(parameters, "LABELS", context)], width, ground.metres, ALIASES,
            self.style_file(parameters, context))
        layer["geometry"] = hexmapping.polygons(hexagons.corners(found.points, width))
        written = self.write_followed(parameters, "OUTPUT", context, feedback, notes, layer, columns, KINDS)
        results, summary = self._told(found, ground, width, notes)
        self.tell(notes, feedback, summary)
        return {"OUTPUT": written, "REGIONS_USED": kept, **results}

    def _read(self, parameters, context, feedback, notes):
        """Return the districts with their fields, and the name of the field of regions, None if there is none."""
        from ... import tables

        source = tables.open_source(self, parameters, "AREAS", context)
        field = self.find_field(parameters, "REGION_FIELD", context, source, notes, required=False)
        areas = self.read_areas(parameters, context, feedback, notes, {"region": field}, True)
        return replace(areas, shapes=True), field

    def _told(self, found, ground, width, notes):
        """Return the numbers of the run, and its summary."""
        known, moved = ground.layer.polygons and len(ground.pairs) > 0, found.moved.mean() * ground.metres / 1000
        touch, near = ((100 * float((found.steps <= steps).mean()) if known else None) for steps in (1, 2))
        if found.torn:
            notes.warning(self.tr("Could not be joined: {}. Try the other PLACE.").format(", ".join(found.torn)))
        square = width**2 * 0.75**0.5 * ground.metres**2 / 1e6
        neighbours = self.tr("Of {:,} pairs of neighbours {:.1f} % still touch and {:.1f} % are within two hexagons. ")
        summary = (neighbours.format(len(ground.pairs), touch, near) if known else "") + self.tr(
            "{:,} hexagons of {:,.4g} km2, moved by {:,.1f} km on average ({:.1f} % over the least, by squares). "
            "Regions torn: {} by the least distance, {} now."
        ).format(len(found.moved), square, moved, found.added, len(found.torn_before), len(found.torn))
        return {
            "N_AREAS": len(found.moved), "N_LEFT_OUT": ground.left_out, "N_PAIRS": len(ground.pairs) if known else 0,
            "NEIGHBOURS_ADJACENT_PC": touch, "NEIGHBOURS_NEAR_PC": near, "MEAN_MOVED_KM": float(moved),
            "ADDED_DISTANCE_PC": found.added, "N_TORN_BEFORE": len(found.torn_before), "N_TORN_AFTER": len(found.torn),
            "N_SWAPS": found.swaps, "HEXAGON_KM2": float(square), "TORN_REGIONS": "; ".join(found.torn_before),
            "TORN_AFTER": "; ".join(found.torn),
        }, summary
