"""Every case in which somebody else says what a measure is, beside what ours says: the tests and the page of validation.

`published` is a number printed in a book, an article, a manual page or a peer's own test suite, compared to its printed
digits; every other number is what the peer answered when it was run on the same figures (the files beside this one), or
what a few lines of pandas say that share nothing with the measures.
"""

from __future__ import annotations

import csv
import functools
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import numpy as np

from industrial_atlas.processing.measures import (
    agglomeration,
    association,
    autocorrelation,
    breaks,
    complexity,
    concentration,
    decomposition,
    growth,
    proximity,
    quotients,
    shares,
    shiftshare,
    specialisation,
)
from industrial_atlas.processing.measures.groups import encode
from industrial_atlas.processing.measures.notes import Notes

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SAMPLE = ROOT / "resources" / "sample"
RELATIVE = 1e-9


@dataclass(frozen=True)
class Case:
    """One number, or one array of them, from two sides.

    Attributes
    ----------
    measure, case : str
        What is measured, and on what.
    source : str
        Whose number theirs is.
    theirs : float or nested list
    ours : callable
        Returns the same shape.
    decimals : int or None
        The decimals to which theirs is printed; None where it is whole.
    """

    measure: str
    case: str
    source: str
    theirs: object
    ours: Callable
    decimals: int | None = None

    @property
    def id(self) -> str:
        """A name for the test."""
        return f"{self.measure}: {self.case} ({self.source})".replace("::", ":")

    def answers(self) -> tuple[np.ndarray, np.ndarray]:
        """Return theirs and ours, as arrays of one shape."""
        theirs, ours = np.asarray(self.theirs, dtype=float), np.asarray(self.ours(), dtype=float)
        if theirs.shape != ours.shape:
            raise ValueError(f"{self.id}: theirs has the shape {theirs.shape}, ours {ours.shape}.")
        return theirs, ours

    @property
    def tolerance(self) -> dict:
        """What a difference may be, as `numpy.allclose` takes it."""
        if self.decimals is None:
            return {"rtol": RELATIVE, "atol": 1e-12}
        return {"rtol": 0, "atol": 0.51 * 10.0**-self.decimals}


def read(name: str):
    """Return a file of peers' answers."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def columns(path: Path, text=("region", "state")) -> dict:
    """Return the columns of a CSV, numbers where they are numbers."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {title: [row[title] for row in rows] if title in text else np.array([row[title] for row in rows], float)
            for title in rows[0]}


def printed(number: float) -> int:
    """Return how many decimals a number is printed with."""
    text = repr(number)
    return len(text.split(".")[1]) if "." in text else 0


def both(measure: str, case: dict, name: str, ours: Callable, decimals=None) -> list[Case]:
    """Return the case of what a peer answered, and that of the number printed, where there is one."""
    found = [Case(measure, name, f"{case['peer']}, {case['call']}", case["run"], ours, decimals)]
    if case.get("published") is not None:
        found.append(Case(measure, name, case["source"], case["published"], ours, printed(case["published"])))
    return found


def words(identifier: str) -> str:
    """Return the id of a case as words, without the measure that it begins with."""
    for measure in ("gini_lq_", "hhi_n_", "gini_", "hhi_", "theil_", "effective_number_", "ellison_glaeser_",
                    "krugman_", "entropy_", "n_lq1_"):
        identifier = identifier.removeprefix(measure)
    return identifier.replace("_", " ")


# Location quotients ---------------------------------------------------------------------------------------------------


def quotients_of(case) -> np.ndarray:
    """Return the quotients of a matrix of districts and industries, or of one district against a wider area."""
    if "matrix" in case:
        values = np.array(case["matrix"], float)[:, :, None]
        return quotients.location_quotients(values, values.sum(axis=1))["lq"][:, :, 0]
    values = np.atleast_1d(np.array(case["value"], float))[None, :, None]
    wider = np.atleast_1d(np.array(case["industry"], float))[:, None], np.array([float(case["everything"])])
    found = quotients.location_quotients(values, np.array([[float(case["total"])]]), wider)["lq"][0, :, 0]
    return found if np.ndim(case["run"]) else found[0]


