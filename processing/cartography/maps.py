"""The finished style of each result that has a place."""

from __future__ import annotations

import numpy as np
from qgis.core import QgsExpression

from ..measures.notes import counted
from . import palette, square
from .labels import between
from .renderers import Group, categorised, classify, flat, graduated, grouped, rules
from .styling import Style, inside, labels

LONGEST = 60  # letters of a title in a legend
TOGETHER = " in all periods together"
LABEL_SHARES = {"hex_label": 0.31, "name": 0.11, "area": 0.17}  # of a hexagon's width, so that the longest fits
SCHEMATIC = "Schematic map: shapes are not true boundaries."
HEXAGONS = (
    "Hexagon map: each district has the same size; places are approximate, and shapes are not true boundaries."
)
SPECIALISATION = {
    "krugman": ("Krugman index of specialisation", "0: the usual mix of industries; 2: none in common with it.", ""),
    "hhi": ("Herfindahl index of industries", "The sum of squared shares of industries: 1 is one industry alone.", ""),
    "entropy": ("Diversity of industries (entropy)", "0 is one industry alone; higher is more diverse.", "bits"),
    "unrelated": ("Unrelated variety", "Entropy between wider groups of industries.", "bits"),
    "related": ("Related variety", "Entropy inside wider groups of industries.", "bits"),
    "n_lq1": ("Industries at or over their usual share", "Industries with a location quotient of 1 or more.", ""),
}


def location_quotient(columns, industry, period, minimum, schematic: bool, aliases: dict, file: str) -> Style:
    """Return the style of a map of location quotients: diverging at 1, small numbers hatched."""
    from ..measures.breaks import class_bounds

    quotients = np.array(columns["lq"], dtype=float)
    when = "" if period is None else f", {period}"
    name = f"Location quotient, {industry}{when}"
    caption = (
        f"{name}. LQ = (industry / all industries in the district) / (industry / all industries in all districts); 1 "
        f"is the usual share. Numbers in brackets count districts. Hatched: value under {minimum:g}."
    )
    if np.isnan(quotients).all():
        return _blank(name, caption, "lq", columns["lq"], schematic, aliases, file)
    bounds = class_bounds(quotients, "lq")
    classes = classify("lq", quotients, bounds, "PuOr", 1.0)
    small = int(sum(1 for flag, lq in zip(columns["caution"], columns["lq"]) if flag == 1 and lq is not None))
    if small:
        classes.cautions, classes.caution_label = small, f"Hatched: value under {minimum:g} ({small:,})"
    return Style(graduated(classes), name, _caption(caption, schematic), aliases, rules(classes), file)


def choropleth(
    field, values, bounds, ramp, centre, unit, name, caution, schematic, aliases, file, hatched="small number",
    withheld=None, several="",
) -> tuple:
    """Return the style of a classed map, and its classes.

    `hatched` is what `caution` means, `withheld` tells which values are suppressed, and `several` is what the numbers
    of the legend count beside districts.
    """
    classes = _classes(field, values, bounds, ramp, centre, unit, caution, hatched, withheld)
    return Style(graduated(classes), name, _counting(name, several, schematic), aliases, rules(classes), file), classes


def series(field, shown, unit, name, schematic, aliases, file, several="") -> tuple:
    """Return the style of several maps in one layer, a group of the legend each, and the classes of each.

    Parameters
    ----------
    shown : sequence of tuple
        For each group its `mapseries.Part`, values, bounds, ramp, centre, cautions or None, and which are suppressed or
        None.
    """
    groups = []
    for part, values, bounds, ramp, centre, caution, withheld in shown:
        classes = _classes(field, values, bounds, ramp, centre, unit, caution, "small number", withheld)
        where = " AND ".join(
            QgsExpression.createFieldEqualityExpression(key, held) for key, held in part.keys.items())
        groups.append(Group(part.label, where, classes, part.active))
    style = Style(grouped(groups), name, _counting(name, several, schematic), aliases, flat(groups), file)
    return style, [group.classes for group in groups]


