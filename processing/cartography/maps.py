"""The finished style of each result that has a place."""

from __future__ import annotations

import numpy as np

from . import palette
from .renderers import categorised, classify, graduated, rules
from .styling import Style

SCHEMATIC = "Schematic map: shapes are not true boundaries."


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


def choropleth(field, values, bounds, ramp, centre, unit, name, caution, schematic, aliases, file) -> tuple:
    """Return the style of a classed map, and its classes."""
    classes = classify(field, values, bounds, ramp, centre, unit)
    if caution is not None:
        classes.cautions = sum(1 for flag, value in zip(caution, values) if flag == 1 and value == value)
        classes.caution_label = f"Hatched: small number ({classes.cautions:,})"
    caption = f"{name}. Numbers in brackets count districts; a value on a limit belongs to the lower class."
    return Style(graduated(classes), name, _caption(caption, schematic), aliases, rules(classes), file), classes


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


def residuals(columns, bounds, sentence: str, schematic: bool, aliases: dict, file: str) -> Style:
    """Return the style of a map of residuals, diverging at 0."""
    values = np.array([np.nan if value is None else value for value in columns["residual"]], dtype=float)
    classes = classify("residual", values, bounds, "PuOr", 0.0)
    name = "Residuals: above or below the line"
    caption = (
        f"{name}. y less the value on the line, y being {aliases['y']} and x {aliases['x']}. {sentence} Numbers in "
        "brackets count districts."
    )
    return Style(graduated(classes), name, _caption(caption, schematic), aliases, rules(classes), file)


def _blank(name, caption, field, values, schematic, aliases, file) -> Style:
    """Return the style of a map on which no district has a value."""
    return Style(categorised(field, {}, values), name, _caption(caption, schematic), aliases, None, file)


def _caption(text: str, schematic: bool) -> str:
    return f"{text} {SCHEMATIC}" if schematic else text
