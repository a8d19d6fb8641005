"""Districts in groups: types of area, regions, or any field that says what each belongs to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .codes import as_text, key
from .density import CLASSES
from .notes import counted, listed

WITHOUT = "no group"
_FLAG = {"0": "Non TIR", "1": "TIR", "FALSE": "Non TIR", "TRUE": "TIR", "NON TIR": "Non TIR", "TIR": "TIR"}


@dataclass
class Groups:
    """The group of each district.

    Attributes
    ----------
    numbers : ndarray of int, shape (areas,)
        Position of each district's group in `labels`.
    labels : list of str
        ``Non TIR`` before ``TIR``; density classes from rural to urban; else sorted; ``no group`` last.
    field : str
        The field that they come from.
    """

    numbers: np.ndarray
    labels: list
    field: str

    def sums(self, values) -> np.ndarray:
        """Return the sum over the districts of each group; a missing value adds nothing.

        Parameters
        ----------
        values : array of float, shape (areas, ...)

        Returns
        -------
        ndarray of float, shape (groups, ...)

        >>> Groups(np.array([1, 0, 1]), ["a", "b"], "type").sums(np.array([1.0, 2.0, np.nan])).tolist()
        [2.0, 1.0]
        """
        values = np.nan_to_num(np.asarray(values, dtype=float))
        members = (self.numbers == np.arange(len(self.labels))[:, None]).astype(float)
        return (members @ values.reshape(len(values), -1)).reshape(len(self.labels), *values.shape[1:])

    def tell(self, counts, notes) -> None:
        """Warn where all districts are in one group or each in its own, and where no district of a group counts.

        Parameters
        ----------
        counts : array of bool, shape (areas, industries, periods)
            Where a district has figures.
        notes : Notes
        """
        if len(self.labels) == 1:
            notes.warning(f"All districts are in one group of '{self.field}' ({self.labels[0]}): it holds everything.")
        elif len(self.labels) == len(self.numbers):
            notes.warning(
                f"Each district is a group of its own by '{self.field}'. Choose a field of types or regions, unless "
                "that is what you want.")
        without = (self.sums(counts) == 0).reshape(len(self.labels), -1).sum(axis=1)
        if without.any():
            names = [label for label, number in zip(self.labels, without) if number]
            notes.warning(
                f"{counted(int(without.sum()), 'figure')} of a group, industry and period missing, since none of its "
                f"districts has one: {listed(names)}.")


def encode(labels, field: str, areas, notes) -> Groups:
    """Return groups from the label of each district; those without one are a group of their own.

    Parameters
    ----------
    labels : sequence of str, number or None, length areas
    field : str
        Where they come from. Of a field ``tir`` the flags 1 and 0 become ``TIR`` and ``Non TIR``.
    areas : sequence of str
        District codes, for messages.
    notes : Notes
        Told of districts without a group.

    >>> from .notes import Notes
    >>> found = encode([1, 0, None], "tir", ["A", "B", "C"], Notes())
    >>> found.labels, found.numbers.tolist()
    (['Non TIR', 'TIR', 'no group'], [1, 0, 2])
    """
    texts = ["" if pd.isna(label) else as_text(label) for label in labels]
    texts = ["" if key(text) == key(WITHOUT) else text for text in texts]
    if field.lower() == "tir" and {key(text) for text in texts} <= {*_FLAG, ""}:
        texts = [_FLAG.get(key(text), "") for text in texts]
    first: dict = {}
    texts = [first.setdefault(key(text), text) for text in texts]
    names = sorted(set(texts) - {""}, key=lambda text: (CLASSES.index(text) if text in CLASSES else -1, text))
    without = [area for area, text in zip(areas, texts) if not text]
    if without:
        notes.warning(
            f"{counted(len(without), 'district')} without a value in '{field}' are the group '{WITHOUT}': "
            f"{listed(without)}." if len(without) > 1 else
            f"1 district without a value in '{field}' is the group '{WITHOUT}': {without[0]}.")
        names.append(WITHOUT)
    place = {name: position for position, name in enumerate(names)}
    return Groups(np.array([place[text or WITHOUT] for text in texts], dtype=int), names, field)
