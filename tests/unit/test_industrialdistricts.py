"""The four steps by hand, what is not known, and the target with the figures of the Toy Valley."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_atlas.processing.measures import industrialdistricts as steps
from industrial_atlas.processing.measures.jobstable import Jobs

NAN = float("nan")
# Made figures: small, medium, large; industries 13, 28 (manufacturing), M (business), G (consumer services).
A = [[20, 10, 0], [2, 3, 5], [10, 5, 5], [25, 10, 5]]
B = [[1, 0, 1], [1, 1, 6], [20, 10, 10], [30, 15, 5]]


def jobs_of(*areas, firms=None) -> Jobs:
    values = np.array(areas, dtype=float)
    return Jobs([f"L{place}" for place in range(len(areas))], {}, ["13", "28", "M", "G"], values,
                None if firms is None else np.array(firms, dtype=float), values.sum(axis=(1, 2)),
                [np.array([0, 1]), np.array([2]), np.array([3])])


def of(found, *names) -> list:
    return [np.asarray(found[name]).tolist() for name in names]


def test_the_example_by_hand():
    """A has 40 of 50 manufacturing jobs and 100 of 200 jobs: quotient 0.4 / 0.25 = 1.6, prevalence 40 - 25 = 15.

    Within manufacturing: small 22 / 40 over 24 / 50, medium 13 / 40 over 14 / 50 = 1.161, large 5 / 40 over 12 / 50. Of 13
    it has 30 of 32: quotient 0.3 / 0.16 = 1.875, prevalence 30 - 16 = 14; of 28 10 of 18: 1.111 and 1.
    """
    found = steps.districts(jobs_of(A, B))
    assert of(found, "step1", "step2", "step3", "step4", "reached") == [[1, 0], [1, 0], [1, 0], [1, 0], [4, 0]]
    assert found["mfg_lq"] == pytest.approx([1.6, 0.4])
    assert of(found, "mfg_prev", "bus_prev", "con_prev") == [[15, -15], [-10, 10], [-5, 5]]
    assert found["size_class"] == ["Medium", "Large"] and found["size_lq"] == pytest.approx([0.325 / 0.28, 0.7 / 0.24])
    assert found["industry"] == ["13", None] and found["ind_lq"][0] == pytest.approx(1.875) and found["ind_prev"][0] == 14
    assert found["sme_share"][0] == 1 and np.isnan(found["sme_share"][1])


def test_services_that_weigh_more_than_manufacturing_end_it():
    """The quotient of manufacturing is over 1, but business services are more prevalent: 30 - 20 against 15 - 12.5."""
    first = [[10, 5, 0], [0, 0, 0], [30, 0, 0], [55, 0, 0]]
    second = [[5, 5, 0], [0, 0, 0], [10, 0, 0], [80, 0, 0]]
    found = steps.districts(jobs_of(first, second))
    assert found["mfg_lq"][0] == pytest.approx(1.2) and of(found, "mfg_prev", "bus_prev") == [[2.5, -2.5], [10, -10]]
    assert of(found, "step1", "reached") == [[0, 0], [0, 0]]


def test_large_firms_end_it_at_the_second_and_the_fourth_step():
    large = [[5, 5, 25], [2, 2, 1], [10, 5, 5], [25, 10, 5]]
    found = steps.districts(jobs_of(large, [[20, 10, 2], [1, 1, 6], [50, 10, 10], [80, 15, 5]]))
    assert of(found, "step1", "step2", "step3", "step4")[0][0] == 1 and found["size_class"][0] == "Large"
    assert of(found, "step2", "step4", "reached") == [[0, 1], [0, 0], [1, 0]]
    assert found["sme_share"][0] == pytest.approx(10 / 35)


@pytest.mark.parametrize(("firms", "small", "passed"), [(1, 20, 1), (1, 5, 0), (1, 6, 1), (2, 5, 1), (0, 5, 1), (NAN, 20, NAN)])
def test_one_medium_firm_must_not_rule(firms, small, passed):
    """Half of the medium firm's ten jobs are five: small firms need more."""
    counts = np.zeros((2, 4, 3))
    counts[0, 0, 1] = firms
    found = steps.districts(jobs_of([[small, 10, 0], *A[1:]], B, firms=counts))
    assert found["industry"][0] == "13"
    assert found["step4"][0] == passed or (np.isnan(passed) and np.isnan(found["step4"][0]))