def location_quotients() -> list[Case]:
    """Location quotients of a textbook, a town and some matrices."""
    found = []
    for case in read("location_quotients"):
        found += both("Location quotient", case, words(case["id"]), functools.partial(quotients_of, case))
    land, peers = laender(), read("laender")
    theirs = [[peers["lq"]["run"][region][industry] for industry in land.industries] for region in land.regions]

    def ours():
        return quotients.location_quotients(land.jobs, land.totals)["lq"][:, :, 0]

    return [*found, Case("Location quotient", "German Länder, 2015", "EconGeo 2.1 and REAT 3.0.3", theirs, ours)]


# Indices of concentration ---------------------------------------------------------------------------------------------


INDICES = {
    "theil": "Relative Theil index", "gini": "Locational Gini by size", "gini_lq": "Gini of the location quotients",
    "hhi": "Herfindahl index", "hhi_n": "Herfindahl index, normalised", "1/hhi": "Effective number",
}


def index_of(case) -> float:
    """Return the index of one industry; without totals every district has the same size."""
    values = np.array(case["values"], float)[:, None, None]
    totals = np.array(case.get("totals", [1] * len(values)), float)[:, None]
    found, name = concentration.indices(values, totals), case["measure"]
    return float(1 / found["hhi"][0, 0] if name == "1/hhi" else found[name][0, 0])


def concentrations() -> list[Case]:
    """Indices of single industries."""
    found = []
    for case in read("concentration"):
        decimals = 3 if "hoover_gini" in case["call"] else None
        found += both(INDICES[case["measure"]], case, words(case["id"]), functools.partial(index_of, case), decimals)
    return found


class Laender:
    """Jobs in 17 industries of the 16 German Länder in 2015."""

    def __init__(self):
        held = columns(HERE / "laender.csv")
        self.regions = held.pop("region")
        self.surface = held.pop("area_sqkm")
        self.industries = list(held)
        self.jobs = np.column_stack(list(held.values()))[:, :, None]
        self.totals = self.jobs.sum(axis=1)


@functools.cache
def laender() -> Laender:
    """The German Länder, 2015."""
    return Laender()


def of_laender() -> list[Case]:
    """Every index of the Länder, one case an industry and peer."""
    land, peers, found = laender(), read("laender"), []
    sizes = {"total": None, "area": land.surface, "equal": np.ones(16)}
    for name, measure, reference, times, decimals in (
        ("theil_total", "theil", "total", 1, None), ("theil_area", "theil", "area", 1, None),
        ("theil_equal", "theil", "equal", 1, None), ("gini", "gini", "total", 1, None),
        ("gini_halved", "gini", "total", 2, None), ("gini_rounded", "gini", "total", 1, 3),
        ("gini_lq", "gini_lq", "total", 1, None), ("gini_equal", "gini", "equal", 1, None),
        ("hhi", "hhi", "total", 1, None),
    ):
        peer = peers[name]
        for place, industry in enumerate(land.industries):
            if industry in peer.get("without", ()):
                continue

            def ours(place=place, reference=reference, measure=measure):
                return concentration.indices(land.jobs, land.totals, sizes[reference])[measure][place, 0]

            against = {"total": "", "area": ", against surface", "equal": ", against equal shares"}[reference]
            twice = ", twice their figure" if times == 2 else ""
            found.append(Case(
                INDICES[measure], f"German Länder, {industry}{against}", f"{peer['peer']}, {peer['call']}{twice}",
                times * peer["run"][industry], ours, decimals))
    return found


def of_mexico() -> list[Case]:
    """Theil and Gini of income per head in the Mexican states: PySAL's T against equal shares."""
    held, peers = columns(HERE / "mexico.csv"), read("mexico")
    held.pop("state")
    found = []
    for place, (year, income) in enumerate(held.items()):
        def ours(income=income):
            return concentration.indices(income[:, None, None], np.ones((32, 1)))["theil"][0, 0]

        name, theil = f"Mexican states, {year}", peers["theil"]
        found.append(Case(INDICES["theil"], name, f"{theil['peer']}, {theil['call']}", theil["run"][place], ours))
        found.append(Case(INDICES["theil"], name, theil["published_in"], theil["published"][place], ours, 8))
    income = held["1940"]
    return [*found, Case(
        INDICES["gini"], "Mexican states, 1940", peers["gini_1940"]["published_in"], peers["gini_1940"]["published"],
        lambda: concentration.locational_gini(income / income.sum(), np.full(32, 1 / 32)))]


