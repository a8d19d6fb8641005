"""Joining what a placement on hexagons tears, and drawing neighbours together without tearing."""

from __future__ import annotations

import numpy as np

from .hexagons import parts_of

AWAY = 0.15  # what a squared width from the aim costs, beside a step between neighbours
_ROUNDS, _BETTER = 200, 1e-9


def bodies(groups, pairs, total: int) -> dict:
    """Return what must stay in one piece: the districts of a region that hang together on the ground, by label.

    An island of one district is a piece of its own, which nothing can tear.

    Parameters
    ----------
    groups : list of sequence of str or None
        Regions of each district, such as nations and then regions.
    pairs : ndarray of int, shape (p, 2)
        Neighbours.
    total : int

    Returns
    -------
    dict of tuple to ndarray of int
        (place in `groups`, label, number of the piece) to its districts; pieces of two and more.

    >>> list(bodies([["N", "N", "N", "S"]], np.array([[0, 1], [2, 3]]), 4).items())
    [((0, 'N', 0), array([0, 1]))]
    """
    found = {}
    for level, labels in enumerate(groups):
        held = np.array([label if label is not None else "" for label in labels], dtype=object)
        inside = pairs[(held[pairs[:, 0]] == held[pairs[:, 1]]) & (held[pairs[:, 0]] != "")]
        parts = parts_of(inside, total)
        for number in np.flatnonzero(np.bincount(parts, minlength=1) > 1):
            members = np.flatnonzero(parts == number)
            if not any(np.array_equal(members, other) for other in found.values()):
                found[level, held[members[0]], int(number)] = members
    return found


def torn(bodies: dict, cells, lattice) -> list:
    """Return the labels of the regions of which a piece lies in several on the lattice, in order."""
    return sorted({label for (_, label, _), members in bodies.items() if len(_pieces(cells[members], lattice)) > 1})


