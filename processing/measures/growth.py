"""Which plants made the change in output: open throughout, opened or closed, by owner and by group of districts."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .groups import WITHOUT
from .notes import counted
from .prices import words

STATUS = ("open throughout", "opened", "closed")
TOGETHER = "opened and closed"
OWNERS = ("domestic", "foreign", "no owner")
SMALLEST = 1e-9
FELL = "Output fell, so a positive figure is a share of the fall."


@dataclass
class Growth:
    """Sums over plants by group, status and owner, to which plants are added in parts of any size.

    Attributes
    ----------
    groups : list of str
        What each plant is in, such as ``Non TIR`` and ``TIR``.
    owner_at : {"end", "start"}
        Whose plant one that is open throughout is; one that opened has the end's owner, one that closed the start's.
    plants, weights, starts, ends : ndarray of float, shape (groups, status, owners)
        Number of plants, sum of their weights, weighted output at both dates.
    absolute : float
        Weighted sum of the plants' changes without their signs.
    absent, owner_changed : int
        Plants at neither date; plants open throughout that went from domestic to foreign or back.

    Notes
    -----
    After Table 3 of Sunley et al. (2023). That a plant open throughout counts with its owner at the end is this
    project's choice. Sums taken in parts of another size agree to 1e-12 of the sum of absolute outputs.
    """

    groups: list
    owner_at: str = "end"
    plants: np.ndarray = field(init=False)
    weights: np.ndarray = field(init=False)
    starts: np.ndarray = field(init=False)
    ends: np.ndarray = field(init=False)
    absolute: float = 0.0
    absent: int = 0
    owner_changed: int = 0

    def __post_init__(self):
        """Begin with empty cells."""
        shape = (len(self.groups), len(STATUS), len(OWNERS))
        self.plants, self.weights, self.starts, self.ends = (np.zeros(shape) for _ in range(4))

    def add(self, group, start, end, owner_start, owner_end, weight=None) -> None:
        """Add plants.

        Parameters
        ----------
        group : array of int, shape (plants,)
            Position in `groups`.
        start, end : array of float, shape (plants,)
            Output at both dates; 0 and NaN are no plant, a value below zero is one.
        owner_start, owner_end : array of int, shape (plants,)
            Position in `OWNERS`.
        weight : array of float, shape (plants,), optional
            How many plants each stands for, at least 0.

        >>> found = Growth(["all"])
        >>> found.add([0, 0], [10.0, np.nan], [30.0, 5.0], [0, 2], [1, 1])
        >>> found.ends[0, :, 1].tolist(), found.owner_changed
        ([30.0, 5.0, 0.0], 1)
        """
        start, end = np.nan_to_num(np.asarray(start, dtype=float)), np.nan_to_num(np.asarray(end, dtype=float))
        group, first, last = (np.asarray(column, dtype=np.int64) for column in (group, owner_start, owner_end))
        weight = np.ones(len(start)) if weight is None else np.asarray(weight, dtype=float)
        state = np.where(start == 0, 1, np.where(end == 0, 2, 0))
        there = (start != 0) | (end != 0)
        owner = np.where((state == 2) | ((state == 0) & (self.owner_at == "start")), first, last)
        cell = ((group * len(STATUS) + state) * len(OWNERS) + owner)[there]
        for held, added in (
            (self.plants, np.ones(len(start))), (self.weights, weight), (self.starts, weight * start),
            (self.ends, weight * end),
        ):
            held += np.bincount(cell, added[there], held.size).reshape(held.shape)
        self.absolute += float((weight * np.abs(end - start)).sum())
        self.absent += int((~there).sum())
        self.owner_changed += int(((state == 0) & there & (first + last == 1)).sum())

    @property
    def number(self) -> int:
        """Number of plants that count."""
        return int(self.plants.sum())

    @property
    def total(self) -> float:
        """Change in output of all plants.

        Raises
        ------
        ValueError
            No plant was there at either date, all weights are 0, or the changes cancel out.
        """
        if not self.number:
            raise ValueError(
                "No plant has output at the start or at the end. Check START_FIELD and END_FIELD, the filter and the "
                "selection.")
        if not self.weights.any():
            raise ValueError(
                "No plant counts: every weight in WEIGHT_FIELD is 0. Correct the weights, choose another field, or "
                "leave WEIGHT_FIELD empty.")
        total = float(self.ends.sum() - self.starts.sum())
        if abs(total) <= SMALLEST * self.absolute:
            raise ValueError(
                "The plants' changes cancel out: output as a whole did not change, so no plant has a share of its "
                "change. Check START_FIELD and END_FIELD, or choose other years.")
        return total

    def counts(self) -> dict:
        """Return the numbers that an algorithm declares about its plants."""
        return {
            "N_PLANTS": self.number, "N_DROPPED": self.absent, "N_NO_OWNER": int(self.plants[:, :, -1].sum()),
            "N_OWNER_CHANGED": self.owner_changed, "TOTAL_CHANGE": self.total,
        }

    def tell(self, notes) -> None:
        """Tell which plants count otherwise than one might think."""
        ownerless = int(self.plants[:, :, -1].sum())
        if self.absent:
            notes.warning(f"{counted(self.absent, 'plant')} without output at both dates left out.")
        if ownerless:
            verb = "is" if ownerless == 1 else "are"
            notes.warning(f"{counted(ownerless, 'plant')} without an owner {verb} shown as '{OWNERS[-1]}'.")
        if self.owner_changed:
            notes.info(
                f"{counted(self.owner_changed, 'plant')} open throughout went from a domestic to a foreign owner or "
                f"back; each counts with its owner at the {self.owner_at} (OWNER_AT).")
        if self.total < 0:
            notes.warning(FELL)


def contributions(found: Growth, detail: bool = False) -> dict:
    """Return the layout of the published table as columns, one row for each group, status and owner.

    ``contrib = 100 (out_end - out_start) / total change``, which adds to 100 over the rows.

    Parameters
    ----------
    found : Growth
    detail : bool
        Whether plants that opened and plants that closed are apart.

    Returns
    -------
    dict of list
        ``group``, ``status``, ``owner``, ``n_plants``, ``n_weighted``, ``out_start``, ``out_end``, ``change``,
        ``contrib``. Plants without an owner and plants without a group have rows only where there are any.

    Raises
    ------
    ValueError
        As `Growth.total`.

    Notes
    -----
    Sunley et al. (2023), Table 3.

    Examples
    --------
    >>> found = Growth(["Non TIR", "TIR"])
    >>> found.add([0, 1], [10.0, 5.0], [14.0, 0.0], [0, 1], [0, 1])
    >>> contributions(found)["contrib"]
    [-400.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 500.0]
    """
    total = found.total
    owners = len(OWNERS) - (not found.plants[:, :, -1].any())
    status = STATUS if detail else (STATUS[0], TOGETHER)
    rows = [place for place, label in enumerate(found.groups) if label != WITHOUT or found.plants[place].any()]
    blocks = [block[rows][:, :, :owners] for block in (found.plants, found.weights, found.starts, found.ends)]
    if not detail:
        blocks = [np.stack([block[:, 0], block[:, 1] + block[:, 2]], axis=1) for block in blocks]
    plants, weights, starts, ends = blocks
    keys = [(found.groups[row], state, owner) for row in rows for state in status for owner in OWNERS[:owners]]
    columns = dict(zip(("group", "status", "owner"), map(list, zip(*keys))))
    numbers = {
        "n_plants": plants.astype(np.int64), "n_weighted": weights, "out_start": starts, "out_end": ends,
        "change": ends - starts, "contrib": 100 * (ends - starts) / total + 0.0,
    }
    return {**columns, **{name: block.ravel().tolist() for name, block in numbers.items()}}


def caption(found: Growth, index=None, years=(None, None)) -> str:
    """Return what the table shows, in words.

    Parameters
    ----------
    found : Growth
    index : prices.Prices, optional
        None for current prices.
    years : pair of int or None
        Of start and end.

    >>> found = Growth(["Non TIR", "TIR"])
    >>> found.add([0, 1], [10.0, 5.0], [4.0, 7.0], [0, 1], [0, 1])
    >>> caption(found).split(". ")[-1]
    'Output fell, so a positive figure is a share of the fall.'
    """
    first, last = years
    since, until = (f" from {first}" if first is not None else ""), (f" to {last}" if last is not None else "")
    total = found.total
    text = (
        f"Contributions of plants to the change in output{since}{until}, {words(index)}: per cent of the total change "
        f"of {amount(total)}; the rows add to 100. Open throughout: with output at both dates, by the owner at the "
        f"{found.owner_at}. Opened: by the owner at the end. Closed: by the owner at the start.")
    return f"{text} {FELL}" if total < 0 else text


def title(index=None, years=(None, None)) -> str:
    """Return the title of the table: with the years where they are known, and the prices.

    >>> title(years=(1973, 2016)), title(years=(None, 2016))
    ('Contributions to growth, 1973 to 2016, current prices', 'Contributions to growth to 2016, current prices')
    """
    first, last = years
    since, until = (f" from {first}" if first is not None else ""), (f" to {last}" if last is not None else "")
    span = f", {first}{until}" if since and until else since + until
    return f"Contributions to growth{span}, {words(index)}"


def amount(number: float) -> str:
    """Return a change with its sign, in as many digits as a reader needs.

    >>> amount(81.2), amount(-81234567.8), amount(3e20)
    ('+81.2', '-81,234,568', '+3e+20')
    """
    return f"{number:+,.0f}" if 10_000 <= abs(number) < 1e15 else f"{number:+,.5g}"