# Plants ---------------------------------------------------------------------------------------------------------------


def gamma_of(case) -> float:
    """Return the index of Ellison and Glaeser from a list of plants."""
    plants, size = np.array(case["plants"], float), case["reference"]
    held = np.array([plants[[where == region for where in case["region"]]].sum() for region in size])
    total = np.array(list(size.values()), float)
    herfindahl = ((plants / plants.sum()) ** 2).sum()
    return float(agglomeration.ellison_glaeser(held / held.sum(), total / total.sum(), herfindahl))


def agglomerations() -> list[Case]:
    """Ellison and Glaeser's index of a textbook's industries."""
    found = []
    for case in read("ellison_glaeser"):
        found += both("Ellison-Glaeser index", case, words(case["id"]), functools.partial(gamma_of, case))
    return found


# Between and within ---------------------------------------------------------------------------------------------------


def parts_of(values, totals, labels, reference=None) -> dict:
    """Return the whole index and its two parts, shape (industries, periods)."""
    groups = encode(labels, "group", [str(place) for place in range(len(labels))], Notes())
    return decomposition.decompose(values, totals, groups, reference)["whole"]


PARTS = {
    "total": ("t_total", "Relative Theil index"), "between": ("t_between", "Theil index between groups"),
    "within": ("t_within", "Theil index within groups"),
}


def decompositions() -> list[Case]:
    """Theil indices between and within regimes of Mexico, East and West of Germany, and two halves."""
    peers, found, land = read("decomposition"), [], laender()
    mexico, income = peers["mexico"], columns(HERE / "mexico.csv")
    income.pop("state")
    block = np.column_stack(list(income.values()))[:, None, :]
    for name in PARTS:
        field, measure = PARTS[name]

        def ours(field=field):
            return parts_of(block, np.ones((32, 7)), mexico["group"], np.ones(32))[field][0]

        title = "Mexican states in five regimes, 1940 to 2000, against equal shares"
        found.append(Case(measure, title, f"{mexico['peer']}, {mexico['call']}", mexico[name], ours))
        if name == "between":
            found.append(Case(measure, title, mexico["published_in"], mexico["published_between"], ours, 8))
    half = peers["zero_block"]
    for name in PARTS:
        field, measure = PARTS[name]

        def ours(field=field):
            return parts_of(np.array(half["values"])[:, None, None], np.ones((6, 1)), half["group"], np.ones(6))[field][0, 0]

        found.append(Case(measure, "six districts, one half empty", half["source"], half[name], ours))
    for key, size, against in (("laender_equal", np.ones(16), ", against equal shares"), ("laender_total", None, "")):
        peer = peers[key]
        for place, industry in enumerate(land.industries):
            if industry in peer.get("without", ()):
                continue
            for name in ("between", "within"):
                field, measure = PARTS[name]

                def ours(field=field, place=place, size=size, peer=peer):
                    labels = [peer["group"][region] for region in land.regions]
                    return parts_of(land.jobs, land.totals, labels, size)[field][place, 0]

                theirs = peer["run"][industry][name] if "run" in peer else peer[name][industry]
                found.append(Case(
                    measure, f"German Länder, East and West, {industry}{against}", f"{peer['peer']}, {peer['call']}",
                    theirs, ours))
    return found


# Specialisation -------------------------------------------------------------------------------------------------------


SPECIALISATION = {
    "krugman": "Krugman index of specialisation", "hhi": "Herfindahl index over industries", "entropy": "Entropy in bits",
    "n_lq1": "Industries with LQ of 1 or more",
}


