"""A styled map of two values of each district at once, with a square legend."""

from qgis.core import QgsProcessingParameterFileDestination

from ... import destinations
from ...algorithm import guarded
from ...pairing import PairedValueAlgorithm

KINDS = {
    "area": "text", "name": "text", "value_1": "number", "value_2": "number", "class_1": "integer",
    "class_2": "integer", "bi_class": "text", "bi_words": "text",
}
LONGEST_NAME = 120


class BivariateChoropleth(PairedValueAlgorithm):
    """A map of two values."""

    GROUP = "present"
    NEEDS = ("pandas", "scipy")

    def name(self):
        return "bivariatechoropleth"

    def displayName(self):
        return self.tr("Map of two values")

    def tags(self):
        return self.tr("bivariate,choropleth,map,two variables,two values,legend,square,correlation").split(",")

    def shortHelpString(self):
        return self.tr(
            "Two values of each district on one map: each is put into three classes (or two), and every pair of "
            "classes has its colour. Where is an industry both specialised and growing, or specialised and rural? The "
            "square legend can be written as a picture, and is kept with the layer.\n\n"
            "Values come from the districts or from tables, joined by code; the second from TABLE2, or else from TABLE "
            "if that has its fields, or else from the districts. Classes are of the districts with both values; a "
            "value on a limit belongs to the lower class. Spearman's rank correlation says whether the two go together "
            "at all, so that no one sees a pattern that is not there.\n\n"
            "Sources: Trumbo, B. E. (1981), A theory for coloring bivariate statistical maps, The American "
            "Statistician 35(4); Spearman (1904) for the correlation; PurpleGold after Joshua Stevens (2015)."
        )

    def initAlgorithm(self, config=None):
        tr = self.tr
        self.add_mapped_value()
        self.add_second_value()
        self.add_pair_classes()
        self.add_strict()
        self.add_style_file()
        self.add_output("OUTPUT", tr("Map"), tr("The districts with both values and their classes, styled."), True)
        self.add(QgsProcessingParameterFileDestination(
            "LEGEND", tr("Square legend"), tr("SVG picture (*.svg);;PNG picture (*.png)"), None, True, False),
            tr("The legend as a picture, .svg or .png."))
        self.add_numbers(
            N_CLASSES=tr("Pairs of classes"), N_MAPPED=tr("Districts with both values"),
            NO_DATA_COUNT=tr("Districts without data"), NO_FIRST=tr("Districts without the first value alone"),
            NO_SECOND=tr("Districts without the second value alone"), NO_BOTH=tr("Districts without either"),
            UNMATCHED_COUNT=tr("Districts on one side only"), SPEARMAN=tr("Spearman's rank correlation"),
            SPEARMAN_P=tr("Its p"), HIGH_BOTH=tr("Districts high in both"),
            HIGH_EXPECTED=tr("Districts high in both without any association"),
        )
        self.add_strings(
            CLASS_BREAKS=tr("Limits of the first value"), CLASS_BREAKS2=tr("Limits of the second value"),
            CLASS_COUNTS=tr("Districts in each pair of classes"), STRENGTH=tr("Strength of the association"),
            SENTENCE=tr("The association in words"),
        )

    def fault(self, parameters, context):
        return self.pair_fault(parameters, context)

    @guarded
    def processAlgorithm(self, parameters, context, feedback):
        from ...cartography import maps, square
        from ...measures import bivariate
        from ...measures.notes import Notes

        notes = Notes()
        areas, values, caution, unmatched = self.read_pair(parameters, context, feedback, notes)
        pairs = self.class_pair(parameters, context, values, notes)
        labels = [name or code for code, name in zip(areas["area"], areas["name"])]
        bivariate.tell(values, labels, pairs.titles, notes)
        numbers = pairs.numbers()
        columns = {"area": areas["area"].tolist(), "name": areas["name"].tolist(), **pairs.columns()}
        kinds = dict(KINDS)
        if caution is not None:
            columns["caution"], kinds["caution"] = caution, "integer"
        both = self.tr("{} and {}").format(*pairs.titles)
        title = self.text(parameters, "TITLE", context) or both[:1].upper() + both[1:]
        self.styles["OUTPUT"] = style = maps.bivariate(
            columns, pairs, self.text(parameters, "RAMP", context), square.shortened(title, LONGEST_NAME),
            numbers["SENTENCE"], areas.schematic, self.style_file(parameters, context))
        results = {
            "OUTPUT": self.write_beside(parameters, "OUTPUT", context, feedback, notes, areas, columns, kinds)}
        if self.given(parameters, "LEGEND"):
            results["LEGEND"] = self.parameterAsFileOutput(parameters, "LEGEND", context)
            with destinations.whole_file("LEGEND", results["LEGEND"]) as draft:
                square.save(style.legend, draft)
        missing = self.tr("Districts without data: {}.").format(numbers["NO_DATA_COUNT"])
        self.tell(notes, feedback, f"{numbers['SENTENCE']} {missing}")
        return {**results, **numbers, "UNMATCHED_COUNT": unmatched}
