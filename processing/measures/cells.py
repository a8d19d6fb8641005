"""Cells of published tables as numbers: separators, signs, remarks and suppression markers."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .numbers import LARGEST, MARKERS

NAMED = 20
MISSING = ("marker", "dash", "formula", "error", "other", "lone percent")
_DASHES = ("-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212")
_ERRORS = re.compile(r"^#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)$", re.IGNORECASE)
# Letters after a figure that are remarks in official tables; others may be units, such as b, k and m. A number of two
# digits in brackets may be a share, as in 45 (12).
_REMARK = re.compile(
    r"\s*(\[[a-z0-9 ,]{1,12}\]|\([a-z]{1,3}\)|(?<=[\d\])*\u2020\u2021])\s*(\([1-9]\)|"
    r"(?<=[\d ])[efpru](\s*,?\s*[efpru])?|\*{1,3}|[\u2020\u2021\u00a7]{1,2}|"
    r"[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]{1,2}))$", re.IGNORECASE)
_MINUS = re.compile(r"^[\u2010-\u2014\u2212](?=[\u00a3$\u20ac]?[\d.])")
_BRACKETS = re.compile(r"^\(([^()]*\d[^()]*)\)$")
_POINT = re.compile(r"^[+-]?(\d{1,3}([, '\u2019]\d{3})+|\d+)?(\.\d*)?(e[+-]?\d+)?$", re.IGNORECASE)
_COMMA = re.compile(r"^[+-]?(\d{1,3}([. '\u2019]\d{3})+|\d+)?(,\d*)?(e[+-]?\d+)?$", re.IGNORECASE)
_PLAIN = r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*"
_COMMA_ONLY = re.compile(r"^[+-]?(\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,}|\d+,(\d{1,2}|\d{4,})|(\d{4,}|0),\d{3})$")
_POINT_ONLY = re.compile(r"^[+-]?(\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,}|\d+\.(\d{1,2}|\d{4,})|(\d{4,}|0)\.\d{3})$")
_EITHER = re.compile(r"^[+-]?[1-9]\d{0,2}[,.]\d{3}$")
STRAY = 20


@dataclass
class Case:
    """One way in which cells were not plain numbers: how often, and where first.

    Attributes
    ----------
    kind : str
        ``marker``, ``dash``, ``formula``, ``error``, ``other``, ``lone percent`` (all missing), or ``separators``,
        ``sign``, ``minus``, ``remark``, ``brackets``, ``text``, ``percent`` (numbers all the same).
    text : str
        What the cell says, where this tells cases of a kind apart.
    column : int or None
        The column of all its cells, from 0, where this tells cases of a kind apart.
    count : int
    first : list of tuple
        ``(row, column, text)`` of the first cells, from 0.
    """

    kind: str
    text: str = ""
    column: int | None = None
    count: int = 0
    first: list = field(default_factory=list)


@dataclass
class Cells:
    """Reads blocks of cells one after another, and remembers what was unusual about them.

    Attributes
    ----------
    dash : {"missing", "zero"}
        What a lone dash stands for.
    comma : bool
        Whether a comma marks the decimals.
    typed : bool
        Whether the file keeps numbers as numbers, so that a number kept as text is worth a word.
    cases : list of Case
    """

    dash: str = "missing"
    comma: bool = False
    typed: bool = True
    cases: list = field(default_factory=list)
    _known: dict = field(default_factory=dict)

    def read(self, block, rows, columns) -> tuple[np.ndarray, np.ndarray]:
        """Return a block of cells as numbers, and the case of each.

        Parameters
        ----------
        block : ndarray of object, shape (n, m)
            Text, numbers, dates, truth values or None.
        rows, columns : ndarray of int, shapes (n,) and (m,)
            Where in the file they stand, to name the first of each case.

        Returns
        -------
        numbers : ndarray of float, shape (n, m)
            NaN is missing.
        cases : ndarray of int, shape (n, m)
            Position in `cases`, -1 for a plain number and for an empty cell.

        >>> import numpy as np
        >>> cells = Cells()
        >>> cells.read(np.array([[1, "2,500", "[c]", None]], dtype=object), np.array([0]), np.arange(4))
        (array([[1.0e+00, 2.5e+03,     nan,     nan]]), array([[-1,  0,  1, -1]]))
        >>> [(case.kind, case.text, case.count) for case in cells.cases]
        [('separators', '', 1), ('marker', '[c]', 1)]
        """
        flat = pd.Series(block.ravel(), dtype=object)
        kinds = flat.map(type)
        numbers, found = np.full(len(flat), np.nan), np.full(len(flat), -1, dtype=np.int64)
        plain = (kinds.isin((int, float))).to_numpy()
        numbers[plain] = flat[plain].astype(float)
        strange = np.flatnonzero(~plain & flat.notna().to_numpy())
        strange = np.union1d(strange, np.flatnonzero(np.abs(numbers) > LARGEST))
        if strange.size:
            texts = flat.to_numpy()[strange]
            if not kinds.iloc[strange].isin((str,)).all():
                texts = np.array([_shown(value) for value in texts], dtype=object)
            numbers[strange], found[strange] = self._texts(texts)
            self._by_column(found, columns)
            self._remember(found, block, rows, columns)
        return numbers.reshape(block.shape), found.reshape(block.shape)

    def _texts(self, texts) -> tuple[np.ndarray, np.ndarray]:
        """Read texts, each distinct one once; the plain figures among them all at once."""
        codes, distinct = pd.factorize(texts)
        figures, found = np.full(len(distinct), np.nan), np.full(len(distinct), -1, dtype=np.int64)
        rest = np.arange(len(distinct))
        if not self.comma:
            try:
                figures = distinct.astype(float)
                rest = np.flatnonzero(~(np.abs(figures) <= LARGEST))
            except ValueError:
                figures, rest = self._plain(distinct)
        for place in rest:
            figures[place], found[place] = self._text(distinct[place])
        if self.typed:
            said = found < 0
            said[rest] = False
            found[said] = self._case("text", "") if said.any() else -1
        return figures[codes], found[codes]

    def _plain(self, distinct):
        """Return the figures among texts that are nothing else, and the places of the other texts."""
        plain = pd.Series(distinct).str.fullmatch(_PLAIN).to_numpy(dtype=bool)
        figures = np.full(len(distinct), np.nan)
        figures[plain] = distinct[plain].astype(float)
        return figures, np.flatnonzero(~plain | (np.abs(figures) > LARGEST))

    def _text(self, text: str) -> tuple[float, int]:
        """Return one text as a number and its case."""
        bare = text.replace("\u00a0", " ").replace("\u202f", " ").strip()
        if not bare:
            return np.nan, -1
        if bare in _DASHES:
            return (0.0 if self.dash == "zero" else np.nan), self._case("dash", bare)
        if bare.upper() in MARKERS or bare == "\u2026":
            return np.nan, self._case("marker", bare)
        if bare.startswith("=") or _ERRORS.match(bare):
            return np.nan, self._case("formula" if bare.startswith("=") else "error", "" if bare[0] == "=" else bare)
        figure, kind = figure_of(bare, self.comma)
        if figure is None:
            return np.nan, self._case("other", bare)
        return figure, self._case(kind or "text", "") if kind or self.typed else -1

    def _case(self, kind: str, text: str, column: int | None = None) -> int:
        key = (kind, text, column)
        if key not in self._known:
            self._known[key] = len(self.cases)
            self.cases.append(Case(kind, text, column))
        return self._known[key]

    def _by_column(self, found, columns) -> None:
        """Tell per cents of one column from those of another: only whole columns of them are figures."""
        percent = self._known.get(("percent", "", None))
        at = np.flatnonzero(found == percent) if percent is not None else ()
        if len(at):
            of = at % len(columns)
            for place in np.unique(of):
                found[at[of == place]] = self._case("percent", "%", int(columns[place]))

    def settle_percents(self, parts, columns) -> None:
        """Make per cents missing in the columns that hold other figures too.

        Parameters
        ----------
        parts : list of tuple
            Numbers and cases as `read` returned them; numbers are changed.
        columns : sequence of int
            Where in the file their columns stand.
        """
        places = {column: place for place, column in enumerate(columns)}
        for number, case in enumerate(self.cases):
            if case.kind == "percent" and case.count:
                held = [(figures[:, places[case.column]], cases[:, places[case.column]]) for figures, cases in parts]
                if any((~np.isnan(figures) & (cases != number)).any() for figures, cases in held):
                    case.kind = "lone percent"
                    for figures, cases in held:
                        figures[cases == number] = np.nan

    def _remember(self, found, block, rows, columns) -> None:
        """Count the cases of a block, and note the first cells of each."""
        counts = np.bincount(found[found >= 0], minlength=len(self.cases))
        for place in np.flatnonzero(counts):
            case = self.cases[place]
            wanted = NAMED - len(case.first)
            case.count += int(counts[place])
            if wanted > 0:
                flat = np.flatnonzero(found == place)[:wanted]
                case.first += [
                    (int(rows[row]), int(columns[column]), _shown(block[row, column]))
                    for row, column in zip(*np.divmod(flat, block.shape[1]))]


def _shown(value) -> str:
    """Return a cell as text."""
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()[:10]
    return value if isinstance(value, str) else str(value)


def figure_of(text: str, comma: bool = False) -> tuple:
    """Return a text as a number and what had to be taken off it: None and an empty text where it is none.

    >>> figure_of("1,234.5"), figure_of("\u00a350"), figure_of("12%"), figure_of("7 [r]"), figure_of("(3)")
    ((1234.5, 'separators'), (50.0, 'sign'), (12.0, 'percent'), (7.0, 'remark'), (-3.0, 'brackets'))
    >>> figure_of("1.234,5", comma=True), figure_of("many")
    ((1234.5, 'separators'), (None, ''))
    """
    kind, sign, bare = "", 1.0, text.strip()
    while _REMARK.search(bare) and not _BRACKETS.match(bare):
        bare, kind = _REMARK.sub("", bare).rstrip(" ,"), "remark"
    if _BRACKETS.match(bare):
        bare, kind, sign = _BRACKETS.sub(r"\1", bare), kind or "brackets", -1.0
    if _MINUS.match(bare):
        bare, kind = _MINUS.sub("-", bare), kind or "minus"
    stripped = re.sub(r"^([+-]?)\s*[\u00a3$\u20ac]\s*|\s*%$", r"\1", bare)
    if stripped != bare:
        kind, bare = "percent" if bare.endswith("%") else kind or "sign", stripped
    if not bare or not (_COMMA if comma else _POINT).match(bare) or not any(letter.isdigit() for letter in bare):
        return None, ""
    plain = re.sub(r"[. '\u2019]" if comma else r"[, '\u2019]", "", bare)
    if comma:
        plain = plain.replace(",", ".")
    try:
        figure = sign * float(plain)
    except ValueError:
        return None, ""
    return (figure, kind or ("separators" if plain != bare else "")) if abs(figure) <= LARGEST else (None, "")


def decimals(texts) -> str:
    """Tell which sign marks the decimals in texts: ``comma``, ``point``, or an empty text where none shows it.

    One stray cell decides nothing: a sign is shown by at least as many distinct numbers as could have separators of
    thousands instead, and by 20 times as many as show the other sign (ours).

    Raises
    ------
    ValueError
        Some numbers show a comma and some a point.

    >>> decimals(["1.234,5", "7"]), decimals(["1,234"]), decimals(["0.25"]), decimals(["1,234,567"])
    ('comma', '', 'point', 'point')
    """
    distinct = pd.unique(pd.Series([text.strip() for text in texts if isinstance(text, str)], dtype=object))
    commas, points = ([text for text in distinct if one.match(text)] for one in (_COMMA_ONLY, _POINT_ONLY))
    either = [text for text in distinct if _EITHER.match(text) and "," in text]
    others = points or (either if len(either) > len(commas) else [])
    if commas and others and max(len(commas), len(points)) < STRAY * min(len(commas), len(others)):
        raise ValueError(
            f"Numbers such as '{commas[0]}' seem to have a decimal comma, but '{others[0]}' separators of thousands "
            "or a decimal point. Say in DECIMAL which sign marks the decimals, 'point' or 'comma'; numbers "
            "that do not fit are then missing, and named. Or correct the cells.")
    return "comma" if len(commas) > len(points) else "point" if points else ""


def decimal_comma(texts, wanted: str, delimiter: str, notes) -> bool:
    """Tell whether a comma marks the decimals, as the user says, else as the texts show.

    Raises
    ------
    ValueError
        Nothing but ``1,234`` or ``1.234`` shows it in a file delimited by semicolons, as programs write it where commas
        are decimal; or some numbers show a comma and some a point.
    """
    if wanted in ("point", "comma"):
        return wanted == "comma"
    found = decimals(texts)
    if found == "comma":
        notes.info("Commas are read as decimal signs, since some numbers can be read in no other way (DECIMAL).")
    doubtful = next((text for text in texts if isinstance(text, str) and _is_doubtful(text)), "")
    if not found and delimiter == ";" and doubtful:
        point = "." in doubtful
        raise ValueError(
            f"Numbers such as '{doubtful.strip()}' could have a decimal {'point' if point else 'comma'} or separators "
            "of thousands. Say in DECIMAL which sign marks the decimals: 'point' or 'comma'.")
    return found == "comma"


def _is_doubtful(text: str) -> bool:
    """Tell whether a number could have decimals or separators of thousands."""
    return bool(_EITHER.match(text.strip())) or ("," in text and figure_of(text)[0] is not None)
