"""Firms to be matched: the parameters of their table, reading it, and where firms are."""

from __future__ import annotations

from qgis.core import QgsProcessing, QgsProcessingException, QgsWkbTypes

from . import fields, shapes, tables

TREATED = ("auto", "flag", "code", "place")
CONTROLS = ("all", "south", "regions")


def add(algorithm) -> None:
    """Add the parameters of the table FIRMS."""
    tr = algorithm.tr
    algorithm.add_source("FIRMS", tr("Firms"), [QgsProcessing.SourceType.TypeVector], tr(
        "One row for each firm, as points or as a table."))
    algorithm.add_field("FIRM_FIELD", tr("Firm field"), "FIRMS", tr("The firm's code or name, once each."), "firm")
    algorithm.add_field("INDUSTRY_FIELD", tr("Industry field"), "FIRMS", tr(
        "Firms are matched within their industry, exactly as it is written here."), "industry")
    algorithm.add_field("COVARIATES", tr("What firms are to be alike in"), "FIRMS", tr(
        "Fields of numbers, such as size, age and output."), several=True)
    algorithm.add_field("LOG_COVARIATES", tr("Of these by their logarithm"), "FIRMS", tr(
        "Fields of COVARIATES that a few large firms would rule, such as jobs and output; 0 has no logarithm."),
        several=True)
    algorithm.add_choice("TREATED", tr("Which firms are to be matched"), TREATED, tr(
        "Those in a traditional industrial region (TIR): by a flag of the firm ('flag'), by the code of its district "
        "('code'), by the district that its point lies in ('place'); 'auto': the first of these that there is."),
        "auto")
    algorithm.add_field("FLAG_FIELD", tr("TIR field of the firms"), "FIRMS", tr(
        "1 for firms in a traditional industrial region, 0 for others."), "tir")
    algorithm.add_field("AREA_FIELD", tr("District code field of the firms"), "FIRMS", tr(
        "The code of the firm's district."), "area")
    anywhere = [QgsProcessing.SourceType.TypeVector]
    algorithm.add_areas(True, anywhere, tr(
        "Districts with the flag, such as the result of Traditional industrial regions; polygons where firms go by "
        "place."))
    algorithm.add_field("TIR_FIELD", tr("TIR field of the districts"), "AREAS", tr("1 or 0."), "tir")
    algorithm.add_choice("CONTROLS", tr("Where matches are sought"), CONTROLS, tr(
        "'all': anywhere outside traditional industrial regions; 'south': in London, the South East, the South West "
        "and the East of England; 'regions': in those of CONTROL_REGIONS."), "all")
    algorithm.add_text("CONTROL_REGIONS", tr("Regions of the matches"), tr(
        "Codes or names separated by semicolons, such as TLI;TLJ."))
    algorithm.add_field("REGION_FIELD", tr("Region field of the firms"), "FIRMS", tr(
        "For CONTROLS: the region's code or name. Empty: the ITL 1 region of the firm's district."))


def fault(algorithm, parameters, context) -> str:
    """Return what is wrong with the choices, empty if nothing."""
    given = {name: algorithm.field_list(parameters, name) for name in ("COVARIATES", "LOG_COVARIATES")}
    if not given["COVARIATES"]:
        return "Name in COVARIATES the fields of numbers in which firms are to be alike, such as size and age."
    strange = [name for name in given["LOG_COVARIATES"] if name.upper() not in map(str.upper, given["COVARIATES"])]
    if strange:
        return f"LOG_COVARIATES: '{strange[0]}' is none of the COVARIATES ({', '.join(given['COVARIATES'])})."
    treated, controls = (algorithm.text(parameters, name, context) for name in ("TREATED", "CONTROLS"))
    if treated in ("code", "place") and not algorithm.given(parameters, "AREAS"):
        return f"TREATED is '{treated}': give the districts with their flag as AREAS."
    listed = algorithm.code_list(parameters, "CONTROL_REGIONS", context)
    if controls == "regions" and not listed:
        return "CONTROLS is 'regions': name them in CONTROL_REGIONS, such as TLI;TLJ."
    if controls != "regions" and listed:
        return f"CONTROL_REGIONS is given, but CONTROLS is '{controls}': set it to 'regions', or leave the list empty."
    return ""


