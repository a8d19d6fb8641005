"""The README's examples run as they are printed."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def examples(language: str) -> list[str]:
    """Return the blocks of a language that the README marks as tested."""
    return re.findall(rf"^<!-- tested -->\n```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_every_shell_example_of_qgis_process_is_marked_as_tested():
    section = TEXT.split("\n## With qgis_process\n")[1].split("\n## ")[0]
    assert section.count("```bash") == len(examples("bash")) >= 4
    assert len(examples("python")) == 1


@pytest.mark.parametrize("block", examples("bash"), ids=lambda block: re.search(r" run (\S+)", block)[1])
def test_shell_example_runs_as_printed(block, sample, qgis_process, tmp_path):
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=120, stdin=subprocess.DEVNULL, check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for name in re.findall(r"=\"\$OUT/([^\"]+)\"", block):
        written = list(tmp_path.glob(f"tmp.*/{name}"))
        assert written and written[0].stat().st_size, f"{name} was not written"


def test_python_example_runs_as_printed(sample, qgis, capsys):
    (block,) = examples("python")
    exec(compile(block, "README.md", "exec"), {})
    districts, breaks, counts = capsys.readouterr().out.splitlines()[-3:]
    assert districts == "350 districts, 26 years"
    assert breaks.startswith("0.5;0.8;1;1.25;2;")
    assert sum(int(count) for count in counts.split(";")) == 350
