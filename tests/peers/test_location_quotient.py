"""Location quotients against REAT and EconGeo.

`published` is a number printed in a textbook (Farhauer and Kroell 2013); every other expected number is what the peer
answered when it was run on the same figures.
"""

import numpy as np
import pytest

from industrial_atlas.processing.measures import quotients

RELATIVE = 1e-9


def quotients_of(case) -> np.ndarray:
    """Districts x industries of a case: a matrix, or single districts set against a wider area."""
    if "matrix" in case:
        values = np.array(case["matrix"], float)[:, :, None]
        return quotients.location_quotients(values, values.sum(axis=1))["lq"][:, :, 0]
    values = np.atleast_1d(np.array(case["value"], float))[None, :, None]
    wider = np.atleast_1d(np.array(case["industry"], float))[:, None], np.array([float(case["everything"])])
    return quotients.location_quotients(values, np.array([[float(case["total"])]]), wider)["lq"][0, :, 0]


def test_location_quotients_are_the_peers(quotient_case):
    np.testing.assert_allclose(quotients_of(quotient_case), quotient_case["run"], rtol=RELATIVE)


def test_location_quotient_of_the_textbook():
    """Farhauer and Kroell (2013): 1,714 of 79,006 jobs against 879,213 of 15,593,224 give 0.3847623."""
    wider = np.array([[879213]]), np.array([15593224])
    found = quotients.location_quotients(np.array([[[1714]]]), np.array([[79006]]), wider)["lq"]
    assert float(found[0, 0, 0]) == pytest.approx(0.3847623, abs=5e-8)


def test_location_quotients_of_the_german_laender_are_the_peers(laender):
    found = quotients.location_quotients(laender.jobs, laender.totals)["lq"][:, :, 0]
    expected = [[laender.peers["lq"]["run"][region][industry] for industry in laender.industries]
                for region in laender.regions]
    np.testing.assert_allclose(found, expected, rtol=RELATIVE)