def test_half_is_not_over_half():
    found = steps.districts(jobs_of([[10, 5, 15], *A[1:]], B))
    assert found["sme_share"][0] == 0.5 and found["step4"][0] == 0
    assert steps.districts(jobs_of([[10, 5, 15], *A[1:]], B), sme_over=0.4)["step4"][0] == 1


def test_what_is_missing_is_not_known_there_and_nowhere_else(notes, warned):
    hidden = [[NAN, 10, 0], *A[1:]]
    jobs = jobs_of(hidden, A, B)
    found = steps.districts(jobs)
    assert all(np.isnan(found[name][0]) for name in ("step1", "step2", "step3", "step4", "reached", "mfg_lq"))
    without = steps.districts(jobs_of(A, B))
    for name in (*steps.STEPS, "reached", "mfg_lq", "mfg_prev", "size_lq", "ind_lq"):
        assert found[name][1:] == pytest.approx(without[name], nan_ok=True)
    steps.tell(jobs, {**found, "target": found["step1"]}, notes)
    assert "1 area of which it is not known how far they get" in warned()[0] and "L0" in warned()[0]


def test_a_step_that_fails_is_known_even_if_a_later_one_is_not():
    passed = np.array([[0, NAN, NAN, NAN], [1, 0, NAN, 1], [NAN, 0, 0, 0], [1, 1, 1, 1], [1, 1, 1, NAN]])
    assert steps._leading(passed).tolist()[:2] == [0, 1] and steps._leading(passed)[3] == 4
    assert np.isnan(steps._leading(passed)[[2, 4]]).all()


def test_an_area_without_manufacturing_fails_and_all_zero_is_no_area():
    found = steps.districts(jobs_of(A, B, [[0, 0, 0], [0, 0, 0], [5, 5, 5], [5, 5, 5]], [[0, 0, 0]] * 4))
    for name in steps.STEPS:
        assert found[name][[0, 2, 3]].tolist() == [1, 0, 0]
    assert found["reached"].tolist() == [4, 0, 0, 0] and found["size_class"][2:] == [None, None]


def test_a_tie_of_sizes_goes_to_the_large_ones():
    """With one area alone every quotient is 1."""
    assert steps.districts(jobs_of(A))["step2"].tolist() == [0]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.sampled_from([2.0, 0.5, 1024.0]))
def test_order_and_scale_change_nothing(seed, scale):
    generator = np.random.default_rng(seed)
    areas = generator.integers(0, 50, (6, 4, 3)).astype(float)
    order = generator.permutation(6)
    plain, turned = steps.districts(jobs_of(*areas)), steps.districts(jobs_of(*areas[order] * scale))
    for name in (*steps.STEPS, "reached", "mfg_lq", "sme_share"):
        assert turned[name] == pytest.approx(plain[name][order], nan_ok=True)
    assert plain["mfg_prev"].sum() == pytest.approx(0, abs=1e-9), "prevalences add to nothing"


def test_the_toy_valley_has_double_the_target():
    """Hervas-Oliver (2021): 7,000 manufacturing jobs, about 40 per cent of the labour force, twice the target of 20."""
    found = steps.manufacturing_share(np.array([7000.0]), np.array([17500.0]), 0.2)
    assert found["mfg_share"][0] / 0.2 == pytest.approx(2) and found["target"][0] == 1
    edge = steps.manufacturing_share(np.array([20.0, 19.9, 5, 5]), np.array([100.0, 100, NAN, 0]), 0.2)["target"]
    assert edge[:2].tolist() == [1, 0] and np.isnan(edge[2:]).all()


@pytest.mark.parametrize("name", ["population", "POP_2020", "inhabitants", "Residents", "total_population", "people"])
def test_inhabitants_are_no_labour_force(name, refusal):
    """7,000 of 40,000 inhabitants would be 17.5 per cent, under the target."""
    message = refusal(steps.labour_force, np.array([40000.0]), None, (name, None), ["Toy Valley"])
    assert f"'{name}' holds inhabitants" in message


def test_a_labour_force_as_large_as_the_population_is_none(refusal):
    names = ("active", "population")
    assert steps.labour_force(np.array([17500.0]), np.array([40000.0]), names, ["Toy Valley"]).tolist() == [17500]
    message = refusal(steps.labour_force, np.array([40000.0]), np.array([40000.0]), names, ["Toy Valley"])
    assert "in Toy Valley the labour force 'active' (40,000) is not below the population" in message
