"""From the rows of a published table to observations, block by block, with a report on all that was left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from . import arealevels, codes, columns, headers, layout, subannual
from .cells import MISSING, Cells, figure_of
from .notes import Notes, counted, listed
from .secondheader import SecondHeader
from .surplus import Surplus, shown

LISTED_ROWS = 200
WIDEST = 250
CHUNK = 50_000
_NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?$")
_WHY = {
    "marker": "suppression marker: read as missing, not as zero",
    "dash": "lone dash (DASH says what it stands for)",
    "formula": "formula without a stored result: missing; open and save the file in a spreadsheet program",
    "error": "error of the spreadsheet: read as missing",
    "other": "text where a number is meant: read as missing",
    "separators": "number with separators of thousands or a decimal comma",
    "lone percent": "per cent in a column of other figures: read as missing",
    "percent": "per cent in a column of per cents: read without the sign, so 12% is 12",
    "sign": "number with a currency sign: read without it",
    "minus": "number with a dash for a minus sign: read as negative",
    "remark": "number with a remark: read without it",
    "brackets": "number in brackets: read as negative",
    "text": "number kept as text: read as a number",
}


class Labels:
    """Numbers texts in the order in which they are first seen.

    >>> labels = Labels()
    >>> labels.encode(np.array([" b", None, "a", "B"], dtype=object)), labels.texts
    (array([ 0, -1,  1,  0]), ['b', 'a'])
    """

    def __init__(self):
        self.texts, self._known = [], {}

    def encode(self, cells) -> np.ndarray:
        """Return the number of each cell's text, -1 where there is none."""
        found, distinct = pd.factorize(cells)
        lookup = np.array([self.number(cell) for cell in distinct] + [-1], dtype=np.int64)
        return lookup[found]

    def number(self, cell) -> int:
        """Return the number of one text, -1 for none."""
        text = codes.as_text(cell) if cell is not None else ""
        if not text:
            return -1
        place = self._known.setdefault(text.upper(), len(self.texts))
        if place == len(self.texts):
            self.texts.append(text)
        return place


class Column:
    """A column of a result that makes its values as they are asked for, so that millions of them need no list."""

    def __init__(self, values, labels=None):
        self.values, self.labels = values, labels

    def __len__(self):
        """Return the number of values."""
        return len(self.values)

    def __iter__(self):
        """Yield the values as plain Python ones, None where there is none."""
        for start in range(0, len(self.values), CHUNK):
            held = self.values[start:start + CHUNK]
            if self.labels is not None:
                yield from np.array([*self.labels, None], dtype=object)[held]
            elif held.dtype.kind == "f":
                yield from np.where(np.isnan(held), None, held.astype(object)).tolist()
            else:
                yield from held.tolist()


@dataclass
class Report:
    """What was left out or read otherwise: one row each, in the order of the file.

    Attributes
    ----------
    rows : list of tuple
        Row and column in the file (None for all), what, why, and the text that stood there.
    """

    rows: list = field(default_factory=list)
    counts: dict = field(default_factory=dict)

    def add(self, row, column, what: str, why: str, text="") -> None:
        """Add a row; `row` and `column` count from 0. Rows of one kind are listed up to a limit and then counted."""
        number = self.counts[what] = self.counts.get(what, 0) + 1
        if number <= LISTED_ROWS:
            place = None if row is None else int(row) + 1
            letter = None if column is None else headers.letters(column)
            self.rows.append((place, letter, what, why, text[:WIDEST] or None))

    def columns(self) -> dict:
        """Return the report as the columns of a table."""
        for what, number in self.counts.items():
            if number > LISTED_ROWS:
                self.rows.append((None, None, what, f"{number - LISTED_ROWS:,} more of this kind are not listed", None))
        self.counts = {}
        names = ("row", "col", "what", "why", "text")
        return {name: [row[place] for row in self.rows] for place, name in enumerate(names)}


