"""How far the relatedness of a year carries: what the log says of it."""

from __future__ import annotations

import numpy as np

from . import entryexit
from .notes import Notes, counted, listed
from .relatedness import Related

FEW = 20
WEAK = 0.3
BLOCKS = 12


def tell(found: Related, own: bool, notes: Notes) -> None:
    """Tell how far the results of a year carry."""
    panel, when = found.panel, found.when
    missing = int(np.isnan(found.quotients).sum())
    if missing:
        notes.warning(
            f"{counted(missing, 'location quotient')} missing{when}: such an industry counts as one that the district "
            "does not have, but it is no opportunity and has no rank. ABSENT 'zero' takes absent rows for zero.")
    without = [code for code, there in zip(panel.areas, found.has.any(axis=1)) if not there]
    if without:
        notes.warning(f"{counted(len(without), 'district')} without any industry over the threshold{when}, so without "
                      f"ranks and complexity: {listed(without)}.")
    nowhere = [code for code, there in zip(panel.industries, found.has.any(axis=0)) if not there]
    if nowhere and not own:
        notes.warning(f"{counted(len(nowhere), 'industry', 'industries')} that no district has{when}, so without "
                      f"proximity and density: {listed(nowhere)}.")
    if len(panel.areas) < FEW and not own:
        notes.warning(f"Proximities rest on {counted(len(panel.areas), 'district')} only. Take all districts, or give "
                      "PROXIMITY from a larger table.")
    lacking = [code for code, share in zip(panel.areas, found.lock_share) if np.isnan(share)]
    if lacking:
        notes.warning(f"{counted(len(lacking), 'district')} without a block that stands out, since a code or the "
                      f"total is missing: {listed(lacking)}.")
    inside = [f"({number}) {name}" for number, name in enumerate(found.block_names[:BLOCKS], 1)]
    more = f"; and {len(found.block_names) - BLOCKS:,} more" if len(found.block_names) > BLOCKS else ""
    notes.info(f"Related blocks, from proximities of {found.block_minimum:.2f} on: {'; '.join(inside)}{more}.")
    _tell_complexity(found, notes)
    _tell_changes(found, notes)


def _tell_complexity(found: Related, notes: Notes) -> None:
    scores, along = found.complex["pci"], found.complex["correlation"]
    if np.isnan(scores).all():
        notes.warning("There is no index of complexity: districts fall apart into parts without a common industry, or "
                      "are all alike.")
        return
    order = [place for place in np.argsort(scores, kind="stable") if not np.isnan(scores[place])]
    named = [found.panel.industries[place] for place in order]
    few = min(3, len(named) // 2)
    notes.info(
        f"The index of complexity (eci, pci) runs from {listed(named[:few])} to {listed(named[::-1][:few])}. Its high "
        "end is that of diverse districts, which need not be that of advanced industries.")
    if not along >= WEAK:
        notes.warning(
            f"The index of complexity hardly goes with diversity (correlation {0 if np.isnan(along) else along:.2f}), "
            "so which of its ends is the high one is almost chance.")


def _tell_changes(found: Related, notes: Notes) -> None:
    if found.span is None:
        return
    first, last = found.span
    for one, several, score, changed, area in (
        ("entry", "entries", f"density in {first}", found.entered, found.auc[0]),
        ("exit", "exits", f"low density in {first}", found.exited, found.auc[1]),
    ):
        number, possible = int(np.nansum(changed)), int((~np.isnan(changed)).sum())
        said = f"{first} to {last}: {counted(number, one, several)} of {possible:,} possible"
        if np.isnan(area):
            notes.warning(f"{said}, so it cannot be told how well {score} foretells them.")
        else:
            notes.info(f"{said}; {score} foretold them {entryexit.word(area)} (AUC {area:.2f}: 0.5 is chance, 1 is "
                       "certain).")
