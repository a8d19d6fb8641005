"""How a published table is laid out: its header, what each column holds, which columns are figures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from . import bands, codes, columns, headers, subannual
from .industrycodes import TOTALS, interval
from .industrywords import sort_of
from .notes import Notes, counted, listed
from .numbers import MARKERS

_FLAGS = re.compile(r"(FLAG|STATUS|OBS_STATUS|NOTE|FOOTNOTE|MARKER|SYMBOL|QUALITY|RELIABILITY)S?")
_WHOLE = re.compile(r"(TOTAL|ALL|ALL_\w+|TOTAL_\w+|PERSONS|PEOPLE)")
_NOTED = {
    "period": re.compile(r"^(date|year|period|time)\b\s*:?\s*(.*)$", re.IGNORECASE),
    "industry": re.compile(r"^(industry|sic\d*|sector)\b\s*:?\s*(.*)$", re.IGNORECASE),
}


@dataclass
class Wanted:
    """What the user said about a table; each attribute is the parameter of the same name, empty if not given."""

    layout: str = "auto"
    header_row: int | None = None
    columns: dict = field(default_factory=dict)
    period: int | None = None
    industry: str = ""
    financial: str = ""
    rows: tuple = ()


@dataclass
class Layout:
    """A table understood.

    Attributes
    ----------
    kind : str
        ``years`` or ``industries`` across, or ``long``.
    header : headers.Header
    first : int
        The first row that may hold figures, from 0.
    roles : dict
        ``area``, ``name``, ``industry``, ``ind_name``, ``period`` to the column that holds it, from 0.
    values : list of int
        The columns of figures.
    years : list of int or None
        The year of each of them, None where it is said elsewhere.
    industries : list of tuple
        Code and name of the industry of each of them, (None, None) where it is said elsewhere.
    any_area : bool
        Whether any text is the code of an area, since the user named the column.
    kept : list of tuple
        Columns, and the texts of which a row must have one there.
    """

    kind: str
    header: headers.Header
    first: int
    roles: dict
    values: list
    years: list
    industries: list
    any_area: bool = False
    kept: list = field(default_factory=list)

    def words(self) -> str:
        """Return which columns were taken, in one line."""
        said = [f"{role} = {self.header.name(column)}" for role, column in self.roles.items()]
        first, last = headers.letters(self.values[0]), headers.letters(self.values[-1])
        more = f"{first} to {last} ({len(self.values)})" if len(self.values) > 1 else self.header.name(self.values[0])
        return "; ".join([*said, f"value = {more}"])


def holds_table(rows) -> bool:
    """Tell whether the first rows of a sheet hold a table of areas: a column of codes with something beside it.

    >>> holds_table([["Notes"], ["E06000001"]]), holds_table([["code", "2020"], ["E06000001", 3]])
    (False, True)
    """
    block = headers.tidy(headers.as_block(rows))
    there = [column for column in range(block.shape[1]) if any(cell is not None for cell in block[:, column])]
    return len(there) > 1 and bool(columns.area_columns(block))


def choose_sheet(book, wanted: str, notes: Notes):
    """Return the grid of the sheet that the user named, else of the first that holds a table of areas.

    Raises
    ------
    ValueError
        There is no such sheet, or none holds a table; the sentence lists the sheets.
    """
    shown = [name for name in book.sheets if name not in book.hidden]
    if wanted:
        found = [name for name in book.sheets if name == wanted] or [
            name for name in book.sheets if codes.key(name) == codes.key(wanted)]
        if not found:
            near = codes.nearest(wanted, book.sheets)
            near = f"; {near}" if near.startswith("did") else "."
            raise ValueError(f"SHEET: there is no sheet '{wanted}'{near} The sheets are: "
                             f"{listed(repr(name) for name in book.sheets)}.")
        return book.open_sheet(found[0])
    if len(book.sheets) == 1:
        return book.open_sheet(book.sheets[0])
    for name in shown:
        grid = book.open_sheet(name)
        if holds_table(grid.head()):
            notes.info(f"Sheet '{name}' is read, the first with a table of areas (of {listed(book.sheets)}).")
            return grid
    hidden = f" Hidden sheets were not looked at: {listed(book.hidden)}." if book.hidden else ""
    raise ValueError(
        f"No sheet has a column of area codes such as E06000001 or TLC3. The sheets are: "
        f"{listed(book.sheets)}.{hidden} Name one in SHEET, and its column of codes or names in AREA_COLUMN.")


def describe(rows, wanted: Wanted, notes: Notes, where: str = "The table", merged=()) -> Layout:
    """Find out how a table is laid out.

    Parameters
    ----------
    rows : list of sequences
        The first rows of the sheet.
    wanted : Wanted
    notes : Notes
        Told what was taken for what.
    where : str
        What messages call the table, with a capital.
    merged : sequence of tuple
        Merged cells.

    Raises
    ------
    ValueError
        Something needed is not found, or could be several things; the sentence names them and the parameter to set.
    """
    block = headers.tidy(headers.as_block(rows))
    if not (block != None).any():  # noqa: E711  elementwise
        raise ValueError(f"{where} is empty. Choose another sheet or file.")
    header, area, first = _start(block, wanted, where, merged)
    body = _body(block, first, area, "area" in wanted.columns)
    found = _Columns(block, body, header, wanted, where, area)
    layout = found.layout(first)
    layout.kept = _kept(wanted.rows, header)
    _check_twice(layout, where)
    notes.info(f"{where}: header in row {header.rows[-1] + 1:,}; {layout.words()}.")
    if found.measures:
        notes.warning(
            f"{where}: {counted(len(found.measures), 'column')} not taken for industries, since the headings name "
            f"measures: {listed(map(header.name, found.measures))}. To read one all the same, name it in VALUE_COLUMN.")
    found.tell(layout, notes)
    if found.by_name:
        notes.info(f"{where}: taken for industries by their names: {listed(found.by_name)}.")
    return layout


def _start(block, wanted: Wanted, where: str, merged) -> tuple:
    """Return the header, the column of areas, and the first row that may hold figures."""
    given = wanted.columns.get("area")
    found = columns.area_columns(block) or columns.area_columns(block, whole=True)
    if wanted.header_row is not None:
        row = wanted.header_row - 1
        if row >= len(block) - 1:
            raise ValueError(
                f"HEADER_ROW is {row + 1:,}, but {where[0].lower() + where[1:]} has no row of figures below it.")
        header = headers.header_at(block, row, merged)
        area = columns.named("area", given, header) if given else _one_area(found, block, header, where)
        return header, area, row + 1
    if given:
        return _by_name(block, given, found, wanted, where, merged)
    if not found:
        raise _no_codes(block, where)
    first = _first(block, found)
    header = headers.header_above(block, first, min(found), merged, wanted.financial)
    return header, _one_area(found, block, header, where), header.rows[-1] + 1


def _by_name(block, given: str, found: list, wanted: Wanted, where: str, merged) -> tuple:
    """Return the same where the user named the column of areas, which then may hold any text."""
    if found:
        first = _first(block, found)
        header = headers.header_above(block, first, min(found), merged, wanted.financial)
        return header, columns.named("area", given, header), header.rows[-1] + 1
    places = np.argwhere(headers.per_distinct(block, lambda cell: columns.plain(cell) == columns.plain(given), bool))
    if len(places):
        row, column = (int(place) for place in places[0])
        header = headers.header_above(block, row + 1, column, merged, wanted.financial)
        return header, columns.named("area", given, header), row + 1
    if re.fullmatch(r"[A-Za-z]{1,3}", given.strip()) and columns.column_of(given) < block.shape[1]:
        filled = (block != None).sum(axis=1)  # noqa: E711  elementwise
        row = int((filled >= max(2, 0.5 * filled.max())).argmax())
        return headers.header_at(block, row, merged), columns.column_of(given), row + 1
    held = sorted({str(cell) for row in block[:20] for cell in row if isinstance(cell, str) and len(cell) < 40})
    raise ValueError(f"AREA_COLUMN: no column is called '{given}'; {codes.nearest(given, held)} Or give its letter.")


def _first(block, found: list) -> int:
    """Return the first row with the code of an area, of a whole country if there is no other."""
    for is_code in (headers.is_area, headers.is_whole):
        coded = headers.per_distinct(block[:, found], is_code, bool).any(axis=1)
        if coded.any():
            break
    return int(coded.argmax())


def _one_area(found: list, block, header, where: str) -> int:
    if not found:
        raise _no_codes(block, where)
    exact = [column for column in found if columns.plain(header.label(column)) == "AREA"]
    if len(found) > 1 and len(exact) != 1:
        raise columns.several("area", found, header, where)
    return exact[0] if exact else found[0]


def _no_codes(block, where: str) -> ValueError:
    said = []
    for column in range(block.shape[1]):
        held = list(dict.fromkeys(headers.shown(cell)[:30] for cell in block[:, column] if cell is not None))
        if held:
            said.append(f"{headers.letters(column)} ({', '.join(held[1:3] or held)})")
    return ValueError(
        f"{where} has no column of area codes: codes such as E06000001, W06000001, S12000033, N09000001 or TLC3 were "
        f"looked for in its first {len(block):,} rows. Its columns hold: {listed(said, 8)}. Choose another sheet, or "
        "name the column in AREA_COLUMN; names then stand for codes.")


def _body(block, first: int, area: int, any_area: bool) -> np.ndarray:
    """Return the first rows of figures."""
    held = block[first:]
    keep = headers.per_distinct(
        held[:, [area]], (lambda cell: cell is not None) if any_area else columns.is_place, bool).ravel()
    return held[keep]


class _Columns:
    """What each column holds; columns that are spoken for are not asked again."""

    def __init__(self, block, body, header, wanted: Wanted, where: str, area: int):
        self.block, self.body, self.header, self.wanted, self.where = block, body, header, wanted, where
        if not len(body):
            raise ValueError(
                f"{where} has no row with the code of an area below its header in row {header.rows[-1] + 1:,}. Set "
                "HEADER_ROW, or name the column of codes in AREA_COLUMN.")
        self.measures, self.by_name, self.names = [], [], []
        self.roles = {"area": area}
        for role, text in wanted.columns.items():
            if role not in ("area", "value") and text:
                self.roles[role] = columns.named(role, text, header)
        filled = [(body[:, column] != None).sum() for column in range(body.shape[1])]  # noqa: E711  elementwise
        self.filled = [column for column, number in enumerate(filled) if number]
        figures = headers.per_distinct(body, headers.is_figure, bool).sum(axis=0)
        marked = headers.per_distinct(body, is_marker, bool).sum(axis=0)
        formulas = headers.per_distinct(body, lambda cell: str(cell).startswith("="), bool).sum(axis=0)
        titled = np.array([self._is_titled_figure(column) for column in range(len(figures))])
        marked += np.where((figures + marked > 0) | titled, formulas, 0)
        self.numeric = [
            column for column in self.filled if figures[column] + marked[column] >= 0.5 * filled[column]]
        self.flags = [column for column in self.numeric if not figures[column] and self._is_flag(column)]
        self.numeric = [column for column in self.numeric if column not in self.flags]
        empty = [column for column in range(area, body.shape[1]) if column not in self.filled]
        self.later = [  # figures may come after the first rows
            column for column in empty if header.labels[column] and not self._is_flag(column)]
        across = {column: self._year(column) for column in sorted(self.numeric + self.later)}
        self.years = {column: year for column, year in across.items() if year is not None}

    def _year(self, column: int):
        found = (headers.year_of(part, self.wanted.financial) for part in self.header.labels[column])
        return next((year for year in found if year is not None), None)

    def _is_titled_figure(self, column: int) -> bool:
        return self._year(column) is not None or self._titled("value", column)

    def _is_flag(self, column: int) -> bool:
        """Tell whether a column without figures holds remarks on its neighbour, by its heading or for want of one."""
        title = columns.plain(self.header.label(column))
        wanted = columns.plain(self.wanted.columns.get("value", ""))
        return not title or (title != wanted and bool(_FLAGS.fullmatch(title)))

    def tell(self, layout: Layout, notes: Notes) -> None:
        """Name the columns that were left out although they could be taken for figures or names."""
        if self.flags:
            notes.info(f"{self.where}: columns of nothing but markers left out: "
                       f"{listed(map(self.header.name, self.flags))}.")
        if self.names:
            taken = self.header.name(layout.roles["name"]) if "name" in layout.roles else "none"
            notes.info(f"{self.where}: {listed(map(self.header.name, self.names))} could all be names of the areas; "
                       f"taken: {taken}. To take another, name it in NAME_COLUMN.")
        spare = {*self.free(self.filled), *self.free(self.later)} - {*layout.values, *self.flags}
        dated = [
            column for column in sorted(spare) if any(map(headers.begins_with_year, self.header.labels[column]))]
        if layout.kind == "years" and dated and not self.wanted.columns.get("value"):
            notes.warning(
                f"{self.where}: {counted(len(dated), 'column')} left out whose heading begins with a year but is none, "
                f"or that hold no figures: {listed(map(self.header.name, dated))}. Financial years are read if "
                "FINANCIAL_YEARS says how.")

    def free(self, among) -> list:
        return [column for column in among if column not in self.roles.values()]

    def layout(self, first: int) -> Layout:
        """Return the layout that the user named, else the one that the header shows."""
        self._refuse_parts_of_years()
        self._refuse_financial()
        kind = self.wanted.layout
        if kind == "auto":
            kind = "years" if self.free(self.years) else ""
        if kind != "years":
            self._find_period()
        if kind != "industries":
            self._find_industry()
        self._find_name()
        if kind == "years":
            values = self._years_across()
        else:
            kind, values = self._long_or_industries(kind)
        industries = [(None, None)] * len(values)
        if "industry" not in self.roles and (kind == "industries" or self._says_industries(values)):
            values = self._without_measures(values)
            industries = [self._industry(column) for column in values]
        years = [self._year(column) if kind != "long" else None for column in values]
        self._check_sources(kind, years, industries)
        return Layout(
            kind, self.header, first, self.roles, values, years, industries, bool(self.wanted.columns.get("area")))

    def _refuse_parts_of_years(self):
        """Refuse quarters and months across, unless there are years too or the user says what one stands for."""
        across = sorted(self.free(self.numeric) + self.free(self.later))
        found = {column: part for column in across for part in self._parts_of_year(column)}
        annual = any(column not in found and not self._is_financial(column) for column in self.years)
        explained = self.wanted.columns.get("value") and (self.wanted.period is not None or self.years)
        if found and not annual and not explained:
            raise subannual.refusal_across(self.where, dict.fromkeys(found.values()))
        dates = [part for column in self.years for part in self.header.labels[column] if subannual.day_of(part)]
        clash = subannual.in_one_year(dates)
        if clash and not self.wanted.columns.get("value"):
            raise subannual.refusal_across(self.where, map(headers.shown, clash))

    def _parts_of_year(self, column: int) -> list:
        """Return what the heading of a column says of quarters and months, be it below a year."""
        labels, year = self.header.labels[column], self._year(column)
        bare = [f"{year} {headers.shown(part)}" for part in labels] if year is not None else []
        return [part for part in [*labels, *bare] if subannual.is_part(part)]

    def _is_financial(self, column: int) -> bool:
        return all(headers.year_of(part) is None for part in self.header.labels[column])

    def _without_measures(self, values) -> list:
        """Return the columns of industries among those across; headings that name measures of the district are none.

        Raises
        ------
        ValueError
            No heading names an industry.
        """
        if self.wanted.columns.get("value"):
            return values
        self._refuse_bands(values)
        self._refuse_like_years(values)
        sorts = {column: self._sort(column) for column in values}
        known = [column for column in values if sorts[column] == "industry"]
        others = [column for column in values if sorts[column] == ""]
        if not known and not (self.wanted.layout == "industries" and others):
            titles = dict.fromkeys(self._industry(column)[0] or self.header.label(column) for column in values)
            raise ValueError(
                f"{self.where} has no industries: the headings {listed(map(repr, titles), 5)} are neither "
                "codes nor names of industries. Name the one column to read in VALUE_COLUMN, and its industry in "
                "INDUSTRY. Or, if they are industries, set LAYOUT to 'industries' and name the columns in "
                f"VALUE_COLUMN ({headers.letters(values[0])}:{headers.letters(values[-1])}).")
        self.measures = [column for column in values if sorts[column] == "measure"]
        taken = sorted(known + others)
        labels = dict.fromkeys(self._industry(column)[0] for column in taken)
        self.by_name = [label for label in labels if not columns.is_industry(label)]
        return taken

    def _refuse_bands(self, values):
        """Refuse ages, bands of size and percentiles, which read like codes of industries."""
        found = bands.bands(list(dict.fromkeys(self._industry(column)[0] or "" for column in values)))
        if found:
            labels = [self.header.label(column) for column in values]
            whole = next((label for label in labels if _WHOLE.fullmatch(columns.plain(label))), "")
            such = f", such as '{whole}'" if whole else ""
            raise ValueError(
                f"{self.where} has no industries: the headings {listed(map(repr, found), 5)} are no codes of SIC 2007, "
                f"but look like ages, bands of size or percentiles. Name the one column to read in VALUE_COLUMN{such}, "
                "and its industry (or what it counts) in INDUSTRY. If they are industries all the same, name the "
                f"columns in VALUE_COLUMN ({headers.letters(values[0])}:{headers.letters(values[-1])}).")

    def _refuse_like_years(self, among):
        """Refuse headings that hold a year in a form that is not read."""
        found = [column for column in among if any(map(headers.holds_year, self.header.labels[column]))]
        read = [column for column in found if self._year(column) is not None]
        if len(found) > 1 and not read:
            raise ValueError(
                f"{self.where}: the headings {listed((repr(self.header.label(column)) for column in found), 4)} look "
                "like years, but are not written as such. Write them as 2019 in a copy of the file, or as 2019/20 and "
                "set FINANCIAL_YEARS. Or name one column in VALUE_COLUMN and give its year in PERIOD.")

    def _sort(self, column: int) -> str:
        """Return what the heading of a column names; see `industrywords.sort_of`."""
        code, name = self._industry(column)
        if code is None or columns.is_industry(code):
            return "industry" if code else ""
        return sort_of(f"{code} {name or ''}".strip())

    def _refuse_financial(self):
        if self.wanted.financial or self.years:
            return
        found = [part for labels in self.header.labels for part in labels if headers.financial_year(part)]
        if found:
            raise ValueError(
                f"{self.where} has financial years ({listed(found, 3)}). Say in FINANCIAL_YEARS whether the first or "
                "the second of the two years shall stand for them.")

    def _refuse_financial_in(self, column: int):
        found = [cell for cell in dict.fromkeys(self.body[:, column]) if headers.financial_year(cell)]
        parts = any(map(subannual.is_part, self.body[:, column]))  # told when the rows to read are known
        if found and not self.wanted.financial and not parts:
            raise ValueError(
                f"Column {self.header.name(column)} holds financial years ({listed(found, 3)}). Say in FINANCIAL_YEARS "
                "whether the first or the second of the two years shall stand for them.")

    def _find_period(self):
        if "period" in self.roles:
            return
        likely = [
            column for column in self.free(self.filled)
            if self._holds_years(column)]
        found = columns.by_heading("period", self.header, likely, self.where)
        figures = [column for column in self.free(self.numeric) if column not in likely]
        if found is None and len(likely) == 1 and figures:
            found = likely[0]
        if found is not None:
            self.roles["period"] = found
            self._refuse_financial_in(found)

    def _holds_years(self, column: int) -> bool:
        cells = self.body[:, column]
        years = headers.per_distinct(
            cells, lambda cell: headers.year_of(cell, "first") is not None or subannual.is_part(cell), bool)
        return years.sum() >= 0.9 * (cells != None).sum()  # noqa: E711  elementwise

    def _find_industry(self):
        free = [column for column in self.free(self.filled) if column not in self.years]
        if "industry" not in self.roles:
            texts = [column for column in free if not self._is_number_only(column)]
            places = [column for column in texts if self._titled("name", column)]
            coded = columns.industry_columns(self.body, [column for column in texts if column not in places])
            found = columns.by_heading("industry", self.header, [one for one in texts if one in coded], self.where)
            if found is None:
                found = columns.by_heading("industry", self.header, texts, self.where)
            if found is None and len(coded) > 1:
                raise columns.several("industry", coded, self.header, self.where)
            found = coded[0] if found is None and coded else found
            if found is None:
                return
            self.roles["industry"] = found
        if "ind_name" not in self.roles:
            free = self.free(free)
            found = columns.by_heading("ind_name", self.header, free, self.where)
            if found is not None:
                self.roles["ind_name"] = found

    def _is_number_only(self, column: int) -> bool:
        """Tell whether a column of numbers is more likely figures or identifiers than codes of industries."""
        if column not in self.numeric:
            return False
        coded = any(columns.is_industry(cell) for cell in self.body[:, column])
        return not self._titled("industry", column) or not coded

    def _titled(self, role: str, column: int) -> bool:
        """Tell whether the heading of a column is one that a role usually has."""
        return any(
            re.fullmatch(pattern, columns.plain(part)) for pattern in columns.HEADINGS[role]
            for part in self.header.labels[column])

    def _find_name(self):
        if "name" in self.roles:
            return
        area = self.roles["area"]
        texts = [column for column in self.free(self.filled) if column not in self.numeric]
        pairs = [column for column in texts if columns.pairs_off(self.body, area, column)]
        found = columns.name_of_codes(self.header, self.body, area, texts)
        beside = [column for column in pairs if abs(column - area) == 1]
        if found is None:
            found = self._titled_name(pairs, beside)
        if found is None and not self.names:
            many = len(set(self.body[:, area])) > 1
            found = beside[0] if len(beside) == 1 and many else None
        if found is not None:
            self.roles["name"] = found

    def _titled_name(self, pairs: list, beside: list) -> int | None:
        """Return the column headed like a name; of several the one next to the codes, since no name is needed."""
        try:
            return columns.by_heading("name", self.header, pairs, self.where)
        except ValueError:
            self.names = [column for column in pairs if self._titled("name", column)]
            near = [column for column in self.names if column in beside]
            return near[0] if len(near) == 1 else None

    def _chosen(self, among) -> list:
        """Return the columns of figures that the user named: by letters from and to, or by any word of the header."""
        text = self.wanted.columns.get("value", "")
        if not text:
            return among
        span = re.fullmatch(r"\s*([A-Za-z]{1,3})\s*[:-]\s*([A-Za-z]{1,3})\s*", text)
        if span:
            low, high = columns.column_of(span[1]), columns.column_of(span[2])
            return [column for column in among if low <= column <= high]
        found = [
            column for column in among
            if any(columns.plain(part) == columns.plain(text) for part in self.header.labels[column])]
        return found or [columns.named("value", text, self.header)]

    def _years_across(self) -> list:
        values = self._chosen(self.free(self.years))
        if not values:
            raise ValueError(
                f"LAYOUT is 'years', but the header of {self.where[0].lower() + self.where[1:]} (row "
                f"{self.header.rows[-1] + 1:,}) has no column of figures under a year. Set HEADER_ROW, or choose "
                "another LAYOUT.")
        return values

    def _long_or_industries(self, kind: str) -> tuple:
        figures = self.free(self.numeric)
        if self.wanted.columns.get("value") and kind != "industries":
            chosen = self._chosen(figures)
            if kind == "long" or len(chosen) == 1:
                return "long", chosen[:1]
            return "industries", chosen
        across = sorted(figures + self.free(self.later))
        if kind == "industries":
            values = self._chosen(across)
            if not values:
                raise self._no_figures()
            return kind, values
        found = columns.by_heading("value", self.header, figures, self.where)
        if found is not None and (kind == "long" or "industry" in self.roles or len(figures) == 1):
            return "long", [found]
        if len(figures) == 1:
            return "long", figures
        if not figures:
            raise self._no_figures()
        if kind == "long" or "industry" in self.roles or self._single_industry(figures):
            self._refuse_like_years(figures)
            raise columns.several("value", figures, self.header, self.where)
        return "industries", across

    def _single_industry(self, figures) -> bool:
        """Tell whether the user named the industry of all figures and no heading names another."""
        return bool(self.wanted.industry) and not any(self._sort(column) == "industry" for column in figures)

    def _no_figures(self) -> ValueError:
        titles = [self.header.name(column) for column in self.filled]
        return ValueError(
            f"{self.where} has no column of figures: its columns are {listed(titles)}. Name the column in "
            "VALUE_COLUMN, or set HEADER_ROW.")

    def _says_industries(self, values) -> bool:
        """Tell whether the header has industries above or below the years."""
        labels = {self._industry(column)[0] for column in values}
        if self.wanted.industry and not any(self._sort(column) == "industry" for column in values):
            return False
        return None not in labels and (len(labels) > 1 or any(columns.is_industry(label) for label in labels))

    def _industry(self, column: int) -> tuple:
        """Return code and name of the industry in a column's heading."""
        text = self.wanted.columns.get("value", "")
        parts = [
            headers.shown(part) for part in self.header.labels[column]
            if headers.year_of(part, self.wanted.financial) is None and columns.plain(part) != columns.plain(text)]
        if not parts and text:
            parts = [text]
        if len(parts) == 1:
            return columns.split_code(parts[0])
        coded = [part for part in parts if interval(part) is not None or part.upper() in TOTALS]
        if len(coded) == 1:
            return coded[0], " ".join(part for part in parts if part != coded[0])
        return (" ".join(parts), None) if parts else (None, None)

    def _check_sources(self, kind: str, years: list, industries: list):
        """Refuse what the user said beside what the file says itself."""
        column = self.roles.get("period")
        own = column is not None or any(year is not None for year in years)
        if self.wanted.period is not None and own:
            where = self.header.name(column) if column is not None else "in its header"
            raise ValueError(
                f"PERIOD is {self.wanted.period}, but {self.where[0].lower() + self.where[1:]} has years of its own "
                f"({where}). Leave PERIOD empty.")
        if self.wanted.industry and ("industry" in self.roles or industries[0][0] is not None):
            raise ValueError(
                f"INDUSTRY is '{self.wanted.industry}', but {self.where[0].lower() + self.where[1:]} has industries of "
                "its own. Leave INDUSTRY empty.")


