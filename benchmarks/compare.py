"""Times ours against something known, in turn in one run, and prints the ratios."""

import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
AREAS, INDUSTRIES, YEARS = 380, 82, 25
MILLION = 1_000_000


def register():
    """Make the checkout importable as `industrial_atlas`."""
    sys.path[:] = [folder for folder in sys.path if Path(folder or os.getcwd()).resolve() != ROOT]
    spec = importlib.util.spec_from_file_location(
        "industrial_atlas", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
    module = importlib.util.module_from_spec(spec)
    sys.modules["industrial_atlas"] = module
    spec.loader.exec_module(module)


def block():
    """Return a made-up panel: values and totals."""
    generator = np.random.default_rng(1)
    values = np.round(generator.lognormal(3, 1.2, (AREAS, INDUSTRIES, YEARS)), 1)
    return values, values.sum(axis=1)


def floor(values, totals):
    """Compute the formulae and nothing else."""
    share = values / values.sum(axis=0)
    size = np.broadcast_to((totals / totals.sum(axis=0))[:, None, :], values.shape)
    quotient = share / size
    theil = (share * np.log(quotient)).sum(axis=0)
    order = np.argsort(quotient, axis=0)
    held, weight = np.take_along_axis(share, order, 0), np.take_along_axis(size, order, 0)
    gini = 1 - (weight * (2 * np.cumsum(held, axis=0) - held)).sum(axis=0)
    ranked = np.take_along_axis(quotient, order, 0)
    number = len(values)
    rank = np.arange(1, number + 1)[:, None, None]
    gini_lq = 2 * (rank * ranked).sum(axis=0) / (number * ranked.sum(axis=0)) - (number + 1) / number
    hhi = (share**2).sum(axis=0)
    top = -np.partition(-share, 18, axis=0)[:19].sum(axis=0)
    return quotient, theil, gini, gini_lq, hhi, top


def ours(values, totals):
    """Compute the same with the project's measures."""
    from industrial_atlas.processing.measures import concentration, quotients

    return quotients.location_quotients(values, totals), concentration.indices(values, totals)


class Desk:
    """A QGIS with Processing, the provider and the tables to work on."""

    def __init__(self, folder):
        from qgis.core import QgsApplication

        self.folder = Path(folder)
        self.application = QgsApplication([], False)
        self.application.initQgis()
        sys.path.append(os.path.join(self.application.pkgDataPath(), "python", "plugins"))
        from processing.core.Processing import Processing

        Processing.initialize()
        from industrial_atlas.processing.provider import IndustrialAtlasProvider

        self.provider = IndustrialAtlasProvider()
        self.application.processingRegistry().addProvider(self.provider)
        import geopandas  # noqa: F401  not part of what is timed

        import processing

        self.run = processing.run

    def make(self, name, rows):
        """Write a table of observations."""
        import pandas as pd
        from osgeo import gdal

        path = self.folder / f"{name}.gpkg"
        if not path.exists():
            values = block()[0].ravel()
            cells = np.arange(rows) % values.size
            frame = pd.DataFrame({
                "area": np.char.add("E07", np.char.zfill((np.arange(rows) // (INDUSTRIES * YEARS)).astype(str), 6)),
                "industry": np.char.add("I", np.char.zfill(((cells // YEARS) % INDUSTRIES).astype(str), 2)),
                "period": 1991 + cells % YEARS, "value": values[cells],
            })
            frame.to_csv(self.folder / f"{name}.csv", index=False)
            options = gdal.VectorTranslateOptions(format="GPKG", layerName=name)
            source = gdal.OpenEx(str(self.folder / f"{name}.csv"), gdal.OF_VECTOR, open_options=["AUTODETECT_TYPE=YES"])
            gdal.VectorTranslate(str(path), source, options=options)
        return f"{path}|layername={name}"

    def out(self, name):
        """Return a path that is free."""
        path = self.folder / f"{name}-out.gpkg"
        if path.exists():
            path.unlink()
        return str(path)

    def copy(self):
        panel = self.make("panel", AREAS * INDUSTRIES * YEARS)
        self.run("native:savefeatures", {"INPUT": panel, "OUTPUT": self.out("copy")})

    def measure(self, name):
        observations = self.make("panel", AREAS * INDUSTRIES * YEARS)
        self.run(f"industrialatlas:{name}", {"OBSERVATIONS": observations, "OUTPUT": self.out(name)})

    def read_features(self):
        import pandas as pd
        from qgis.core import QgsVectorLayer

        layer = QgsVectorLayer(self.make("million", MILLION), "million", "ogr")
        names = ("area", "industry", "period", "value")
        places = [layer.fields().lookupField(name) for name in names]
        rows = [[feature[place] for place in places] for feature in layer.getFeatures()]
        frame = pd.DataFrame(rows, columns=names)
        return frame.astype({"area": "category", "industry": "category", "period": "Int64", "value": float})

    def workbook(self):
        """Return a made-up workbook in the layout of a published one."""
        import openpyxl

        path = self.folder / "wide.xlsx"
        if not path.exists():
            book = openpyxl.Workbook(write_only=True)
            sheet, values = book.create_sheet("Figures"), block()[0].reshape(-1, YEARS)
            years = range(1991, 1991 + YEARS)
            sheet.append(["Region", "LAD code", "LAD name", "SIC07 code", "Industry", "Unit", *years])
            for row in range(17_689):
                area, trade = divmod(row, 49)
                sheet.append(["North", f"E07{area:06d}", f"Place {area}", str(10000 + trade), f"Trade {trade}", "m",
                              *values[row].tolist()])
            book.save(path)
        return str(path)

    def read_openpyxl(self):
        import openpyxl

        sheet = openpyxl.load_workbook(self.workbook(), read_only=True, data_only=True)["Figures"]
        return sum(1 for _ in sheet.iter_rows(values_only=True))

    def read_workbook(self):
        from industrial_atlas.processing.measures import cells, importing, layout, notes
        from industrial_atlas.processing.sources.files import open_book

        told, wanted = notes.Notes(), layout.Wanted()
        grid = layout.choose_sheet(open_book(self.workbook()), "", told)
        importer = importing.Importer(layout.describe(grid.head(), wanted, told), cells.Cells(), wanted)
        for rows in grid.blocks():
            importer.add(rows)
        return importer.finish(told)

    def read_tables(self):
        from qgis.core import QgsProcessingContext, QgsProcessingFeedback

        from industrial_atlas.processing import tables

        algorithm = self.application.processingRegistry().createAlgorithmById("industrialatlas:concentration")
        parameters, names = {"OBSERVATIONS": self.make("million", MILLION)}, ("area", "industry", "period", "value")
        context, feedback = QgsProcessingContext(), QgsProcessingFeedback(False)
        return tables.read(algorithm, parameters, "OBSERVATIONS", context, feedback, {name: name for name in names})


def listing(folder, plugin):
    """Time `qgis_process list` in a profile with the plugin on or off."""
    profile = Path(folder) / ("with" if plugin else "without")
    environment = {**os.environ, "QGIS_CUSTOM_CONFIG_PATH": str(profile)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed plugin is compiled once
    program = os.environ["QGIS_PROCESS"]
    if not profile.exists():
        profile.mkdir()
        if plugin:
            subprocess.run([program, "plugins", "enable", "industrial_atlas"], env=environment, capture_output=True)
        subprocess.run([program, "list"], env=environment, capture_output=True)
    subprocess.run([program, "list"], env=environment, capture_output=True)


def seconds(action):
    """Return how long an action takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def side_by_side(first, second, rounds):
    """Return the medians of both and of their ratio."""
    first(), second()
    pairs = [(seconds(first), seconds(second)) for _ in range(rounds)]
    ratio = statistics.median(one / other for one, other in pairs)
    return statistics.median(one for one, _ in pairs), statistics.median(other for _, other in pairs), ratio, pairs


def actions(folder):
    """Return what can be timed, by name."""
    values, totals = block()
    desk = Desk(folder)
    return {
        "measures": (lambda: ours(values, totals), lambda: floor(values, totals)),
        "concentration": (lambda: desk.measure("concentration"), desk.copy),
        "locationquotient": (lambda: desk.measure("locationquotient"), desk.copy),
        "reading": (desk.read_tables, desk.read_features),
        "workbook": (desk.read_workbook, desk.read_openpyxl),
    }


def peak(folder, name, side):
    """Return the peak memory, in MB, of one side in a process of its own."""
    found = subprocess.run(
        [sys.executable, "-W", "ignore", __file__, "--peak", folder, name, str(side)], capture_output=True, text=True)
    return int(found.stdout.split()[-1])


def main():
    """Measure everything and print the table."""
    register()
    if sys.argv[1] == "--peak":
        folder, name, side = sys.argv[2:]
        actions(folder)[name][int(side)]()
        status = Path("/proc/self/status").read_text(encoding="ascii")
        print(int(status.split("VmHWM:")[1].split()[0]) // 1024, flush=True)
        os._exit(0)
    rounds = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        heads = f"{'row':18}{'ours s':>10}{'other s':>10}{'ratio':>8}{'wanted':>8}{'ours MB':>9}{'other MB':>10}"
        print(heads, flush=True)
        wanted = {"measures": 3.0, "concentration": 0.6, "locationquotient": 2.5, "reading": 0.2, "workbook": 1.5}
        for name, sides in actions(folder).items():
            one, other, ratio, _ = side_by_side(*sides, rounds)
            memory = [peak(folder, name, side) for side in (0, 1)]
            figures = f"{one:10.3f}{other:10.3f}{ratio:8.2f}{wanted[name]:8.1f}{memory[0]:9d}{memory[1]:10d}"
            print(f"{name:18}{figures}", flush=True)
        with_plugin, without = (lambda: listing(folder, True)), (lambda: listing(folder, False))
        one, other, _, pairs = side_by_side(with_plugin, without, max(rounds, 9))
        extra = statistics.median(one - other for one, other in pairs) * 1000
        print(f"{'loading':18}{one:10.3f}{other:10.3f}   {extra:.0f} ms more (wanted: under 60)", flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
