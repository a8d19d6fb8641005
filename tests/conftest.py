"""Shared by all tests: the package under its own name, a QGIS to run in, and the data to run on."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SUITES = ("qgis", "headless", "gui")
PACKAGE = "industrial_atlas"
OUTLIVING = []  # the QGIS application must outlive every layer that Python still holds


def _register() -> None:
    """Make the checkout importable as `industrial_atlas`, whatever its folder is called, and nothing else of it."""
    sys.path[:] = [folder for folder in sys.path if Path(folder or os.getcwd()).resolve() != ROOT]
    if PACKAGE in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(PACKAGE, ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
    module = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = module
    spec.loader.exec_module(module)


_register()


def pytest_collection_modifyitems(items):
    """Mark every test with the suite that its folder is."""
    for item in items:
        parts = Path(item.fspath).relative_to(ROOT / "tests").parts
        if parts[0] in SUITES:
            item.add_marker(getattr(pytest.mark, parts[0]))


def _without_qgis(reason: str):
    if os.environ.get("REQUIRE_QGIS"):
        pytest.fail(f"QGIS is required, but {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def qgis():
    """A running QGIS with Processing and the provider, headless."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from qgis.core import QgsApplication
    except ImportError as missing:
        _without_qgis(f"it cannot be imported: {missing}")
    application = QgsApplication([], False)
    application.initQgis()
    OUTLIVING.append(application)
    plugins = os.path.join(application.pkgDataPath(), "python", "plugins")
    if plugins not in sys.path:
        sys.path.append(plugins)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from processing.core.Processing import Processing

        Processing.initialize()
    from industrial_atlas.processing.provider import IndustrialAtlasProvider

    provider = IndustrialAtlasProvider()
    application.processingRegistry().addProvider(provider)
    provider.refreshAlgorithms()
    OUTLIVING.append(provider)
    return application


class Run:
    """Runs an algorithm by id and keeps what it said."""

    def __init__(self):
        from qgis.core import QgsProcessingContext, QgsProcessingFeedback

        self.feedback = QgsProcessingFeedback(False)
        self.context = QgsProcessingContext()

    def __call__(self, name: str, **parameters) -> dict:
        import processing

        identifier = name if ":" in name else f"industrialatlas:{name}"
        return processing.run(identifier, parameters, context=self.context, feedback=self.feedback)

    @property
    def log(self) -> str:
        """All that was said so far, as plain text."""
        return self.feedback.textLog()


@pytest.fixture
def run(qgis):
    """`run("locationquotient", OBSERVATIONS=...)` returns the results; `run.log` holds what was said."""
    return Run()


@pytest.fixture(scope="session")
def sample() -> Path:
    """The sample that `scripts/setup` builds."""
    path = ROOT / "resources" / "sample" / "sample.gpkg"
    if not path.exists():
        pytest.fail("The sample has not been built: run scripts/setup.")
    return path


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of published tables and boundaries; the test is skipped, aloud, without it."""
    folder = os.environ.get("INDUSTRIAL_ATLAS_DATA", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("INDUSTRIAL_ATLAS_DATA names no folder of published tables and boundaries")
    return Path(folder)


class QgisProcess:
    """The real `qgis_process` in a profile of its own."""

    def __init__(self, folder: Path):
        self.folder = folder
        for name in ("home", "plugins", "profile", "runtime"):
            (folder / name).mkdir(mode=0o700)
        (folder / "plugins" / PACKAGE).symlink_to(ROOT)
        program = "/usr/bin/qgis_process.bin"
        self.program = program if os.path.exists(program) else "qgis_process"
        self.environment = {
            **os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(folder / "home"), "LC_ALL": "C.UTF-8",
            "QGIS_CUSTOM_CONFIG_PATH": str(folder / "profile"), "XDG_RUNTIME_DIR": str(folder / "runtime"),
            "QGIS_PLUGINPATH": str(folder / "plugins"), "PYTHONPATH": str(ROOT / ".packages"),
        }
        self.call("plugins", "enable", PACKAGE)

    def call(self, *words, timeout: int = 300, **environment) -> subprocess.CompletedProcess:
        """Run `qgis_process` with these words."""
        return subprocess.run(
            [self.program, *map(str, words)], env={**self.environment, **environment}, capture_output=True, text=True,
            timeout=timeout, stdin=subprocess.DEVNULL, check=False,
        )

    def run(self, name: str, timeout: int = 300, environment=None, **parameters) -> subprocess.CompletedProcess:
        """Run an algorithm by id."""
        identifier = name if ":" in name else f"industrialatlas:{name}"
        given = [f"--{key}={value}" for key, value in parameters.items()]
        return self.call("run", identifier, *given, timeout=timeout, **(environment or {}))


@pytest.fixture(scope="session")
def qgis_process(tmp_path_factory) -> QgisProcess:
    """`qgis_process.run("locationquotient", OBSERVATIONS=...)` returns the finished process."""
    if not (os.path.exists("/usr/bin/qgis_process.bin") or os.path.exists("/usr/bin/qgis_process")):
        _without_qgis("there is no qgis_process")
    return QgisProcess(tmp_path_factory.mktemp("qgis_process"))


@pytest.fixture(scope="session")
def reopen():
    """`reopen(path, ...)` opens layers in a new QGIS and returns how each is drawn."""

    def opening(*sources) -> list[dict]:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", str(ROOT / "tests" / "data" / "describe_styles.py"), *map(str, sources)],
            cwd="/", capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        return list(json.loads(done.stdout[done.stdout.index("{"):]).values())

    return opening
