"""What the algorithms on a table of observations share: its parameters, references, averages, prices and groups."""

from __future__ import annotations

from qgis.core import QgsProcessing, QgsProcessingException

from . import destinations, fields, tables
from .algorithm import AtlasAlgorithm

GROUPINGS = ("tir", "dens_class", "region")


class ObservationsAlgorithm(AtlasAlgorithm):
    """Base of the algorithms whose input is one row for each district, industry and year."""

    # Parameters -------------------------------------------------------------------------------------------------------

    def add_observations(self, optional=False, industries=""):
        """Add the table of observations and what can be said about it; `industries` is another help for INDUSTRIES."""
        tr = self.tr
        self.add_source(
            "OBSERVATIONS", tr("Observations"), [QgsProcessing.SourceType.TypeVector],
            tr("The table of output (GVA) or jobs: one row for each district, industry and year."), optional,
        )
        for name, label, default, help in (
            ("AREA_FIELD", tr("District code field"), "area",
             tr("Holds the district code. If there is no field 'area', the one with district codes is taken.")),
            ("INDUSTRY_FIELD", tr("Industry field"), "industry", tr("Holds the industry code or name.")),
            ("PERIOD_FIELD", tr("Year field"), "period",
             tr("Holds the year. Without one the table is taken as a single year.")),
            ("VALUE_FIELD", tr("Value field"), "value",
             tr("Holds output or jobs. Text that is a number is read as one; suppression markers count as missing.")),
        ):
            self.add_field(name, label, "OBSERVATIONS", help, default)
        self.add_text("TOTAL", tr("Code of the all-industries row"), tr(
            "The row that holds the total of each district. Empty: 'Total' or 'All industries' if there is one, else "
            "the sum of the industries."))
        self.add_text("INDUSTRIES", tr("Industries to report"), industries or tr(
            "Codes separated by semicolons; empty reports all. This never changes the denominators."))

    def add_observation_rules(self):
        """Add the advanced choices about a table of observations."""
        tr = self.tr
        self.add_choice("AREA_LEVEL", tr("Level of the areas"), ("lad", "as_is"), tr(
            "'lad' keeps local authority districts and leaves out rows of regions and countries; 'as_is' takes other "
            "areas, such as wards or ITL regions. Empty: 'lad' if there are district codes."), None, True, True)
        self.add_nations()
        self.add_choice("ABSENT", tr("Absent rows"), ("missing", "zero"), tr(
            "What it means if a district has no row for an industry and year."), "missing", False, True)
        self.add_choice("PANEL", tr("Districts compared"), ("each", "balanced"), tr(
            "'each' uses in each year the districts with figures; 'balanced' only those with figures in all years."),
            "each", False, True)
        self.add_choice("NEGATIVES", tr("Negative values"), ("error", "drop", "zero"), tr(
            "Shares cannot be taken of values below zero: stop, count them as missing, or set them to zero."),
            "error", False, True)
        self.add_dash()

    def add_dash(self):
        """Add what a lone hyphen means."""
        self.add_choice("DASH", self.tr("A lone hyphen"), ("missing", "zero"), self.tr(
            "What a cell holding only '-' stands for."), "missing", False, True)

    def add_reference(self):
        """Add what an index compares shares with."""
        tr = self.tr
        self.add_choice("REFERENCE", tr("Reference"), ("total", "area", "equal", "population", "field"), tr(
            "What a district's share is compared with: its size in all industries (total), its surface (area), nothing "
            "(equal), its population, or a field of the districts."), "total")

    def add_reference_districts(self):
        """Add the districts that hold a reference, where they hold nothing else."""
        self.add_areas(True, [QgsProcessing.SourceType.TypeVector], self.tr(
            "Districts with surface, population or another reference; only needed where REFERENCE asks for them."))

    def add_reference_fields(self):
        """Add the fields of the districts that may be the reference."""
        tr = self.tr
        self.add_field("KM2_FIELD", tr("Surface field (km2)"), "AREAS", tr(
            "Empty or absent: the surface is measured from the polygons."), "km2")
        self.add_field("POPULATION_FIELD", tr("Population field"), "AREAS", tr(
            "For REFERENCE population."), "population")
        self.add_field("REFERENCE_FIELD", tr("Reference field"), "AREAS", tr("For REFERENCE field."))

    def add_averages(self, average_of=True):
        """Add trailing averages and what a gap in the years means."""
        tr = self.tr
        self.add_number("AVERAGE_YEARS", tr("Years in an average"), tr(
            "Each average covers a year and the ones before it; 1 turns averages off."), 5, 1, whole=True)
        if average_of:
            self.add_choice("AVERAGE_OF", tr("Average of"), ("index", "values"), tr(
                "'index' is the mean of the yearly indices, 'values' the index of the mean values."),
                "index", False, True)
        self.add_choice("GAPS", tr("Missing years"), ("error", "allow"), tr(
            "'allow' averages over the years that there are, as if they followed each other."), "error", False, True)

    def add_industry_level(self):
        """Add which of several overlapping codes count."""
        self.add_choice("INDUSTRY_LEVEL", self.tr("Codes that overlap"), ("finest", "coarsest", "listed"), self.tr(
            "Nothing may count twice. 'finest' takes the most detailed codes and keeps a wider one where its parts are "
            "not all there; 'coarsest' the widest; 'listed' all, and stops if two overlap."), "finest", False, True)

    def add_groups(self, optional=False):
        """Add the districts and the field that groups them."""
        tr = self.tr
        self.add_areas(optional, [QgsProcessing.SourceType.TypeVector], tr(
            "Districts, with or without shapes, that say which type or region each belongs to."))
        self.add_field("GROUP_FIELD", tr("Type or region field"), "AREAS", tr(
            "The type of each district, such as tir, dens_class or region. Empty: whichever of these three there is."))

    def add_period_span(self):
        """Add the first and the last year of a change."""
        for name, label, help in (
            ("FROM", self.tr("First year"), self.tr("Empty: the first year of the table.")),
            ("TO", self.tr("Last year"), self.tr("Empty: the last year of the table.")),
        ):
            self.add_number(name, label, help, None, 0, 9999, True, True)

    def add_prices(self):
        """Add the price index that takes inflation out of output."""
        tr = self.tr
        self.add_source("DEFLATOR", tr("Price index"), [QgsProcessing.SourceType.TypeVector], tr(
            "A table of index numbers by year and, optionally, industry. Without it output is in current prices."),
            True)
        self.add_number("PRICE_YEAR", tr("Year of the prices"), tr(
            "Values become those of this year's prices: value x index of this year / index of its own year."),
            None, 0, 9999, True, True)
        for name, label, default, help in (
            ("DEFLATOR_PERIOD", tr("Year field of the price index"), "period", tr("Holds the year.")),
            ("DEFLATOR_INDUSTRY", tr("Industry field of the price index"), "industry", tr(
                "Holds the industry code. Absent: one index for all industries.")),
            ("DEFLATOR_INDEX", tr("Index field"), "index", tr("Holds the index number, such as 100 in the base year.")),
        ):
            self.add_field(name, label, "DEFLATOR", help, default, advanced=True)

    # Faults -----------------------------------------------------------------------------------------------------------

    def reference_fault(self, parameters, context) -> str:
        """Return what is missing for the chosen reference, empty if nothing."""
        kind = self.text(parameters, "REFERENCE", context)
        if kind in ("area", "population", "field") and not self.given(parameters, "AREAS"):
            return self.tr("REFERENCE is '{}', which is a property of districts: give them as AREAS.").format(kind)
        if kind == "field" and not self.text(parameters, "REFERENCE_FIELD", context):
            return self.tr("REFERENCE is 'field': name the field in REFERENCE_FIELD.")
        return ""

    def prices_fault(self, parameters) -> str:
        """Return what is missing for constant prices, empty if nothing."""
        table, year = self.given(parameters, "DEFLATOR"), self.given(parameters, "PRICE_YEAR")
        if table and not year:
            return self.tr("DEFLATOR is given: say in PRICE_YEAR the prices of which year are wanted.")
        if year and not table:
            return self.tr("PRICE_YEAR needs a price index: give the table as DEFLATOR, or leave PRICE_YEAR empty.")
        return ""

    # Reading ----------------------------------------------------------------------------------------------------------

    def observation_fields(self, parameters, context, notes, source_name="OBSERVATIONS") -> dict:
        """Return the field of each column of the observations, the name of the area among them where there is one."""
        source, columns = tables.open_source(self, parameters, source_name, context), {}
        for column in ("area", "industry", "period", "value"):
            name = f"{column.upper()}_FIELD"
            found = self.find_field(parameters, name, context, source, notes, column, column != "period")
            if found is not None:
                columns[column] = found
        named = fields.guess(source, "area_name")
        return {**columns, **({"name": named[0]} if len(named) == 1 else {})}

    def read_observations(self, parameters, context, feedback, notes, reference_area="", more=None):
        """Return the observations as a panel; `more` columns are looked up by `panel.build` for each industry."""
        from .measures.panel import Choices, build

        columns = {**self.observation_fields(parameters, context, notes), **(more or {})}
        table = tables.read(self, parameters, "OBSERVATIONS", context, feedback, columns)
        choices = Choices(
            self.text(parameters, "TOTAL", context), self.code_list(parameters, "INDUSTRIES", context),
            self.text(parameters, "AREA_LEVEL", context), self.text(parameters, "NATIONS", context), reference_area,
            *(self.text(parameters, name, context) for name in ("ABSENT", "PANEL", "NEGATIVES", "DASH")),
        )
        return build(table, columns, choices, notes)

    def read_mapped_areas(self, parameters, context, feedback, notes):
        """Return the districts to be mapped, None if there are none; a map that is asked for needs them."""
        if self.given(parameters, "AREAS"):
            return self.read_areas(parameters, context, feedback, notes, mapped=True)
        if destinations.sink_path(parameters.get("MAP")):
            raise QgsProcessingException(self.tr("MAP needs the district boundaries: give them as AREAS."))
        return None

    def write_map(self, parameters, context, feedback, areas, columns, kinds):
        """Write what a map shows of each district; return the destination, None if there is to be no map."""
        if areas.schematic:
            columns, kinds = {**columns, "schematic": [1] * len(areas)}, {**kinds, "schematic": "integer"}
        shapes = areas["geometry"].tolist()
        return tables.write(self, parameters, "MAP", context, feedback, columns, kinds, shapes, areas.crs)

    def read_block(self, parameters, context, feedback, notes) -> tuple:
        """Return the observations as they stand (`observed.Block`), and the code of the all-industries row, if any.

        All kinds of area are kept, since none is added to another; of the industries those that are listed.
        """
        from .measures import industrycodes, observed

        columns = self.observation_fields(parameters, context, notes)
        table = tables.read(self, parameters, "OBSERVATIONS", context, feedback, columns)
        block = observed.build(table, columns, notes, self.text(parameters, "DASH", context))
        total = industrycodes.find_total(block.industries, self.text(parameters, "TOTAL", context))
        return block.of_industries(self.code_list(parameters, "INDUSTRIES", context), total), total

    def reference_sizes(self, parameters, context, feedback, notes, panel):
        """Return each district's size in the reference (None for its total), and how many districts are unmatched."""
        import numpy as np

        from .measures.districts import positions
        from .measures.numbers import to_numbers
        from .measures.panel import tell_unsized

        kind = self.text(parameters, "REFERENCE", context)
        if kind == "total":
            return None, 0
        if kind == "equal":
            return np.ones(len(panel.areas)), 0
        name = {"area": "KM2_FIELD", "population": "POPULATION_FIELD", "field": "REFERENCE_FIELD"}[kind]
        source = tables.open_source(self, parameters, "AREAS", context)
        chosen = self.find_field(parameters, name, context, source, notes, required=kind != "area")
        areas = self.read_areas(parameters, context, feedback, notes, {"size": chosen, "km2": chosen})
        unmatched = self.match(parameters, context, notes, panel.areas, areas["area"])
        if kind == "area":
            size = self.surface(areas, chosen, context, notes)
        else:
            size = to_numbers(areas["size"], chosen, notes)
        if (size < 0).any():
            raise QgsProcessingException(self.tr("{}: field '{}' has values below zero.").format(name, chosen))
        place = np.array(positions(panel.areas, areas["area"]))
        sizes = np.where(place >= 0, size[place], np.nan)
        tell_unsized(panel, sizes, notes)
        return sizes, unmatched

    def average_years(self, parameters, context, panel, notes) -> int:
        """Return the length of an average, after looking for gaps in the years."""
        from .measures.series import missing_years

        years = self.parameterAsInt(parameters, "AVERAGE_YEARS", context)
        gaps = [] if panel.periods == [None] or years == 1 else missing_years(panel.periods)
        if gaps and self.text(parameters, "GAPS", context) == "error":
            raise QgsProcessingException(
                self.tr("Years are missing ({}), so averages over {} years would mislead. Set GAPS to 'allow', or "
                        "AVERAGE_YEARS to 1.").format(", ".join(str(year) for year in gaps), years))
        if len(panel.periods) < years:
            notes.info(self.tr("Fewer than {} years: the averages are empty.").format(years))
        return years

    def read_groups(self, parameters, context, feedback, notes, panel) -> tuple:
        """Return the group of each district of a panel (`groups.Groups`), and how many districts are unmatched."""
        from .measures.districts import positions
        from .measures.groups import encode

        areas, field = self.read_grouped_areas(parameters, context, feedback, notes)
        unmatched = self.match(parameters, context, notes, panel.areas, areas["area"])
        held = areas["group"].tolist()
        labels = [held[place] if place >= 0 else None for place in positions(panel.areas, areas["area"])]
        return encode(labels, field, panel.areas, notes), unmatched

    def read_grouped_areas(self, parameters, context, feedback, notes, first="") -> tuple:
        """Return the districts with a column ``group``, and the field that it comes from; see `_group_field`."""
        source = tables.open_source(self, parameters, "AREAS", context)
        field = self._group_field(parameters, context, source, notes, first)
        return self.read_areas(parameters, context, feedback, notes, {"group": field}), field

    def _group_field(self, parameters, context, source, notes, first) -> str:
        """Return the field that groups districts: the one named, else `first`, else that of another algorithm."""
        if self.text(parameters, "GROUP_FIELD", context):
            return self.find_field(parameters, "GROUP_FIELD", context, source, notes)
        there = [name for name in GROUPINGS if source.fields().lookupField(name) >= 0]
        there = [first] if first in there else there
        if len(there) != 1:
            raise QgsProcessingException(
                self.tr("GROUP_FIELD: the layer '{}' has {}. Name the field of types or regions in GROUP_FIELD; its "
                        "fields are: {}.").format(
                    source.sourceName(), self.tr("several that could be meant: {}").format(", ".join(there)) if there
                    else self.tr("no field {}").format(", ".join(GROUPINGS)),
                    ", ".join(field.name() for field in source.fields())))
        notes.info(self.tr("GROUP_FIELD: field '{}' of '{}' is taken.").format(there[0], source.sourceName()))
        return there[0]

    def read_prices(self, parameters, context, feedback, notes):
        """Return the price index (`prices.Prices`), None for current prices."""
        from .measures.prices import prices

        if not self.given(parameters, "DEFLATOR"):
            return None
        table, columns = self.read_table(parameters, "DEFLATOR", context, feedback, notes, {
            "period": ("DEFLATOR_PERIOD", "period", True), "industry": ("DEFLATOR_INDUSTRY", "industry", False),
            "index": ("DEFLATOR_INDEX", "index", True),
        })
        return prices(table, columns, self.parameterAsInt(parameters, "PRICE_YEAR", context), notes)