def _classes(field, values, bounds, ramp, centre, unit, caution, hatched, withheld):
    classes = classify(field, values, bounds, ramp, centre, unit)
    if caution is not None:
        classes.cautions = sum(1 for flag, value in zip(caution, values) if flag == 1 and value == value)
        classes.caution_label = f"Hatched: {hatched} ({classes.cautions:,})"
    if withheld is not None:
        classes.suppressed = int(sum(withheld))
        classes.missing -= classes.suppressed
    return classes


def _counting(name: str, several: str, schematic: bool) -> str:
    return _caption(
        f"{name}. Numbers in brackets count districts{several}; a value on a limit belongs to the lower class.",
        schematic)


def bivariate(columns, pairs, ramp: str, name: str, words: str, schematic: bool, file: str) -> Style:
    """Return the style of a map of two values, with its square legend.

    Parameters
    ----------
    pairs : measures.bivariate.Pairs
    words : str
        Whether the two values go together.
    """
    ticks, spans = zip(*(between(limits, held, unit) for limits, held, unit in
                         zip(pairs.limits, pairs.held(), pairs.units)))
    titles = [square.shortened(title, LONGEST) for title in pairs.titles]
    colours = palette.pair(ramp, *pairs.shape)
    categories = {
        f"{one}-{other}": (f"{low.capitalize()} {titles[0]}, {high} {titles[1]}", colours[other - 1][one - 1])
        for one, low in enumerate(pairs.words[0], 1) for other, high in enumerate(pairs.words[1], 1)
    }
    small = sum(flag == 1 for flag, key in zip(columns.get("caution", ()), columns["bi_class"]) if key is not None)
    hatched = f"Hatched: small number ({small:,})" if small else ""
    renderer = categorised("bi_class", categories, columns["bi_class"], hatched=hatched)
    limits = " ".join(
        f"{title}: {', '.join(f'{word} {span}' for word, span in zip(classes, held))}."
        for title, classes, held in zip(pairs.titles, pairs.words, spans))
    caption = (
        f"{name}. {limits} {words} Numbers in brackets count districts; a value on a limit belongs to the lower class.")
    aliases = {"area": "District code", "name": "District", "bi_class": "Pair of classes", "bi_words": "Both in words"}
    for place, (title, unit) in enumerate(zip(titles, pairs.units), 1):
        aliases[f"value_{place}"] = f"{title} ({unit})" if unit else title
        aliases[f"class_{place}"] = f"Class of {title}"
    legend = square.legend(colours, pairs.counts, pairs.titles, ticks, pairs.missing, hatched)
    return Style(renderer, name, _caption(caption, schematic), aliases, None, file, legend=legend)


def specialisation(
    columns, index, period, compared: str, codes: str, schematic: bool, aliases: dict, file: str, notes,
) -> Style:
    """Return the style of a map of an index of specialisation: fifths of the districts, at rounded limits."""
    from ..measures.breaks import class_bounds, rounded

    title, words, unit = SPECIALISATION[index]
    words = f"{words} Over {codes}.".strip()
    name = f"{title}, {compared}" if index in ("krugman", "n_lq1") and compared else title
    name += "" if period is None else f", {period}"
    values = np.array(columns[index], dtype=float)
    if np.isnan(values).all():
        return _blank(name, f"{name}. {words}", index, columns[index], schematic, aliases, file)
    bounds = class_bounds(values, "quantiles", 5, notes=notes)
    whole = sorted({float(np.floor(bound)) for bound in bounds})  # whole numbers fall into the same classes
    bounds = whole if index == "n_lq1" else rounded(bounds, float(np.nanmin(values)))
    style, _ = choropleth(index, values, bounds, "YlGnBu", None, unit, name, None, False, aliases, file)
    style.caption = _caption(f"{style.caption} {words} Classes are fifths of the districts, rounded.", schematic)
    return style


