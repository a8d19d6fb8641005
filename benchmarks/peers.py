"""Times the measures beside PySAL's inequality and econcomplex, in turn, and checks that both say the same."""

import importlib.util
import os
import statistics
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
AREAS, INDUSTRIES, YEARS, GROUPS = 380, 82, 25, 39
SAME = "a tie: one pass over the shares, ours over all years at once and so outside the cache"


def register():
    """Make the checkout importable as `industrial_atlas`."""
    sys.path[:] = [folder for folder in sys.path if Path(folder or os.getcwd()).resolve() != ROOT]
    spec = importlib.util.spec_from_file_location(
        "industrial_atlas", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
    module = importlib.util.module_from_spec(spec)
    sys.modules["industrial_atlas"] = module
    spec.loader.exec_module(module)


def block(areas=AREAS):
    """Return a made-up panel: values and totals."""
    generator = np.random.default_rng(1)
    values = np.round(generator.lognormal(3, 1.2, (areas, INDUSTRIES, YEARS)), 1)
    return values, values.sum(axis=1)


def every_year(values, measure):
    """Return what a measure of one matrix of districts and industries says in each year."""
    return np.stack([measure(values[:, :, year]) for year in range(values.shape[2])], axis=-1)


def rows():
    """Return what is timed: a title, ours, theirs, and why ours may be slower."""
    from econcomplex.complexity import eci_pci
    from econcomplex.inequality import herfindahl, locational_gini, shannon_entropy
    from econcomplex.relatedness.density import relatedness_density
    from econcomplex.specialization import krugman_index, location_quotient
    from inequality.gini import Gini
    from inequality.theil import Theil, TheilD

    from industrial_atlas.processing.measures import (
        complexity,
        concentration,
        decomposition,
        proximity,
        quotients,
        specialisation,
    )
    from industrial_atlas.processing.measures.groups import Groups

    values, totals = block()
    flat = values.reshape(AREAS, -1)
    equal = np.ones(AREAS)
    regions = np.arange(AREAS) % GROUPS
    groups = Groups(regions, [str(place) for place in range(GROUPS)], "region")
    share = values / values.sum(axis=0)
    even = np.full(values.shape, 1 / AREAS)
    size = np.broadcast_to((totals / totals.sum(axis=0))[:, None, :], values.shape)
    own = np.moveaxis(values / totals[:, None, :], 1, 0)
    reference = (values.sum(axis=0) / totals.sum(axis=0))[:, None, :]
    number = np.full(values.shape[1:], AREAS)
    has = proximity.held(quotients.location_quotients(values, totals)["lq"])
    return (
        ("Theil, equal", "inequality.Theil", lambda: concentration.relative_theil(share, even),
         lambda: Theil(flat).T.reshape(INDUSTRIES, YEARS), ""),
        ("Theil by 39 groups", "inequality.TheilD",
         lambda: decomposition.decompose(values, totals, groups, equal)["whole"]["t_between"],
         lambda: TheilD(flat, regions).bg.reshape(INDUSTRIES, YEARS),
         "ours also gives share, index and terms of each group, and allows for missing cells"),
        ("Gini, equal", "inequality.Gini", lambda: concentration.locational_gini(share, even),
         lambda: np.array([Gini(column).g for column in flat.T]).reshape(INDUSTRIES, YEARS),
         "ours sorts by share over reference, for any reference; theirs sorts the shares alone"),
        ("Gini by size", "econcomplex.locational_gini",
         lambda: concentration.locational_gini(share, size),
         lambda: 2 * every_year(values, lambda matrix: np.asarray(locational_gini(matrix))), ""),
        ("Herfindahl", "econcomplex.herfindahl", lambda: concentration.herfindahl(share, number)[0],
         lambda: every_year(values, lambda matrix: np.asarray(herfindahl(matrix.T, normalize=False))), ""),
        ("location quotient", "econcomplex.location_quotient",
         lambda: quotients.location_quotients(values, totals)["lq"],
         lambda: every_year(values, lambda matrix: np.asarray(location_quotient(matrix))),
         "ours also gives shares, symmetric quotient, score and Theil term, and allows for missing cells"),
        ("Krugman", "econcomplex.krugman_index", lambda: specialisation.krugman(own, reference),
         lambda: every_year(values, lambda matrix: np.asarray(krugman_index(matrix))), SAME),
        ("entropy", "econcomplex.shannon_entropy", lambda: specialisation.entropy(own),
         lambda: every_year(values, lambda matrix: np.asarray(shannon_entropy(matrix))), SAME),
        ("relatedness density", "econcomplex.relatedness_density",
         lambda: proximity.densities(has, proximity.proximities(has)),
         lambda: every_year(has, lambda matrix: np.asarray(
             relatedness_density(matrix.astype(float), use_rca=False)) / 100),
         "ours turns the panel round, so that years come first, and back"),
        ("complexity", "econcomplex.eci_pci",
         lambda: every_year(has, lambda matrix: complexity.complexity(matrix)["eci"]),
         lambda: every_year(has, lambda matrix: np.asarray(eci_pci(matrix.astype(float), use_rca=False)[0])), ""),
    )


def seconds(work):
    """Return how long something takes, and what it says."""
    started = time.perf_counter()
    said = work()
    return time.perf_counter() - started, said


def side_by_side(ours, theirs, rounds):
    """Return the medians of both sides and of their ratios, measured in turn, and the largest difference."""
    pairs, said = [], None
    for _ in range(rounds):
        one, said_one = seconds(ours)
        other, said_other = seconds(theirs)
        pairs.append((one, other))
        said = float(np.nanmax(np.abs(np.asarray(said_one) - np.asarray(said_other))))
    medians = [statistics.median(side) for side in zip(*pairs)]
    return *medians, statistics.median(one / other for one, other in pairs), said


def tenfold(rounds):
    """Return how many times the panel of 3,800 districts costs what that of 380 does."""
    from industrial_atlas.processing.measures import concentration, quotients

    small, large = block(), block(10 * AREAS)

    def measured(panel):
        return quotients.location_quotients(*panel), concentration.indices(*panel)

    pairs = []
    for _ in range(rounds):
        one = seconds(lambda: measured(large) and None)[0]
        pairs.append((one, seconds(lambda: measured(small) and None)[0]))
    return statistics.median(one / other for one, other in pairs), *(statistics.median(side) for side in zip(*pairs))


def bootstrapped():
    """Return the seconds of 999 draws of 350 districts, 25 industries and 26 years, and of their intervals."""
    from industrial_atlas.processing.measures import bootstrap

    generator = np.random.default_rng(1)
    values = generator.lognormal(3, 1.2, (350, 25, 26))
    totals = values.sum(axis=1)

    def work():
        return bootstrap.named(bootstrap.indices(values, totals, None, bootstrap.resample(350, 999, 1)), 95) and None

    return seconds(work)[0]


def main():
    register()
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(f"{AREAS} districts x {INDUSTRIES} industries x {YEARS} years, medians of {rounds} rounds; seconds")
    print(f"{'measure':20}{'theirs is':32}{'ours':>9}{'theirs':>9}{'ratio':>8}{'difference':>12}")
    for title, peer, ours, theirs, why in rows():
        one, other, ratio, apart = side_by_side(ours, theirs, rounds)
        print(f"{title:20}{peer:32}{one:9.4f}{other:9.4f}{ratio:8.2f}{apart:12.1e}"
              f"{'   ' + why if ratio > 1 else ''}", flush=True)
    times, large, small = tenfold(min(rounds, 3))
    print(f"{'3,800 districts':52}{large:9.4f}{small:9.4f}{times:8.2f}   (wanted: at most 12 times)")
    print(f"{'bootstrap, 999 draws':52}{bootstrapped():9.2f}   (350 x 25 x 26; wanted: under 10 s)")


if __name__ == "__main__":
    main()