class Importer:
    """Collects observations from blocks of rows.

    Parameters
    ----------
    described : layout.Layout
    cells : cells.Cells
        Reads the figures.
    wanted : layout.Wanted
    merged : sequence of tuple
        Merged cells; in columns of codes and names they hold for all their rows.
    surplus : Surplus, optional
        Looks for rows that are longer than the header, in a text file.
    """

    def __init__(
        self, described: layout.Layout, cells: Cells, wanted: layout.Wanted, merged=(), surplus: Surplus | None = None
    ):
        self.layout, self.cells, self.wanted, self.surplus = described, cells, wanted, surplus
        self.report, self.labels = Report(), {role: Labels() for role in ("area", "name", "industry", "ind_name")}
        self.done, self.width, self.skipped, self.blank = 0, len(described.header.labels), 0, []
        self.late, self.unwanted, self.again, self.second = 0, 0, 0, SecondHeader(described)
        self.parts, self.wider, self.dates, self.untitled = [], {}, {}, {}
        self.section = {"period": wanted.period if wanted.period is not None else -1, "industry": wanted.industry}
        keys = set(described.roles.values())
        self.merged = [cell for cell in merged if cell[2] > cell[0] and cell[1] in keys and cell[2] >= described.first]

    def add(self, rows) -> None:
        """Read the next rows of the file."""
        block = headers.as_block(rows, self.width)
        self.width = max(self.width, block.shape[1])
        start, self.done = self.done, self.done + len(rows)
        places = np.arange(start, self.done)
        roles = self.layout.roles
        keys = {role: self._key(block[:, column], column, start) for role, column in roles.items()}
        below = places >= self.layout.first
        coded = headers.per_distinct(keys["area"], columns.is_place, bool)
        again = self.second.look(block, places, coded & below)
        used = below & ~again & (self._is_area(keys["area"], block) if self.layout.any_area else coded)
        if self.surplus is not None:
            self.surplus.look(rows, places, used)
        period, industry = self._sections(block, places, used, again)
        used = self._wanted_rows(used, block)
        if "period" in roles:
            self._refuse_parts_of_years(keys["period"], places, used)
            period = headers.per_distinct(
                keys["period"], lambda cell: headers.year_of(cell, self.wanted.financial) or -1, np.int64)
        used = self._without(used, keys, period, industry, block, places)
        if used.any():
            self._take(block, places, used, keys, period, industry)

    def _refuse_parts_of_years(self, cells, places, used):
        """Refuse quarters, months, and dates of which one year has several."""
        found = used & headers.per_distinct(cells, subannual.is_part, bool)
        clash = list(dict.fromkeys(cells[found]))
        if not clash:
            dated = headers.per_distinct(cells, lambda cell: subannual.day_of(cell) is not None, bool)
            self.dates.update(dict.fromkeys(cells[used & dated]))
            clash = subannual.in_one_year(self.dates)
            found = used & headers.per_distinct(cells, lambda cell: cell in clash[1:], bool)
        if clash:
            column, texts = self.layout.roles["period"], [headers.shown(cell) for cell in clash]
            year = re.search(r"(19|20)\d\d", texts[0])
            rule = f"{self.layout.header.label(column)}={year[0] if year and not self.dates else texts[0]}"
            raise subannual.refusal_below(self.layout.header.name(column), int(places[found][0]), texts, rule)

    def _key(self, cells, column: int, start: int):
        """Return a column of codes or names, tidied, with merged cells spread over their rows."""
        cells = headers.tidy(cells)
        for top, left, bottom, _ in self.merged:
            if left == column and bottom >= start and top < start + len(cells):
                if top >= start:
                    self.wider[left] = cells[top - start]
                cells[max(0, top - start):bottom - start + 1] = self.wider.get(left)
        return cells

    def _is_area(self, cells, block):
        """Tell which rows have an area where any text may be one: there must be figures beside it."""
        there = headers.per_distinct(cells, lambda cell: cell is not None, bool)
        values = block[:, self.layout.values]
        return there & ~headers.per_distinct(values, _is_nothing, bool).all(axis=1)

    def _sections(self, block, places, used, again):
        """Report the rows that hold no figures, and return what notes among them say of year and industry."""
        period = np.full(len(block), self.section["period"], dtype=np.int64)
        industry = np.full(len(block), self.labels["industry"].number(self._code(self.section["industry"])), np.int64)
        for place in np.flatnonzero(~used):
            cells = [headers.shown(cell) for cell in block[place] if headers.shown(cell)]
            row = int(places[place])
            if not cells:
                self.blank.append(row)
                continue
            if again[place]:
                self.again += 1
                self.report.add(row, None, "header repeated", "the same headings as in the header", " | ".join(cells))
                continue
            self._say_unused(row, cells, block[place])
            for role, known in (("period", period), ("industry", industry)):
                said = layout.noted(role, block[place]) if self._from_notes(role) else ""
                if said:
                    self.section[role] = int(said) if role == "period" else said
                    known[place:] = (
                        self.section[role] if role == "period" else self.labels["industry"].number(self._code(said)))
        return period, industry

    def _from_notes(self, role: str) -> bool:
        """Tell whether year or industry may be said by a note above the figures."""
        across = self.layout.years if role == "period" else [code for code, _ in self.layout.industries]
        given = self.wanted.period is not None if role == "period" else bool(self.wanted.industry)
        return role not in self.layout.roles and not given and any(one is None for one in across)

    def _code(self, said: str) -> str:
        """Return the code of an industry that a note or the user names; its name goes with it."""
        return columns.split_code(said)[0] if said else ""

    def _say_unused(self, row: int, cells: list, whole):
        text = " | ".join(cells)
        if row in self.layout.header.rows:
            return
        if row < self.layout.header.rows[0]:
            self.report.add(row, None, "note", "above the header", text)
        elif row < self.layout.first:
            self.report.add(row, None, "note", "in the header", text)
        elif self._holds_figures(cells, whole):
            self.skipped += 1
            self.report.add(row, None, "row left out", "has figures, but no code of an area", text)
        else:
            self.late += 1
            self.report.add(row, None, "note", "below the header: no code of an area and no figures", text)

    def _holds_figures(self, cells: list, row) -> bool:
        """Tell whether a row without the code of an area holds figures; a note such as ``date: 2022`` has none."""
        if any(layout.noted(role, row) for role in ("period", "industry")):
            return False
        if any(_is_number(row[column]) for column in self.layout.values if column < len(row)):
            return True
        return len(cells) > 2 and any(headers.is_figure(cell) and headers.year_of(cell) is None for cell in cells[1:])

    def _wanted_rows(self, used, block):
        """Leave out the rows that the user does not want."""
        for column, allowed in self.layout.kept:
            keys = headers.per_distinct(block[:, column], lambda cell: "" if cell is None else codes.key(cell), object)
            fits = np.isin(keys.astype(str), list(allowed))
            self.unwanted += int((used & ~fits).sum())
            used = used & fits
        return used

    def _without(self, used, keys, period, industry, block, places):
        """Leave out rows without year or industry, and report them."""
        roles = self.layout.roles
        without = {"period": period < 0, "industry": headers.per_distinct(
            keys.get("industry", period), lambda cell: cell is None, bool)}
        for role, word in (("period", "year"), ("industry", "industry")):
            gone = without[role] & (role in roles)
            for place in np.flatnonzero(used & gone):
                text = " | ".join(headers.shown(cell) for cell in block[place] if cell is not None)
                self.skipped += 1
                self.report.add(int(places[place]), roles[role], "row left out", f"has no {word}", text)
            used = used & ~gone
        return used

    def _take(self, block, places, used, keys, period, industry):
        """Keep the observations of the rows that count."""
        for column in [column for column in range(block.shape[1]) if self._is_untitled(column)]:
            there = np.flatnonzero(headers.per_distinct(block[used, column], headers.is_figure, bool))
            if there.size:
                first, number = self.untitled.get(column, (int(places[used][there[0]]), 0))
                self.untitled[column] = first, number + there.size
        numbers, cases = self.cells.read(
            block[np.ix_(used, self.layout.values)], places[used], np.array(self.layout.values))
        labels = {role: self.labels[role].encode(cells[used]) for role, cells in keys.items() if role != "period"}
        labels.setdefault("name", np.full(len(numbers), -1))
        if "industry" not in self.layout.roles:
            labels["industry"] = industry[used]
        self.parts.append((labels, period[used], numbers, cases.astype(np.int32), places[used]))

    def _is_untitled(self, column: int) -> bool:
        """Tell whether a column has no heading and is not taken; what is beyond the header of a text is told by row."""
        labels = self.layout.header.labels
        bare = column >= len(labels) or not labels[column]
        beyond = self.surplus is not None and column >= self.surplus.headed
        return bare and not beyond and column in layout.unused(self.layout, column + 1)

    def finish(self, notes: Notes, where: str = "The table") -> Observations:
        """Return the observations.

        Raises
        ------
        ValueError
            No row is left, there is no year or no industry, most figures are no numbers, or two rows are the same
            area, industry and year.
        """
        if not self.parts:
            raise ValueError(
                f"{where} has no row of figures with an area, an industry and a year below row "
                f"{self.layout.first:,}. Look at the columns taken ({self.layout.words()}), and name the right ones.")
        self.cells.settle_percents([part[2:4] for part in self.parts], self.layout.values)
        result = self._observations()
        result.check(self.layout, where)
        self._tell(result, notes, where)
        return result

    def _observations(self) -> Observations:
        across, rows = len(self.layout.values), sum(len(part[1]) for part in self.parts)
        whole = {
            role: np.repeat(np.concatenate([part[0][role] for part in self.parts]), across)
            for role in ("area", "name")}
        period = np.repeat(np.concatenate([part[1] for part in self.parts]), across)
        industry = np.repeat(np.concatenate([part[0]["industry"] for part in self.parts]), across)
        named = [self.labels["industry"].number(code) for code, _ in self.layout.industries]
        if named[0] >= 0:
            industry = np.tile(np.array(named, dtype=np.int64), rows)
        years = np.array([-1 if year is None else year for year in self.layout.years], dtype=np.int64)
        if years[0] >= 0:
            period = np.tile(years, rows)
        names, industry = self._industry_names(industry)
        if "ind_name" in self.layout.roles:
            held = np.repeat(np.concatenate([part[0]["ind_name"] for part in self.parts]), across)
            names = np.array([*self.labels["ind_name"].texts, None], dtype=object), held
        values = np.concatenate([part[2].ravel() for part in self.parts])
        cases = np.concatenate([part[3].ravel() for part in self.parts])
        place = np.repeat(np.concatenate([part[4] for part in self.parts]), across)
        return Observations(
            whole["area"], whole["name"], industry, period, values, cases, place,
            self.labels["area"].texts, self.labels["name"].texts, self.codes, *names, self.cells.cases)

    def _industry_names(self, industry):
        """Split codes from names where one column holds both; return names by industry, and the industries."""
        texts = self.labels["industry"].texts
        said = {codes.key(code): name for code, name in self.layout.industries if name}
        split = [columns.split_code(text) for text in texts]
        if self.section["industry"] and "industry" not in self.layout.roles:
            code, name = columns.split_code(self.section["industry"])
            said.setdefault(codes.key(code), name)
        final = Labels()
        number = np.array([final.number(code) for code, _ in split] + [-1], dtype=np.int64)
        if len(set(number[:-1])) < len(texts):
            split, final = [(text, None) for text in texts], self.labels["industry"]
            number = np.array([*range(len(texts)), -1])
        self.codes = final.texts
        names = [None] * len(final.texts)
        for place, (code, name) in zip(number, split):
            names[place] = name or said.get(codes.key(code))
        industry = number[industry]
        return (np.array([*names, None], dtype=object), industry), industry

    def _tell(self, result: Observations, notes: Notes, where: str):
        """Complete the report, and say the most important of it."""
        self._tell_columns(notes, where)
        if self.unwanted:
            self.report.add(None, None, "rows not wanted", f"{counted(self.unwanted, 'row')} left out by ROWS")
            notes.info(f"{where}: {counted(self.unwanted, 'row')} left out by ROWS.")
        if self.again:
            notes.info(f"{where}: {counted(self.again, 'row')} that {'repeats' if self.again == 1 else 'repeat'} the "
                       "header left out, see REPORT.")
        if self.blank:
            first = self.blank[0] + 1
            why = f"{counted(len(self.blank), 'row')} without a cell, the first is row {first:,}"
            self.report.add(None, None, "blank rows", why)
        for case in filter(lambda case: case.count, self.cells.cases):
            kind = "missing value" if case.kind in MISSING else "number read otherwise"
            what = f"{counted(case.count, 'cell')}: {_WHY[case.kind]}"
            more = "" if case.count <= len(case.first) else f"; the first {len(case.first)} follow"
            self.report.add(None, case.column, kind, what + more, case.text)
            for row, column, text in case.first:
                self.report.add(row, column, f"{kind}: cell", _WHY[case.kind].split(":")[0], text)
        for kind in ("formula", "error", "other", "lone percent"):
            self._tell_missing(kind, notes, where)
        self._tell_rows(result, notes, where)

    def _tell_missing(self, kind: str, notes: Notes, where: str):
        """Name the cells of one kind that hold no number: one line for all."""
        cases = [case for case in self.cells.cases if case.kind == kind and case.count]
        if cases:
            row, column, _ = min(case.first[0] for case in cases)
            texts = dict.fromkeys(case.first[0][2][:40] for case in cases if case.text)
            said = f" {listed((repr(text) for text in texts), 5)}" if texts else ""
            number = counted(sum(case.count for case in cases), "cell")
            notes.warning(f"{where}: {number}{said}, the first {headers.letters(column)}{row + 1}: {_WHY[kind]}.")

    def _tell_rows(self, result, notes: Notes, where: str):
        marked = [case for case in self.cells.cases if case.kind in ("marker", "dash")]
        if marked:
            said = ", ".join(f"'{case.text}' {case.count:,}" for case in marked)
            notes.warning(f"{where}: cells with a marker in place of a number: {said}. They are missing, not zero"
                          f"{', but for the dash' if self.cells.dash == 'zero' else ''}.")
        changed = [case for case in self.cells.cases if case.kind not in MISSING and case.count]
        for case in changed:
            column = f" of column {self.layout.header.name(case.column)}" if case.column is not None else ""
            tell = notes.warning if case.kind == "percent" else notes.info
            tell(f"{where}: {counted(case.count, 'cell')}{column}: {_WHY[case.kind]}.")
        if self.skipped:
            first = listed((row[4] or "")[:60] for row in self.report.rows if row[2] == "row left out")
            notes.warning(f"{where}: {counted(self.skipped, 'row')} with figures left out, see REPORT: {first}.")
        if self.late:
            notes.info(f"{where}: {counted(self.late, 'row')} of notes between or below the figures, see REPORT.")
        self._tell_long_rows(notes, where)
        self._tell_levels(result, notes, where)

    def _tell_columns(self, notes: Notes, where: str):
        """Name the columns that are not used."""
        labels, titles = self.layout.header.labels, []
        for column in layout.unused(self.layout, self.width):
            label = " ".join(map(headers.shown, labels[column])) if column < len(labels) else ""
            why = "not used" if label else "empty, or without a heading"
            titles += [self.layout.header.name(column)] if label else []
            if column in self.untitled:
                first, number = self.untitled[column]
                why = f"without a heading: {counted(number, 'figure')} left out, the first in row {first + 1:,}"
                notes.warning(f"{where}: column {headers.letters(column)} is {why}.")
            self.report.add(None, column, "column", why, label)
        if titles:
            notes.info(f"{where}: columns not used: {listed(titles)}.")

    def _tell_long_rows(self, notes: Notes, where: str):
        """Name the rows with more cells than headings, whose figures seem to be in their places."""
        found = self.surplus.found if self.surplus is not None else []
        for row, cells in found:
            self.report.add(row, None, "row too long", "more cells than headings: see that none is moved", shown(cells))
        if found:
            rows = listed((f"row {row + 1:,} ({shown(cells)[:60]})" for row, cells in found), 3)
            notes.warning(f"{where}: {counted(len(found), 'row')} with more cells than headings, see that no figure is "
                          f"in the wrong column: {rows}.")

    def _tell_levels(self, result, notes: Notes, where: str):
        """Name the levels of areas where there are several."""
        levels = arealevels.census(result.areas)
        if len(levels) > 1:
            for said, _ in levels:
                self.report.add(None, self.layout.roles["area"], "level of areas", f"{said}: rows kept")
            notes.info(f"{where}: areas of several levels: {', '.join(said for said, _ in levels)}. All rows are kept; "
                       "the measures count one level only.")