def shift_share(columns, field, years, priced, compared, industries: int, schematic, aliases, file: str) -> Style:
    """Return the style of a map of the local part of change: diverging at 0, round limits on both sides."""
    from ..measures.breaks import around_zero

    share = field == "local_pc"
    name = f"Local part of change{' in per cent' if share else ''}, {years}, {priced}"
    words = (
        f"The change that is left when each industry of the district is taken to have grown as it did in {compared}: "
        f"above 0 the district did better than that{', in per cent of its start' if share else ''}.")
    partial = sum(flag == 1 for flag in columns["caution"])
    if partial:
        words += f" Hatched: {counted(partial, 'district')} with fewer than the {industries} industries (n_codes)."
    parts = np.array(columns[field], dtype=float)
    if np.isnan(parts).all():
        return _blank(name, f"{name}. {words}", field, columns[field], schematic, aliases, file)
    noise = 1e-12 * (100 if share else np.nanmax(np.array([columns["x_start"], columns["x_end"]], dtype=float)))
    bounds = around_zero(np.where(np.abs(parts) <= noise, 0.0, parts))
    style, _ = choropleth(field, parts, bounds, "PuOr", 0.0, "%" if share else "", name, columns["caution"], False,
                          aliases, file, "fewer industries")
    style.caption = _caption(f"{style.caption} {words}", schematic)
    return style


def relatedness(columns, industry, period, basis: str, schematic: bool, aliases: dict, file: str, notes) -> Style:
    """Return the style of a map of relatedness density in fifths of the districts, hatched where the industry is."""
    from ..measures.breaks import class_bounds, rounded

    name = f"Relatedness density, {industry}{'' if period is None else f', {period}'}"
    words = (
        f"The share of what is near to {industry} that the district has, by {basis}: 0 nothing, 1 all of it. Hatched: "
        "districts that have the industry already.")
    values = np.array(columns["density"], dtype=float)
    if np.isnan(values).all():
        return _blank(name, f"{name}. {words}", "density", columns["density"], schematic, aliases, file)
    bounds = rounded(class_bounds(values, "quantiles", 5, notes=notes), float(np.nanmin(values)))
    style, _ = choropleth("density", values, bounds, "YlGnBu", None, "", name, columns["caution"], False, aliases, file,
                          "has it already")
    style.caption = _caption(f"{style.caption} {words} Classes are fifths of the districts, rounded.", schematic)
    return style


def density(columns, rural_below, urban_above, when: str, schematic: bool, aliases: dict, file: str) -> Style:
    """Return the style of density classes, in their fixed order."""
    limits = {
        "Rural": f"Rural: under {rural_below:g} people per km\u00b2",
        "Moderately urban": f"Moderately urban: {rural_below:g} to {urban_above:g}",
        "Urban": f"Urban: over {urban_above:g}",
    }
    categories = {value: (limits[value], palette.DENSITY[value]) for value in limits}
    name = f"Population density classes{when}"
    source = ", limits of Sunley et al. (2023)" if (rural_below, urban_above) == (186, 846) else ""
    caption = f"{name}: people per km\u00b2{source}."
    renderer = categorised("dens_class", categories, columns["dens_class"])
    return Style(renderer, name, _caption(caption, schematic), aliases, None, file)


def regions(columns, rule: str, schematic: bool, aliases: dict, file: str) -> Style:
    """Return the style of traditional industrial regions: in one, or not."""
    categories = {
        1: ("In a traditional industrial region", palette.REGIONS[1]),
        0: ("Elsewhere", palette.REGIONS[0]),
    }
    renderer = categorised("tir", categories, columns["tir"])
    name = "Traditional industrial regions"
    return Style(renderer, name, _caption(f"{name}. {rule}", schematic), aliases, None, file)


def spatial_clusters(columns, title: str, numbers: dict, schematic: bool, aliases: dict, file: str) -> Style:
    """Return the style of spatial clusters, in their fixed order."""
    categories = {cluster: (cluster, colour) for cluster, colour in palette.CLUSTERS.items()}
    renderer = categorised("cluster", categories, columns["cluster"], "No data or no neighbour")
    name = f"Spatial clusters of {title}"
    caption = (
        f"{name}. High-high: a high value among high neighbours, and so on; a cluster has p up to "
        f"{numbers['P_LIMIT']:.2g}. Moran's I {numbers['MORAN_I']:.2g} (p = {numbers['P_VALUE']:.2g}). Numbers in "
        "brackets count districts."
    )
    return Style(renderer, name, _caption(caption, schematic), aliases, None, file)


