"""Rows of a table of plants as the arrays that their sums are made of, chunk by chunk."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .codes import as_text, encode, key
from .groups import WITHOUT
from .growth import OWNERS
from .industrycodes import TOTALS
from .notes import LISTED, Notes, counted, listed
from .numbers import Reading, figure, is_suppressed, read_numbers

FLAGS = ("Non TIR", "TIR")
TRUTH = {"0": 0, "1": 1, "FALSE": 0, "TRUE": 1, "NON TIR": 0, "TIR": 1, "NO GROUP": 2}
NO_INDUSTRY = "(no industry)"
NAMED = 1000


@dataclass
class Grouping:
    """Which group a plant is in, by its own flag or by its district.

    Attributes
    ----------
    labels : list of str
        The groups; the last is ``no group``.
    place : dict
        Key of a flag or of a district's code to position in `labels`.
    by_district : bool
    source : str
        The field of the districts that their groups come from.
    """

    labels: list
    place: dict
    by_district: bool
    source: str = ""

    @classmethod
    def of_flags(cls) -> Grouping:
        """Return the groups of a flag on the plants: 1 is in a traditional industrial region, 0 is not."""
        return cls([*FLAGS, WITHOUT], TRUTH, False)

    @classmethod
    def of_districts(cls, codes, groups) -> Grouping:
        """Return the groups of districts, `groups.Groups`; both kinds are there where these are flags.

        >>> from .groups import Groups
        >>> Grouping.of_districts(["e1"], Groups(np.array([0]), ["TIR"], "tir"))
        Grouping(labels=['Non TIR', 'TIR', 'no group'], place={'E1': 1}, by_district=True, source='tir')
        """
        labels = [label for label in groups.labels if label != WITHOUT]
        if set(labels) <= set(FLAGS):
            labels = list(FLAGS)
        position = {label: place for place, label in enumerate([*labels, WITHOUT])}
        place = {key(code): position[groups.labels[number]] for code, number in zip(codes, groups.numbers)}
        return cls([*labels, WITHOUT], place, True, groups.field)

    def position(self, label: str) -> int:
        """Return the position of the group of a flag or of a district's code, -1 where there is none.

        >>> [Grouping.of_flags().position(label) for label in ("1.0", "tir", "0", "2", "yes")]
        [1, 1, 0, -1, -1]
        """
        if not self.by_district and key(label) not in self.place:
            label = as_text(figure(label))
        return self.place.get(key(label), -1)


@dataclass
class Plants:
    """Reads chunks of a table of plants, and remembers what has to be told when all are read.

    Attributes
    ----------
    fields : dict
        Column (``start``, ``end``, ``own_start``, ``own_end``, ``group``, and where given ``weight``, ``industry``) to
        the name of the field in the user's own table.
    grouping : Grouping
    domestic : sequence of str
        Owners that count as domestic, or several between commas; any other word is foreign, none is no owner.
    index : prices.Prices, optional
        With it output becomes that of its year's prices.
    years : tuple of int, optional
        The years of ``start`` and ``end``, for `index`.
    """

    fields: dict
    grouping: Grouping
    domestic: tuple
    index: object = None
    years: tuple = ()
    rows: int = 0
    without_group: int = 0
    suppressed: int = 0
    first_suppressed: int = 0
    unknown: dict = field(default_factory=dict)
    ungrouped: dict = field(default_factory=dict)
    domestic_seen: bool = False
    foreign_seen: dict = field(default_factory=dict)
    readings: dict = field(default_factory=dict)
    factors: dict = field(default_factory=dict)

    def __post_init__(self):
        """Look at what can be known to be wrong before any row is read."""
        self.words = frozenset(key(part) for word in self.domestic for part in (word, *word.split(",")))
        series = {key(code) for code in self.index.series} if self.index is not None else {""}
        if "industry" not in self.fields and not series & {"", *TOTALS}:
            raise ValueError(
                "The price index is by industry and has no total: name the field of the plants' industries in "
                "INDUSTRY_FIELD, or give one index for all.")

    def arrays(self, chunk) -> dict:
        """Return what `Growth.add` takes of a chunk, without plants whose output is suppressed.

        Parameters
        ----------
        chunk : pandas.DataFrame
            Columns as in `fields`; its index counts the rows of the table from 0.

        Raises
        ------
        ValueError
            A cell cannot be what its field should hold; the row is named.
        """
        self.rows += len(chunk)
        hidden = is_suppressed(chunk["start"]) | is_suppressed(chunk["end"])
        if hidden.any():
            self.first_suppressed = self.first_suppressed or int(chunk.index[np.argmax(hidden)]) + 1
            self.suppressed += int(hidden.sum())
        found = {name: self._numbers(chunk, name) for name in ("start", "end")}
        if self.index is not None:
            factors = self._factors(chunk)
            found = {name: column * factors[:, place] for place, (name, column) in enumerate(found.items())}
        found["owner_start"], found["owner_end"] = (self._owners(chunk[name]) for name in ("own_start", "own_end"))
        if "weight" in chunk:
            found["weight"] = self._weights(chunk)
        there = ~hidden & ((np.nan_to_num(found["start"]) != 0) | (np.nan_to_num(found["end"]) != 0))
        found["group"] = self._groups(chunk, there)
        return {name: column[~hidden] for name, column in found.items()} if hidden.any() else found

    def _numbers(self, chunk, name: str) -> np.ndarray:
        return read_numbers(chunk[name], self.fields[name], self.readings.setdefault(name, Reading()))

    def _weights(self, chunk) -> np.ndarray:
        weight = self._numbers(chunk, "weight")
        wrong = np.flatnonzero(~(weight >= 0))
        if wrong.size:
            what = "is missing" if np.isnan(weight[wrong[0]]) else f"is below zero ({weight[wrong[0]]:g})"
            raise ValueError(
                f"WEIGHT_FIELD, field '{self.fields['weight']}', row {chunk.index[wrong[0]] + 1:,}: the weight {what}. "
                "Every plant needs a weight of at least 0; correct the row, or leave WEIGHT_FIELD empty.")
        return weight

    def _owners(self, column) -> np.ndarray:
        numbers, labels = encode(column)
        kinds = [OWNERS.index("domestic" if key(label) in self.words else "foreign") for label in labels]
        self.domestic_seen = self.domestic_seen or 0 in kinds
        if len(self.foreign_seen) < LISTED:
            self.foreign_seen.update((key(label), label) for label, kind in zip(labels[:LISTED], kinds) if kind)
        return np.array([*kinds, OWNERS.index("no owner")])[numbers]

    def _groups(self, chunk, there) -> np.ndarray:
        numbers, labels = encode(chunk["group"])
        last = len(self.grouping.labels) - 1
        found = np.array([*(self.grouping.position(label) for label in labels), last])[numbers]
        unknown = found < 0
        if unknown.any() and not self.grouping.by_district:
            row = int(np.argmax(unknown))
            raise ValueError(
                f"FLAG_FIELD, field '{self.fields['group']}', row {chunk.index[row] + 1:,}: '{labels[numbers[row]]}' "
                "is no flag. Write 1 for plants in a traditional industrial region and 0 for others, or name the right "
                "field in FLAG_FIELD.")
        empty = (found == last) & (numbers >= 0) & self.grouping.by_district
        for met, where in ((self.unknown, unknown), (self.ungrouped, empty)):
            for number in np.unique(numbers[where & there]):
                if len(met) < NAMED:
                    met.setdefault(key(labels[number]), labels[number])
        found = np.where(unknown, last, found)
        self.without_group += int(((found == last) & there).sum())
        return found

    def _factors(self, chunk) -> np.ndarray:
        """Return what output at both dates is multiplied by, shape (plants, 2)."""
        whole = np.zeros(len(chunk), dtype=int), ["Total"]
        numbers, labels = encode(chunk["industry"]) if "industry" in chunk else whole
        labels = [*labels, NO_INDUSTRY]
        new = [labels[number] for number in np.unique(numbers) if labels[number] not in self.factors]
        if new:
            self.factors.update(zip(new, self.index.factors(new, self.years, Notes())))
        return np.array([self.factors.get(label, (np.nan, np.nan)) for label in labels])[numbers]

    def counts(self) -> dict:
        """Return the numbers that an algorithm declares about its plants."""
        return {"N_SUPPRESSED": self.suppressed, "N_NO_GROUP": self.without_group}

    def finish(self, number: int, notes: Notes) -> None:
        """Tell what was met in the whole table.

        Parameters
        ----------
        number : int
            Plants that count.
        notes : Notes

        Raises
        ------
        ValueError
            The table has no rows, all output is suppressed, or no plant has a group.
        """
        if not self.rows:
            raise ValueError("PLANTS: the table has no rows. Check the layer, its filter and its selection.")
        for name, reading in self.readings.items():
            Reading(reading.parsed).tell(self.fields[name], notes)
        if self.factors:
            self._finish_prices(notes)
        if self.suppressed:
            notes.warning(
                f"{counted(self.suppressed, 'plant')} with a suppressed output left out, since it is not known whether "
                f"there was one at that date (the first is row {self.first_suppressed:,}).")
        if self.suppressed and not number:
            raise ValueError(
                "No plant has output at the start or at the end that is not suppressed. Choose other fields in "
                "START_FIELD and END_FIELD, or ask for figures that are not suppressed.")
        if self.foreign_seen and not self.domestic_seen:
            notes.warning(
                f"No owner is one of those in DOMESTIC ({'; '.join(self.domestic)}), so all are foreign: "
                f"{listed(list(self.foreign_seen.values())[:LISTED])}. Separate several words by semicolons.")
        if self.without_group:
            self._finish_groups(number, notes)

    def _finish_prices(self, notes: Notes) -> None:
        self.index.factors(list(self.factors), self.years, notes)
        if "industry" not in self.fields and "" not in self.index.series:
            total = next(code for word in TOTALS for code in self.index.series if key(code) == word)
            notes.warning(
                f"The price index is by industry and the plants have no industries, so the index of '{total}' is used "
                "for all of them. Name the field of their industries in INDUSTRY_FIELD to take each by its own.")

    def _finish_groups(self, number: int, notes: Notes) -> None:
        field_name, unknown = self.fields["group"], list(self.unknown.values())
        source, empty = self.grouping.source, list(self.ungrouped.values())
        if self.without_group == number and empty:
            others = f", and {listed(unknown, 3)} are not in AREAS" if unknown else ""
            raise ValueError(
                f"No plant has a group: the field of groups '{source}' is empty in AREAS for {listed(empty, 3)}"
                f"{others}. Fill it, or choose another field in GROUP_FIELD.")
        if self.without_group == number and unknown:
            raise ValueError(
                f"None of the plants' districts in field '{field_name}' has a group in AREAS: the plants have "
                f"{listed(unknown, 3)}. Check that both use codes of the same kind and year, AREA_FIELD, AREA_CODE and "
                "GROUP_FIELD.")
        if self.without_group == number:
            raise ValueError(
                f"No plant has a group: field '{field_name}' leads to none. Fill it, or choose another field.")
        why = f"with nothing in '{field_name}'"
        if self.grouping.by_district:
            why = "whose district has no group in AREAS"
        verb = "is" if self.without_group == 1 else "are"
        more = "" if not unknown else f" Codes in '{field_name}' that are not in AREAS: {listed(unknown)}."
        if len(unknown) == NAMED:
            more = f"{more[:-1]}, at least."
        if empty:
            more += f" Districts whose field '{source}' is empty: {listed(empty)}."
        notes.warning(f"{counted(self.without_group, 'plant')} {why} {verb} the group '{WITHOUT}'.{more}")
