"""The real desktop under a virtual display: the plugin is there, opens its sample, runs, goes and comes back.

With INDUSTRIAL_ATLAS_PICTURES naming a folder the pictures are kept there.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ALGORITHMS = [
    "association", "attachregions", "bivariatechoropleth", "chart", "choropleth", "comparators",
    "concentration", "concentrationdecomposition", "densityclass", "exportmap", "groupindustries",
    "growthdecomposition", "harmonisedistricts", "hexcartogram", "importstatistics", "industrialdistricts",
    "locationquotient", "matchfirms", "onstolqmap", "relatedness", "shares", "shiftshare", "spatialclusters",
    "specialisation", "studyregions", "traditionalregions",
]


def without(reason: str):
    if os.environ.get("REQUIRE_QGIS"):
        pytest.fail(f"QGIS is required, but {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="module")
def display():
    """A virtual display that nobody else has."""
    if shutil.which("Xvfb") is None:
        without("there is no Xvfb")
    ours, theirs = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "1400x900x24", "-nolisten", "tcp"], pass_fds=[theirs],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(theirs)
    with os.fdopen(ours) as answer:
        number = answer.readline().strip()
    if not number:
        server.wait(10)
        without("Xvfb does not start")
    yield f":{number}"
    server.terminate()
    server.wait(10)


@pytest.fixture(scope="module")
def go(display, sample, tmp_path_factory):
    """`go("tour")` starts the desktop with a fresh profile and returns what it wrote down, with its exit code and output."""
    program = next((path for path in ("/usr/bin/qgis.bin", "/usr/bin/qgis") if os.path.exists(path)), None)
    if program is None:
        without("there is no QGIS desktop")

    def going(tour: str) -> dict:
        folder = tmp_path_factory.mktemp(tour)
        for name in ("home", "plugins", "profile/profiles/default/QGIS", "runtime", "pictures"):
            (folder / name).mkdir(mode=0o700, parents=True)
        (folder / "plugins" / "industrial_atlas").symlink_to(ROOT)
        (folder / "profile" / "profiles" / "default" / "QGIS" / "QGIS3.ini").write_text(
            "[PythonPlugins]\nindustrial_atlas=true\n\n[qgis]\ncheckVersion=false\n", encoding="utf-8")
        environment = {
            **os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "HOME": str(folder / "home"), "LC_ALL": "C.UTF-8",
            "QGIS_CUSTOM_CONFIG_PATH": str(folder / "profile"), "XDG_RUNTIME_DIR": str(folder / "runtime"),
            "QGIS_PLUGINPATH": str(folder / "plugins"), "PYTHONPATH": str(ROOT / ".packages"), "PYTHONNOUSERSITE": "1",
            "INDUSTRIAL_ATLAS_GUI": str(folder / "pictures"), "INDUSTRIAL_ATLAS_TOUR": tour,
        }
        environment.pop("WAYLAND_DISPLAY", None)
        said, code = watch([program, "--noversioncheck", "--nologo", "--code", str(HERE / "startup.py")], environment,
                           folder / "pictures" / "report.json")
        kept = os.environ.get("INDUSTRIAL_ATLAS_PICTURES")
        if kept:
            shutil.copytree(folder / "pictures", kept, dirs_exist_ok=True)
        path = folder / "pictures" / "report.json"
        report = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"stages": [], "messages": [], "failure": ""}
        return {**report, "code": code, "said": said, "pictures": folder / "pictures"}

    return going


def watch(command: list, environment: dict, report: Path) -> tuple[str, int]:
    """Run the desktop to its end, or end it where its script has not begun after half a minute or is not done after two."""
    desktop = subprocess.Popen(
        command, env=environment, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    for patience, enough in ((30, report.exists), (90, lambda: False)):
        try:
            return desktop.communicate(timeout=patience)[0], desktop.returncode
        except subprocess.TimeoutExpired:
            if not enough():
                break
    desktop.kill()
    return desktop.communicate()[0], desktop.returncode


@pytest.fixture(scope="module")
def seen(go):
    """The whole tour."""
    return go("tour")


def stage(seen: dict, name: str) -> dict:
    """Return what was seen at a stage, or fail with all there is to know."""
    assert name in seen["stages"], f"ended with {seen['code']} after {seen['stages']}: {seen['failure']} {seen['said'][:1500]}"
    return seen[name]


def test_the_plugin_starts_with_its_provider_and_menu(seen):
    plugin = stage(seen, "plugin")
    assert plugin["active"] and plugin["algorithms"] == ALGORITHMS
    assert plugin["menus"] == ["Industrial Atlas"] and plugin["actions"] == 1
    assert plugin["text"].replace("&", "") == "Open the Sample" and plugin["enabled"] and plugin["icon"]
    assert plugin["layers"] == 0, "nothing is loaded before it is asked for"


def test_the_sample_opens_with_a_finished_map(seen):
    sample = stage(seen, "sample")
    by_name = {layer["name"]: layer for layer in sample["layers"]}
    assert len(by_name) == 3 and all(layer["valid"] for layer in by_name.values())
    assert by_name["Districts (schematic)"]["features"] == 350
    assert by_name["GVA by district and industry"]["features"] == 350 * 25 * 26
    (name,) = by_name.keys() - {"Districts (schematic)", "GVA by district and industry"}
    assert name == "Location quotient, CI-CL (26-30), 2023" == sample["titles"][0]
    drawn = by_name[name]
    assert drawn["renderer"] == "graduatedSymbol" and drawn["features"] == 350
    assert drawn["labels"][0].startswith("up to 0.5 (") and drawn["labels"][-1] == "No data (6)"
    assert sample["shown"] and sample["active"] == name
    assert sample["order"][0] == name, "the map lies on top"
    assert len(sample["groups"]) == 1
    assert [text for text in sample["bar"] if "transform" not in text] == [], "QGIS itself may miss a grid for its transform"


def test_the_legend_of_the_map_is_open(seen):
    assert stage(seen, "sample")["legend"]


def test_dialogs_open_with_their_defaults(seen):
    dialogs = stage(seen, "dialogs")
    assert sorted(dialogs) == ALGORITHMS
    for name, dialog in dialogs.items():
        assert dialog["title"], name
    values = dialogs["locationquotient"]["values"]
    if "MAP" in values:
        assert "TEMPORARY_OUTPUT" in values["MAP"]


def test_an_algorithm_runs_and_its_result_is_loaded_with_its_style(seen):
    run = stage(seen, "run")
    assert {name: run["numbers"][name] for name in ("N_RURAL", "N_MODERATE", "N_URBAN")} == {
        "N_RURAL": 74, "N_MODERATE": 123, "N_URBAN": 153}
    assert run["more"] == 1 and run["names"] == ["Population density classes, 2020"]
    assert [label.rsplit(" (", 1)[1] for label in run["labels"]] == ["74)", "123)", "153)", "0)"]


def test_unloading_leaves_nothing_and_loading_brings_it_back(seen):
    reload = stage(seen, "reload")
    assert reload["after_unload"] == {"provider": False, "actions": 0, "menus": []}
    assert reload["provider"] and reload["algorithms"] == len(ALGORITHMS)
    assert reload["menus"] == ["Industrial Atlas"] and reload["actions"] == 1


def test_the_desktop_closes_without_a_crash(seen):
    assert stage(seen, "end")["boxes"] == [] and seen["failure"] == ""
    assert seen["code"] == 0, seen["said"][:1500]


def test_no_word_of_warning_reaches_the_log(seen):
    stage(seen, "end")
    ours = [
        message for tag, level, message in seen["messages"]
        if level in (1, 2) and (tag.startswith("Python") or "ndustrial" in message or "ndustrial" in tag or "Traceback" in message)
    ]
    assert ours == []
    assert "Traceback" not in seen["said"], seen["said"]


def test_pictures_are_there(seen):
    stage(seen, "end")
    for name in ("sample", "density", *(f"dialog_{name}" for name in ALGORITHMS)):
        assert (seen["pictures"] / f"{name}.png").stat().st_size > 5000, name


def test_an_impatient_second_click_does_no_harm(go):
    twice = go("twice")
    names = stage(twice, "twice")["names"]
    assert sorted(name for name in set(names) if names.count(name) > 1) == [], "the same layers again"
    assert len(names) == 3 and twice["code"] == 0


def test_unloading_while_the_map_is_made_does_no_harm(go):
    after = go("unload")
    unloaded = stage(after, "unload")
    assert not unloaded["provider"] and unloaded["actions"] == 0
    assert after["failure"] == "" and after["code"] == 0 and stage(after, "end")["boxes"] == []
    assert "Traceback" not in after["said"]
