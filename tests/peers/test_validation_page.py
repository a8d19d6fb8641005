"""The page of validation says what the tests compare."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_up_to_date():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(ROOT / "scripts" / "build_validation"), "--check"], capture_output=True,
        text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr


def test_every_case_has_its_line(peer_cases):
    text = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    assert f"{len(peer_cases)} comparisons" in text
    assert text.count("\n| ") - text.count("\n| case |") == len(peer_cases)