def _is_number(cell) -> bool:
    return headers.is_figure(cell) or (isinstance(cell, str) and figure_of(cell)[0] is not None)


def _is_nothing(cell) -> bool:
    formula = isinstance(cell, str) and cell.startswith("=")
    return not headers.is_figure(cell) and not layout.is_marker(cell) and not formula


@dataclass
class Observations:
    """Observations as arrays of one length; codes and names as positions in lists, -1 for none."""

    area: np.ndarray
    name: np.ndarray
    industry: np.ndarray
    period: np.ndarray
    value: np.ndarray
    case: np.ndarray
    row: np.ndarray
    areas: list
    names: list
    industries: list
    ind_names: list
    ind_name: np.ndarray
    cases: list

    def check(self, described: layout.Layout, where: str) -> None:
        """Refuse observations that no measure would take."""
        if (self.period < 0).any():
            raise ValueError(
                f"{where} says nowhere of which year it is: no column of years, no years across, no note such as "
                "'date: 2022' above the header. Give the year in PERIOD, or name its column in PERIOD_COLUMN.")
        if (self.industry < 0).any():
            raise ValueError(
                f"{where} says nowhere of which industry it is: no column of industry codes was found, nor industries "
                "across. Name the column in INDUSTRY_COLUMN, or give the industry of all rows in INDUSTRY.")
        wrong = [case for case in self.cases if case.kind == "other"]
        if sum(case.count for case in wrong) > 0.5 * len(self.value):
            said = listed((case.text[:30] for case in wrong), 3)
            raise ValueError(
                f"{where}: most cells taken for figures hold other text ({said}). The columns taken are: "
                f"{described.words()}. Name the right column in VALUE_COLUMN.")
        self._refuse_twice(where)

    def _refuse_twice(self, where: str) -> None:
        first_year = int(self.period.min())
        years = int(self.period.max()) - first_year + 1
        cells = (self.area * len(self.industries) + self.industry) * years + self.period - first_year
        order = np.argsort(cells, kind="stable")
        twice = np.flatnonzero(np.diff(cells[order]) == 0)
        if twice.size:
            one, other = (int(order[twice[0] + more]) for more in (0, 1))
            raise ValueError(
                f"{where} has {counted(twice.size, 'value')} more than once for one area, industry and year: rows "
                f"{self.row[one] + 1:,} and {self.row[other] + 1:,} are both {self.areas[self.area[one]]}, "
                f"{self.industries[self.industry[one]]}, {self.period[one]}. Keep one kind of row (one measure, one "
                "status) with ROWS, such as MEASURE_NAME=Count, or correct the file.")

    def markers(self) -> Column:
        """Return the marker of each value, None for a number and for an empty cell."""
        texts = [case.text or None for case in self.cases]
        missing = np.array([case.kind in MISSING for case in self.cases] + [False])
        return Column(np.where(missing[self.case] & np.isnan(self.value), self.case, len(texts)), texts)

    def columns(self) -> dict:
        """Return the observations as the columns of a table."""
        return {
            "area": Column(self.area, self.areas), "name": Column(self.name, self.names),
            "industry": Column(self.industry, self.industries),
            "ind_name": Column(self.ind_name, list(self.ind_names[:-1])),
            "period": Column(self.period), "value": Column(self.value), "marker": self.markers(),
        }

    def counts(self) -> dict:
        """Return the numbers that describe the observations."""
        missing, marked = np.isnan(self.value), self.case >= 0
        suppressed = np.array([case.kind == "marker" for case in self.cases] + [False])
        return {
            "N_ROWS": len(self.value), "N_AREAS": len(np.unique(self.area)),
            "N_INDUSTRIES": len(np.unique(self.industry)), "N_PERIODS": len(np.unique(self.period)),
            "N_VALUES": int((~missing).sum()), "N_MISSING": int(missing.sum()),
            "N_SUPPRESSED": int((suppressed[self.case] & marked).sum()), "N_ZERO": int((self.value == 0).sum()),
            "N_NEGATIVE": int((self.value < 0).sum()),
        }


def safe_for_spreadsheets(columns: dict) -> dict:
    """Return columns whose texts no spreadsheet takes for a formula: those that begin like one get an apostrophe.

    A text that is wholly a number, such as ``-5``, stays as it is.

    >>> safe_for_spreadsheets({"text": ["=1+1", "-", "-5 per cent", "-5", "a", None]})["text"]
    ["'=1+1", '-', "'-5 per cent", '-5', 'a', None]
    """
    found = {}
    for name, column in columns.items():
        if isinstance(column, Column) and column.labels is not None:
            found[name] = Column(column.values, [_safe(text) for text in column.labels])
        else:
            found[name] = [_safe(value) for value in column] if isinstance(column, list) else column
    return found


def _safe(text):
    risky = isinstance(text, str) and len(text) > 1 and text[0] in "=+-@\t\r" and not _NUMBER.match(text)
    return f"'{text}" if risky else text
