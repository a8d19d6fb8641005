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
FIVE = ["choropleth", "concentration", "densityclass", "locationquotient", "traditionalregions"]


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
def seen(display, sample, tmp_path_factory):
    """What the desktop wrote down, with its exit code as `code` and its output as `said`."""
    program = next((path for path in ("/usr/bin/qgis.bin", "/usr/bin/qgis") if os.path.exists(path)), None)
    if program is None:
        without("there is no QGIS desktop")
    folder = tmp_path_factory.mktemp("desktop")
    for name in ("home", "plugins", "profile/profiles/default/QGIS", "runtime", "pictures"):
        (folder / name).mkdir(mode=0o700, parents=True)
    (folder / "plugins" / "industrial_atlas").symlink_to(ROOT)
    (folder / "profile" / "profiles" / "default" / "QGIS" / "QGIS3.ini").write_text(
        "[PythonPlugins]\nindustrial_atlas=true\n\n[qgis]\ncheckVersion=false\n", encoding="utf-8")
    environment = {
        **os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "HOME": str(folder / "home"), "LC_ALL": "C.UTF-8",
        "QGIS_CUSTOM_CONFIG_PATH": str(folder / "profile"), "XDG_RUNTIME_DIR": str(folder / "runtime"),
        "QGIS_PLUGINPATH": str(folder / "plugins"), "PYTHONPATH": str(ROOT / ".packages"), "PYTHONNOUSERSITE": "1",
        "INDUSTRIAL_ATLAS_GUI": str(folder / "pictures"),
    }
    for name in ("WAYLAND_DISPLAY", "QT_STYLE_OVERRIDE", "PYTHONDONTWRITEBYTECODE"):
        environment.pop(name, None)
    desktop = subprocess.Popen(
        [program, "--noversioncheck", "--nologo", "--code", str(HERE / "startup.py")], env=environment, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        said, _ = desktop.communicate(timeout=180)
    except subprocess.TimeoutExpired:
        desktop.kill()
        said, _ = desktop.communicate()
    path = folder / "pictures" / "report.json"
    report = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"stages": [], "messages": [], "failure": "no report"}
    kept = os.environ.get("INDUSTRIAL_ATLAS_PICTURES")
    if kept:
        shutil.copytree(folder / "pictures", kept, dirs_exist_ok=True)
    return {**report, "code": desktop.returncode, "said": said, "pictures": folder / "pictures"}


def stage(seen: dict, name: str) -> dict:
    """Return what was seen at a stage, or fail with all there is to know."""
    assert name in seen["stages"], f"stopped after {seen['stages']}: {seen['failure']}\n{seen['said'][-3000:]}"
    return seen[name]


def test_the_plugin_starts_with_its_provider_and_menu(seen):
    plugin = stage(seen, "plugin")
    assert plugin["active"] and plugin["algorithms"] == FIVE
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
    assert drawn["labels"][0].startswith("up to 0.5 (") and drawn["labels"][-1] == "No data (0)"
    assert sample["shown"] and sample["active"] == name
    assert sample["order"][0] == name, "the map lies on top"
    assert len(sample["groups"]) == 1 and not sample["bar"]


def test_dialogs_open_with_their_defaults(seen):
    dialogs = stage(seen, "dialogs")
    assert sorted(dialogs) == FIVE
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
    assert reload["provider"] and reload["algorithms"] == 5
    assert reload["menus"] == ["Industrial Atlas"] and reload["actions"] == 1


def test_an_impatient_second_click_does_no_harm(seen):
    names = stage(seen, "twice")["names"]
    assert sorted(name for name in set(names) if names.count(name) > 1) == [], "the same layers again"


def test_unloading_while_the_map_is_made_does_no_harm(seen):
    end = stage(seen, "end")
    assert not end["provider"] and end["actions"] == 0 and end["boxes"] == []
    assert seen["failure"] == ""


def test_the_desktop_closes_without_a_crash(seen):
    stage(seen, "end")
    assert seen["code"] == 0, seen["said"][-3000:]


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
    for name in ("sample", "density", *(f"dialog_{name}" for name in FIVE)):
        assert (seen["pictures"] / f"{name}.png").stat().st_size > 5000, name
