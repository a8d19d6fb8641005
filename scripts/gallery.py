"""Writes docs/gallery.md and its pictures; run by scripts/gallery, which sets up QGIS.

RECIPES is the whole of it: to add a picture, add a recipe.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from pictures import shrink

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "resources" / "sample" / "sample.gpkg"
PAGE, PICTURES = ROOT / "docs" / "gallery.md", ROOT / "docs" / "gallery"
SOURCE = ("Figures: Office for National Statistics and Ordnance Survey, Open Government Licence v3.0. "
          "Boundaries are schematic. Outline: Natural Earth.")
GVA = {"OBSERVATIONS": "sample.gpkg|layername=gva", "NEGATIVES": "drop"}
DISTRICTS = {"AREAS": "sample.gpkg|layername=districts"}
MACHINES = "CI-CL (26-30)"
IN_2023 = f"\"industry\" = '{MACHINES}' AND \"period\" = 2023"
HEAD = """# Gallery

One picture for each algorithm that has something to show, made from the [sample](../resources/sample/README.md) by
`scripts/gallery`, with the commands that anybody can type. `sample.gpkg` lies in `resources/sample`. The shapes are
schematic: every district is there, none has its true boundary. *Growth decomposition by plants* is not here: it needs a
table of plants, and those are confidential.
"""


@dataclass
class Recipe:
    """One picture.

    Attributes
    ----------
    name : str
        The algorithm that it shows.
    title : str
        As in the toolbox.
    sentence : str
        What the picture shows.
    steps : list of (algorithm, parameters)
        The runs that make it, in order; files stand without a folder.
    map : tuple of (layer, heading)
        The result to draw as a map; or
    chart : str
        the picture that the last step makes.
    drawn : str
        A picture of docs/pictures that shows the same already: it is taken, and nothing is drawn.
    """

    name: str
    title: str
    sentence: str
    steps: list
    map: tuple = ()
    chart: str = ""
    drawn: str = ""

    @property
    def picture(self):
        return f"pictures/{self.drawn}.png" if self.drawn else f"gallery/{self.name}.png"


SCREEN = {"DPI": "110", "SOURCE": "Office for National Statistics, Open Government Licence v3.0."}
QUOTIENTS = ("locationquotient", {**GVA, "INDUSTRIES": f"C (10-33);{MACHINES}", "OUTPUT": "lq.gpkg"})

RECIPES = (
    Recipe("importstatistics", "Import statistics",
           "Manufacturing in three districts, from a table with years across, as it was downloaded.", [
               ("importstatistics", {"INPUT": "gva_by_district.csv", "OUTPUT": "observations.gpkg"}),
               ("chart", {"INPUT": "observations.gpkg", "VALUE_FIELD": "value", "SERIES_FIELD": "area",
                          "UNIT": "\u00a3m",
                          "FILTER": "industry = 'C (10-33)' AND area IN ('E06000001', 'E06000030', 'E06000015')",
                          "NAMES": "sample.gpkg|layername=districts", "NAMES_CODE": "area", "NAMES_NAME": "name",
                          "TITLE": "Output of manufacturing, current prices", **SCREEN, "OUTPUT": "imported.png"}),
           ], chart="imported.png"),
    Recipe("groupindustries", "Group industries",
           "Advanced manufacturing in three regions: the codes that the sample has of it, summed.", [
               ("groupindustries", {"OBSERVATIONS": "sample.gpkg|layername=gva_itl2", "OUTPUT": "grouped.gpkg"}),
               ("chart", {"INPUT": "grouped.gpkg", "VALUE_FIELD": "value", "SERIES_FIELD": "area",
                          "LABEL_FIELD": "name",
                          "FILTER": "\"industry\" <> 'Total' AND \"area\" IN ('TLF1', 'TLG3', 'TLE3')",
                          "UNIT": "\u00a3m",
                          "TITLE": "Output of advanced manufacturing, current prices", **SCREEN,
                          "OUTPUT": "grouped.png"}),
           ], chart="grouped.png"),
    Recipe("harmonisedistricts", "Harmonise districts", "The districts of 2023 with the codes of 2025.", [
        ("harmonisedistricts", {"INPUT": "sample.gpkg|layername=gva", "BOUNDARIES": "sample.gpkg|layername=districts",
                                "TARGET": "2025", "OUTPUT": "harmonised.csv", "DISSOLVED": "dissolved.gpkg"}),
    ], map=("dissolved.gpkg", "Districts of 2025: what has another code than in 2023")),
    Recipe("locationquotient", "Location quotient", "Which districts make electrical products and machinery, 2023.", [
        ("locationquotient", {**GVA, **DISTRICTS, "MAP_INDUSTRY": MACHINES, "OUTPUT": "lq.gpkg", "MAP": "lq_map.gpkg"}),
    ], drawn="location_quotient_map"),
    Recipe("concentration", "Concentration of industries", "How concentrated five industries are over 45 regions.", [
        ("concentration", {"OBSERVATIONS": "sample.gpkg|layername=gva_itl2",
                           "INDUSTRIES": "CI (26);CJ (27);CK (28);29;30", "OUTPUT": "concentration.csv"}),
    ], drawn="concentration_itl2"),
    Recipe("concentrationdecomposition", "Concentration between and within groups",
           "How much of two industries' concentration lies between traditional industrial regions and the rest.", [
               ("traditionalregions", {**DISTRICTS, "PRESET": "paper", "OUTPUT": "regions.gpkg"}),
               ("concentrationdecomposition", {**GVA, "AREAS": "regions.gpkg", "GROUP_FIELD": "tir", "INDUSTRIES": (
                   "C (10-33);" + MACHINES), "OUTPUT": "parts.gpkg"}),
               ("chart", {"INPUT": "parts.gpkg", "VALUE_FIELD": "between_pc",
                          "NAMES": "sample.gpkg|layername=industries",
                          "TITLE": "Concentration between traditional regions and others", **SCREEN,
                          "OUTPUT": "parts.png"}),
           ], chart="parts.png"),
    Recipe("specialisation", "Specialisation of districts", "How far each district's mix is from that of all, 2023.", [
        ("specialisation", {**GVA, **DISTRICTS, "OUTPUT": "specialisation.csv", "MAP": "specialisation_map.gpkg"}),
    ], drawn="specialisation_map"),
    Recipe("shares", "Shares by type of area",
           "Which types of area hold the output of manufacturing, five-year averages.", [
               ("densityclass", {**DISTRICTS, "POPULATION_FIELD": "pop_2020", "OUTPUT": "density.gpkg"}),
               ("shares", {**GVA, "AREAS": "density.gpkg", "GROUP_FIELD": "dens_class", "INDUSTRIES": "C (10-33)",
                           "OUTPUT": "shares.gpkg"}),
               ("chart", {"INPUT": "shares.gpkg", "VALUE_FIELD": "share_av", "FILTER": "\"part\" = 'all'",
                          "TITLE": "Shares of manufacturing by type of district", **SCREEN, "OUTPUT": "shares.png"}),
           ], chart="shares.png"),
    Recipe("shiftshare", "Shift-share", "Where output grew by more than the industries of the district explain.", [
        ("shiftshare", {**GVA, **DISTRICTS, "MAP_VALUE": "local_pc", "OUTPUT": "shift.csv", "MAP": "shift_map.gpkg"}),
    ], drawn="shift_share_map"),
    Recipe("traditionalregions", "Traditional industrial regions", "The regions of Sunley and others (2023).", [
        ("traditionalregions", {**DISTRICTS, "PRESET": "paper", "OUTPUT": "regions.gpkg"}),
    ], drawn="traditional_regions"),
    Recipe("densityclass", "Urban, moderately urban or rural", "Districts by density of population, 2020.", [
        ("densityclass", {**DISTRICTS, "POPULATION_FIELD": "pop_2020", "BASE_YEAR": "2020", "OUTPUT": "density.gpkg"}),
    ], drawn="density_classes"),
    Recipe("spatialclusters", "Spatial clusters", "Where districts of much manufacturing lie together, 2023.", [
        QUOTIENTS,
        ("spatialclusters", {**DISTRICTS, "TABLE": "lq.gpkg", "VALUE_FIELD": "own_share",
                             "FILTER": "\"industry\" = 'C (10-33)' AND \"period\" = 2023", "OUTPUT": "clusters.gpkg"}),
    ], map=("clusters.gpkg", "Clusters of manufacturing's share of output, 2023")),
    Recipe("association", "Association with growth",
           "Where manufacturing grew by more, and by less, than its share at the start lets one expect.", [
               QUOTIENTS,
               ("association", {**GVA, "INDUSTRIES": "C (10-33)", "FROM": "2000", "TO": "2015", "INTENSITY": "lq.gpkg",
                                "X_FIELD": "own_share", "X_FROM": "1998", "X_TO": "2000",
                                "FILTER": "\"industry\" = 'C (10-33)'", **DISTRICTS, "OUTPUT": "association.csv",
                                "MAP": "residuals.gpkg"}),
           ],
           map=("residuals.gpkg", "Growth of manufacturing 2000 to 2015, current prices, off the line")),
    Recipe("attachregions", "Attach regions", "The nation or region of each district, by lookup.", [
        ("attachregions", {"INPUT": "sample.gpkg|layername=districts", "REGIONS": "itl1", "OUTPUT": "attached.gpkg"}),
    ], map=("attached.gpkg", "Districts by ITL 1 region")),
    Recipe("chart", "Chart", "The districts most specialised in manufacturing, and Hartlepool, 2023.", [
        QUOTIENTS,
        ("chart", {"INPUT": "lq.gpkg", "KIND": "bar", "VALUE_FIELD": "lq", "TOP": "12", "HIGHLIGHT": "Hartlepool",
                   "FILTER": "\"industry\" = 'C (10-33)' AND \"period\" = 2023", **SCREEN, "OUTPUT": "bars.png"}),
    ], drawn="chart_bar"),
    Recipe("choropleth", "Choropleth map", "Manufacturing's share of each district's output, 2023.", [
        QUOTIENTS,
        ("choropleth", {**DISTRICTS, "TABLE": "lq.gpkg", "VALUE_FIELD": "own_share",
                        "FILTER": "\"industry\" = 'C (10-33)' AND \"period\" = 2023", "SCHEME": "fisher_jenks",
                        "OUTPUT": "share_map.gpkg"}),
    ], drawn="manufacturing_share"),
    Recipe("bivariatechoropleth", "Map of two values", "Specialised and urban, specialised and rural, neither, 2023.", [
        QUOTIENTS,
        ("bivariatechoropleth", {
            **DISTRICTS, "TABLE": "lq.gpkg", "VALUE_FIELD": "lq", "FILTER": IN_2023,
            "VALUE2_FIELD": '"pop_2020" / "km2"', "SCHEME": "user_defined", "BREAKS": "0.8;1.25", "BREAKS2": "186;846",
            "TITLE1": "location quotient", "TITLE2": "people per km²", "OUTPUT": "two_values.gpkg"}),
    ], drawn="quotient_and_density"),
    Recipe("hexcartogram", "Hexagon map", "The same districts, each as large as the others.", [
        ("locationquotient", {**GVA, **DISTRICTS, "MAP_INDUSTRY": MACHINES, "OUTPUT": "lq.gpkg", "MAP": "lq_map.gpkg"}),
        ("hexcartogram", {"AREAS": "lq_map.gpkg", "OUTPUT": "hexagons.gpkg"}),
    ], drawn="hexcartogram"),
    Recipe("exportmap", "Export map", "A page for a committee paper.", [
        ("locationquotient", {**GVA, **DISTRICTS, "MAP_INDUSTRY": MACHINES, "OUTPUT": "lq.gpkg", "MAP": "lq_map.gpkg"}),
        ("exportmap", {"AREAS": "lq_map.gpkg", "DISTRICT": "Hartlepool", "OUTPUT": "page.pdf"}),
    ], drawn="exportmap"),
)


def made(value, folder):
    """Return a parameter's value with its file where it lies: the sample's, or one that a run makes."""
    text = str(value).replace("sample.gpkg", str(SAMPLE))
    if (SAMPLE.parent / text).is_file():
        return str(SAMPLE.parent / text)
    return str(folder / text) if re.fullmatch(r"\w+\.(gpkg|csv|png|pdf)", text) else text


def run(algorithm, parameters, folder):
    """Run one algorithm; what it printed is shown only if it failed."""
    words = [f"--{name}={made(value, folder)}" for name, value in parameters.items()]
    done = subprocess.run([os.environ["QGIS_PROCESS"], "run", f"industrialatlas:{algorithm}", *words],
                          capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        sys.exit(f"gallery: {algorithm} failed.\n{done.stdout}{done.stderr}")


def draw(recipe, folder):
    """Put the picture of a recipe into the documentation: a map is drawn, a chart has been by its last step."""
    target = str(ROOT / "docs" / recipe.picture)
    if recipe.chart:
        shutil.copyfile(folder / recipe.chart, target)
        shrink(target)
        return
    layer, heading = recipe.map
    words = [ROOT / "scripts" / "render_maps.py", "--source", SOURCE, "--map", folder / layer, target, heading]
    subprocess.run([sys.executable, "-W", "ignore", *map(str, words)], check=True)


def command(algorithm, parameters):
    """Return a run as it is typed."""
    words = [f"--{name}={value}" for name, value in parameters.items()]
    return " \\\n    ".join([f"qgis_process run industrialatlas:{algorithm}", *map(shlex.quote, words)])


def section(recipe):
    """Return what the page says of a recipe."""
    commands = "\n".join(command(*step) for step in recipe.steps)
    return (f"\n## {recipe.title}\n\n{recipe.sentence} [How it works](algorithms/{recipe.name}.md).\n\n"
            f"![{recipe.title}: {recipe.sentence}]({recipe.picture})\n\n```bash\n{commands}\n```\n")


def main(wanted):
    unknown = set(wanted) - {recipe.name for recipe in RECIPES}
    if unknown:
        sys.exit(f"gallery: there is no recipe {', '.join(sorted(unknown))}.")
    PICTURES.mkdir(exist_ok=True)
    folder = Path(os.environ["ATLAS_SESSION"]) / "gallery"
    folder.mkdir()
    done = set()
    for recipe in RECIPES:
        if recipe.drawn or (wanted and recipe.name not in wanted):
            continue
        for algorithm, parameters in recipe.steps:
            if (key := (algorithm, *parameters.items())) not in done:
                run(algorithm, parameters, folder)
                done.add(key)
        draw(recipe, folder)
        print(f"gallery: {recipe.name}", flush=True)
    PAGE.write_text(HEAD + "".join(section(recipe) for recipe in RECIPES), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
