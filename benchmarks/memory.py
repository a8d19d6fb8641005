"""Peak memory of the growth decomposition: it must not grow with the number of plants."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (1.0, 5.0)
BLOCK = 500_000


def plants(rows, first, generator):
    """Return made-up plants: district, TIR flag, owners, industry, output at both dates."""
    import numpy as np
    import pandas as pd

    start, end = np.round(generator.lognormal(3, 1.5, (2, rows)), 3)
    state = generator.random(rows)
    district = generator.integers(0, 350, rows)
    owner = np.array(["GB", "US", "DE", "JP", ""])[generator.choice(5, (2, rows), p=[0.7, 0.12, 0.1, 0.06, 0.02])]
    return pd.DataFrame({
        "plant": np.arange(first, first + rows), "area": np.char.add("E07", np.char.zfill(district.astype(str), 6)),
        "tir": (district % 3 == 0).astype(int), "own_start": owner[0], "own_end": owner[1],
        "industry": generator.integers(10, 34, rows),
        "start": np.where(state < 0.3, np.nan, start), "end": np.where(state > 0.75, np.nan, end),
    })


def make(folder, millions):
    """Write a CSV and a GeoPackage of as many plants, the same for the same number."""
    import numpy as np
    from osgeo import gdal

    package, text = files(folder, millions)
    generator = np.random.default_rng(1)
    for first in range(0, int(millions * 1e6), BLOCK):
        rows = min(BLOCK, int(millions * 1e6) - first)
        plants(rows, first, generator).to_csv(text, mode="a" if first else "w", header=not first, index=False)
    source = gdal.OpenEx(str(text), gdal.OF_VECTOR, open_options=["AUTODETECT_TYPE=YES"])
    gdal.VectorTranslate(str(package), source, options=gdal.VectorTranslateOptions(format="GPKG", layerName="plants"))


def files(folder, millions):
    """Return the paths of both files."""
    return Path(folder) / f"plants{millions}.gpkg", Path(folder) / f"plants{millions}.csv"


def measure(path):
    """Run the algorithm on a file; return the peak memory in MB, that before the run, and the seconds."""
    from compare import Desk, register

    register()
    desk = Desk(tempfile.gettempdir())
    before, started = peak(), time.perf_counter()
    desk.run("industrialatlas:growthdecomposition", {"PLANTS": path, "OUTPUT": "TEMPORARY_OUTPUT"})
    return peak(), before, time.perf_counter() - started


def apart(*words):
    """Call this file in a process of its own, since the peak of a process is also that of those it starts."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", __file__, *words], capture_output=True, text=True, check=True)
    return [float(word) for word in done.stdout.split()[-3:]]


def peak():
    """Return the highest memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main():
    """Measure every size and format and print the table."""
    if sys.argv[1:2] == ["--make"]:
        make(sys.argv[2], float(sys.argv[3]))
        return
    if sys.argv[1:2] == ["--run"]:
        print(*measure(sys.argv[2]), flush=True)
        os._exit(0)
    sizes = [float(word) for word in sys.argv[1:]] or SIZES
    with tempfile.TemporaryDirectory() as folder:
        heads = f"{'file':8}{'million rows':>14}{'file MB':>10}{'seconds':>10}{'peak MB':>10}{'before MB':>11}"
        print(heads, flush=True)
        for millions in sizes:
            apart("--make", folder, str(millions))
            for path in files(folder, millions):
                highest, before, seconds = apart("--run", str(path))
                figures = f"{path.stat().st_size / 1e6:10.0f}{seconds:10.1f}{highest:10.0f}{before:11.0f}"
                print(f"{path.suffix[1:]:8}{millions:14g}{figures}", flush=True)
                path.unlink()


if __name__ == "__main__":
    main()