def read(algorithm, parameters, context, feedback, notes) -> tuple:
    """Return the firms (`measures.firms.Firms`), and their layer with shapes."""
    from .measures import firms

    source = tables.open_source(algorithm, parameters, "FIRMS", context)
    columns = {"firm": algorithm.find_field(parameters, "FIRM_FIELD", context, source, notes),
               "industry": algorithm.find_field(parameters, "INDUSTRY_FIELD", context, source, notes, "industry")}
    covariates, logged = ([fields.find(source, name, field, "", notes) for field in
                           algorithm.field_list(parameters, name)] for name in ("COVARIATES", "LOG_COVARIATES"))
    columns.update({f"value {place}": field for place, field in enumerate(dict.fromkeys(covariates))})
    how = algorithm.text(parameters, "TREATED", context)
    if how in ("auto", "flag"):
        columns["flag"] = algorithm.find_field(parameters, "FLAG_FIELD", context, source, notes, "", how == "flag")
    if how != "place":
        columns["area"] = algorithm.find_field(
            parameters, "AREA_FIELD", context, source, notes, "area", how == "code")
    columns["region"] = algorithm.find_field(parameters, "REGION_FIELD", context, source, notes, "", False)
    columns = {column: field for column, field in columns.items() if field}
    spatial = source.wkbType() != QgsWkbTypes.Type.NoGeometry
    table = tables.read(algorithm, parameters, "FIRMS", context, feedback, columns, spatial)
    found = firms.read(table, columns, logged, notes)
    layer = tables.Layer.of(table, source)
    _locate(algorithm, parameters, context, feedback, notes, layer, found, columns)
    return found, layer


def _locate(algorithm, parameters, context, feedback, notes, layer, found, columns) -> None:
    """Give firms their district where they have none, their flag where they have none, and who may be a match."""
    from .measures import firms

    how, districts = algorithm.text(parameters, "TREATED", context), algorithm.given(parameters, "AREAS")
    if "flag" not in columns and not districts:
        raise QgsProcessingException(
            f"FIRMS: the layer '{layer.name}' does not say which firms are in a traditional industrial region. Name "
            "the field of the flag in FLAG_FIELD, or give districts with the flag as AREAS.")
    needs_region = algorithm.text(parameters, "CONTROLS", context) != "all" and "region" not in columns
    if districts and ("flag" not in columns or (needs_region and "area" not in columns)):
        source = tables.open_source(algorithm, parameters, "AREAS", context)
        flag = None
        if "flag" not in columns:
            flag = algorithm.find_field(parameters, "TIR_FIELD", context, source, notes)
        areas = algorithm.read_areas(parameters, context, feedback, notes, {"flag": flag})
        if "area" not in columns or how == "place":
            _by_place(layer, areas, found, context, notes, tables.stepper(feedback))
        if flag:
            firms.flag_by_district(found, areas["area"], firms.flags(areas["flag"], "TIR_FIELD", flag), notes)
    elif districts and how == "auto":
        notes.warning(
            f"The firms have their own field '{columns['flag']}', so AREAS is not used. Set TREATED to 'code' or "
            "'place' to go by district.")
    _restrict(algorithm, parameters, context, notes, layer, found, columns)


def _by_place(layer, areas, found, context, notes, step) -> None:
    """Give each firm the code of the district that its point lies in."""
    if not layer.shapes or not layer.points or not areas.polygons:
        raise QgsProcessingException(
            "Firms have neither a field of district codes, nor points in polygons: name the field in AREA_FIELD, or "
            "give FIRMS as points and AREAS as polygons.")
    if areas.schematic:
        notes.warning(f"The layer '{areas.name}' is schematic: the district of a firm is only roughly right.")
    at = shapes.within(layer["geometry"].tolist(), layer.crs, areas["geometry"].tolist(), areas.crs, context, step)
    codes = [*areas["area"], None]
    found.areas = [codes[at[row]] for row in found.rows]
    outside = sum(code is None for code in found.areas)
    if outside:
        notes.warning(f"{outside:,} of {len(found.areas):,} firms lie in none of the districts.")


def _restrict(algorithm, parameters, context, notes, layer, found, columns) -> None:
    """Say which firms may be matches, by the parameter CONTROLS."""
    from .measures import firms, regionlookup
    from .measures.codes import encode

    controls = algorithm.text(parameters, "CONTROLS", context)
    if controls == "all":
        return
    wanted = firms.SOUTH if controls == "south" else algorithm.code_list(parameters, "CONTROL_REGIONS", context)
    if "region" in columns:
        numbers, labels = encode(layer["region"])
        regions = names = [labels[numbers[row]] if numbers[row] >= 0 else None for row in found.rows]
    else:
        codes = list(dict.fromkeys(code for code in found.areas if code is not None))
        if not codes:
            raise QgsProcessingException(
                f"CONTROLS is '{controls}', but where the firms are is not known: name their region in REGION_FIELD or "
                "their district in AREA_FIELD, or give AREAS for their points.")
        held = regionlookup.by_reference(codes, "itl1")
        place = {code: at for at, code in enumerate(codes)}
        at = held.at([place.get(code, -1) for code in found.areas])
        regions, names = at.regions, at.names
    firms.allow(found, regions, names, wanted, notes)