def is_marker(cell) -> bool:
    """Tell whether a cell stands for a number that is not there."""
    return isinstance(cell, str) and (cell.strip().upper() in MARKERS[1:] or cell.strip() in ("-", "\u2026", "\u2013"))


def _kept(rows, header) -> list:
    """Return which rows the user wants, as columns and the texts allowed there."""
    found = {}
    for rule in rows:
        title, sign, text = rule.partition("=")
        if not sign or not title.strip() or not text.strip():
            raise ValueError(f"ROWS: '{rule}' is no rule. Write the heading of a column and what it must hold, such as "
                             "MEASURE_NAME=Count, with semicolons between rules.")
        found.setdefault(columns.named("rows", title.strip(), header), set()).add(codes.key(text))
    return list(found.items())


def _check_twice(layout: Layout, where: str) -> None:
    """Refuse two columns of figures that would be the same year and industry."""
    seen = {}
    for column, year, industry in zip(layout.values, layout.years, layout.industries):
        key = (year, codes.key(industry[0] or ""))
        if key in seen:
            what = " and ".join(str(part) for part in (year, industry[0]) if part is not None)
            raise ValueError(
                f"{where} has two columns of {what}: {layout.header.name(seen[key])} and {layout.header.name(column)}. "
                "Say in VALUE_COLUMN which to read: letters from and to, such as F:AE, or a word of the header above.")
        seen[key] = column


def noted(role: str, row) -> str:
    """Return what a row of notes says of the year or the industry of the figures below it, empty for nothing.

    >>> noted("period", ["date:", "2022"]), noted("industry", ["Industry: C : Making"]), noted("period", ["Source"])
    ('2022', 'C : Making', '')
    """
    cells = [headers.shown(cell) for cell in row if headers.shown(cell)]
    match = _NOTED[role].match(cells[0]) if cells else None
    if not match:
        return ""
    said = match[2].strip() if match[2].strip() and len(cells) == 1 else cells[1] if len(cells) == 2 else ""
    if role == "period":
        return str(headers.year_of(said) or "")
    return said


def unused(layout: Layout, width: int) -> list:
    """Return the columns of a table that hold nothing that is taken."""
    taken = {*layout.roles.values(), *layout.values}
    return [column for column in range(width) if column not in taken]


def summary(layout: Layout) -> str:
    """Return the layout in words, for the log."""
    words = {"years": "years across", "industries": "industries across", "long": "one row for each value"}
    return f"{words[layout.kind]}, {counted(len(layout.values), 'column')} of values"
