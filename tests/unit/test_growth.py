"""Contributions of plants to the change in output."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from industrial_atlas.processing.measures.growth import OWNERS, STATUS, Growth, amount, caption, contributions
from industrial_atlas.processing.measures.prices import Prices

DOMESTIC, FOREIGN, NOBODY = range(3)
GROUPS = ["Non TIR", "TIR", "no group"]
TRIES = settings(max_examples=60, deadline=None, derandomize=True)
COLUMNS = ("group", "start", "end", "owner_start", "owner_end", "weight")


def added(plants, owner_at="end", size=None, groups=GROUPS) -> Growth:
    """The sums of plants: tuples in the order of `COLUMNS`, taken `size` at a time."""
    found = Growth(list(groups), owner_at)
    for start in range(0, len(plants), size or len(plants)):
        part = plants[start:start + (size or len(plants))]
        found.add(**dict(zip(COLUMNS, map(list, zip(*part)))))
    return found


def by_cell(found: Growth, detail=False, name="contrib") -> dict:
    """A column of the result by group, status and owner."""
    columns = contributions(found, detail)
    return dict(zip(zip(columns["group"], columns["status"], columns["owner"]), columns[name]))


def by_the_book(plants, owner_at="end") -> dict:
    """Change of each cell, plant by plant, in plain Python."""
    found = {}
    for group, start, end, first, last, weight in plants:
        start, end = (0.0 if math.isnan(value) else value for value in (start, end))
        if start == 0 and end == 0:
            continue
        status = "opened" if start == 0 else "closed" if end == 0 else "open throughout"
        owner = last if status == "opened" else first if status == "closed" else {"end": last, "start": first}[owner_at]
        found.setdefault((GROUPS[group], status, OWNERS[owner]), []).append(weight * (end - start))
    return {cell: math.fsum(changes) for cell, changes in found.items()}


# By hand --------------------------------------------------------------------------------------------------------------

PLANTS = [  # the example of the documentation
    (0, 100.0, 130.0, DOMESTIC, DOMESTIC, 1), (0, 0.0, 40.0, NOBODY, FOREIGN, 1), (0, 60.0, 90.0, DOMESTIC, FOREIGN, 1),
    (1, 80.0, 70.0, FOREIGN, FOREIGN, 1), (1, 30.0, 0.0, DOMESTIC, NOBODY, 1), (1, math.nan, 40.0, NOBODY, DOMESTIC, 1),
]


def test_each_cell_has_its_part_of_the_change():
    """130 - 100 + 40 + 90 - 60 + 70 - 80 - 30 + 40 = 100, so that a change is a per cent."""
    assert by_cell(added(PLANTS)) == {
        ("Non TIR", "open throughout", "domestic"): 30, ("Non TIR", "open throughout", "foreign"): 30,
        ("Non TIR", "opened and closed", "domestic"): 0, ("Non TIR", "opened and closed", "foreign"): 40,
        ("TIR", "open throughout", "domestic"): 0, ("TIR", "open throughout", "foreign"): -10,
        ("TIR", "opened and closed", "domestic"): 10, ("TIR", "opened and closed", "foreign"): 0,
    }


def test_detail_splits_openings_from_closures():
    found = by_cell(added(PLANTS), True)
    assert len(found) == 2 * 3 * 2
    assert found[("TIR", "opened", "domestic")] == 40 and found[("TIR", "closed", "domestic")] == -30
    assert found[("Non TIR", "opened", "foreign")] == 40 and found[("Non TIR", "closed", "foreign")] == 0


def test_a_plant_open_throughout_counts_with_the_owner_at_the_end_or_the_start():
    assert added(PLANTS).owner_changed == 1
    found = by_cell(added(PLANTS, "start"))
    assert found[("Non TIR", "open throughout", "domestic")] == 60
    assert found[("Non TIR", "open throughout", "foreign")] == 0
    assert found[("Non TIR", "opened and closed", "foreign")] == 40, "opened: the end's owner"
    assert found[("TIR", "opened and closed", "domestic")] == 10, "closed: the start's owner"


def test_levels_and_numbers_of_plants_stand_beside_the_change():
    found = added(PLANTS)
    assert by_cell(found, name="out_start")[("Non TIR", "open throughout", "foreign")] == 60
    assert by_cell(found, name="out_end")[("Non TIR", "open throughout", "foreign")] == 90
    assert by_cell(found, name="change")[("TIR", "open throughout", "foreign")] == -10
    assert by_cell(found, name="n_plants")[("TIR", "opened and closed", "domestic")] == 2
    assert found.counts() == {
        "N_PLANTS": 6, "N_DROPPED": 0, "N_NO_OWNER": 0, "N_OWNER_CHANGED": 1, "TOTAL_CHANGE": 100}


def test_nothing_and_zero_are_no_plant_and_a_negative_output_is_one():
    plants = [
        (0, math.nan, 0.0, DOMESTIC, DOMESTIC, 1), (0, 0.0, 0.0, DOMESTIC, DOMESTIC, 1), (0, -5.0, 5.0, DOMESTIC, DOMESTIC, 1),
        (1, -20.0, math.nan, FOREIGN, NOBODY, 1), (1, 0.0, -10.0, NOBODY, FOREIGN, 1),
    ]
    found = added(plants)
    assert (found.absent, found.number, found.total) == (2, 3, 20)
    assert by_cell(found, True, "change") == {
        **dict.fromkeys(by_cell(found, True), 0.0), ("Non TIR", "open throughout", "domestic"): 10.0,
        ("TIR", "closed", "foreign"): 20.0, ("TIR", "opened", "foreign"): -10.0}


def test_weights_count_a_plant_several_times():
    plants = [(0, 10.0, 20.0, DOMESTIC, DOMESTIC, 2.5), (1, 10.0, 20.0, FOREIGN, FOREIGN, 7.5), (1, 1.0, 0.0, FOREIGN, FOREIGN, 0)]
    found = added(plants)
    contrib, number, weight = (by_cell(found, name=name) for name in ("contrib", "n_plants", "n_weighted"))
    cell, other = ("Non TIR", "open throughout", "domestic"), ("TIR", "opened and closed", "foreign")
    assert (contrib[cell], number[cell], weight[cell]) == (25, 1, 2.5)
    assert (contrib[other], number[other], weight[other]) == (0, 1, 0)


def test_plants_without_an_owner_or_a_group_have_rows_only_where_there_are_any(notes, warned):
    assert "no owner" not in contributions(added(PLANTS))["owner"]
    plants = [*PLANTS, (0, 50.0, 60.0, DOMESTIC, NOBODY, 1)]
    columns = contributions(added(plants))
    assert columns["owner"] == ["domestic", "foreign", "no owner"] * 4
    assert set(columns["group"]) == {"Non TIR", "TIR"}
    columns = contributions(added([*PLANTS, (2, 50.0, 60.0, DOMESTIC, DOMESTIC, 1)]))
    assert columns["group"] == ["Non TIR"] * 4 + ["TIR"] * 4 + ["no group"] * 4
    added(plants).tell(notes)
    assert warned() == ["1 plant without an owner is shown as 'no owner'."]
    assert added(plants).owner_changed == 1, "to no owner is no change between domestic and foreign"


def test_every_cell_of_the_layout_is_there():
    columns = contributions(added([(1, 1.0, 3.0, FOREIGN, FOREIGN, 1)]))
    assert columns["contrib"] == [0, 0, 0, 0, 0, 100, 0, 0]
    assert columns["n_plants"] == [0, 0, 0, 0, 0, 1, 0, 0]


def test_a_fall_is_said(notes, warned):
    found = added([(0, 10.0, 4.0, DOMESTIC, DOMESTIC, 1), (1, 1.0, 3.0, FOREIGN, FOREIGN, 1)])
    assert by_cell(found)[("Non TIR", "open throughout", "domestic")] == 150
    assert by_cell(found)[("TIR", "open throughout", "foreign")] == -50
    found.tell(notes)
    assert warned() == ["Output fell, so a positive figure is a share of the fall."]
    assert caption(found).endswith("Output fell, so a positive figure is a share of the fall.")
    assert "a share of the fall" not in caption(added(PLANTS))


def test_weights_that_are_all_zero_are_refused_for_what_they_are(refusal):
    text = refusal(contributions, added([(0, 10.0, 20.0, DOMESTIC, DOMESTIC, 0), (1, 5.0, 9.0, DOMESTIC, FOREIGN, 0)]))
    assert "every weight in WEIGHT_FIELD is 0" in text and "cancel" not in text


@pytest.mark.parametrize("plants", [
    [(0, 10.0, 20.0, DOMESTIC, DOMESTIC, 1), (1, 20.0, 10.0, DOMESTIC, DOMESTIC, 1)],
    [(0, 1e9, 2e9, DOMESTIC, DOMESTIC, 1), (1, 2e9, 1e9 + 1, DOMESTIC, DOMESTIC, 1)],
    [(0, 10.0, 10.0, DOMESTIC, DOMESTIC, 1)],
])
def test_changes_that_cancel_out_are_refused(plants, refusal):
    text = refusal(contributions, added(plants))
    assert "cancel out" in text and "START_FIELD" in text


def test_a_change_a_little_above_the_limit_is_taken():
    plants = [(0, 1e9, 2e9, DOMESTIC, DOMESTIC, 1), (1, 2e9, 1e9 + 10, DOMESTIC, DOMESTIC, 1)]
    assert added(plants).total == 10  # of 2,000,000,000 without signs, so 5e-9


def test_no_plant_at_all_is_refused(refusal):
    assert "No plant has output" in refusal(contributions, added([(0, 0.0, math.nan, DOMESTIC, DOMESTIC, 1)]))
    assert "No plant has output" in refusal(contributions, Growth(GROUPS))


def test_the_caption_says_years_prices_and_total():
    text = caption(added(PLANTS), Prices(2000, {"": {2000: 1.0}}), (1973, 2016))
    assert "from 1973 to 2016, 2000 prices: per cent of the total change of +100" in text
    text = caption(added(PLANTS, "start"))
    assert "change in output, current prices" in text and "by the owner at the start. Opened" in text


@pytest.mark.parametrize(("number", "text"), [(81.2, "+81.2"), (-9999.94, "-9,999.9"), (8.12e10, "+81,200,000,000")])
def test_amounts_are_readable(number, text):
    assert amount(number) == text


# Laws -----------------------------------------------------------------------------------------------------------------

OUTPUT = st.one_of(st.just(0.0), st.just(math.nan), st.integers(-50, 10**6).map(float), st.floats(-1e3, 1e9))
PLANT = st.tuples(
    st.integers(0, 2), OUTPUT, OUTPUT, st.integers(0, 2), st.integers(0, 2), st.one_of(st.just(1.0), st.floats(0, 100)))
MANY = st.lists(PLANT, min_size=1, max_size=40)


def scale(plants) -> float:
    """What rounding is measured by: the sum of outputs without their signs."""
    return math.fsum(weight * (abs(np.nan_to_num(start)) + abs(np.nan_to_num(end))) for _, start, end, _, _, weight in plants)


def sums(found: Growth) -> np.ndarray:
    return np.stack([found.plants, found.weights, found.starts, found.ends])


@TRIES
@given(MANY, st.integers(1, 40), st.sampled_from(["end", "start"]))
def test_the_size_of_the_chunks_changes_nothing(plants, size, owner_at):
    whole, parts = added(plants, owner_at), added(plants, owner_at, size)
    np.testing.assert_array_equal(whole.plants, parts.plants)
    np.testing.assert_allclose(sums(whole), sums(parts), rtol=1e-12, atol=1e-12 * scale(plants))
    assert parts.absolute == pytest.approx(whole.absolute, rel=1e-12, abs=0)
    assert (parts.absent, parts.owner_changed) == (whole.absent, whole.owner_changed)


@TRIES
@given(MANY, st.randoms(use_true_random=False))
def test_the_order_of_the_plants_changes_nothing(plants, random):
    mixed = list(plants)
    random.shuffle(mixed)
    np.testing.assert_allclose(sums(added(plants)), sums(added(mixed)), rtol=1e-12, atol=1e-12 * scale(plants))


@TRIES
@given(MANY, st.sampled_from(["end", "start"]))
def test_cells_are_what_plants_add_up_to_one_by_one(plants, owner_at):
    expected = by_the_book(plants, owner_at)
    found = added(plants, owner_at)
    change = found.ends - found.starts
    for place, group in enumerate(GROUPS):
        for state, status in enumerate(STATUS):
            for number, owner in enumerate(OWNERS):
                wanted = expected.get((group, status, owner), 0.0)
                assert change[place, state, number] == pytest.approx(wanted, rel=1e-12, abs=1e-12 * scale(plants))


def decided(plants) -> Growth:
    """The sums of plants whose changes do not cancel out."""
    found = added(plants)
    assume(found.number and abs(found.ends.sum() - found.starts.sum()) > 1e-6 * scale(plants) > 0)
    return found


@TRIES
@given(MANY, st.booleans())
def test_cells_add_to_a_hundred(plants, detail):
    columns = contributions(decided(plants), detail)
    assert math.fsum(columns["contrib"]) == pytest.approx(100, rel=1e-7)
    assert sum(columns["n_plants"]) == added(plants).number
    assert not any(math.isnan(number) for name in ("change", "contrib", "out_start") for number in columns[name])


@TRIES
@given(MANY, st.sampled_from([0.001, 1000.0]))
def test_the_unit_changes_no_contribution(plants, factor):
    found = decided(plants)
    scaled = decided([(g, start * factor, end * factor, *rest) for g, start, end, *rest in plants])
    np.testing.assert_allclose(
        contributions(scaled)["contrib"], contributions(found)["contrib"], rtol=1e-5, atol=1e-5)
    assert scaled.total == pytest.approx(found.total * factor, rel=1e-5)


@TRIES
@given(MANY)
def test_a_weight_of_two_is_the_plant_twice(plants):
    doubled = [(*rest, 2 * weight) for *rest, weight in plants]
    found, twice = added(doubled), added(plants + plants)
    np.testing.assert_allclose(found.weights, twice.weights, rtol=1e-12)
    np.testing.assert_allclose(found.ends, twice.ends, rtol=1e-12, atol=1e-12 * scale(plants))


@TRIES
@given(MANY)
def test_what_is_given_is_left_as_it_was(plants):
    given_arrays = {name: np.array(column) for name, column in zip(COLUMNS, zip(*plants))}
    before = {name: column.copy() for name, column in given_arrays.items()}
    Growth(GROUPS).add(**given_arrays)
    for name, column in given_arrays.items():
        np.testing.assert_array_equal(column, before[name])