def specialisation_of(case):
    """Return an index of the districts of a matrix, or of one district against a wider area."""
    if "matrix" in case:
        values = np.array(case["matrix"], float)[:, :, None]
        return specialisation.indices(values, values.sum(axis=1))[case["measure"]][:, 0]
    own, wider = np.array(case["values"], float), np.array(case["reference"], float)
    return specialisation.krugman(own / own.sum(), wider / wider.sum())


def specialisations() -> list[Case]:
    """Indices of specialisation of a textbook, a town, two matrices and the Länder."""
    found = []
    for case in read("specialisation"):
        found += both(SPECIALISATION[case["measure"]], case, words(case["id"]), functools.partial(specialisation_of, case),
                      case.get("decimals"))
    land, peer = laender(), read("laender")["entropy"]
    return [*found, Case(
        SPECIALISATION["entropy"], "German Länder, 2015", f"{peer['peer']}, {peer['call']}",
        [peer["run"][region] for region in land.regions],
        lambda: specialisation.indices(land.jobs, land.totals)["entropy"][:, 0], 3)]


# Relatedness ----------------------------------------------------------------------------------------------------------


@functools.cache
def related_to(name: str) -> dict:
    """Return what ours say of the relatedness of the Länder, or of the districts of the sample that lack no industry."""
    peer, land = read("relatedness")[name], laender()
    if name == "laender":
        jobs = land.jobs
    else:
        import pandas as pd

        table = pd.read_csv(SAMPLE / "gva_by_district.csv", dtype={"area": str, "industry": str})
        wide = table.pivot(index="area", columns="industry", values="2023")
        jobs = wide.loc[peer["areas"], peer["industries"]].to_numpy(float)[:, :, None]
    has = proximity.held(quotients.location_quotients(jobs, jobs.sum(axis=1))["lq"])
    near = proximity.proximities(has)
    found = complexity.complexity(has[:, :, 0])
    rows = [peer["areas"].index(area) for area in peer["density_areas"]]
    diagonal = np.eye(len(near))[:, :, None]
    with_own = (has + np.einsum("rit,ijt->rjt", has, near)) / (near + diagonal).sum(axis=0)
    return {
        **found, "proximity": [near[place, other, 0] for place in range(len(near)) for other in range(place)],
        "density": with_own[rows, :, 0], "density_without_diagonal": proximity.densities(has, near)[rows, :, 0],
    }


RELATEDNESS = {
    "proximity": ("Proximity of industries", "ecomplexity 0.5.3"),
    "density_without_diagonal": ("Relatedness density", "econcomplex 1.0.1, relatedness_density"),
    "density": ("Relatedness density if an industry is near to itself", "ecomplexity 0.5.3"),
    "diversity": ("Diversity", "ecomplexity 0.5.3"), "ubiquity": ("Ubiquity", "ecomplexity 0.5.3"),
    "eci": ("Economic complexity of districts", "ecomplexity 0.5.3"),
    "pci": ("Economic complexity of industries", "ecomplexity 0.5.3"),
}


def relatednesses() -> list[Case]:
    """Relatedness of the Länder and of the sample: by co-location, with and without the diagonal."""
    found = []
    for field, (measure, source) in RELATEDNESS.items():
        for name, title in (("laender", "German Länder, 17 industries, 2015"),
                            ("districts", "339 districts of the sample, 23 industries, 2023")):
            theirs = read("relatedness")[name][field]
            theirs = [value for row in theirs for value in row] if field == "proximity" else theirs
            found.append(Case(measure, title, source, theirs,
                              lambda field=field, name=name: related_to(name)[field]))
    return found


# Shift-share ----------------------------------------------------------------------------------------------------------


SHIFT = {
    "change": "Shift-share: change", "national": "Shift-share: national", "mix": "Shift-share: industry mix",
    "local": "Shift-share: local", "compet": "Shift-share: competitive (Esteban-Marquillas)",
    "allocation": "Shift-share: allocation (Esteban-Marquillas)",
}


def shift_of(case, part: str) -> float:
    """Return a part of a region's change, summed over its industries, against a wider area."""
    if "years" in case:
        own, wider = np.array(case["town"], float), np.array(case["germany"], float)
    else:
        own = np.array([case["start"], case["end"]], float).T
        wider = np.array([case["national_start"], case["national_end"]], float).T
    return float(shiftshare.totals(shiftshare.shift_share(own[None], wider))[part][0])


