"""Zips a folder so that the same files always give the same bytes: zip_folder.py FOLDER ZIP UNIX_TIME"""

import sys
import time
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def zip_folder(folder, destination, seconds):
    """Write ``folder`` into the zip ``destination``: names sorted, one date, one set of permissions."""
    date = time.gmtime(seconds)[:6]
    files = {path.relative_to(folder.parent).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    with ZipFile(destination, "w") as archive:
        for name, path in sorted(files.items()):
            entry = ZipInfo(name, date)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3  # Unix, on whatever system this runs
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, path.read_bytes(), compresslevel=9)


if __name__ == "__main__":
    zip_folder(Path(sys.argv[1]).resolve(), sys.argv[2], int(sys.argv[3]))