class Board:
    """Districts on a lattice while they are moved about.

    Attributes
    ----------
    cells : ndarray of int, shape (n,)
        The hexagon of each district.
    """

    def __init__(self, lattice, cells, aim, pairs, bodies: dict):
        self.lattice, self.cells, self.aim = lattice, np.array(cells), aim
        self.holder = np.full(len(lattice.points), -1)
        self.holder[self.cells] = np.arange(len(cells))
        self.members = list(bodies.values())
        self.within = [[] for _ in cells]
        for number, members in enumerate(self.members):
            for one in members:
                self.within[one].append(number)
        self.parts = parts_of(pairs, len(cells))
        both = np.concatenate([pairs, pairs[:, ::-1]])
        both = both[np.lexsort(both.T[::-1])]
        times = np.bincount(both[:, 0], minlength=len(cells))
        self.near = np.full((len(cells), max(1, times.max(initial=0))), -1)
        self.near[both[:, 0], np.arange(len(both)) - np.repeat(np.cumsum(times) - times, times)] = both[:, 1]

    # Moves ------------------------------------------------------------------------------------------------------------

    def move(self, one: int, cell: int) -> None:
        """Put a district on a hexagon; who was there takes its place."""
        other, old = self.holder[cell], self.cells[one]
        self.cells[one], self.holder[cell], self.holder[old] = cell, one, other
        if other >= 0:
            self.cells[other] = old

    def _touched(self, one: int, cell: int) -> list:
        """Return the bodies that a move may tear; what both districts belong to keeps its hexagons."""
        other = self.holder[cell]
        return sorted(set(self.within[one]) ^ set(self.within[other] if other >= 0 else ()))

    def _strays(self, numbers) -> int:
        """Return how many districts lie outside the largest piece of their body."""
        held = (_pieces(self.cells[self.members[number]], self.lattice) for number in numbers)
        return sum(sum(map(len, pieces[1:])) for pieces in held)

    # Joining ----------------------------------------------------------------------------------------------------------

    def join(self, step) -> int:
        """Join torn bodies by moves, each of which leaves fewer districts astray; return how many it took.

        Of the moves that do, the one that adds least to the sum of squared distances is made.
        """
        moves, start = 0, max(1, self._strays(range(len(self.members))))
        while moves < _ROUNDS:
            left = self._strays(range(len(self.members)))
            step(4000 + int(2000 * (1 - min(left, start) / start)), 10000)
            chosen = self._joining() if left else None
            if chosen is None:
                break
            self.move(*chosen)
            moves += 1
        return moves

    def _joining(self):
        """Return the move of a stray district to its body that adds least distance, None if none helps."""
        options = []
        for members in self.members:
            main, *rest = _pieces(self.cells[members], self.lattice)
            if not rest:
                continue
            coast = np.unique(self.lattice.around(np.array(sorted(main)), 1))
            strays = self.holder[np.concatenate([sorted(piece) for piece in rest])]
            coast = [cell for cell in coast if cell >= 0 and self.holder[cell] not in members]
            options += [(self._added(one, cell), int(one), int(cell)) for one in strays for cell in coast]
        for _, one, cell in sorted(options):
            touched = self._touched(one, cell)
            old, before = self.cells[one], self._strays(touched)
            self.move(one, cell)
            after = self._strays(touched)
            self.move(one, old)
            if after < before:
                return one, cell
        return None

    def _added(self, one: int, cell: int) -> float:
        """Return what a move adds to the sum of squared distances."""
        other, old, places = self.holder[cell], self.cells[one], self.lattice.points
        added = _squared(places[cell] - self.aim[one]) - _squared(places[old] - self.aim[one])
        if other >= 0:
            added += _squared(places[old] - self.aim[other]) - _squared(places[cell] - self.aim[other])
        return round(float(added), 6)

    # Islands ----------------------------------------------------------------------------------------------------------

    def part_islands(self) -> None:
        """Move islands of one district that touch another part of the map to the nearest hexagon that touches none."""
        alone = np.flatnonzero(np.bincount(self.parts)[self.parts] == 1)
        if len(alone) == len(self.cells):
            return  # nobody has a neighbour: there is no coast to keep off
        for one in alone:
            if not self._meets(one, self.cells[one]):
                continue
            away = ((self.lattice.points - self.aim[one]) ** 2).sum(axis=1).round(6)
            for cell in np.argsort(away, kind="stable")[:200]:
                if self.holder[cell] < 0 and not self._meets(one, cell):
                    self.move(one, int(cell))
                    break

    def _meets(self, one: int, cell: int) -> bool:
        """Tell whether a district would touch another part of the map on a hexagon."""
        around = self.lattice.around(np.array([cell]), 1)[0]
        others = self.holder[around[around >= 0]]
        others = others[(others >= 0) & (others != one)]
        return bool((self.parts[others] != self.parts[one]).any())

    # Drawing together -------------------------------------------------------------------------------------------------

    def draw_together(self, step) -> None:
        """Swap districts, or move them to free hexagons, while that lowers the cost and tears nothing.

        A pair of neighbours ``d`` steps apart costs ``d (d - 1) / 2``; a district 0.15 times its squared distance from
        where it aims at. No move brings parts of the map into touch that are apart on the ground.
        """
        for turn in range(_ROUNDS):
            step(6000 + 4000 * turn // _ROUNDS, 10000)
            gains, targets, others = self._gains()
            order = np.argsort(gains, axis=None, kind="stable")
            order = order[gains.ravel()[order] < -_BETTER]
            fresh, moved = np.ones(len(self.cells) + 1, dtype=bool), 0
            fresh[-1] = True
            for one, place in zip(*np.unravel_index(order, gains.shape)):
                cell, other = targets[one, place], others[one, place]
                if fresh[one] and fresh[other] and self.holder[cell] == other and self._allowed(one, cell):
                    fresh[[one, other, *self.near[one], *(self.near[other] if other >= 0 else ())]] = False
                    fresh[-1] = True
                    moved += 1
            if not moved:
                break

    def _gains(self) -> tuple:
        """Return what each move within two steps adds to the cost, its hexagon, and who is there."""
        own = self.cells
        targets = self.lattice.around(own, 2)
        at = np.maximum(targets, 0)
        others = np.where(targets >= 0, self.holder[at], -1)
        cost = self._cost(at) - self._cost(own[:, None])
        back = cost[others, np.arange(at.shape[1])[::-1][None, :].repeat(len(own), axis=0)]
        both = (self.near[:, None, :] == others[:, :, None]).any(axis=2) & (others >= 0)
        steps = self.lattice.distance(own[:, None], at)
        gains = cost + np.where(others >= 0, back, 0) + np.where(both, steps * (steps - 1), 0)
        return np.where(targets >= 0, gains.round(9), 0), targets, others

    def _cost(self, cells):
        """Return the cost of each district on each of some hexagons, the others being where they are."""
        there = self.near >= 0
        steps = self.lattice.distance(cells[:, :, None], self.cells[self.near][:, None, :])
        away = ((self.lattice.points[cells] - self.aim[:, None, :]) ** 2).sum(axis=2)
        return (np.where(there[:, None, :], steps * (steps - 1) / 2, 0)).sum(axis=2) + AWAY * away

    def _allowed(self, one: int, cell: int) -> bool:
        """Make a move; take it back, and say so, if it tears a body or brings parts into touch."""
        old, other, touched = self.cells[one], self.holder[cell], self._touched(one, cell)
        met = self._meets(one, old) + (other >= 0 and self._meets(other, cell))
        before = self._strays(touched)
        self.move(one, int(cell))
        meets = self._meets(one, cell) + (other >= 0 and self._meets(other, old))
        if self._strays(touched) <= before and meets <= met:
            return True
        self.move(one, int(old))
        return False


def _pieces(cells, lattice) -> list:
    """Return the connected pieces of some hexagons as sets, the largest first, then the one with the first hexagon."""
    left, found = set(cells.tolist()), []
    columns = lattice.columns
    while left:
        queue = [left.pop()]
        piece = set(queue)
        while queue:
            cell = queue.pop()
            slant = cell // columns % 2  # odd rows stand further east
            for other in (cell - 1, cell + 1, cell - columns + slant, cell - columns + slant - 1,
                          cell + columns + slant, cell + columns + slant - 1):
                if other in left:
                    left.remove(other)
                    piece.add(other)
                    queue.append(other)
        found.append(piece)
    return sorted(found, key=lambda piece: (-len(piece), min(piece)))


def _squared(vector) -> float:
    return float((vector**2).sum())