def shift_shares() -> list[Case]:
    """Parts of the change of a textbook's regions and of two towns."""
    return [
        Case(SHIFT[part], words(case["id"]), f"{case['peer']}, {case['call']}", case["run"][part],
             functools.partial(shift_of, case, part))
        for part in SHIFT for case in read("shift_share") if part in case["run"]
    ]


# Growth by plants -----------------------------------------------------------------------------------------------------


TABLE_3 = {
    ("Non TIR", "open throughout"): (-1.8, 17.0), ("Non TIR", "opened and closed"): (16.1, 44.1),
    ("TIR", "open throughout"): (-4.9, 11.1), ("TIR", "opened and closed"): (-8.2, 26.6),
}


def growth_by_plants() -> list[Case]:
    """Table 3 of the paper: plants are built to its figures, of +81.2 billion pounds, and must give them back."""
    def ours():
        found = growth.Growth(["Non TIR", "TIR"])
        for (group, status), changes in TABLE_3.items():
            for owner, per_cent in enumerate(changes):
                change = per_cent / 100 * 81_200.0
                start, end = (10_000.0, 10_000.0 + change) if status == "open throughout" else (
                    (0.0, change) if change > 0 else (-change, 0.0))
                found.add([int(group == "TIR")], [start], [end], [owner], [owner])
        cells = growth.contributions(found)
        held = {(group, status, owner): value for group, status, owner, value in zip(
            cells["group"], cells["status"], cells["owner"], cells["contrib"])}
        return [held[(*cell, owner)] for cell in TABLE_3 for owner in ("domestic", "foreign")]

    return [Case(
        "Contributions to growth by plants", "eight kinds of plants, 1973 to 2016, per cent of the change",
        "Sunley et al. (2023), Table 3", [value for row in TABLE_3.values() for value in row], ours, 1)]


# Association and clusters ---------------------------------------------------------------------------------------------


X = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
ANSCOMBE = {
    "I": (X, [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]),
    "II": (X, [9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74]),
    "III": (X, [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73]),
    "IV": ([8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8], [6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.50, 5.56, 7.91, 6.89]),
}
PRINTED = {  # for all four sets; the article's R squared of 0.667 is that of the first, so two digits of it are compared
    "INTERCEPT": ("Least squares: intercept", 3.0, 1), "SLOPE": ("Least squares: slope", 0.5, 1),
    "SLOPE_SE": ("Least squares: standard error of the slope", 0.118, 3), "R2": ("Least squares: R squared", 0.67, 2),
}


def lines() -> list[Case]:
    """Anscombe's four sets, which have one line and four shapes."""
    return [
        Case(measure, f"set {name}", "Anscombe (1973)", theirs,
             lambda pair=pair, number=number: association.fit(*pair).numbers[number], decimals)
        for number, (measure, theirs, decimals) in PRINTED.items() for name, pair in ANSCOMBE.items()
    ]


def st_louis() -> list[Case]:
    """Moran's I of homicides in 78 counties round St Louis, 1988 to 1993."""
    import libpysal
    import pandas as pd

    examples = libpysal.examples
    values = pd.read_csv(examples.get_path("stl_hom.txt"), skiprows=1)["HR8893"].tolist()
    lists = [line.split() for line in Path(examples.get_path("stl.gal")).read_text(encoding="utf-8").splitlines()[1:]]
    named = {first[0]: others for first, others in zip(lists[::2], lists[1::2])}
    order = {name: place for place, name in enumerate(named)}
    neighbours = {order[name]: [order[other] for other in others] for name, others in named.items()}
    return [
        Case(f"Moran's I{more}", "homicides, 78 counties round St Louis", "documentation of PySAL's esda", theirs,
             lambda number=number: autocorrelation.morans_i(values, neighbours, 99)[number], 3)
        for number, more, theirs in (("i", "", 0.244), ("expected", ", expected by chance", -0.013))
    ]


# Class breaks ---------------------------------------------------------------------------------------------------------


