"""Which districts are rural, moderately urban or urban, by people per square kilometre."""

from qgis.core import QgsProcessing

from ... import tables
from ...algorithm import AtlasAlgorithm, guarded

KINDS = {"area": "text", "name": "text", "density": "number", "dens_class": "text", "km2": "number"}
ALIASES = {
    "area": "District code", "name": "District", "density": "People per km\u00b2", "dens_class": "Density class",
    "km2": "Surface (km\u00b2)",
}


class DensityClass(AtlasAlgorithm):
    """Density classes."""

    GROUP = "classify"

    def name(self):
        return "densityclass"

    def displayName(self):
        return self.tr("Urban, moderately urban or rural")

    def tags(self):
        return self.tr("density,population,urban,rural,classification,choropleth").split(",")

    def shortHelpString(self):
        return self.tr(
            "Is a district rural, moderately urban or urban? By people per square kilometre in one year: rural under "
            "186, moderately urban from 186 to 846, urban over 846.\n\n"
            "Population comes from a field of the districts or from a table; surface from a field (km2) or measured on "
            "the ellipsoid. With LEVEL 'region' each district takes the density of its whole region.\n\n"
            "Source: Sunley et al. (2023), Figure 7, who class NUTS 2 regions by their density in 1971; that districts "
            "are classed themselves is this plugin's default."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add_areas(False, [QgsProcessing.SourceType.TypeVector])
        self.add_field("POPULATION_FIELD", tr("Population field"), "AREAS", tr(
            "People in the base year, where the districts hold it."), "population")
        self.add_source("TABLE", tr("Population table"), [QgsProcessing.SourceType.TypeVector], tr(
            "Where population is not on the districts: a table of district code, population and, perhaps, year."), True)
        self.add_field("AREA_FIELD", tr("District code field of the table"), "TABLE", tr("Joins the table."), "area")
        self.add_field("VALUE_FIELD", tr("Population field of the table"), "TABLE", tr("People."), "population")
        self.add_field("PERIOD_FIELD", tr("Year field of the table"), "TABLE", tr(
            "Where the table has several years."), "period")
        self.add_number("BASE_YEAR", tr("Base year"), tr(
            "Which year of the table to use (empty: the latest), or for the caption."), whole=True, optional=True)
        self.add_field("KM2_FIELD", tr("Surface field (km2)"), "AREAS", tr(
            "A field of the districts or of the table. Empty or absent: measured from the polygons."),
            "km2")
        self.add_choice("LEVEL", tr("Class by the density of"), ("district", "region"), tr(
            "The district itself, or its whole region."), "district")
        self.add_field("REGION_FIELD", tr("Region field"), "AREAS", tr("The district's region, for LEVEL region."))
        self.add_number("RURAL_BELOW", tr("Rural under (people per km2)"), tr("Lower limit."), 186, 0, advanced=True)
        self.add_number("URBAN_ABOVE", tr("Urban over (people per km2)"), tr("Upper limit."), 846, 0, advanced=True)
        self.add_nations()
        self.add_strict()
        self.add_style_file()
        self.add_output("OUTPUT", tr("Density classes"), tr("The districts with density and class, styled."), True)
        self.add_numbers(
            N_RURAL=tr("Rural districts"), N_MODERATE=tr("Moderately urban districts"), N_URBAN=tr("Urban districts"),
            N_NO_DATA=tr("Districts without data"), UNMATCHED_COUNT=tr("Districts on one side only"),
            BASE_YEAR_USED=tr("Base year"),
        )

    def fault(self, parameters, context):
        rural, urban = (self.parameterAsDouble(parameters, name, context) for name in ("RURAL_BELOW", "URBAN_ABOVE"))
        if rural > urban:
            return self.tr("RURAL_BELOW ({:g}) must not be over URBAN_ABOVE ({:g}).").format(rural, urban)
        if self.text(parameters, "LEVEL", context) == "region" and not self.text(parameters, "REGION_FIELD", context):
            return self.tr("LEVEL is 'region': name the field of regions in REGION_FIELD.")
        return ""

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...cartography import maps
        from ...measures import density, longtable
        from ...measures.notes import Notes

        notes = Notes()
        areas, population, km2, year, unmatched = self._figures(parameters, context, feedback, notes)
        limits = [self.parameterAsDouble(parameters, name, context) for name in ("RURAL_BELOW", "URBAN_ABOVE")]
        people = density.checked_density(population, km2, areas["area"], areas["region"], notes)
        classes = density.density_class(people, *limits).tolist()
        columns = {
            "area": areas["area"].tolist(), "name": areas["name"].tolist(), "density": longtable.values(people),
            "dens_class": classes, "km2": longtable.values(km2),
        }
        written = self.write_beside(parameters, "OUTPUT", context, feedback, notes, areas, columns, KINDS)
        if areas.polygons:
            self.styles["OUTPUT"] = maps.density(
                columns, *limits, f", {year}" if year else "", areas.schematic, ALIASES,
                self.style_file(parameters, context))
        number = {name: classes.count(name) for name in (*density.CLASSES, None)}
        summary = self.tr("Districts: {} rural, {} moderately urban, {} urban, {} without data.")
        self.tell(notes, feedback, summary.format(*number.values()))
        return {
            "OUTPUT": written, "N_RURAL": number["Rural"], "N_MODERATE": number["Moderately urban"],
            "N_URBAN": number["Urban"], "N_NO_DATA": number[None], "UNMATCHED_COUNT": unmatched, "BASE_YEAR_USED": year,
        }

    def _figures(self, parameters, context, feedback, notes):
        """Return districts, population, surface, base year and the number of unmatched districts."""
        from ...measures.density import unit_codes, year_in
        from ...measures.numbers import to_numbers

        source = tables.open_source(self, parameters, "AREAS", context)
        table = tables.open_source(self, parameters, "TABLE", context) if self.given(parameters, "TABLE") else None
        wanted, fields = self.text(parameters, "KM2_FIELD", context), {}
        if table is None:
            fields["population"] = self.find_field(parameters, "POPULATION_FIELD", context, source, notes)
        if self.text(parameters, "LEVEL", context) == "region":
            fields["region"] = self.find_field(parameters, "REGION_FIELD", context, source, notes)
        in_table = table is not None and source.fields().lookupField(wanted) < 0 <= table.fields().lookupField(wanted)
        if not in_table:
            fields["km2"] = self.find_field(parameters, "KM2_FIELD", context, source, notes, required=False)
        areas = self.read_areas(parameters, context, feedback, notes, fields, True)
        areas["region"] = unit_codes(areas["region" if "region" in fields else "area"])
        year = self.number_or_none(parameters, "BASE_YEAR", context)
        if table is None:
            population = to_numbers(areas["population"], fields["population"], notes)
            year = int(year) if year is not None else year_in(fields["population"])
            return areas, population, self.surface(areas, fields["km2"], context, notes), year, 0
        found, year, unmatched = self._from_table(
            parameters, context, feedback, notes, areas, year, wanted if in_table else None)
        km2 = found["km2"] if in_table else self.surface(areas, fields["km2"], context, notes)
        return areas, found["population"], km2, year, unmatched

    def _from_table(self, parameters, context, feedback, notes, areas, year, surface):
        from ...measures.density import figures_of_year

        source = tables.open_source(self, parameters, "TABLE", context)
        columns = {
            "area": self.find_field(parameters, "AREA_FIELD", context, source, notes, "area"),
            "population": self.find_field(parameters, "VALUE_FIELD", context, source, notes, "population"),
            "period": self.find_field(parameters, "PERIOD_FIELD", context, source, notes, "period", False),
            "km2": surface,
        }
        columns = {column: field for column, field in columns.items() if field}
        table = tables.read(self, parameters, "TABLE", context, feedback, columns)
        found, year, codes = figures_of_year(table, columns, areas["area"], year, notes)
        return found, year, self.match(parameters, context, notes, codes, areas["area"])