def comparators(columns, chosen: str, roles, words: str, schematic: bool, aliases: dict, file: str) -> Style:
    """Return the style of a map of one district's comparators by rank, the nearest darkest, with names."""
    from ..measures.comparisons import CHOSEN, NO_CANDIDATE, OTHER

    held = list(columns["role"])
    shades = palette.colours("YlGnBu", len(roles) + 3)[3:][::-1]
    categories = {CHOSEN: (chosen, palette.CHOSEN)}
    for role, shade in zip(roles, shades):
        if role in held:
            at = held.index(role)
            single = role.startswith("Rank ") and held.count(role) == 1
            name = f"{columns['label'][at]} ({columns['distance'][at]:.3f})" if single else role
            categories[role] = (name, shade.name())
    single = [role for role in categories if held.count(role) == 1]
    categories[OTHER] = (OTHER, palette.PLAIN)
    if NO_CANDIDATE in held:
        categories[NO_CANDIDATE] = (NO_CANDIDATE, palette.FAINT)
    when = next((f", {year}" for year in columns["period"] if year is not None), "")
    name = f"Districts most like {chosen}{when}" if words.startswith("Distance") else f"Partners for {chosen}{when}"
    caption = f"{name}. {words} Numbers in brackets after a rank are distances, after others they count districts."
    renderer = categorised("role", categories, held, uncounted=single)
    return Style(renderer, name, _caption(caption, schematic), aliases, None, file, labels("label"))


def study_regions(columns, schematic: bool, aliases: dict, file: str) -> Style:
    """Return the style of a map of study regions: a colour for each that is chosen, with the industry."""
    from ..measures.studychoice import NO_CANDIDATE, NOT_CHOSEN

    held = list(columns["role"])
    categories = {}
    for role, area, name in zip(held, columns["area"], columns["name"]):
        if role is not None and role not in (NOT_CHOSEN, NO_CANDIDATE):
            categories[role] = f"{role}: {name or area}"
    chosen = {
        role: (title, palette.KINDS[place % len(palette.KINDS)])
        for place, (role, title) in enumerate(sorted(categories.items()))}
    others = {NOT_CHOSEN: (NOT_CHOSEN, palette.PLAIN), NO_CANDIDATE: (NO_CANDIDATE, palette.FAINT)}
    others = {role: held_ for role, held_ in others.items() if role in held}
    when = next((f", {year}" for year in columns["period"] if year is not None), "")
    name = f"Study regions{when}"
    caption = (
        f"{name}: for each industry one region, by rank of its location quotient and of its share of the industry "
        "among the candidates. Numbers in brackets count regions.")
    renderer = categorised("role", {**chosen, **others}, held, uncounted=list(chosen))
    return Style(renderer, name, _caption(caption, schematic), aliases, None, file, labels("label"))


def nearest(columns, words: str, schematic: bool, aliases: dict, file: str, notes) -> Style:
    """Return the style of a map of the distance of each district's nearest comparator: fifths of the districts."""
    from ..measures.breaks import class_bounds, rounded

    values = np.array(columns["distance"], dtype=float)
    when = next((f", {year}" for year in columns["period"] if year is not None), "")
    name = f"Distance of the nearest comparator{when}"
    if np.isnan(values).all():
        return _blank(name, f"{name}. {words}", "distance", columns["distance"], schematic, aliases, file)
    bounds = rounded(class_bounds(values, "quantiles", 5, notes=notes), float(np.nanmin(values)))
    style, _ = choropleth("distance", values, bounds, "YlGnBu", None, "", name, None, False, aliases, file)
    style.caption = _caption(f"{style.caption} {words} The darker, the fewer districts are like it.", schematic)
    return style


def residuals(columns, bounds, sentence: str, schematic: bool, aliases: dict, file: str) -> Style:
    """Return the style of a map of residuals, diverging at 0, with the names of outliers."""
    values = np.array([np.nan if value is None else value for value in columns["residual"]], dtype=float)
    classes = classify("residual", values, bounds, "PuOr", 0.0)
    name = "Residuals: above or below the line"
    caption = (
        f"{name}. y less the value on the line, y being {aliases['y']} and x {aliases['x']}. {sentence} Numbers in "
        "brackets count districts."
    )
    drawn = graduated(classes), name, _caption(caption, schematic)
    return Style(*drawn, aliases, rules(classes), file, labels("label"))