def class_breaks() -> list[Case]:
    """Limits and counts of each scheme on PySAL's Californian example."""
    density = columns(HERE / "calempdensity.csv", ("name",))["emp/sq km"]
    found = []
    for case in read("mapclassify")["cases"]:
        scheme = case["scheme"]
        given = case["bins"] if scheme == "user_defined" else ()

        def bounds(scheme=scheme, given=given):
            return breaks.class_bounds(density, scheme, 5, given)

        def counts(bounds=bounds):
            return breaks.class_counts(density, bounds())

        held = [(limit, count) for limit, count in zip(case["bins"], case["counts"]) if limit >= density.min()]
        source = f"{case['peer']}, {case['call']}"
        found.append(Case("Class limits", f"California, {scheme}", source, [limit for limit, _ in held], bounds))
        found.append(Case("Class counts", f"California, {scheme}", source, [count for _, count in held], counts))
    return found


# Real figures ---------------------------------------------------------------------------------------------------------


@functools.cache
def published_by_itl2():
    """The sample's output of ITL 2 regions: a table of regions and years for each industry."""
    import pandas as pd

    table = pd.read_csv(SAMPLE / "gva_by_itl2.csv", dtype={"area": str, "industry": str})
    years = [title for title in table if title.isdigit()]
    return {code: held.set_index("area")[years] for code, held in table.groupby("industry")}


def real_figures() -> list[Case]:
    """Theil indices of five industries by ITL 2 region, by a few lines of pandas."""
    figures, found = published_by_itl2(), []
    titles = {"CI (26)": "electronics", "CJ (27)": "electrical", "CK (28)": "machinery",
              "29": "motor vehicles", "30": "other transport"}
    for code, title in titles.items():
        value, total = figures[code]["2023"], figures["Total"]["2023"]
        s, q = value / value.sum(), total / total.sum()
        theirs = math.fsum(a * math.log(a / b) for a, b in zip(s, q) if a > 0)

        def ours(code=code):
            block = figures[code]["2023"].to_numpy()[:, None, None], figures["Total"]["2023"].to_numpy()[:, None]
            return concentration.indices(*block)["theil"][0, 0]

        found.append(Case(INDICES["theil"], f"{title} ({code}), ITL 2 regions of Great Britain, 2023",
                          "ONS figures, by pandas", theirs, ours))
    return found


def shares_by_type() -> list[Case]:
    """What the districts of the 11 traditional industrial regions hold of divisions 26 to 30, by pandas."""
    import pandas as pd

    table = pd.read_csv(SAMPLE / "gva_by_district.csv", dtype={"area": str, "industry": str})
    regions = pd.read_csv(SAMPLE / "districts.csv", dtype=str).set_index("area")["nuts2_2013"]
    with open(ROOT / "resources" / "reference" / "tir_paper.csv", encoding="utf-8", newline="") as file:
        flagged = {row["nuts2"] for row in csv.DictReader(file)}
    value, total = (table[table["industry"] == code].set_index("area") for code in ("CI-CL (26-30)", "Total"))
    inside = regions.isin(flagged)
    found = []
    for year in ("1998", "2023"):
        known = value[year].dropna()
        theirs = known[inside[known.index]].sum() / known.sum()

        def ours(year=year):
            areas = list(value.index)
            groups = encode(inside[areas].astype(int).tolist(), "tir", areas, Notes())
            block = value[[year]].to_numpy(float)[:, None, :], total.loc[areas, [year]].to_numpy(float)
            return shares.shares(*block, groups)["share"][0, 0, groups.labels.index("TIR"), 0]

        found.append(Case("Share by type of area", f"divisions 26 to 30, districts of the 11 regions, {year}",
                          "ONS figures, by pandas", theirs, ours))
    return found


def cases() -> list[Case]:
    """Every case, in the order of the page of validation."""
    return [
        *location_quotients(), *concentrations(), *of_laender(), *of_mexico(), *real_figures(), *agglomerations(),
        *decompositions(), *specialisations(), *relatednesses(), *shares_by_type(), *shift_shares(), *growth_by_plants(), *lines(),
        *st_louis(), *class_breaks(),
    ]
