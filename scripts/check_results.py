"""Fails when a suite of tests was skipped as a whole: check_results.py RESULTS.XML SUITE..."""

import sys
from collections import Counter
from xml.etree import ElementTree


def ran_by_suite(results):
    """Count the tests that were run, not skipped, in each folder of tests/."""
    ran = Counter()
    for case in ElementTree.parse(results).iter("testcase"):
        parts = case.get("classname", "").split(".")
        if len(parts) > 1 and parts[0] == "tests" and case.find("skipped") is None:
            ran[parts[1]] += 1
    return ran


def main(results, *suites):
    ran = ran_by_suite(results)
    idle = [suite for suite in suites if not ran[suite]]
    for suite in idle:
        print(f"test: no test of tests/{suite} ran, so this run does not count as passed.", file=sys.stderr)
    return 1 if idle else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