def vintage(changes, year: int, schematic: bool, aliases: dict, file: str) -> Style:
    """Return the style of dissolved boundaries: which districts are new."""
    categories = {value: (value, colour) for value, colour in palette.CHANGE.items()}
    name = f"Districts of {year}"
    caption = f"{name}, dissolved from the boundaries given. Numbers in brackets count districts."
    return Style(categorised("change", categories, changes), name, _caption(caption, schematic), aliases, None, file)


def attached_regions(columns, system: str, polygons: bool, schematic: bool, aliases: dict) -> Style:
    """Return the style of the regions that districts lie in: a colour each where there are few, else none."""
    names = dict(zip(columns["region"], columns["reg_name"]))
    codes = sorted(code for code in names if code is not None)
    renderer = None
    if polygons and len(codes) <= len(palette.KINDS):
        categories = {code: (names[code] or code, colour) for code, colour in zip(codes, palette.KINDS)}
        renderer = categorised("region", categories, columns["region"])
    name = f"Regions of districts: {system}"
    return Style(renderer, name, _caption(f"{name}.", schematic), aliases)


def hexagons(regions, carried, labelled: str, width: float, metres: float, aliases: dict, file: str) -> Style:
    """Return the style of a hexagon map: that of the layer it is made of, else a colour a region.

    Parameters
    ----------
    regions : list of str or None
        Of each district.
    carried : Style or None
        The style of the layer it is made of, where that says something.
    labelled : str
        The field whose text stands in the hexagons; empty for none.
    width, metres : float
        Of a hexagon, in units of the map; of such a unit.
    """
    name, words, square = "Districts as hexagons", "Numbers in brackets count districts.", ""
    renderer, labelling = None, None
    if carried is not None:
        name, words = f"{carried.name}, hexagons", carried.caption.replace(SCHEMATIC, "").strip()
        renderer, labelling, aliases = carried.renderer, carried.labelling, {**carried.aliases, **aliases}
        square = carried.legend
    if renderer is None:
        names = sorted({region for region in regions if region is not None})
        colours = [palette.KINDS[place % len(palette.KINDS)] for place in range(len(names))]
        categories = {region: (region, colour) for region, colour in zip(names, colours)}
        renderer = categorised("hex_region", categories, regions, "No region")
    if labelled:
        labelling = inside(labelled, width * LABEL_SHARES[labelled], metres)
    return Style(renderer, name, f"{words} {HEXAGONS}".strip(), aliases, None, file, labelling, legend=square)


def matched_firms(columns, caption: str, aliases: dict, file: str) -> Style:
    """Return the style of firms and those they are matched with, as dots."""
    words = {
        "TIR": "In a TIR, with a match", "Match": "Elsewhere, a match", "Unmatched": "In a TIR, without a match",
    }
    categories = {role: (label, palette.ROLES[role]) for role, label in words.items()}
    renderer = categorised("role", categories, columns["role"], points=True)
    caption += " TIR: traditional industrial region. Numbers in brackets count firms."
    return Style(renderer, "Matched firms", caption, aliases, None, file)


def industrial_districts(columns, rule: str, schematic: bool, aliases: dict, file: str) -> Style:
    """Return the style of how many of the four steps each area passes."""
    words = {
        0: "No manufacturing system", 1: "1: manufacturing system", 2: "2: of small and medium firms",
        3: "3: with a dominant industry", 4: "4: industrial district",
    }
    categories = {step: (label, palette.STEPS[step]) for step, label in words.items()}
    name = "Industrial districts: steps passed"
    renderer = categorised("reached", categories, columns["reached"], "Not known")
    caption = f"{name}. {rule} Numbers in brackets count areas."
    return Style(renderer, name, _caption(caption, schematic), aliases, None, file)


def _blank(name, caption, field, values, schematic, aliases, file) -> Style:
    """Return the style of a map on which no district has a value."""
    return Style(categorised(field, {}, values), name, _caption(caption, schematic), aliases, None, file)


def _caption(text: str, schematic: bool) -> str:
    return f"{text} {SCHEMATIC}" if schematic else text
